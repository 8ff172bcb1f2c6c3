//===- Reroll.cpp - Loops as they were before they were unrolled ----------===//

#include "Lowering/Reroll.h"
#include "Lowering/UnrolledLoop.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wfx {

constexpr unsigned maxCopies = 16;

namespace {

/// Makes a loop of its first copy.
class Rewriter {
public:
  Rewriter(Loop &loop, ScalarEvolution &evolution, UnrolledLoop &unrolled,
           unsigned copies)
      : loop(loop), block(*loop.getHeader()),
        preheader(*loop.getLoopPreheader()), evolution(evolution),
        unrolled(unrolled), copies(copies),
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
  /// Users are where they stand, phis too.
  bool isUsedOutside(const Instruction &instruction) const {
    return any_of(instruction.users(), [&](const User *user) {
      return cast<Instruction>(user)->getParent() != &block;
    });
  }
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
  UnrolledLoop &unrolled;
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
  for (auto [instruction, recurrence] : unrolled.progressions)
    if (!canExpand(recurrence->getStart()) ||
        !canExpand(unrolled.unit(recurrence)))
      return false;
  for (Instruction &instruction : block) {
    if (!isUsedOutside(instruction))
      continue;
    if (unrolled.firstOf(&instruction))
      continue;
    // A progression that the copies need not have.
    const SCEVAddRecExpr *recurrence =
        progressionOf(&instruction, loop, evolution);
    const SCEV *step = recurrence ? unrolled.unit(recurrence) : nullptr;
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
    if (Instruction *first = unrolled.firstOf(&instruction))
      instruction.replaceUsesOutsideBlock(first, &block);
  for (auto [instruction, recurrence] : outside) {
    const SCEV *step = unrolled.unit(recurrence);
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
  for (auto [first, other] : unrolled.pairs()) {
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
    if (i.mayHaveSideEffects() && unrolled.isInFirst(&i))
      pending.push_back(&i);
    else if (isUsedOutside(i))
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
  for (auto [instruction, recurrence] : unrolled.progressions)
    replaced.push_back({instruction, progression(recurrence->getStart(),
                                                 unrolled.unit(recurrence))});
  replaceUsesOutside();
  for (auto [instruction, value] : replaced)
    instruction->replaceAllUsesWith(value);
  for (auto [phi, next] : unrolled.carried)
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
    UnrolledLoop unrolled(loop, evolution, copies);
    if (!unrolled.match())
      continue;
    Rewriter rewriter(loop, evolution, unrolled, copies);
    if (!rewriter.isPossible())
      return false;
    rewriter.rewrite();
    evolution.forgetLoop(&loop);
    return true;
  }
  UnrolledLoop unrolled(loop, evolution, 1);
  if (!Rewriter(loop, evolution, unrolled, 1).count())
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
