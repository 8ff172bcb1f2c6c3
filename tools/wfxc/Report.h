//===- Report.h - Progress, times and verbose output ----------------------===//
//
// What a compile says about itself on stderr: one progress line on a terminal once a
// compile takes longer than a second, the table of --time-report, and the lines of
// --verbose. Thread-safe.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace wfx {

class Report {
public:
  Report(bool verbose, bool timeReport);
  ~Report();

  /// Measures a phase from construction to destruction. Phases of the same name
  /// add up, also from several threads.
  class Phase {
  public:
    Phase(Report &report, const char *name);
    ~Phase();

  private:
    Report &report;
    const char *name;
    double cpuStart;
    std::chrono::steady_clock::time_point start;
  };

  void verbose(const llvm::Twine &line);
  /// Announces \p total functions to come under the name \p phase.
  void beginProgress(const char *phase, uint64_t total);
  void advance(uint64_t functions);
  void endProgress();
  /// Prints the table of --time-report, if asked for.
  void printTimes();

private:
  struct Row {
    const char *name;
    double wall = 0, cpu = 0;
  };
  void draw(uint64_t done);

  const bool isVerbose, wantsTimes, onTerminal;
  const std::chrono::steady_clock::time_point started;
  std::mutex mutex;
  std::vector<Row> rows;
  const char *progressPhase = "";
  uint64_t total = 0;
  std::atomic<uint64_t> done = 0;
  std::atomic<int64_t> nextDraw = 0; ///< milliseconds since start
  bool drawn = false;
};

} // namespace wfx
