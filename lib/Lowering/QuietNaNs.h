//===- QuietNaNs.h - Signalling NaNs that arithmetic makes quiet ----------===//
//
// The emitter makes the operands of floating-point arithmetic quiet, because
// LLVM folds x * 1.0 and its like to x. Where no such folding is left to come,
// the arithmetic itself does it: this pass, which runs when constants are known
// and again before code generation, removes llvm.canonicalize in front of it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct QuietNaNsPass : llvm::PassInfoMixin<QuietNaNsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &);
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace wfx
