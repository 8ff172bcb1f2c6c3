//===- FrameInstance.h - Finding the instance of a frame ------------------===//
//
// Which tag a handler means depends on the instance, so the personality routine
// has to find the instance of each frame with handlers that it looks at. A
// function that has landing pads after optimisation therefore stores its
// instance in a slot of its frame, once, and a piece of assembly names that
// slot's place in the frame in a CatchDesc record, which this pass makes the
// first clause of all its landing pads. So the record is exact for each
// function however it was inlined or cloned, and found without any table of its
// own.
//
// All that is inlined into a function runs for the same instance: calls between
// instances are indirect.
//
// A frame is entered only with an exception that one of its clauses claims, so
// the `resume` behind the last clause, which inlining needs, is never reached;
// here it becomes `unreachable`, and the comparison in front of it goes where
// there is optimisation.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct FrameInstancePass : llvm::PassInfoMixin<FrameInstancePass> {
  explicit FrameInstancePass(bool optimize) : optimize(optimize) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  bool optimize;
};

} // namespace wfx
