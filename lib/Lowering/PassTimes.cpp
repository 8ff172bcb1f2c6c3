//===- PassTimes.cpp - What each pass costs -------------------------------===//

#include "Lowering/PassTimes.h"
#include "Support/Threads.h"

using namespace llvm;

namespace wfx {

PassClock::PassClock(StringMap<double> &times)
    : times(times), last(threadCpuSeconds()) {}

void PassClock::lap(StringRef pass) {
  double now = threadCpuSeconds();
  times[pass] += now - last;
  last = now;
}

void PassClock::enter(StringRef pass) {
  lap(running.empty() ? "(other)" : running.back());
  running.push_back(pass);
}

void PassClock::leave() { lap(running.pop_back_val()); }

void followPasses(PassInstrumentationCallbacks &callbacks, PassClock &clock) {
  auto enter = [&clock](StringRef pass, Any) { clock.enter(pass); };
  callbacks.registerBeforeNonSkippedPassCallback(enter);
  callbacks.registerBeforeAnalysisCallback(enter);
  callbacks.registerAfterAnalysisCallback(
      [&clock](StringRef, Any) { clock.leave(); });
  callbacks.registerAfterPassCallback(
      [&clock](StringRef, Any, const PreservedAnalyses &) { clock.leave(); });
  callbacks.registerAfterPassInvalidatedCallback(
      [&clock](StringRef, const PreservedAnalyses &) { clock.leave(); });
}

namespace {

/// The pass manager takes one function after the other through a row of passes.
class LapPass : public FunctionPass {
public:
  static char ID;
  LapPass(PassClock &clock, StringRef pass)
      : FunctionPass(ID), clock(clock), pass(pass) {}
  bool runOnFunction(llvm::Function &) override {
    clock.lap(pass);
    return false;
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
  }

private:
  PassClock &clock;
  std::string pass;
};
char LapPass::ID = 0;

} // namespace

FunctionPass *createLapPass(PassClock &clock, StringRef pass) {
  return new LapPass(clock, pass);
}

} // namespace wfx
