//===- Creator.cpp - Making and resuming continuations without stacks -----===//
//
// Of a reference nothing is left but whether it is null. If it may be used
// twice, its second word is still a revision, and that of the only reference
// that is valid is in a variable.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Creator.h"
#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace wfx {

namespace {

/// The clauses of a wfx.resume.begin.
class Clauses {
public:
  explicit Clauses(const CallBase &resume) : resume(resume) {}

  unsigned count() const { return (resume.arg_size() - first) / 2; }
  int64_t number(unsigned i) const {
    return cast<ConstantInt>(resume.getArgOperand(first + 2 * i))
        ->getSExtValue();
  }
  Value *identity(unsigned i) const {
    return resume.getArgOperand(first + 2 * i + 1);
  }
  bool isSwitch(unsigned i) const {
    return isa<ConstantPointerNull>(identity(i));
  }
  /// The first clause that is certainly for \p tag, or their count.
  unsigned find(int64_t tag) const {
    unsigned i = 0;
    while (i < count() && number(i) != tag)
      ++i;
    return i;
  }

private:
  static constexpr unsigned first = dialect::ResumeClauses;
  const CallBase &resume;
};

class CreatorChange {
public:
  CreatorChange(Function &f, const StepFunction &step)
      : f(f), step(step), b(f.getContext()) {}

  void change(const References &references);

private:
  AllocaInst *createVariable(Type *type);
  Constant *reference() const;
  Value *validReference();
  void make(CallBase &end);
  void bind(CallBase &begin, unsigned bound);
  void resume(CallBase &begin);
  void checkRevision(CallBase &begin);
  CallBase *callStep(CallBase &begin, InvokeInst *unwinding, BasicBlock *after);
  Value *result(CallBase &begin, Value *tag);
  Value *clauseOf(int64_t tag, const Clauses &clauses);

  Function &f;
  const StepFunction &step;
  IRBuilder<> b;
  AllocaInst *frame = nullptr, *revision = nullptr;
};

} // namespace

bool handlesAll(const CallBase &resume, const StepFunction &step) {
  Clauses clauses(resume);
  for (unsigned i = 0; i < clauses.count(); ++i)
    if (clauses.isSwitch(i))
      return false;
  return all_of(step.tags, [&](int64_t tag) {
    return clauses.find(tag) < clauses.count();
  });
}

void useStepFunction(Function &f, const References &references,
                     const StepFunction &step) {
  CreatorChange(f, step).change(references);
}

void CreatorChange::change(const References &references) {
  frame = createVariable(step.frame);
  if (!references.areLinear())
    revision = createVariable(b.getInt64Ty());
  SmallVector<unsigned> bound; // when references are still what they were
  for (CallBase *begin : references.binds)
    bound.push_back(boundWords(*cast<CallBase>(begin->getArgOperand(
                                   dialect::BindReference)))
                        .bound);
  for (CallBase *end : references.sources)
    make(*end);
  for (auto [begin, before] : zip_equal(references.binds, bound))
    bind(*begin, before);
  for (CallBase *begin : references.resumes)
    resume(*begin);
  removeUnreachableBlocks(f);
}

AllocaInst *CreatorChange::createVariable(Type *type) {
  b.SetInsertPoint(&f.getEntryBlock(), f.getEntryBlock().begin());
  return b.CreateAlloca(type);
}

/// One that is not null.
Constant *CreatorChange::reference() const {
  LLVMContext &context = f.getContext();
  Constant *one = ConstantInt::get(Type::getInt64Ty(context), 1);
  Constant *stack =
      ConstantExpr::getIntToPtr(one, PointerType::getUnqual(context));
  return ConstantStruct::getAnon({stack, one});
}

Value *CreatorChange::validReference() {
  if (!revision)
    return reference();
  return b.CreateInsertValue(reference(),
                             b.CreateLoad(b.getInt64Ty(), revision), 1);
}

void CreatorChange::make(CallBase &end) {
  Region region(*cast<CallBase>(end.getArgOperand(0)));
  BasicBlock *before = region.begin.getParent(), *after = region.cut();
  b.SetInsertPoint(before);
  b.CreateStore(b.getInt64(0), frameWord(b, frame, FrameState));
  if (revision)
    b.CreateStore(b.getInt64(1), revision);
  b.CreateBr(after);
  b.SetInsertPoint(after, after->begin());
  replaceBound(end, validReference());
}

