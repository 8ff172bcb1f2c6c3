//===- VectorIntrinsics.h - Vector intrinsics for the target --------------===//
//
// LLVM's code generation takes saturating conversions of vectors to pieces, one
// lane at a time, and orders the operands of a minimum or maximum by their
// signs. This pass, behind optimisation, replaces those that an x86 processor
// has a better way for.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

namespace wfx {

struct VectorIntrinsicsPass : llvm::PassInfoMixin<VectorIntrinsicsPass> {
  explicit VectorIntrinsicsPass(const llvm::TargetMachine &machine)
      : machine(machine) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const llvm::TargetMachine &machine;
};

/// \p call of llvm.fptosi.sat, llvm.fptoui.sat (to i32), llvm.minimum or
/// llvm.maximum on <4 x float> or <2 x double> in other instructions; null if
/// it is as good as it can be for \p cpu.
llvm::Value *lowerVectorIntrinsicX86(llvm::IRBuilder<> &b,
                                     const llvm::IntrinsicInst &call,
                                     const llvm::MCSubtargetInfo &cpu);

} // namespace wfx
