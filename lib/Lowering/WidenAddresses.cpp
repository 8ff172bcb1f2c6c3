//===- WidenAddresses.cpp - Addresses in loops that need not wrap ---------===//

#include "Lowering/WidenAddresses.h"
#include "Lowering/Dialect.h"
#include "Lowering/Preserved.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wfx {

namespace {

/// An index of 32 bits that is accessed in every iteration of a loop.
struct Access {
  ZExtInst *index;
  const SCEVAddRecExpr *recurrence;
};

/// Accesses of one block, without calls between them, whose indices have
/// constant distances: if one of them traps, it does not matter which.
struct Group {
  SmallVector<Access> accesses;
  BasicBlock *block;
  /// The call in front of them; null if there is none in the block.
  Instruction *call;

  /// True if \p use is of a value that is computed where all accesses are made
  /// or one of them traps, before anybody could tell.
  bool reaches(const Use &use, DominatorTree &dominators) const {
    auto *user = cast<Instruction>(use.getUser());
    auto *phi = dyn_cast<PHINode>(user);
    BasicBlock *place = phi ? phi->getIncomingBlock(use) : user->getParent();
    if (place != block)
      return dominators.dominates(block, place);
    return phi || !call || call->comesBefore(user);
  }
};

/// Widens the indices of one loop.
class Widener {
public:
  Widener(Loop &loop, DominatorTree &dominators, ScalarEvolution &evolution)
      : loop(loop), dominators(dominators), evolution(evolution),
        expander(evolution, "wide", /*PreserveLCSSA=*/false) {}

  bool run(LoopInfo &loops);

private:
  void collect(BasicBlock &block);
  void add(Instruction &access, Instruction *call);
  void replace(const Group &group, ZExtInst *index, Value *wide,
               uint64_t ahead);
  void widen(Group &group);

  Loop &loop;
  DominatorTree &dominators;
  ScalarEvolution &evolution;
  SCEVExpander expander;
  SmallVector<Group> groups;
  SmallPtrSet<ZExtInst *, 16> known;
  /// Groups before it are separated by a call from what is added.
  size_t firstOpen = 0;
};

} // namespace

static bool isLinear(const Instruction &access) {
  const MDNode *tag = access.getMetadata(LLVMContext::MD_tbaa);
  auto *type = tag ? dyn_cast<MDNode>(tag->getOperand(0)) : nullptr;
  auto *name = type ? dyn_cast<MDString>(type->getOperand(0)) : nullptr;
  return name && name->getString() == dialect::linearRegion;
}

/// The index of 32 bits that \p pointer is made from, with an offset that does
/// not wrap.
static ZExtInst *indexOf(Value *pointer) {
  while (auto *gep = dyn_cast<GetElementPtrInst>(pointer)) {
    if (gep->getNumIndices() != 1 || !gep->hasNoUnsignedWrap() ||
        !gep->getSourceElementType()->isIntegerTy(8))
      return nullptr;
    Value *index = gep->getOperand(1);
    if (auto *wide = dyn_cast<ZExtInst>(index))
      return wide->getSrcTy()->isIntegerTy(32) ? wide : nullptr;
    if (!isa<ConstantInt>(index))
      return nullptr;
    pointer = gep->getPointerOperand();
  }
  return nullptr;
}

/// \p call is the one in front of \p access in its block, or null.
void Widener::add(Instruction &access, Instruction *call) {
  ZExtInst *index =
      isLinear(access) ? indexOf(getLoadStorePointerOperand(&access)) : nullptr;
  if (!index || known.contains(index) ||
      // LLVM knows already that it does not wrap.
      isa<SCEVAddRecExpr>(evolution.getSCEV(index)))
    return;
  auto *recurrence =
      dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(index->getOperand(0)));
  if (!recurrence || recurrence->getLoop() != &loop || !recurrence->isAffine())
    return;
  auto *step = dyn_cast<SCEVConstant>(recurrence->getStepRecurrence(evolution));
  if (!step || !step->getAPInt().isStrictlyPositive() ||
      step->getAPInt().ugt(abi::unfilledBytes) ||
      !expander.isSafeToExpandAt(recurrence->getStart(),
                                 loop.getLoopPreheader()->getTerminator()))
    return;
  known.insert(index);
  for (Group &group : drop_begin(groups, firstOpen)) {
    const SCEVAddRecExpr *other = group.accesses[0].recurrence;
    auto distance = evolution.computeConstantDifference(recurrence, other);
    if (distance && other->getStepRecurrence(evolution) == step &&
        distance->abs().ule(abi::unfilledBytes / 2))
      return group.accesses.push_back({index, recurrence});
  }
  groups.push_back({{{index, recurrence}}, access.getParent(), call});
}

