//===- UnrolledLoop.cpp - Copies of an iteration in a loop's body ---------===//

#include "Lowering/UnrolledLoop.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wfx {

/// \p step divided by \p copies; null if that leaves a remainder.
static const SCEV *divide(ScalarEvolution &evolution, const SCEV *step,
                          unsigned copies) {
  if (auto *constant = dyn_cast<SCEVConstant>(step)) {
    APInt divisor(constant->getAPInt().getBitWidth(), copies), quotient, rest;
    APInt::sdivrem(constant->getAPInt(), divisor, quotient, rest);
    return rest.isZero() ? evolution.getConstant(quotient) : nullptr;
  }
  auto *product = dyn_cast<SCEVMulExpr>(step);
  const SCEV *factor =
      product ? divide(evolution, product->getOperand(0), copies) : nullptr;
  if (!factor || !isa<SCEVConstant>(factor))
    return nullptr;
  SmallVector<const SCEV *> factors(product->operands());
  factors[0] = factor;
  return evolution.getMulExpr(factors);
}

const SCEV *UnrolledLoop::unit(const SCEVAddRecExpr *recurrence) const {
  return divide(evolution, recurrence->getStepRecurrence(evolution), copies);
}

const SCEVAddRecExpr *progressionOf(Value *v, const Loop &loop,
                                    ScalarEvolution &evolution) {
  if (!evolution.isSCEVable(v->getType()))
    return nullptr;
  auto *recurrence = dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(v));
  return recurrence && recurrence->getLoop() == &loop && recurrence->isAffine()
             ? recurrence
             : nullptr;
}

//===--- Where copies begin -----------------------------------------------===//

/// What has effects in each copy.
bool UnrolledLoop::findRoots() {
  SmallVector<Instruction *> effects;
  for (Instruction &instruction : block)
    if (instruction.mayHaveSideEffects())
      effects.push_back(&instruction);
  if (effects.size() % copies)
    return false;
  size_t count = effects.size() / copies;
  for (size_t i = 0; i < effects.size(); ++i) {
    if (i < count)
      firstCopy.insert(effects[i]);
    else
      roots.push_back({effects[i % count], effects[i], i / count});
  }
  return true;
}

/// The shortest way in which \p phi becomes its next value, in order.
static SmallVector<Instruction *> chainOf(PHINode &phi, BasicBlock &block) {
  auto inside = [&](Value *v) {
    auto *instruction = dyn_cast<Instruction>(v);
    return instruction && instruction->getParent() == &block &&
                   !isa<PHINode>(instruction)
               ? instruction
               : nullptr;
  };
  Instruction *last = inside(phi.getIncomingValueForBlock(&block));
  // Each with the one that it was reached from.
  MapVector<Instruction *, Instruction *> reached;
  if (last)
    reached[last] = nullptr;
  for (size_t i = 0; i < reached.size(); ++i) {
    Instruction *user = reached.begin()[i].first;
    if (is_contained(user->operands(), &phi)) {
      SmallVector<Instruction *> chain;
      for (; user; user = reached[user])
        chain.push_back(user);
      return chain;
    }
    for (Value *operand : user->operands())
      if (Instruction *next = inside(operand))
        reached.insert({next, user});
  }
  return {};
}

bool UnrolledLoop::findChain(PHINode &phi) {
  SmallVector<Instruction *> chain = chainOf(phi, block);
  if (chain.size() % copies)
    return false;
  size_t length = chain.size() / copies;
  if (!length)
    return true; // what is carried over is made without it
  auto end = [&](unsigned copy) { return chain[(copy + 1) * length - 1]; };
  firstCopy.insert(end(0));
  for (unsigned copy = 1; copy < copies; ++copy)
    roots.push_back({end(0), end(copy), copy});
  return true;
}

//===--- Comparing --------------------------------------------------------===//

bool UnrolledLoop::matchProgression(Instruction *first, Value *other,
                                    unsigned copy) {
  const SCEVAddRecExpr *recurrence = progressionOf(first, loop, evolution);
  const SCEV *step = recurrence ? unit(recurrence) : nullptr;
  if (!step)
    return false;
  const SCEV *ahead =
      evolution.getMulExpr(evolution.getConstant(step->getType(), copy), step);
  if (evolution.getMinusSCEV(evolution.getSCEV(other), recurrence) != ahead)
    return false;
  progressions[first] = recurrence;
  return true;
}

bool UnrolledLoop::matchCarried(PHINode *phi, Value *other, unsigned copy) {
  auto *next = dyn_cast<Instruction>(other);
  if (!next || next->getParent() != &block || isa<PHINode>(next))
    return false;
  if (copy == 1) {
    auto [it, isNew] = carried.insert({phi, next});
    return isNew || it->second == next;
  }
  Instruction *handedOn = carried.lookup(phi);
  return handedOn && isImage(handedOn, next, copy - 1);
}