/// Traps unless the reference is the valid one, which it is no longer then.
void CreatorChange::checkRevision(CallBase &begin) {
  Value *now = b.CreateLoad(b.getInt64Ty(), revision);
  Value *isOld =
      b.CreateICmpNE(b.CreateExtractValue(begin.getArgOperand(0), 1), now);
  MDNode *unlikely = MDBuilder(f.getContext()).createUnlikelyBranchWeights();
  Instruction *failing = SplitBlockAndInsertIfThen(
      isOld, begin.getIterator(), /*Unreachable=*/true, unlikely);
  b.SetInsertPoint(failing);
  b.CreateIntrinsic(Intrinsic::ubsantrap, {},
                    {b.getInt8(uint8_t(TrapCode::ContinuationConsumed))})
      ->addFnAttr(Attribute::NoMerge);
  b.SetInsertPoint(&begin);
  b.CreateStore(b.CreateAdd(now, b.getInt64(1)), revision);
}

/// Binds arguments; there are \p bound before.
void CreatorChange::bind(CallBase &begin, unsigned bound) {
  b.SetInsertPoint(&begin);
  b.SetCurrentDebugLocation(begin.getDebugLoc());
  if (revision)
    checkRevision(begin);
  Region region(begin);
  BasicBlock *before = begin.getParent(), *after = region.cut();
  b.SetInsertPoint(before);
  for (Value *word : drop_begin(begin.args(), dialect::BindWord))
    b.CreateStore(word, frameWord(b, frame, FrameBound + bound++));
  b.CreateBr(after);
  b.SetInsertPoint(after, after->begin());
  replaceBound(*region.end, validReference());
  b.SetCurrentDebugLocation(DebugLoc());
}

void CreatorChange::resume(CallBase &begin) {
  b.SetInsertPoint(&begin);
  b.SetCurrentDebugLocation(begin.getDebugLoc());
  if (revision)
    checkRevision(begin);
  Region region(begin);
  InvokeInst *unwinding = region.unwinding();
  BasicBlock *before = begin.getParent(), *after = region.cut();
  b.SetInsertPoint(before);
  CallBase *stepped = callStep(begin, unwinding, after);
  b.SetInsertPoint(after, after->begin());
  Value *returned = result(begin, stepped);
  for (CallBase *suspended : region.suspended()) {
    b.SetInsertPoint(suspended);
    replaceBound(*suspended, validReference());
  }
  replaceBound(*region.end, returned);
  b.SetCurrentDebugLocation(DebugLoc());
}

/// Where the switch was an invoke, the call is one with the same landing pad.
CallBase *CreatorChange::callStep(CallBase &begin, InvokeInst *unwinding,
                                  BasicBlock *after) {
  SmallVector<Value *> operands{begin.getArgOperand(dialect::ResumeInstance),
                                frame};
  for (unsigned i = 0; i < abi::payloadRegisters; ++i)
    operands.push_back(begin.getArgOperand(dialect::ResumeWord + i));
  CallBase *call;
  if (unwinding) {
    BasicBlock *pad = unwinding->getUnwindDest();
    for (PHINode &phi : pad->phis())
      phi.addIncoming(phi.getIncomingValueForBlock(unwinding->getParent()),
                      b.GetInsertBlock());
    call = b.CreateInvoke(step.function, after, pad, operands);
  } else {
    call = b.CreateCall(step.function, operands);
    b.CreateBr(after);
  }
  call->addFnAttr(Attribute::NoMerge); // as all calls
  const DILocation *at = begin.getDebugLoc();
  call->setDebugLoc(DILocation::get(f.getContext(), at->getLine(),
                                    dialect::resumptionColumn, at->getScope(),
                                    at->getInlinedAt()));
  return call;
}

/// What a switch would return, when a call has returned \p tag.
Value *CreatorChange::result(CallBase &begin, Value *tag) {
  Clauses clauses(begin);
  Value *kind = b.getInt64(0);
  for (auto [i, number] : enumerate(step.tags))
    kind = b.CreateSelect(b.CreateICmpEQ(tag, b.getInt64(i + 1)),
                          clauseOf(number, clauses), kind);
  Value *result =
      resultWithoutSwitch(b, *begin.getArgOperand(dialect::ResumeInstance));
  result = b.CreateInsertValue(result, kind, dialect::ResultKind);
  for (unsigned i = 0; i < abi::payloadRegisters; ++i) {
    Value *word =
        b.CreateLoad(b.getInt64Ty(), frameWord(b, frame, FrameWord + i));
    result = b.CreateInsertValue(result, word, dialect::ResultWord + i);
  }
  return result;
}

/// The clause, from 1, that \p tag goes to: the first one, and earlier ones may
/// be for the same tag by another name.
Value *CreatorChange::clauseOf(int64_t tag, const Clauses &clauses) {
  unsigned certain = clauses.find(tag);
  Value *clause = b.getInt64(certain + 1);
  for (unsigned i = certain; i-- && tag < 0;)
    if (clauses.number(i) < 0)
      clause = b.CreateSelect(
          b.CreateICmpEQ(clauses.identity(i), clauses.identity(certain)),
          b.getInt64(i + 1), clause);
  return clause;
}

} // namespace wfx
