//===- TrapWitness.cpp - Keeping loads that only trap ---------------------===//

#include "Lowering/TrapWitness.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace wfx {

static bool isFakeUse(const User *user) {
  auto *call = dyn_cast<IntrinsicInst>(user);
  return call && call->getIntrinsicID() == Intrinsic::fake_use;
}

static bool isWitness(const User *user) {
  auto *call = dyn_cast<CallInst>(user);
  return call && (isFakeUse(call) ||
                  (call->arg_size() == 1 &&
                   call->getCalledOperand() ==
                       dialect::witness(call->getArgOperand(0)->getType())));
}

/// True if \p user needs every bit of \p value. Others let code generation read
/// fewer bytes than the Wasm access does, and the trap of those left out would
/// be lost: a load of 64 bits that is only truncated becomes one of 32.
static bool usesAllBits(const User *user, const Value *value) {
  if (isa<TruncInst>(user))
    return false;
  if (auto *op = dyn_cast<BinaryOperator>(user)) {
    switch (op->getOpcode()) {
    case Instruction::And:
    case Instruction::Or:
    case Instruction::Shl:
    case Instruction::LShr:
    case Instruction::AShr:
      return false;
    default:
      return true;
    }
  }
  if (isa<ZExtInst, SExtInst, BitCastInst, FreezeInst>(user))
    return any_of(user->users(), [&](const User *next) {
      return !isWitness(next) && usesAllBits(next, user);
    });
  if (auto *store = dyn_cast<StoreInst>(user))
    return store->getValueOperand()->getType() == value->getType();
  return isa<CmpInst, CallBase, ReturnInst, PHINode, SelectInst,
             GetElementPtrInst, CastInst, UnaryOperator, InsertElementInst,
             ShuffleVectorInst, SwitchInst>(user);
}

static bool isSuperfluous(const CallInst &witness) {
  const Value *value = witness.getArgOperand(0);
  // Optimisation replaced the load by a value known before.
  if (!isa<LoadInst>(value))
    return true;
  bool oneByte = value->getType()->getPrimitiveSizeInBits() == 8;
  return any_of(value->users(), [&](const User *user) {
    return !isWitness(user) && (oneByte || usesAllBits(user, value));
  });
}

PreservedAnalyses TrapWitnessPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  for (Instruction &instruction : make_early_inc_range(instructions(f))) {
    auto *witness = dyn_cast<CallInst>(&instruction);
    if (!witness || !isWitness(witness))
      continue;
    if (!isSuperfluous(*witness)) {
      if (isFakeUse(witness))
        continue;
      IRBuilder<> b(witness);
      b.CreateIntrinsic(Intrinsic::fake_use, ArrayRef<Type *>(),
                        {witness->getArgOperand(0)});
    }
    witness->eraseFromParent();
    changed = true;
  }
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wfx
