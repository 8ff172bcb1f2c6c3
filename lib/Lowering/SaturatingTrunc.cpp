//===- SaturatingTrunc.cpp - Floats to integers, saturated, in lanes ------===//

#include "Lowering/SaturatingTrunc.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

static bool replaceCalls(llvm::Function &f, bool isSigned,
                         const MCSubtargetInfo &cpu) {
  bool changed = false;
  for (User *user : make_early_inc_range(f.users())) {
    auto *call = cast<CallInst>(user);
    IRBuilder<> b(call);
    Value *result =
        truncateSaturatingX86(b, call->getArgOperand(0), isSigned, cpu);
    if (!result)
      return changed;
    call->replaceAllUsesWith(result);
    call->eraseFromParent();
    changed = true;
  }
  return changed;
}

PreservedAnalyses SaturatingTruncPass::run(Module &module,
                                           ModuleAnalysisManager &) {
  if (!machine.getTargetTriple().isX86())
    return PreservedAnalyses::all();
  LLVMContext &context = module.getContext();
  Type *i32 = Type::getInt32Ty(context);
  bool changed = false;
  for (Type *lane : {Type::getFloatTy(context), Type::getDoubleTy(context)}) {
    unsigned count = 128 / lane->getPrimitiveSizeInBits();
    Type *types[] = {FixedVectorType::get(i32, count),
                     FixedVectorType::get(lane, count)};
    for (bool isSigned : {false, true})
      if (llvm::Function *f = Intrinsic::getDeclarationIfExists(
              &module, isSigned ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat,
              types))
        changed |= replaceCalls(*f, isSigned, *machine.getMCSubtargetInfo());
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wfx
