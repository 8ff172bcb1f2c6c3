//===- StepFunction.cpp - A generator's function without a stack ----------===//

#include "Lowering/StepFunction.h"
#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "Lowering/LiveRange.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;

namespace wfx {

namespace {

class StepBuilder {
public:
  StepBuilder(Function &body, Function &thunk, BoundWords words)
      : body(body), thunk(thunk), words(words), context(body.getContext()),
        b(context) {}

  StepFunction build();

private:
  /// A place where the body waits.
  struct Suspension {
    ConstantInt *number;
    BasicBlock *before; ///< ends with a return
    BasicBlock *after;  ///< where it goes on
  };
  /// A value that lives across suspensions, for a while in a variable.
  struct Kept {
    Instruction *value;
    SmallVector<unsigned, 4> suspensions;
    AllocaInst *variable = nullptr;
  };

  enum Argument { Instance, Frame, Word };

  void declare();
  void start();
  CallBase *thunkCall();
  void suspend(CallBase &begin);
  Value *resumed();
  void dropUnreachable();
  Value *wordArgument(unsigned i);
  SmallVector<Value *> arguments(Value *running);
  void returnTo(uint64_t tag, ArrayRef<Value *> words);
  uint64_t tagNumber(int64_t tag);
  std::vector<Kept> findKept() const;
  void keep(std::vector<Kept> values);
  StructType *frameType(ArrayRef<AllocaInst *> variables,
                        ArrayRef<Kept> values) const;
  unsigned firstKept() const { return FrameBound + words.bound; }
  Value *member(unsigned index) {
    return b.CreateStructGEP(step.frame, fn->getArg(Frame), index);
  }

