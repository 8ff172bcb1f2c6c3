//===- Report.h - Progress, times and verbose output ----------------------===//
//
// What a compile says about itself on stderr: one progress line on a terminal
// once a compile takes longer than a second, the tables of --time-report, and
// the lines of --verbose. Thread-safe.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lowering/PassTimes.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace wfx {

class Report {
public:
  /// One that says nothing.
  Report() : Report(false, false, false) {}
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

  /// Whether printTimes() prints anything.
  bool wantsTimes() const { return showsTimes; }
  /// Adds what passes have cost on one thread.
  void addPasses(const PassTimes &passes);

  void verbose(const llvm::Twine &line);
  /// From now on the progress line shows \p phase and, if \p total is not 0,
  /// how many of so many functions are done.
  void beginProgress(const char *phase, uint64_t total = 0);
  void advance() { ++done; }
  /// Takes the line off the terminal. To be called before anybody else writes
  /// there.
  void endProgress();
  /// Prints the tables of --time-report, if asked for.
  void printTimes();

private:
  Report(bool verbose, bool timeReport, bool onTerminal);
  struct Row {
    const char *name;
    double wall = 0, cpu = 0;
  };
  void showProgress();
  void erase();

  const bool isVerbose, showsTimes, onTerminal;
  const std::chrono::steady_clock::time_point started;
  std::mutex mutex; ///< of all below but `done`, `ticker`
  std::vector<Row> rows;
  PassTimes passTimes;
  const char *progressPhase = "";
  uint64_t total = 0;
  std::atomic<uint64_t> done = 0;
  bool isDrawn = false, isEnding = false;
  std::condition_variable ending;
  std::thread ticker; ///< draws while there is progress to show
};

} // namespace wfx
