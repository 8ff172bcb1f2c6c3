//===- TrapWitness.cpp - Keeping loads that only trap ---------------------===//

#include "Lowering/TrapWitness.h"
#include "Lowering/Dialect.h"
#include "Lowering/Preserved.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace llvm::PatternMatch;

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

namespace {

/// Follows what is made of a loaded value to a use that needs every bit of it.
/// Others let code generation read fewer bytes than the Wasm access does, and
/// the trap of those left out would be lost: a load of 64 bits that is only
/// truncated becomes one of 32, one of a vector of which a lane is used one of
/// that lane.
class WholeUse {
public:
  bool isFound(const Value *value);

private:
  bool needsAll(const User *user, const Value *value);
  bool areFound(const Value *vector, int first, int count);
  bool needsAllLanes(const User *user, const Value *value);

  /// Users that are looked at before it gives up; witnesses are cheap.
  unsigned budget = 100;
};

} // namespace

bool WholeUse::isFound(const Value *value) {
  return any_of(value->users(), [&](const User *user) {
    if (!budget)
      return false;
    --budget;
    if (isWitness(user))
      return false;
    return value->getType()->isVectorTy() ? needsAllLanes(user, value)
                                          : needsAll(user, value);
  });
}

bool WholeUse::needsAll(const User *user, const Value *value) {
  // Whether a lane is needed is up to the vector.
  if (auto *insert = dyn_cast<InsertElementInst>(user)) {
    auto *lane = dyn_cast<ConstantInt>(insert->getOperand(2));
    return lane && areFound(insert, lane->getZExtValue(), 1);
  }
  if (value->getType()->getPrimitiveSizeInBits() == 8)
    return true;
  if (isa<TruncInst>(user))
    return false;
  if (auto *op = dyn_cast<BinaryOperator>(user)) {
    switch (op->getOpcode()) {
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Xor:
      return isFound(user);
    case Instruction::Mul: // may be a shift
      return !isa<Constant>(op->getOperand(1)) && isFound(user);
    case Instruction::And:
    case Instruction::Or:
    case Instruction::Shl:
    case Instruction::LShr:
    case Instruction::AShr:
    case Instruction::URem:
    case Instruction::SRem:
      return false;
    default:
      return true;
    }
  }
  if (isa<ZExtInst, SExtInst, BitCastInst, FreezeInst, SelectInst>(user))
    return isFound(user);
  if (auto *store = dyn_cast<StoreInst>(user))
    return store->getValueOperand()->getType() == value->getType();
  return isa<CmpInst, CallBase, ReturnInst, PHINode, GetElementPtrInst,
             CastInst, UnaryOperator, SwitchInst>(user);
}

/// True if all lanes of \p value from \p first on, \p count of them, are in the
/// result of \p shuffle.
static bool keepsLanes(const ShuffleVectorInst &shuffle, const Value *value,
                       int first, int count) {
  if (shuffle.getOperand(0) != value)
    first += cast<FixedVectorType>(value->getType())->getNumElements();
  return all_of(seq(first, first + count), [&](int lane) {
    return is_contained(shuffle.getShuffleMask(), lane);
  });
}

/// The same for lanes of \p vector that hold what was loaded, for instance the
/// first one of what becomes a splat.
bool WholeUse::areFound(const Value *vector, int first, int count) {
  int all = cast<FixedVectorType>(vector->getType())->getNumElements();
  return isFound(vector) || any_of(vector->users(), [&](const User *user) {
           if (!budget)
             return false;
           --budget;
           if (auto *shuffle = dyn_cast<ShuffleVectorInst>(user))
             return keepsLanes(*shuffle, vector, first, count) &&
                    isFound(shuffle);
           auto *type = dyn_cast<FixedVectorType>(user->getType());
           if (!isa<BitCastInst>(user) || !type)
             return false;
           int scaled = type->getNumElements();
           return first * scaled % all == 0 && count * scaled % all == 0 &&
                  areFound(user, first * scaled / all, count * scaled / all);
         });
}

/// True if \p operand is a constant that can make lanes of the others
/// unnecessary, as zeros do in a product of integers.
static bool mayAbsorb(const Value *operand) {
  return isa<Constant>(operand) && operand->getType()->isVectorTy() &&
         !match(operand,
                m_CheckedFp([](const APFloat &lane) { return !lane.isNaN(); }));
}

