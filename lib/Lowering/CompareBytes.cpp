//===- CompareBytes.cpp - Loops that compare bytes, eight at a time -------===//

#include "Lowering/CompareBytes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/IVDescriptors.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wfx {

namespace {

constexpr uint64_t eight = 8;
/// The smallest page of any machine, in bytes.
constexpr uint64_t pageSize = 4096;

/// The comparison ends where a loaded byte and \p other, loaded or invariant,
/// are equal, or where they differ.
struct Ending {
  LoadInst *byte;
  Value *other;
  bool atEqual;
};

/// A loop, if it is a comparison, and what its iterations do.
class Comparison {
public:
  Comparison(Loop &loop, ScalarEvolution &evolution, DominatorTree &dominators)
      : loop(loop), evolution(evolution), dominators(dominators) {}

  bool isOne();
  void takeEight();

private:
  bool addInductions();
  bool addLoad(LoadInst &load);
  bool addEnding(Value *condition, bool leavesAt);
  bool addExit(BasicBlock &exiting);
  bool addBlock(BasicBlock &block);

  bool isByte(Value *value) const {
    return is_contained(make_first_range(starts), value);
  }
  void expandStarts();
  Value *marks(IRBuilder<> &b, Value *at);
  Value *endsAt(IRBuilder<> &b, Value *at);
  Value *load(IRBuilder<> &b, LoadInst &byte, Type *type, Value *at);
  Value *endOfRun(IRBuilder<> &b, Value *at, Value *left);
  void continueAt(BasicBlock &before, BasicBlock &rest, Value *skipped);

  Loop &loop;
  ScalarEvolution &evolution;
  DominatorTree &dominators;
  /// Loads with where they start: what grows by one, then its expansion.
  MapVector<LoadInst *, const SCEV *> starts;
  DenseMap<const LoadInst *, Value *> pointers;
  SmallVector<Ending, 2> endings;
  SmallVector<std::pair<PHINode *, InductionDescriptor>, 4> inductions;
  /// The iteration that leaves because of a counter; null if there is none.
  const SCEV *limit = nullptr;
};

} // namespace

bool Comparison::addInductions() {
  for (PHINode &phi : loop.getHeader()->phis()) {
    InductionDescriptor induction;
    if (!InductionDescriptor::isInductionPHI(&phi, &loop, &evolution,
                                             induction) ||
        !induction.getConstIntStepValue() ||
        induction.getKind() == InductionDescriptor::IK_FpInduction)
      return false;
    inductions.push_back({&phi, induction});
  }
  return true;
}

bool Comparison::addLoad(LoadInst &load) {
  if (load.getParent() != loop.getHeader() || !load.isSimple() ||
      !load.getType()->isIntegerTy(8))
    return false;
  auto *address =
      dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(load.getPointerOperand()));
  if (!address || address->getLoop() != &loop ||
      !address->getStepRecurrence(evolution)->isOne())
    return false;
  starts.insert({&load, address->getStart()});
  return true;
}

/// \p condition ends the comparison if it is \p leavesAt.
bool Comparison::addEnding(Value *condition, bool leavesAt) {
  Value *left, *right;
  if (leavesAt ? match(condition, m_LogicalOr(m_Value(left), m_Value(right)))
               : match(condition, m_LogicalAnd(m_Value(left), m_Value(right))))
    return addEnding(left, leavesAt) && addEnding(right, leavesAt);
  auto *comparison = dyn_cast<ICmpInst>(condition);
  if (!comparison || !comparison->isEquality())
    return false;
  left = comparison->getOperand(0), right = comparison->getOperand(1);
  if (!isByte(left))
    std::swap(left, right);
  if (!isByte(left) || !(isByte(right) || loop.isLoopInvariant(right)))
    return false;
  bool isEqual = comparison->getPredicate() == ICmpInst::ICMP_EQ;
  endings.push_back({cast<LoadInst>(left), right, isEqual == leavesAt});
  return true;
}

bool Comparison::addExit(BasicBlock &exiting) {
  auto *branch = dyn_cast<BranchInst>(exiting.getTerminator());
  if (!branch || !branch->isConditional())
    return false;
  if (addEnding(branch->getCondition(),
                !loop.contains(branch->getSuccessor(0))))
    return true;
  const SCEV *count = evolution.getExitCount(&loop, &exiting);
  if (isa<SCEVCouldNotCompute>(count))
    return false;
  count = evolution.getNoopOrZeroExtend(count,
                                        Type::getInt64Ty(exiting.getContext()));
  limit = limit ? evolution.getUMinExpr(limit, count) : count;
  return true;
}

bool Comparison::addBlock(BasicBlock &block) {
  if (!dominators.dominates(&block, loop.getLoopLatch()))
    return false;
  for (Instruction &instruction : block) {
    auto *load = dyn_cast<LoadInst>(&instruction);
    if (load ? !addLoad(*load)
             : instruction.mayReadOrWriteMemory() ||
                   instruction.mayHaveSideEffects())
      return false;
  }
  return !loop.isLoopExiting(&block) || addExit(block);
}

