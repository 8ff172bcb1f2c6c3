//===- ElideStacks.h - Continuations that need no stack -------------------===//
//
// Finds continuations that stay within the function that makes them, once
// small functions that they are passed to are inlined: they are resumed there
// and nowhere else, each of their suspensions has a clause at each of these
// places, and nothing that they call can suspend. Such a continuation needs no
// stack. Its function is compiled as a state machine (StepFunction.h), and a
// resumption calls that.
//
// Everything else keeps its stack, and code that is as if this pass did not
// exist: functions are changed in copies, which are dropped if nothing comes of
// it. All bounds of the dialect are gone afterwards.
//
// What a program can see stays the same: values, effects, traps and where they
// are, exceptions. Only what stacks cost is missing, also where that could
// fail: there are fewer of them, and how deep a function may call is another
// limit.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct ElideStacksPass : llvm::PassInfoMixin<ElideStacksPass> {
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &modules);
  static bool isRequired() { return true; }
};

} // namespace wfx
