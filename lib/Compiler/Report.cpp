//===- Report.cpp - Progress, times and verbose output --------------------===//

#include "Compiler/Report.h"
#include "Support/Threads.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>
#include <sys/resource.h>

using namespace llvm;

namespace wfx {

using Clock = std::chrono::steady_clock;

static double seconds(Clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

Report::Report(bool verbose, bool timeReport)
    : Report(verbose, timeReport,
             sys::Process::StandardErrIsDisplayed() &&
                 sys::Process::GetEnv("TERM").value_or("dumb") != "dumb") {}

Report::Report(bool verbose, bool timeReport, bool onTerminal)
    : isVerbose(verbose), showsTimes(timeReport), onTerminal(onTerminal),
      started(Clock::now()) {}

Report::~Report() { endProgress(); }

Report::Phase::Phase(Report &report, const char *name)
    : report(report), name(name), cpuStart(threadCpuSeconds()),
      start(Clock::now()) {}

Report::Phase::~Phase() {
  double wall = seconds(Clock::now() - start);
  double cpu = threadCpuSeconds() - cpuStart;
  std::lock_guard lock(report.mutex);
  for (Row &row : report.rows)
    if (StringRef(row.name) == name) {
      row.wall += wall;
      row.cpu += cpu;
      return;
    }
  report.rows.push_back({name, wall, cpu});
}

void Report::verbose(const Twine &line) {
  if (!isVerbose)
    return;
  std::lock_guard lock(mutex);
  erase();
  errs() << "wfxc: " << line << '\n';
}

//===--- Progress ---------------------------------------------------------===//

void Report::beginProgress(const char *phase, uint64_t functions) {
  std::lock_guard lock(mutex);
  progressPhase = phase;
  total = functions;
  done = 0;
  if (onTerminal && !ticker.joinable())
    ticker = std::thread([this] { showProgress(); });
}

/// Runs on the ticker's thread. The first second says nothing.
void Report::showProgress() {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex);
  auto next = started + 1s;
  while (!ending.wait_until(lock, next, [&] { return isEnding; })) {
    uint64_t now = std::min<uint64_t>(done, total); // LLVM may add functions
    isDrawn = true;
    errs() << "\r\033[K" << progressPhase;
    if (total)
      errs() << ": " << now << " of " << total << " functions ("
             << now * 100 / total << " %)";
    next = Clock::now() + 100ms;
  }
  erase();
}

void Report::erase() {
  if (isDrawn)
    errs() << "\r\033[K";
  isDrawn = false;
}

void Report::endProgress() {
  if (!ticker.joinable())
    return;
  {
    std::lock_guard lock(mutex);
    isEnding = true;
  }
  ending.notify_one();
  ticker.join();
  isEnding = false;
}

//===--- Times ------------------------------------------------------------===//

static void add(StringMap<double> &sum, const StringMap<double> &times) {
  for (const auto &entry : times)
    sum[entry.first()] += entry.second;
}

void Report::addPasses(const PassTimes &passes) {
  std::lock_guard lock(mutex);
  add(passTimes.lowering, passes.lowering);
  add(passTimes.codegen, passes.codegen);
}

/// The most expensive rows of \p times; the others are one.
static void printPasses(StringRef title, const StringMap<double> &times) {
  constexpr size_t shown = 20;
  std::vector<std::pair<double, StringRef>> rows;
  double total = 0;
  for (const auto &entry : times) {
    rows.emplace_back(entry.second, entry.first());
    total += entry.second;
  }
  if (rows.empty())
    return;
  llvm::sort(rows, std::greater());
  if (rows.size() > shown) {
    double others = 0;
    for (const auto &row : ArrayRef(rows).drop_front(shown))
      others += row.first;
    rows.resize(shown);
    rows.emplace_back(others, "others");
  }
  errs() << format("\n%-50s %9s %9s\n", title.str().c_str(), "cpu s", "share");
  for (const auto &[time, name] : rows)
    errs() << format("%-50s %9.3f %7.1f %%\n",
                     name.take_front(50).str().c_str(), time,
                     total > 0 ? 100 * time / total : 0);
}

void Report::printTimes() {
  if (!showsTimes)
    return;
  endProgress();
  errs() << format("%-12s %10s %10s\n", "phase", "wall s", "cpu s");
  for (const Row &row : rows)
    errs() << format("%-12s %10.3f %10.3f\n", row.name, row.wall, row.cpu);
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  errs() << format("%-12s %10.3f %10.3f\n", "total",
                   seconds(Clock::now() - started),
                   t.tv_sec + t.tv_nsec * 1e-9);
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  errs() << "Phases that run on several threads add the time of each.\n"
         << "peak memory: " << usage.ru_maxrss / 1024 << " MiB\n";
  printPasses("passes of lower", passTimes.lowering);
  printPasses("passes of codegen", passTimes.codegen);
}

} // namespace wfx