bool UnrolledLoop::matchOperands(Instruction *first, Instruction *other,
                                 unsigned copy) {
  for (unsigned i = 0; i < first->getNumOperands(); ++i)
    if (!isImage(first->getOperand(i), other->getOperand(i), copy))
      return false;
  return true;
}

/// True if \p other is in copy number \p copy what \p first is in the first.
bool UnrolledLoop::isImage(Value *first, Value *other, unsigned copy) {
  if (!isInside(first))
    return first == other;
  auto *a = cast<Instruction>(first);
  auto *b = dyn_cast<Instruction>(other);
  if (!b || a->getType() != b->getType())
    return false;
  if (copy == 0)
    return a == b;
  if (Instruction *known = images[copy].lookup(a))
    return known == b;
  if (!budget)
    return false;
  --budget;
  if (progressions.contains(a))
    return matchProgression(a, b, copy);
  // Pointers keep the form of a base and an index, if they can.
  bool isNew = !firstCopy.contains(a);
  if (isNew && a->getType()->isIntegerTy() && matchProgression(a, b, copy))
    return true;
  if (auto *phi = dyn_cast<PHINode>(a))
    return progressionOf(phi, loop, evolution) ? matchProgression(a, b, copy)
                                               : matchCarried(phi, b, copy);
  if (matchOperation(a, b, copy))
    return true;
  return isNew && a->getType()->isPointerTy() && matchProgression(a, b, copy);
}

bool UnrolledLoop::matchOperation(Instruction *first, Instruction *other,
                                  unsigned copy) {
  if (other->getParent() != &block || isa<PHINode>(other) ||
      !first->isSameOperationAs(other))
    return false;
  auto matches = [&](bool areSwapped) {
    images[copy][first] = other;
    firstCopy.insert(first);
    return areSwapped
               ? isImage(first->getOperand(0), other->getOperand(1), copy) &&
                     isImage(first->getOperand(1), other->getOperand(0), copy)
               : matchOperands(first, other, copy);
  };
  // Only where there is another way does a failure leave no trace.
  if (!first->isCommutative() && !first->getType()->isPointerTy())
    return matches(false);
  auto before = std::tuple(images, firstCopy, progressions, carried);
  for (bool areSwapped : {false, true}) {
    if ((!areSwapped || first->isCommutative()) && matches(areSwapped))
      return true;
    std::tie(images, firstCopy, progressions, carried) = before;
  }
  return false;
}

/// Every access and every value that is carried over is in a copy, and each
/// copy has all that the first one has.
bool UnrolledLoop::isComplete() {
  SmallPtrSet<Instruction *, 32> known(firstCopy.begin(), firstCopy.end());
  for (unsigned copy = 1; copy < copies; ++copy) {
    if (images[copy].size() != firstCopy.size())
      return false;
    for (auto [first, other] : images[copy])
      if (!known.insert(other).second)
        return false;
  }
  for (auto [first, other] : images.back())
    originals[other] = first;
  for (PHINode &phi : block.phis()) {
    if (progressionOf(&phi, loop, evolution))
      continue;
    auto *next = dyn_cast<Instruction>(phi.getIncomingValueForBlock(&block));
    Instruction *first = next ? firstOf(next) : nullptr;
    if (!first || first != carried.lookup(&phi))
      return false;
  }
  return all_of(block, [&](Instruction &i) {
    return known.contains(&i) ||
           (!i.mayReadFromMemory() && !i.mayHaveSideEffects());
  });
}

/// Accesses of a copy follow those of the copies before, as they will; loads
/// may be in any order among themselves.
bool UnrolledLoop::keepsOrder() {
  DenseMap<Instruction *, std::pair<unsigned, unsigned>> places;
  unsigned number = 0;
  for (Instruction &i : block) {
    ++number;
    if (!firstCopy.contains(&i) || !i.mayReadOrWriteMemory())
      continue;
    places[&i] = {0, number};
    for (unsigned copy = 1; copy < copies; ++copy)
      if (Instruction *other = images[copy].lookup(&i))
        places[other] = {copy, number};
      else
        return false;
  }
  std::pair<unsigned, unsigned> latest, latestEffect;
  for (Instruction &i : block) {
    auto it = places.find(&i);
    if (it == places.end())
      continue;
    bool hasEffect = i.mayHaveSideEffects();
    if (it->second < (hasEffect ? latest : latestEffect))
      return false;
    latest = std::max(latest, it->second);
    if (hasEffect)
      latestEffect = std::max(latestEffect, it->second);
  }
  return true;
}

bool UnrolledLoop::match() {
  if (!findRoots())
    return false;
  for (PHINode &phi : block.phis())
    if (!progressionOf(&phi, loop, evolution) && !findChain(phi))
      return false;
  if (roots.empty())
    return false;
  for (auto [first, other, copy] : roots)
    if (!isImage(first, other, copy))
      return false;
  return isComplete() && keepsOrder();
}

} // namespace wfx
