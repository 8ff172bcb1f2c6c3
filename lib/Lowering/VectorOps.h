//===- VectorOps.h - Operations on vectors for the target -----------------===//
//
// Replaces the dialect's operations on vectors (VectorOps.def) by instructions
// of the target or, where it has none, by plain IR. It runs before
// optimisation, which knows what the intrinsics of a target do.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lowering/Dialect.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

namespace wfx {

struct VectorOpsPass : llvm::PassInfoMixin<VectorOpsPass> {
  explicit VectorOpsPass(const llvm::TargetMachine &machine)
      : machine(machine) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const llvm::TargetMachine &machine;
};

/// \p op of \p args by instructions of an x86 processor; null where \p cpu has
/// none that is better than plain IR.
llvm::Value *lowerVectorOpX86(llvm::IRBuilder<> &b, dialect::VectorOp op,
                              llvm::ArrayRef<llvm::Value *> args,
                              const llvm::MCSubtargetInfo &cpu);

} // namespace wfx
