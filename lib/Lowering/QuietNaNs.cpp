//===- QuietNaNs.cpp - Signalling NaNs that arithmetic makes quiet --------===//

#include "Lowering/QuietNaNs.h"
#include "Lowering/IntrinsicCalls.h"
#include "Lowering/Preserved.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace wfx {

/// True if \p v is computed from constants alone, so that the optimiser will
/// fold it.
static bool foldsToConstant(Value *v, unsigned depth = 4) {
  if (isa<Constant>(v))
    return true;
  auto *instruction = dyn_cast<Instruction>(v);
  return depth && instruction && !instruction->mayReadOrWriteMemory() &&
         !isa<PHINode>(instruction) &&
         all_of(instruction->operands(), [&](Value *operand) {
           return foldsToConstant(operand, depth - 1);
         });
}

/// True if LLVM would fold `x op c` to x or -x. One such lane of a vector is
/// enough: the others may turn out to be unused.
static bool isNeutral(Instruction::BinaryOps op, Value *operand) {
  auto *constant = dyn_cast<Constant>(operand);
  if (!constant)
    return foldsToConstant(operand);
  if (auto *type = dyn_cast<FixedVectorType>(constant->getType()))
    return any_of(seq(type->getNumElements()), [&](unsigned lane) {
      Constant *element = constant->getAggregateElement(lane);
      return !element || isNeutral(op, element); // null: not known yet
    });
  auto *c = dyn_cast<ConstantFP>(constant);
  if (!c)
    return false;
  if (op == Instruction::FAdd || op == Instruction::FSub)
    return c->isZero();
  return c->isExactlyValue(1.0) || c->isExactlyValue(-1.0);
}

/// True if all that \p use of \p operand comes to is arithmetic that will stay
/// and makes it quiet, perhaps behind the steps of a splat or a choice.
static bool makesQuiet(const Use &use, const Value *operand,
                       unsigned depth = 4) {
  User *user = use.getUser();
  if (isa<FPTruncInst>(user))
    return !isa<FPExtInst>(operand);
  if (auto *op = dyn_cast<BinaryOperator>(user))
    return !isNeutral(op->getOpcode(), op->getOperand(1 - use.getOperandNo()));
  return depth && !user->use_empty() &&
         isa<InsertElementInst, ShuffleVectorInst, SelectInst>(user) &&
         all_of(user->uses(), [&](const Use &further) {
           return makesQuiet(further, operand, depth - 1);
         });
}

static bool isCanonicalize(Intrinsic::ID id) {
  return id == Intrinsic::canonicalize;
}

/// X86's instruction selection cannot widen a vector of two floats for it.
static bool widenPair(IntrinsicInst &call) {
  auto *type = dyn_cast<FixedVectorType>(call.getType());
  if (!type || !type->getElementType()->isFloatTy() ||
      type->getNumElements() != 2)
    return false;
  IRBuilder<> b(&call);
  Value *wide = b.CreateShuffleVector(call.getArgOperand(0), {0, 1, -1, -1});
  wide = b.CreateUnaryIntrinsic(Intrinsic::canonicalize, wide);
  call.replaceAllUsesWith(b.CreateShuffleVector(wide, {0, 1}));
  return true;
}

/// Goes past \p call where its users do its work. True if that changes
/// anything.
static bool bypass(IntrinsicInst &call) {
  bool changed = false;
  Value *operand = call.getArgOperand(0);
  for (Use &use : make_early_inc_range(call.uses()))
    if (makesQuiet(use, operand)) {
      use.set(operand);
      changed = true;
    }
  if (!call.use_empty() && !widenPair(call))
    return changed;
  call.eraseFromParent();
  return true;
}

PreservedAnalyses QuietNaNsPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  for (Instruction &instruction : make_early_inc_range(instructions(f)))
    if (auto *call = dyn_cast<IntrinsicInst>(&instruction);
        call && isCanonicalize(call->getIntrinsicID()))
      changed |= bypass(*call);
  return preservedUnless(changed);
}

PreservedAnalyses QuietNaNsPass::run(Module &module, ModuleAnalysisManager &) {
  bool changed = false;
  for (IntrinsicInst *call : intrinsicCalls(module, isCanonicalize))
    changed |= bypass(*call);
  return preservedUnless(changed);
}

} // namespace wfx
