//===- SaturatingTrunc.h - Floats to integers, saturated, in lanes --------===//
//
// LLVM's code generation takes llvm.fptosi.sat and llvm.fptoui.sat of vectors
// to pieces, one lane at a time. This pass, behind optimisation, replaces those
// whose lanes an x86 processor converts together.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

namespace wfx {

struct SaturatingTruncPass : llvm::PassInfoMixin<SaturatingTruncPass> {
  explicit SaturatingTruncPass(const llvm::TargetMachine &machine)
      : machine(machine) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const llvm::TargetMachine &machine;
};

/// \p x, <4 x float> or <2 x double>, as as many i32; null if \p cpu has no
/// good way.
llvm::Value *truncateSaturatingX86(llvm::IRBuilder<> &b, llvm::Value *x,
                                   bool isSigned,
                                   const llvm::MCSubtargetInfo &cpu);

} // namespace wfx