  Function &body, &thunk;
  BoundWords words;
  LLVMContext &context;
  IRBuilder<> b;
  StepFunction step;
  Function *fn = nullptr;
  SwitchInst *dispatch = nullptr;
  SmallVector<Suspension> suspensions;
};

} // namespace

StepFunction makeStepFunction(Function &body, Function &thunk,
                              BoundWords words) {
  return StepBuilder(body, thunk, words).build();
}

StepFunction StepBuilder::build() {
  declare();
  start();
  for (CallBase *begin : callsOf(*fn, dialect::suspendBegin))
    suspend(*begin);
  dropUnreachable();
  keep(findKept());
  step.function = fn;
  return std::move(step);
}

/// The function with its dispatch: attributes are those of the body, which are
/// those of all functions of the unit.
void StepBuilder::declare() {
  Type *ptr = PointerType::getUnqual(context), *i64 = b.getInt64Ty();
  SmallVector<Type *> params{ptr, ptr};
  params.append(abi::payloadRegisters, i64);
  fn = Function::Create(FunctionType::get(i64, params, false),
                        GlobalValue::InternalLinkage, "", body.getParent());
  fn->takeName(&body);
  AttributeList attributes = body.getAttributes();
  fn->setSection(body.getSection());
  fn->setDSOLocal(true);
  fn->setAttributes(AttributeList::get(context, attributes.getFnAttrs(),
                                       AttributeSet(),
                                       {attributes.getParamAttrs(Instance)}));
  fn->addFnAttr(Attribute::InlineHint);
  fn->addParamAttr(Frame, Attribute::NoAlias);
  BasicBlock *entry = BasicBlock::Create(context, "", fn),
             *never = BasicBlock::Create(context, "", fn),
             *first = BasicBlock::Create(context, "", fn);
  new UnreachableInst(context, never);
  b.SetInsertPoint(entry);
  Value *state =
      b.CreateLoad(b.getInt64Ty(), frameWord(b, fn->getArg(Frame), FrameState));
  dispatch = b.CreateSwitch(state, never);
  dispatch->addCase(b.getInt64(0), first);
  b.SetInsertPoint(first);
}

/// A word of the payload, as an instruction: the argument is another one each
/// time.
Value *StepBuilder::wordArgument(unsigned i) {
  Value *argument = fn->getArg(Word + i);
  return b.Insert(
      CastInst::Create(Instruction::BitCast, argument, argument->getType()));
}

/// The call of the function in what has become of the thunk.
CallBase *StepBuilder::thunkCall() {
  for (Instruction &instruction : instructions(*fn))
    if (auto *call = dyn_cast<CallBase>(&instruction);
        call && call->isIndirectCall())
      return call;
  llvm_unreachable("a thunk calls a function");
}

/// The words of the function's arguments that are in registers. Others are
/// moved in the transfer buffer if some are bound, which come first.
SmallVector<Value *> StepBuilder::arguments(Value *running) {
  Value *transfer = words.bound
                        ? loadPointer(b, *running, abi::slot::Context::transfer)
                        : nullptr;
  SmallVector<Value *> all;
  for (unsigned i = 0; i < words.bound; ++i)
    all.push_back(b.CreateLoad(
        b.getInt64Ty(), frameWord(b, fn->getArg(Frame), FrameBound + i)));
  for (unsigned i = 0; i < std::max(words.left, abi::payloadRegisters); ++i)
    all.push_back(
        i < abi::payloadRegisters
            ? wordArgument(i)
            : b.CreateLoad(b.getInt64Ty(), frameWord(b, transfer, i)));
  for (unsigned i = abi::payloadRegisters; i < words.bound + words.left; ++i)
    b.CreateStore(all[i], frameWord(b, transfer, i));
  all.truncate(abi::payloadRegisters);
  return all;
}

/// What happens first: what the thunk does, with the body in the place of its
/// call.
void StepBuilder::start() {
  Value *running = loadContext(b, *fn->getArg(Instance));
  SmallVector<Value *> operands{PoisonValue::get(b.getPtrTy())};
  operands.append(arguments(running));
  operands.push_back(running);
  CallInst *call = b.CreateCall(&thunk, operands);
  SmallVector<Value *> words;
  for (unsigned i = 0; i < abi::payloadRegisters; ++i)
    words.push_back(b.CreateExtractValue(call, i));
  returnTo(0, words);

  InlineFunctionInfo info;
  auto inlineCall = [&](CallBase &call) {
    if (!InlineFunction(call, info, /*MergeAttributes=*/false,
                        /*CalleeAAR=*/nullptr, /*InsertLifetime=*/false)
             .isSuccess())
      report_fatal_error("a step function cannot be made");
  };
  inlineCall(*call);
  CallBase *inner = thunkCall();
  SmallVector<WeakTrackingVH> unknown{inner->getCalledOperand(),
                                      inner->getArgOperand(0)};
  inner->setCalledFunction(&body);
  inner->setArgOperand(0, fn->getArg(Instance));
  RecursivelyDeleteTriviallyDeadInstructionsPermissive(unknown);
  inlineCall(*inner);
  DISubprogram *scope = body.getSubprogram();
  body.setSubprogram(nullptr);
  fn->setSubprogram(scope);
}

void StepBuilder::returnTo(uint64_t tag, ArrayRef<Value *> words) {
  for (auto [i, word] : enumerate(words))
    if (!isa<PoisonValue>(word))
      b.CreateStore(word, frameWord(b, fn->getArg(Frame), FrameWord + i));
  b.CreateRet(b.getInt64(tag));
}

/// The number that \p tag is returned as.
uint64_t StepBuilder::tagNumber(int64_t tag) {
  auto known = find(step.tags, tag);
  if (known != step.tags.end())
    return known - step.tags.begin() + 1;
  step.tags.push_back(tag);
  return step.tags.size();
}

/// Makes a suspension a return and a way in.
void StepBuilder::suspend(CallBase &begin) {
  Region region(begin);
  BasicBlock *before = begin.getParent(), *after = region.cut();
  ConstantInt *number = b.getInt64(suspensions.size() + 1);
  suspensions.push_back({number, before, after});
  dispatch->addCase(number, after);

  b.SetInsertPoint(before);
  b.SetCurrentDebugLocation(begin.getDebugLoc());
  b.CreateStore(number, frameWord(b, fn->getArg(Frame), FrameState));
  int64_t tag = cast<ConstantInt>(begin.getArgOperand(0))->getSExtValue();
  SmallVector<Value *> words(begin.arg_begin() + 1, begin.arg_end());
  returnTo(tagNumber(tag), words);

  b.SetInsertPoint(after, after->begin());
  replaceBound(*region.end, resumed());
  b.SetCurrentDebugLocation(DebugLoc());
}

/// What a switch to here would return.
Value *StepBuilder::resumed() {
  Value *result = resultWithoutSwitch(b, *fn->getArg(Instance));
  for (unsigned i = 0; i < abi::payloadRegisters; ++i)
    result =
        b.CreateInsertValue(result, wordArgument(i), dialect::ResultWord + i);
  return result;
}

/// Some handlers can only be reached by an exception that is thrown into the
/// suspended body, which does not happen: they go with their suspensions.
void StepBuilder::dropUnreachable() {
  BasicBlock *first =
      dispatch->findCaseValue(b.getInt64(0))->getCaseSuccessor();
  SmallPtrSet<BasicBlock *, 32> reached{first};
  SmallVector<BasicBlock *> left{first};
  auto add = [&](BasicBlock *block) {
    if (reached.insert(block).second)
      left.push_back(block);
  };
  while (!left.empty()) {
    BasicBlock *block = left.pop_back_val();
    for (BasicBlock *next : successors(block))
      add(next);
    for (const Suspension &suspension : suspensions)
      if (suspension.before == block)
        add(suspension.after);
  }
  erase_if(suspensions, [&](const Suspension &suspension) {
    if (reached.contains(suspension.before))
      return false;
    dispatch->removeCase(dispatch->findCaseValue(suspension.number));
    return true;
  });
  removeUnreachableBlocks(*fn);
}

//===--- The frame --------------------------------------------------------===//

/// The values that are needed where the body goes on.
std::vector<StepBuilder::Kept> StepBuilder::findKept() const {
  std::vector<Kept> kept;
  LiveRange::Detours detours;
  for (const Suspension &suspension : suspensions)
    detours[suspension.after] = suspension.before;
  for (Instruction &value : instructions(*fn)) {
    if (isa<AllocaInst>(value) ||
        !value.isUsedOutsideOfBlock(value.getParent()))
      continue;
    LiveRange range(value, detours);
    Kept found{&value, {}};
    for (auto [i, suspension] : enumerate(suspensions))
      if (range.isLiveInto(suspension.after))
        found.suspensions.push_back(i);
    if (!found.suspensions.empty())
      kept.push_back(std::move(found));
  }
  return kept;
}

StructType *StepBuilder::frameType(ArrayRef<AllocaInst *> variables,
                                   ArrayRef<Kept> values) const {
  SmallVector<Type *> members(firstKept(), Type::getInt64Ty(context));
  for (AllocaInst *variable : variables)
    members.push_back(variable->getAllocatedType());
  for (const Kept &kept : values)
    members.push_back(kept.value->getType());
  return StructType::get(context, members);
}

/// Variables of the body are in the frame. Values get variables which are saved
/// in front of a suspension and loaded behind it; then they are values again.
void StepBuilder::keep(std::vector<Kept> values) {
  SmallVector<AllocaInst *> variables;
  for (Instruction &instruction : instructions(*fn))
    if (auto *variable = dyn_cast<AllocaInst>(&instruction))
      variables.push_back(variable);
  step.frame = frameType(variables, values);
  unsigned index = firstKept();
  for (AllocaInst *variable : variables) {
    b.SetInsertPoint(variable);
    variable->replaceAllUsesWith(member(index++));
    variable->eraseFromParent();
  }
  SmallVector<AllocaInst *> promoted;
  for (Kept &kept : values) {
    Type *type = kept.value->getType();
    AllocaInst *variable = DemoteRegToStack(*kept.value);
    promoted.push_back(variable);
    for (unsigned i : kept.suspensions) {
      b.SetInsertPoint(suspensions[i].before->getTerminator());
      b.CreateStore(b.CreateLoad(type, variable), member(index));
      b.SetInsertPoint(suspensions[i].after, suspensions[i].after->begin());
      b.CreateStore(b.CreateLoad(type, member(index)), variable);
    }
    ++index;
  }
  DominatorTree dominators(*fn);
  PromoteMemToReg(promoted, dominators);
}

} // namespace wfx
