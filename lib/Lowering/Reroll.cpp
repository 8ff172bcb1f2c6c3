//===- Reroll.cpp - Loops as they were before their producer unrolled them
//-===//
//
// The body is compared with itself. Instructions with effects, in order, fall
// into as many equal parts as there are copies; so do the chains of operations
// that lead from a value of the last iteration to the same value of the next
// one. From there operands are followed. An instruction of a copy must be the
// same operation as the one of the first copy, applied to what corresponds:
//
//   a value from outside the loop      to the same value
//   a value that was carried over      to what the copy before has made of it
//   an integer that grows in each      to an integer that is ahead of it by as
//   unrolled iteration by step         many step / copies as there are copies
//                                      in between ("progression")
//
//===----------------------------------------------------------------------===//

#include "Lowering/Reroll.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wfx {

namespace {

constexpr unsigned maxCopies = 16;

/// Finds out whether a loop's body is \p copies copies of one iteration.
class Matcher {
public:
  Matcher(Loop &loop, ScalarEvolution &evolution, unsigned copies)
      : loop(loop), block(*loop.getHeader()), evolution(evolution),
        copies(copies), images(copies) {}

  bool match();

  /// What \p v in the last copy is in the first one; null if it is not there.
  Instruction *firstOf(Instruction *v) const { return originals.lookup(v); }
  bool isInFirst(Instruction *v) const { return firstCopy.contains(v); }
  /// What is in the first copy, with what it is in each of the others.
  SmallVector<std::pair<Instruction *, Instruction *>> pairs() const {
    SmallVector<std::pair<Instruction *, Instruction *>> all;
    for (const auto &copy : images)
      all.append(copy.begin(), copy.end());
    return all;
  }
  /// \p recurrence in units of the iterations before unrolling; null if there
  /// are none.
  const SCEV *unit(const SCEVAddRecExpr *recurrence) const;

  /// Integers of the first copy that grow by a constant, each with its value.
  MapVector<Instruction *, const SCEVAddRecExpr *> progressions;
  /// For each value that is carried over, the one of the first copy that is
  /// handed on.
  MapVector<PHINode *, Instruction *> carried;

private:
  bool findRoots();
  bool findChain(PHINode &phi);
  bool isImage(Value *first, Value *other, unsigned copy);
  bool matchProgression(Instruction *first, Value *other, unsigned copy);
  bool matchCarried(PHINode *phi, Value *other, unsigned copy);
  bool matchOperation(Instruction *first, Instruction *other, unsigned copy);
  bool matchOperands(Instruction *first, Instruction *other, unsigned copy);
  bool isComplete();
  bool keepsOrder();

  bool isInside(const Value *v) const {
    auto *instruction = dyn_cast<Instruction>(v);
    return instruction && instruction->getParent() == &block;
  }

  Loop &loop;
  BasicBlock &block;
  ScalarEvolution &evolution;
  unsigned copies;
  /// Comparisons before it gives up.
  unsigned budget = 2000;
  /// Pairs of instructions with the copy of the second to begin with.
  SmallVector<std::tuple<Instruction *, Instruction *, unsigned>> roots;
  /// For each copy what corresponds to an instruction of the first one.
  SmallVector<DenseMap<Instruction *, Instruction *>> images;
  DenseMap<Instruction *, Instruction *> originals;
  SmallPtrSet<Instruction *, 32> firstCopy;
};

} // namespace

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

const SCEV *Matcher::unit(const SCEVAddRecExpr *recurrence) const {
  return divide(evolution, recurrence->getStepRecurrence(evolution), copies);
}

