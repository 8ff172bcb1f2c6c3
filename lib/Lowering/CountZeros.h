//===- CountZeros.h - Counting zeros without branches ---------------------===//
//
// Wasm's clz and ctz are defined for zero, x86's bsr and bsf are not. LLVM's
// code generation guards each with a branch, which splits a block and rebuilds
// the dominator tree every time: a function with many of them takes quadratic
// time. This pass, the last before code generation, makes the guard a select
// where the processor has no lzcnt or tzcnt.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

namespace wfx {

struct CountZerosPass : llvm::PassInfoMixin<CountZerosPass> {
  explicit CountZerosPass(const llvm::TargetMachine &machine);
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  bool guardLeading, guardTrailing;
};

} // namespace wfx
