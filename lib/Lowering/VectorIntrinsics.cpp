//===- VectorIntrinsics.cpp - Vector intrinsics for the target ------------===//

#include "Lowering/VectorIntrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

static bool replaceCalls(llvm::Function &f, const MCSubtargetInfo &cpu) {
  bool changed = false;
  for (User *user : make_early_inc_range(f.users())) {
    auto *call = cast<IntrinsicInst>(user);
    IRBuilder<> b(call);
    Value *result = lowerVectorIntrinsicX86(b, *call, cpu);
    if (!result)
      continue;
    call->replaceAllUsesWith(result);
    call->eraseFromParent();
    changed = true;
  }
  return changed;
}

PreservedAnalyses VectorIntrinsicsPass::run(Module &module,
                                            ModuleAnalysisManager &) {
  if (!machine.getTargetTriple().isX86())
    return PreservedAnalyses::all();
  LLVMContext &context = module.getContext();
  bool changed = false;
  auto replace = [&](Intrinsic::ID id, ArrayRef<Type *> types) {
    if (auto *f = Intrinsic::getDeclarationIfExists(&module, id, types))
      changed |= replaceCalls(*f, *machine.getMCSubtargetInfo());
  };
  for (Type *lane : {Type::getFloatTy(context), Type::getDoubleTy(context)}) {
    unsigned count = 128 / lane->getPrimitiveSizeInBits();
    Type *floats = FixedVectorType::get(lane, count);
    Type *integers = FixedVectorType::get(Type::getInt32Ty(context), count);
    replace(Intrinsic::fptosi_sat, {integers, floats});
    replace(Intrinsic::fptoui_sat, {integers, floats});
    replace(Intrinsic::minimum, {floats});
    replace(Intrinsic::maximum, {floats});
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wfx