static const SCEVAddRecExpr *progressionOf(Value *v, const Loop &loop,
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
bool Matcher::findRoots() {
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

bool Matcher::findChain(PHINode &phi) {
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

bool Matcher::matchProgression(Instruction *first, Value *other,
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

bool Matcher::matchCarried(PHINode *phi, Value *other, unsigned copy) {
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

bool Matcher::matchOperands(Instruction *first, Instruction *other,
                            unsigned copy) {
  for (unsigned i = 0; i < first->getNumOperands(); ++i)
    if (!isImage(first->getOperand(i), other->getOperand(i), copy))
      return false;
  return true;
}

/// True if \p other is in copy number \p copy what \p first is in the first.
bool Matcher::isImage(Value *first, Value *other, unsigned copy) {
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
    return matchCarried(phi, b, copy);
  if (matchOperation(a, b, copy))
    return true;
  return isNew && a->getType()->isPointerTy() && matchProgression(a, b, copy);
}

bool Matcher::matchOperation(Instruction *first, Instruction *other,
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
bool Matcher::isComplete() {
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
bool Matcher::keepsOrder() {
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

bool Matcher::match() {
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

namespace {

/// Makes a loop of its first copy.
class Rewriter {
public:
  Rewriter(Loop &loop, ScalarEvolution &evolution, Matcher &matcher,
           unsigned copies)
      : loop(loop), block(*loop.getHeader()),
        preheader(*loop.getLoopPreheader()), evolution(evolution),
        matcher(matcher), copies(copies),
        expander(evolution, "rerolled", /*PreserveLCSSA=*/false),
        b(&block, block.getFirstInsertionPt()) {}

  /// True if what goes in front of the loop can be computed there.
  bool isPossible();
  bool isCountable();
  void rewrite();
  /// Makes a loop countable that is not, but for which isCountable() is true.
  bool count() {
    if (tripCount() || !isCountable())
      return false;
    replaceExit();
    return true;
  }

private:
  void hintUnrolling();
  bool canExpand(const SCEV *value) {
    return expander.isSafeToExpandAt(value, preheader.getTerminator());
  }
  Value *expand(const SCEV *value) {
    return expander.expandCodeFor(value, value->getType(),
                                  preheader.getTerminator());
  }
  bool isExitIfTrue() const {
    return block.getTerminator()->getSuccessor(1) == &block;
  }
  const SCEV *tripCount();
  struct Exit {
    /// From the counter's first value to the one at which the loop ends.
    const SCEV *distance;
    /// The counter grows by 2 to the power of this.
    unsigned shift;
    /// What the counter is compared with.
    const SCEV *end;
  };
  const SCEVAddRecExpr *narrowCounter(Value *v);
  Exit countedExit();
  Value *expandTripCount();
  Value *progression(const SCEV *start, const SCEV *step);
  void replaceUsesOutside();
  void replaceExit();
  void joinFlags();
  void eraseCopies();

  Loop &loop;
  BasicBlock &block, &preheader;
  ScalarEvolution &evolution;
  Matcher &matcher;
  unsigned copies;
  SCEVExpander expander;
  IRBuilder<> b;
  /// By type and step the first progression with them, and its start.
  DenseMap<std::pair<const void *, const SCEV *>,
           std::pair<PHINode *, const SCEV *>>
      leaders;
  SmallVector<std::pair<Instruction *, const SCEVAddRecExpr *>> outside;
};

} // namespace

/// How often the loop will run, in 64 bits; null if that is unknown or does not
/// fit.
const SCEV *Rewriter::tripCount() {
  const SCEV *taken = evolution.getBackedgeTakenCount(&loop);
  if (isa<SCEVCouldNotCompute>(taken))
    return nullptr;
  Type *wide = b.getInt64Ty();
  if (evolution.getTypeSizeInBits(taken->getType()) > 64 ||
      evolution.getUnsignedRangeMax(taken).getActiveBits() > 59)
    return nullptr;
  const SCEV *unrolled =
      evolution.getAddExpr(evolution.getNoopOrZeroExtend(taken, wide),
                           evolution.getOne(wide), SCEV::FlagNUW);
  return evolution.getMulExpr(unrolled, evolution.getConstant(wide, copies),
                              SCEV::FlagNUW);
}

/// \p v as a number of 32 bits that grows by a constant. Widening and masking
/// make others of it that then may seem to wrap.
const SCEVAddRecExpr *Rewriter::narrowCounter(Value *v) {
  Value *x;
  const APInt *mask;
  if (v->getType()->isIntegerTy(32))
    return progressionOf(v, loop, evolution);
  if (!v->getType()->isIntegerTy(64))
    return nullptr;
  if (match(v, m_ZExt(m_Value(x))))
    return x->getType()->isIntegerTy(32) ? progressionOf(x, loop, evolution)
                                         : nullptr;
  // Low bits that are always zero may be left out of the mask.
  if (!match(v, m_And(m_Value(x), m_APInt(mask))) || !mask->isShiftedMask() ||
      mask->getActiveBits() != 32 ||
      evolution.getMinTrailingZeros(evolution.getSCEV(x)) <
          mask->countTrailingZeros())
    return nullptr;
  auto *narrow = dyn_cast<SCEVAddRecExpr>(
      evolution.getTruncateExpr(evolution.getSCEV(x), b.getInt32Ty()));
  return narrow && narrow->getLoop() == &loop && narrow->isAffine() ? narrow
                                                                    : nullptr;
}

/// Where a loop ends whose number of iterations is unknown only because it may
/// jump over that. The distance is null if it is another loop.
Rewriter::Exit Rewriter::countedExit() {
  auto *exit = dyn_cast<ICmpInst>(
      cast<BranchInst>(block.getTerminator())->getCondition());
  if (!exit || exit->getPredicate() !=
                   (isExitIfTrue() ? ICmpInst::ICMP_EQ : ICmpInst::ICMP_NE))
    return {};
  for (unsigned i : {0, 1}) {
    const SCEVAddRecExpr *counter = narrowCounter(exit->getOperand(i));
    Value *end = exit->getOperand(1 - i);
    auto *step =
        counter ? dyn_cast<SCEVConstant>(counter->getStepRecurrence(evolution))
                : nullptr;
    if (!step || !evolution.isLoopInvariant(evolution.getSCEV(end), &loop) ||
        !step->getAPInt().abs().isPowerOf2())
      continue;
    const SCEV *wide = evolution.getSCEV(end);
    const SCEV *distance = evolution.getMinusSCEV(
        evolution.getTruncateOrNoop(wide, b.getInt32Ty()), counter->getStart());
    if (step->getAPInt().isNegative())
      distance = evolution.getNegativeSCEV(distance);
    return {distance, step->getAPInt().abs().logBase2(), wide};
  }
  return {};
}

/// The number of iterations. A loop that jumps over its end never ends: some 2
/// to the power of 60 iterations are as good as that.
Value *Rewriter::expandTripCount() {
  if (const SCEV *count = tripCount())
    return expand(count);
  Exit exit = countedExit();
  Value *distance = expand(exit.distance), *end = expand(exit.end);
  IRBuilder<> b(preheader.getTerminator());
  Type *wide = b.getInt64Ty();
  // Not zero if the end is jumped over, or cannot be reached in 32 bits.
  Value *rest = b.CreateZExt(
      b.CreateAnd(distance, (uint64_t(1) << exit.shift) - 1), wide);
  if (end->getType() == wide)
    rest = b.CreateOr(rest, b.CreateLShr(end, 32));
  Value *endless = b.CreateLShr(b.CreateNeg(rest), 4);
  Value *unrolled =
      b.CreateAdd(b.CreateZExt(b.CreateLShr(distance, exit.shift), wide),
                  b.getInt64(1), "", /*HasNUW=*/true, /*HasNSW=*/true);
  Value *count = b.CreateMul(unrolled, b.getInt64(copies), "", /*HasNUW=*/true,
                             /*HasNSW=*/true);
  return b.CreateAdd(count, endless, "", /*HasNUW=*/true, /*HasNSW=*/true);
}

/// True if the number of iterations can be computed in front of the loop.
bool Rewriter::isCountable() {
  const SCEV *count = tripCount();
  if (count)
    return canExpand(count);
  Exit exit = countedExit();
  return exit.distance && canExpand(exit.distance) && canExpand(exit.end);
}

bool Rewriter::isPossible() {
  if (!isCountable())
    return false;
  for (auto [instruction, recurrence] : matcher.progressions)
    if (!canExpand(recurrence->getStart()) ||
        !canExpand(matcher.unit(recurrence)))
      return false;
  for (Instruction &instruction : block) {
    if (none_of(instruction.users(), [&](User *user) {
          return cast<Instruction>(user)->getParent() != &block;
        }))
      continue;
    if (matcher.firstOf(&instruction))
      continue;
    // A progression that the copies need not have.
    const SCEVAddRecExpr *recurrence =
        progressionOf(&instruction, loop, evolution);
    const SCEV *step = recurrence ? matcher.unit(recurrence) : nullptr;
    if (!step || !canExpand(recurrence->getStart()) || !canExpand(step))
      return false;
    outside.push_back({&instruction, recurrence});
  }
  return true;
}

/// Something that is \p start in the first iteration and grows by \p step in
/// each. Integers with the same step share a phi.
Value *Rewriter::progression(const SCEV *start, const SCEV *step) {
  Type *type = start->getType();
  bool isPointer = type->isPointerTy();
  const void *group = isPointer ? static_cast<const void *>(start) : type;
  auto [it, isNew] = leaders.insert({{group, step}, {}});
  auto &[phi, first] = it->second;
  if (isNew) {
    Value *begin = expand(start), *by = expand(step);
    phi = PHINode::Create(type, 2, "", block.begin());
    first = start;
    IRBuilder<> b(block.getTerminator());
    phi->addIncoming(begin, &preheader);
    phi->addIncoming(isPointer ? b.CreatePtrAdd(phi, by) : b.CreateAdd(phi, by),
                     &block);
  }
  if (start == first)
    return phi;
  return b.CreateAdd(phi, expand(evolution.getMinusSCEV(start, first)));
}

/// Behind the loop are values of its last iteration, which the last copy made.
void Rewriter::replaceUsesOutside() {
  for (Instruction &instruction : block)
    if (Instruction *first = matcher.firstOf(&instruction))
      instruction.replaceUsesOutsideBlock(first, &block);
  for (auto [instruction, recurrence] : outside) {
    const SCEV *step = matcher.unit(recurrence);
    const SCEV *lead = evolution.getMulExpr(
        evolution.getConstant(step->getType(), copies - 1), step);
    instruction->replaceUsesOutsideBlock(
        progression(evolution.getMinusSCEV(recurrence->getStart(), lead), step),
        &block);
  }
}

void Rewriter::replaceExit() {
  Value *count = expandTripCount();
  Type *type = count->getType();
  auto *phi = cast<PHINode>(
      progression(evolution.getZero(type), evolution.getOne(type)));
  auto *next = cast<BinaryOperator>(phi->getIncomingValueForBlock(&block));
  next->setHasNoUnsignedWrap();
  next->setHasNoSignedWrap();
  auto *branch = cast<BranchInst>(block.getTerminator());
  b.SetInsertPoint(branch);
  branch->setCondition(isExitIfTrue() ? b.CreateICmpEQ(next, count)
                                      : b.CreateICmpNE(next, count));
}

/// The instructions of the first copy stand for those of all others.
void Rewriter::joinFlags() {
  for (auto [first, other] : matcher.pairs()) {
    first->andIRFlags(other);
    combineMetadataForCSE(first, other, /*DoesKMove=*/false);
  }
}

/// Whatever is not needed any more, with what only that has needed.
void Rewriter::eraseCopies() {
  SmallVector<Instruction *> unneeded;
  SmallPtrSet<Instruction *, 32> needed;
  SmallVector<Instruction *> pending{block.getTerminator()};
  for (Instruction &i : block)
    if (i.mayHaveSideEffects() && matcher.isInFirst(&i))
      pending.push_back(&i);
    else if (i.isUsedOutsideOfBlock(&block))
      pending.push_back(&i);
  while (!pending.empty()) {
    Instruction *i = pending.pop_back_val();
    if (i->getParent() != &block || !needed.insert(i).second)
      continue;
    for (Value *operand : i->operands())
      if (auto *instruction = dyn_cast<Instruction>(operand))
        pending.push_back(instruction);
  }
  for (Instruction &i : block)
    if (!needed.contains(&i))
      unneeded.push_back(&i);
  for (Instruction *i : unneeded)
    i->replaceAllUsesWith(PoisonValue::get(i->getType()));
  for (Instruction *i : unneeded)
    i->eraseFromParent();
}

void Rewriter::rewrite() {
  joinFlags();
  replaceExit();
  b.SetInsertPoint(&block, block.getFirstInsertionPt());
  SmallVector<std::pair<Instruction *, Value *>> replaced;
  for (auto [instruction, recurrence] : matcher.progressions)
    replaced.push_back({instruction, progression(recurrence->getStart(),
                                                 matcher.unit(recurrence))});
  replaceUsesOutside();
  for (auto [instruction, value] : replaced)
    instruction->replaceAllUsesWith(value);
  for (auto [phi, next] : matcher.carried)
    phi->setIncomingValueForBlock(&block, next);
  eraseCopies();
  hintUnrolling();
}

/// What is not vectorised is unrolled as often as it was, or a little more: the
/// target's own measure may be to unroll less than the producer did.
void Rewriter::hintUnrolling() {
  LLVMContext &context = block.getContext();
  auto node = [&](StringRef name, Metadata *value) {
    return MDNode::get(context, {MDString::get(context, name), value});
  };
  MDNode *once = MDNode::get(
      context, MDString::get(context, "llvm.loop.unroll.runtime.disable"));
  unsigned count = std::max(copies, block.size() <= 24 ? 4u : 2u);
  SmallVector<Metadata *> hints{nullptr};
  if (MDNode *old = loop.getLoopID())
    append_range(hints, drop_begin(old->operands()));
  hints.push_back(node("llvm.loop.unroll.count",
                       ConstantAsMetadata::get(b.getInt32(count))));
  hints.push_back(node("llvm.loop.vectorize.followup_vectorized", once));
  MDNode *id = MDNode::getDistinct(context, hints);
  id->replaceOperandWith(0, id);
  loop.setLoopID(id);
}

static bool reroll(Loop &loop, ScalarEvolution &evolution) {
  if (loop.getNumBlocks() != 1 || !loop.isLoopSimplifyForm() ||
      !loop.getExitingBlock() ||
      !isa<BranchInst>(loop.getHeader()->getTerminator()))
    return false;
  for (unsigned copies = maxCopies; copies > 1; copies /= 2) {
    Matcher matcher(loop, evolution, copies);
    if (!matcher.match())
      continue;
    Rewriter rewriter(loop, evolution, matcher, copies);
    if (!rewriter.isPossible())
      return false;
    rewriter.rewrite();
    evolution.forgetLoop(&loop);
    return true;
  }
  Matcher matcher(loop, evolution, 1);
  if (!Rewriter(loop, evolution, matcher, 1).count())
    return false;
  evolution.forgetLoop(&loop);
  return true;
}

PreservedAnalyses RerollPass::run(Function &f,
                                  FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(f);
  if (loops.empty())
    return PreservedAnalyses::all();
  auto &evolution = analyses.getResult<ScalarEvolutionAnalysis>(f);
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    changed |= loop->isInnermost() && reroll(*loop, evolution);
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wfx
