//===- CountedLoops.h - Passes for functions with loops over arrays -------===//
//
// Passes that find something to do in loops only, and take their time for the
// whole function. At -O1 that pays where loops that may be over arrays are a
// good part of the function: innermost ones of a single block that access
// memory, call nothing and run to a count.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

class CountedLoopsPass : public llvm::PassInfoMixin<CountedLoopsPass> {
public:
  /// \p passes are run on functions with such loops.
  explicit CountedLoopsPass(llvm::FunctionPassManager passes)
      : passes(std::move(passes)) {}

  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &analyses);
  static bool isRequired() { return true; }

private:
  llvm::FunctionPassManager passes;
};

} // namespace wfx