/// Finds the accesses of \p block, which every iteration runs through.
void Widener::collect(BasicBlock &block) {
  firstOpen = groups.size();
  Instruction *call = nullptr;
  for (Instruction &instruction : block)
    if (isa<LoadInst, StoreInst>(instruction)) {
      add(instruction, call);
    } else if (isa<CallBase>(instruction) && !isa<IntrinsicInst>(instruction) &&
               instruction.mayHaveSideEffects()) {
      firstOpen = groups.size();
      call = &instruction;
    }
}

/// Puts \p wide + \p ahead in the place of \p index. If that is ahead of what
/// leads, it may have wrapped in front of the loop, which the group's accesses
/// rule out, but nothing before them. A distance between pointers costs
/// nothing, to the vectoriser's mind neither.
void Widener::replace(const Group &group, ZExtInst *index, Value *wide,
                      uint64_t ahead) {
  auto isReplaced = [&](Use &use) {
    return !ahead || group.reaches(use, dominators);
  };
  for (Use &use : make_early_inc_range(index->uses())) {
    auto *gep = dyn_cast<GetElementPtrInst>(use.getUser());
    if (!gep || gep->getNumIndices() != 1 ||
        !gep->getSourceElementType()->isIntegerTy(8) || !isReplaced(use))
      continue;
    IRBuilder<> b(gep);
    Value *pointer = b.CreatePtrAdd(gep->getPointerOperand(), wide, "",
                                    gep->getNoWrapFlags());
    if (ahead)
      pointer =
          b.CreatePtrAdd(pointer, b.getInt64(ahead), "", gep->getNoWrapFlags());
    gep->replaceAllUsesWith(pointer);
    gep->eraseFromParent();
  }
  if (any_of(index->uses(), isReplaced)) {
    IRBuilder<> b(index);
    Value *sum = b.CreateAdd(wide, b.getInt64(ahead), "", /*HasNUW=*/true,
                             /*HasNSW=*/true);
    index->replaceUsesWithIf(sum, isReplaced);
  }
  RecursivelyDeleteTriviallyDeadInstructions(index);
}

void Widener::widen(Group &group) {
  // The lowest one leads; none of the others is further ahead than what it
  // would trap in.
  const SCEVAddRecExpr *lowest = group.accesses[0].recurrence;
  for (const Access &access : group.accesses)
    if (evolution.computeConstantDifference(access.recurrence, lowest)
            ->isNegative())
      lowest = access.recurrence;
  BasicBlock &header = *loop.getHeader(), &latch = *loop.getLoopLatch();
  Instruction *before = loop.getLoopPreheader()->getTerminator();
  Value *start = expander.expandCodeFor(lowest->getStart(), nullptr, before);
  auto *step = cast<SCEVConstant>(lowest->getStepRecurrence(evolution));
  Type *wide = Type::getInt64Ty(header.getContext());
  PHINode *phi = PHINode::Create(wide, 2, "", header.begin());
  IRBuilder<> b(before);
  phi->addIncoming(b.CreateZExt(start, wide), loop.getLoopPreheader());
  b.SetInsertPoint(latch.getTerminator());
  phi->addIncoming(b.CreateAdd(phi, b.getInt64(step->getAPInt().getZExtValue()),
                               "",
                               /*HasNUW=*/true, /*HasNSW=*/true),
                   &latch);
  for (auto [index, recurrence] : group.accesses) {
    evolution.forgetValue(index);
    replace(group, index, phi,
            evolution.computeConstantDifference(recurrence, lowest)
                ->getZExtValue());
  }
}

bool Widener::run(LoopInfo &loops) {
  if (!loop.isLoopSimplifyForm())
    return false;
  for (BasicBlock *block : loop.blocks())
    if (loops.getLoopFor(block) == &loop &&
        dominators.dominates(block, loop.getLoopLatch()))
      collect(*block);
  for (Group &group : groups)
    widen(group);
  if (groups.empty())
    return false;
  evolution.forgetLoop(&loop);
  // The vectoriser would count what is not needed any more.
  DeleteDeadPHIs(loop.getHeader());
  return true;
}

PreservedAnalyses WidenAddressesPass::run(Function &f,
                                          FunctionAnalysisManager &analyses) {
  if (!f.getParent()->getNamedMetadata(dialect::unfilledMemories))
    return PreservedAnalyses::all();
  auto &loops = analyses.getResult<LoopAnalysis>(f);
  if (loops.empty())
    return PreservedAnalyses::all();
  auto &evolution = analyses.getResult<ScalarEvolutionAnalysis>(f);
  auto &dominators = analyses.getResult<DominatorTreeAnalysis>(f);
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    changed |= Widener(*loop, dominators, evolution).run(loops);
  return preservedUnless(changed);
}

} // namespace wfx