bool Comparison::isOne() {
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || !addInductions() ||
      !all_of(loop.blocks(),
              [&](BasicBlock *block) { return addBlock(*block); }) ||
      none_of(endings,
              [&](const Ending &ending) { return isByte(ending.other); }))
    return false;
  SCEVExpander expander(evolution, "compare");
  Instruction *before = loop.getLoopPreheader()->getTerminator();
  auto canExpand = [&](const SCEV *value) {
    return expander.isSafeToExpandAt(value, before);
  };
  return (!limit || canExpand(limit)) &&
         all_of(starts, [&](auto &start) { return canExpand(start.second); });
}

/// Loads a \p type instead of the byte, in iteration \p at.
Value *Comparison::load(IRBuilder<> &b, LoadInst &byte, Type *type, Value *at) {
  LoadInst *load =
      b.CreateAlignedLoad(type, b.CreatePtrAdd(pointers[&byte], at), Align(1));
  load->setDebugLoc(byte.getDebugLoc());
  load->copyMetadata(byte, LLVMContext::MD_tbaa);
  return load;
}

/// A number whose lowest bit that is set is in the byte that stands for the
/// first of eight iterations from \p at on that ends the comparison.
Value *Comparison::marks(IRBuilder<> &b, Value *at) {
  constexpr uint64_t ones = 0x0101010101010101;
  MapVector<LoadInst *, Value *> bytes;
  for (auto &[byte, start] : starts)
    bytes[byte] = load(b, *byte, b.getInt64Ty(), at);
  Value *marks = nullptr;
  for (const Ending &ending : endings) {
    Value *other = isByte(ending.other)
                       ? bytes[cast<LoadInst>(ending.other)]
                       : b.CreateMul(b.CreateZExt(ending.other, b.getInt64Ty()),
                                     b.getInt64(ones));
    Value *mark = b.CreateXor(bytes[ending.byte], other);
    if (ending.atEqual)
      // A byte that is zero borrows. So may those above, which do not matter.
      mark = b.CreateAnd(
          b.CreateAnd(b.CreateSub(mark, b.getInt64(ones)), b.CreateNot(mark)),
          b.getInt64(ones << 7));
    marks = marks ? b.CreateOr(marks, mark) : mark;
  }
  return marks;
}

/// True where the iteration \p at ends the comparison.
Value *Comparison::endsAt(IRBuilder<> &b, Value *at) {
  MapVector<LoadInst *, Value *> bytes;
  for (auto &[byte, start] : starts)
    bytes[byte] = load(b, *byte, b.getInt8Ty(), at);
  SmallVector<Value *, 2> ends;
  for (const Ending &ending : endings)
    ends.push_back(
        b.CreateICmp(ending.atEqual ? ICmpInst::ICMP_EQ : ICmpInst::ICMP_NE,
                     bytes[ending.byte],
                     isByte(ending.other) ? bytes[cast<LoadInst>(ending.other)]
                                          : ending.other));
  return b.CreateOr(ends);
}

/// How far a run of eights goes that begins at \p at: to the end of a page, and
/// through no more than \p left iterations if there is a counter.
Value *Comparison::endOfRun(IRBuilder<> &b, Value *at, Value *left) {
  Value *room = nullptr;
  for (auto &[byte, start] : starts) {
    Value *address =
        b.CreatePtrToInt(b.CreatePtrAdd(pointers[byte], at), b.getInt64Ty());
    Value *behind = b.CreateAnd(b.CreateNot(address), b.getInt64(pageSize - 1));
    room =
        room ? b.CreateBinaryIntrinsic(Intrinsic::umin, room, behind) : behind;
  }
  room = b.CreateAdd(room, b.getInt64(1));
  if (left)
    room = b.CreateBinaryIntrinsic(Intrinsic::umin, room, left);
  return b.CreateAdd(at, b.CreateAnd(room, b.getInt64(-eight)));
}

/// Lets the original loop start from \p rest instead of \p before, behind
/// \p skipped iterations.
void Comparison::continueAt(BasicBlock &before, BasicBlock &rest,
                            Value *skipped) {
  IRBuilder<> b(&rest);
  for (auto &[phi, induction] : inductions) {
    Type *type = induction.getStep()->getType();
    Value *distance = b.CreateMul(
        b.CreateZExtOrTrunc(skipped, type),
        ConstantInt::get(type, induction.getConstIntStepValue()->getValue()));
    Value *start = induction.getStartValue();
    int index = phi->getBasicBlockIndex(&before);
    phi->setIncomingValue(index, start->getType()->isPointerTy()
                                     ? b.CreatePtrAdd(start, distance)
                                     : b.CreateAdd(start, distance));
    phi->setIncomingBlock(index, &rest);
  }
  b.CreateBr(loop.getHeader());
}

