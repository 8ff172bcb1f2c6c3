//===- CountZeros.cpp - Counting zeros without branches -------------------===//

#include "Lowering/CountZeros.h"
#include "Lowering/IntrinsicCalls.h"
#include "Lowering/Preserved.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

CountZerosPass::CountZerosPass(const TargetMachine &machine) {
  const MCSubtargetInfo &cpu = *machine.getMCSubtargetInfo();
  bool isX86 = machine.getTargetTriple().isX86();
  guardLeading = isX86 && !cpu.checkFeatures("+lzcnt");
  guardTrailing = isX86 && !cpu.checkFeatures("+bmi");
}

/// Replaces \p count, which is defined for zero, by one that is not behind a
/// select.
static void guard(IntrinsicInst &count) {
  IRBuilder<> b(&count);
  Type *type = count.getType();
  // Both uses of the operand must see the same value, also if it is undefined.
  Value *x = b.CreateFreeze(count.getArgOperand(0));
  Value *defined =
      b.CreateIntrinsic(count.getIntrinsicID(), {type}, {x, b.getTrue()});
  Value *width = ConstantInt::get(type, type->getIntegerBitWidth());
  Value *guarded = b.CreateSelect(b.CreateIsNull(x), width, defined);
  count.replaceAllUsesWith(guarded);
  count.eraseFromParent();
}

PreservedAnalyses CountZerosPass::run(Module &module, ModuleAnalysisManager &) {
  auto isGuarded = [&](Intrinsic::ID id) {
    return (id == Intrinsic::ctlz && guardLeading) ||
           (id == Intrinsic::cttz && guardTrailing);
  };
  bool changed = false;
  for (IntrinsicInst *count : intrinsicCalls(module, isGuarded)) {
    if (!count->getType()->isIntegerTy() ||
        cast<ConstantInt>(count->getArgOperand(1))->isOne())
      continue;
    guard(*count);
    changed = true;
  }
  return preservedUnless(changed);
}

} // namespace wfx
