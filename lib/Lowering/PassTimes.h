//===- PassTimes.h - What each pass costs ---------------------------------===//
//
// For --time-report. LLVM's own timers count the time of the whole process,
// which says nothing where several threads work; these count the thread's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Pass.h"

namespace wfx {

/// Seconds of CPU time of one thread, by the name of a pass. A pass's time does
/// not include that of others within it.
struct PassTimes {
  llvm::StringMap<double> lowering; ///< analyses have rows of their own
  llvm::StringMap<double> codegen;  ///< analyses count as who asks for them
};

/// Divides the thread's time among passes.
class PassClock {
public:
  explicit PassClock(llvm::StringMap<double> &times);
  /// What was running is interrupted by \p pass, until leave().
  void enter(llvm::StringRef pass);
  void leave();
  /// \p pass has used the time since the last call of any of these.
  void lap(llvm::StringRef pass);

private:
  llvm::StringMap<double> &times;
  llvm::SmallVector<llvm::StringRef> running; ///< the innermost last
  double last;
};

/// Lets \p clock follow the passes that run with \p callbacks. It must live as
/// long as they.
void followPasses(llvm::PassInstrumentationCallbacks &callbacks,
                  PassClock &clock);

/// To be added to a pass manager of the older kind behind \p pass, whose time
/// it takes. The analyses that a pass asks for run in front of it and count as
/// its own.
llvm::FunctionPass *createLapPass(PassClock &clock, llvm::StringRef pass);

} // namespace wfx