/// What works in lanes needs those that its own result is needed for.
bool WholeUse::needsAllLanes(const User *user, const Value *value) {
  if (auto *shuffle = dyn_cast<ShuffleVectorInst>(user))
    return keepsLanes(
               *shuffle, value, 0,
               cast<FixedVectorType>(value->getType())->getNumElements()) &&
           isFound(user);
  if (auto *op = dyn_cast<BinaryOperator>(user)) {
    bool isLanewise = !op->isShift() && none_of(op->operands(), mayAbsorb);
    return isLanewise && isFound(user);
  }
  if (isa<CastInst>(user) && !isa<TruncInst>(user))
    return isFound(user);
  // Some comparisons with constants are of the sign alone.
  if (auto *comparison = dyn_cast<CmpInst>(user))
    return (comparison->isEquality() ||
            !isa<Constant>(comparison->getOperand(1))) &&
           isFound(user);
  if (auto *select = dyn_cast<SelectInst>(user))
    return !isa<Constant>(select->getCondition()) && isFound(user);
  if (isa<FreezeInst, UnaryOperator>(user))
    return isFound(user);
  if (auto *call = dyn_cast<IntrinsicInst>(user))
    return isTriviallyVectorizable(call->getIntrinsicID()) &&
           none_of(call->args(), mayAbsorb) && isFound(user);
  if (isa<CallBase>(user))
    return true;
  return isa<StoreInst, ReturnInst, PHINode>(user);
}

static bool isSuperfluous(const CallInst &witness) {
  const Value *value = witness.getArgOperand(0);
  if (isa<AtomicRMWInst>(value))
    return false;
  // Optimisation replaced the load by a value known before.
  return !isa<LoadInst>(value) || WholeUse().isFound(value);
}

/// True if \p rmw writes back what it reads and nobody wants to know that. Code
/// generation makes a load of it, and drops it.
static bool isOnlyRead(const AtomicRMWInst &rmw) {
  auto *operand = dyn_cast<ConstantInt>(rmw.getValOperand());
  if (!operand || !rmw.use_empty())
    return false;
  switch (rmw.getOperation()) {
  case AtomicRMWInst::Add:
  case AtomicRMWInst::Sub:
  case AtomicRMWInst::Or:
  case AtomicRMWInst::Xor:
    return operand->isZero();
  case AtomicRMWInst::And:
    return operand->isMinusOne();
  default:
    return false;
  }
}

static void createFakeUse(IRBuilder<> &b, Value *value) {
  b.CreateIntrinsic(Intrinsic::fake_use, ArrayRef<Type *>(), {value});
}

//===--- Without optimisation behind it -----------------------------------===//

/// x86's instruction selection narrows even volatile loads where not all lanes
/// of a vector are used. A fence, which is no instruction, uses them all.
static void makeVolatile(LoadInst &load) {
  load.setVolatile(true);
  Type *type = load.getType();
  if (!type->isVectorTy())
    return;
  IRBuilder<> b(load.getNextNode());
  Type *floats = FixedVectorType::get(
      b.getFloatTy(), type->getPrimitiveSizeInBits().getFixedValue() / 32);
  Value *whole = b.CreateBitCast(&load, floats);
  Value *fenced = b.CreateBitCast(b.CreateArithmeticFence(whole, floats), type);
  load.replaceUsesWithIf(fenced, [&](Use &use) {
    return use.getUser() != whole && !isWitness(use.getUser());
  });
}

/// Does without the witness at \p instruction, if it is one.
static void settle(Instruction &instruction) {
  if (auto *rmw = dyn_cast<AtomicRMWInst>(&instruction);
      rmw && isOnlyRead(*rmw))
    IRBuilder<>(rmw->getNextNode())
        .CreateCall(dialect::witness(rmw->getType()), {rmw});
  auto *witness = dyn_cast<CallInst>(&instruction);
  if (!witness || !isWitness(witness))
    return;
  if (!isSuperfluous(*witness)) {
    auto *load = dyn_cast<LoadInst>(witness->getArgOperand(0));
    if (!load)
      return; // assembly keeps it
    makeVolatile(*load);
  }
  witness->eraseFromParent();
}

PreservedAnalyses VolatileLoadsPass::run(Function &f,
                                         FunctionAnalysisManager &) {
  for (BasicBlock &block : f)
    DeleteDeadPHIs(&block);
  // Users come before what they use.
  for (BasicBlock *block : post_order(&f))
    for (Instruction &instruction : make_early_inc_range(reverse(*block))) {
      if (instruction.use_empty() && isInstructionTriviallyDead(&instruction))
        instruction.eraseFromParent();
      else
        settle(instruction);
    }
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

//===--- Witnesses --------------------------------------------------------===//

PreservedAnalyses TrapWitnessPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  for (Instruction &instruction : make_early_inc_range(instructions(f))) {
    if (auto *rmw = dyn_cast<AtomicRMWInst>(&instruction);
        rmw && isOnlyRead(*rmw)) {
      IRBuilder<> b(rmw->getNextNode());
      createFakeUse(b, rmw);
      changed = true;
      continue;
    }
    auto *witness = dyn_cast<CallInst>(&instruction);
    if (!witness || !isWitness(witness))
      continue;
    if (!isSuperfluous(*witness)) {
      if (isFakeUse(witness))
        continue;
      IRBuilder<> b(witness);
      createFakeUse(b, witness->getArgOperand(0));
    }
    witness->eraseFromParent();
    changed = true;
  }
  return preservedUnless(changed);
}

} // namespace wfx