void Comparison::expandStarts() {
  SCEVExpander expander(evolution, "compare");
  Instruction *before = loop.getLoopPreheader()->getTerminator();
  for (auto &[byte, start] : starts)
    pointers[byte] = expander.expandCodeFor(start, nullptr, before);
}

/// The loop of \p latch is short or unrolled by what it does.
static void doNotUnroll(Instruction &latch) {
  LLVMContext &context = latch.getContext();
  auto *property = MDString::get(context, "llvm.loop.unroll.disable");
  latch.setMetadata(
      LLVMContext::MD_loop,
      makePostTransformationMetadata(context, nullptr, {},
                                     {MDNode::get(context, property)}));
}

void Comparison::takeEight() {
  BasicBlock &before = *loop.getLoopPreheader(), &header = *loop.getHeader();
  LLVMContext &context = header.getContext();
  expandStarts();
  Value *last = limit
                    ? SCEVExpander(evolution, "compare")
                          .expandCodeFor(limit, nullptr, before.getTerminator())
                    : nullptr;
  auto block = [&](const char *name) {
    return BasicBlock::Create(context, name, header.getParent(), &header);
  };
  BasicBlock *outer = block("compare"), *run = block("compare.run"),
             *wide = block("compare.eight"), *more = block("compare.more"),
             *found = block("compare.found"), *narrow = block("compare.one"),
             *next = block("compare.next"), *rest = block("compare.rest");
  before.getTerminator()->replaceSuccessorWith(&header, outer);
  MDNode *unlikely = MDBuilder(context).createUnlikelyBranchWeights();
  Type *i64 = Type::getInt64Ty(context);
  DebugLoc location = starts.front().first->getDebugLoc();
  auto into = [&](BasicBlock *block) {
    auto b = std::make_unique<IRBuilder<>>(block);
    b->SetCurrentDebugLocation(location);
    return b;
  };

  auto b = into(outer);
  PHINode *at = b->CreatePHI(i64, 3);
  at->addIncoming(b->getInt64(0), &before);
  Value *left = last ? b->CreateSub(last, at) : nullptr;
  if (left)
    b->CreateCondBr(b->CreateICmpULT(left, b->getInt64(eight)), rest, run);
  else
    b->CreateBr(run);

  b = into(run);
  Value *end = endOfRun(*b, at, left);
  b->CreateCondBr(b->CreateICmpEQ(end, at), narrow, wide, unlikely);

  b = into(wide);
  PHINode *wideAt = b->CreatePHI(i64, 2);
  wideAt->addIncoming(at, run);
  Value *marked = marks(*b, wideAt);
  b->CreateCondBr(b->CreateICmpNE(marked, b->getInt64(0)), found, more);

  b = into(more);
  Value *wideNext = b->CreateNUWAdd(wideAt, b->getInt64(eight));
  wideAt->addIncoming(wideNext, more);
  at->addIncoming(wideNext, more);
  doNotUnroll(*b->CreateCondBr(b->CreateICmpEQ(wideNext, end), outer, wide));

  b = into(found);
  Value *bit = b->CreateBinaryIntrinsic(Intrinsic::cttz, marked, b->getTrue());
  Value *foundAt = b->CreateNUWAdd(wideAt, b->CreateLShr(bit, 3));
  b->CreateBr(rest);

  // Across the end of a page: some byte of each eight is the first one there.
  b = into(narrow);
  PHINode *ahead = b->CreatePHI(i64, 2);
  ahead->addIncoming(b->getInt64(0), run);
  Value *narrowAt = b->CreateNUWAdd(at, ahead);
  b->CreateCondBr(endsAt(*b, narrowAt), rest, next);

  b = into(next);
  Value *narrowNext = b->CreateNUWAdd(ahead, b->getInt64(1));
  ahead->addIncoming(narrowNext, next);
  at->addIncoming(b->CreateNUWAdd(at, b->getInt64(eight)), next);
  doNotUnroll(*b->CreateCondBr(b->CreateICmpEQ(narrowNext, b->getInt64(eight)),
                               outer, narrow));

  b = into(rest);
  PHINode *skipped = b->CreatePHI(i64, 3);
  if (left)
    skipped->addIncoming(at, outer);
  skipped->addIncoming(foundAt, found);
  skipped->addIncoming(narrowAt, narrow);
  continueAt(before, *rest, skipped);
}

PreservedAnalyses CompareBytesPass::run(Function &f,
                                        FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(f);
  if (loops.empty() || f.hasOptSize())
    return PreservedAnalyses::all();
  auto &evolution = analyses.getResult<ScalarEvolutionAnalysis>(f);
  auto &dominators = analyses.getResult<DominatorTreeAnalysis>(f);
  // New blocks stand between a loop and its preheader: for the others all that
  // is known stays true.
  SmallVector<Comparison, 0> found;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (Comparison one(*loop, evolution, dominators); one.isOne())
      found.push_back(std::move(one));
  for (Comparison &one : found)
    one.takeEight();
  return found.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wfx
