//===- VectorConstants.h - Functions with very many vector constants ------===//
//
// Code generation searches a function's constants one by one for each constant,
// and compares those of different shapes bit by bit: a megabyte of v128.const
// in one function would take it hours. This pass, the last before code
// generation, puts the constants of such functions into tables, which cost it
// nothing. The instructions are the same: operands in memory, relative to the
// code.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct VectorConstantsPass : llvm::PassInfoMixin<VectorConstantsPass> {
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace wfx
