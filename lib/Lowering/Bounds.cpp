//===- Bounds.cpp - What lies between bounds of the dialect ---------------===//

#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

CallBase *callOf(Value *value, StringRef name) {
  auto *call = dyn_cast<CallBase>(value);
  Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->getName() == name ? call : nullptr;
}

SmallVector<CallBase *> callsOf(Function &f, StringRef name) {
  SmallVector<CallBase *> calls;
  for (Instruction &instruction : instructions(f))
    if (CallBase *call = callOf(&instruction, name))
      calls.push_back(call);
  return calls;
}

static bool isEnd(const CallBase &call) {
  StringRef name = call.getCalledFunction()
                       ? call.getCalledFunction()->getName()
                       : StringRef();
  return name == dialect::newEnd || name == dialect::bindEnd ||
         name == dialect::resumeEnd || name == dialect::suspendEnd;
}

Region::Region(CallBase &begin) : begin(begin) {
  for (User *user : begin.users())
    if (auto *call = dyn_cast<CallBase>(user); call && isEnd(*call))
      end = call;
  if (!end)
    return;
  SmallVector<BasicBlock *, 8> left{begin.getParent()};
  blocks.insert(begin.getParent());
  while (!left.empty()) {
    BasicBlock *block = left.pop_back_val();
    if (block == end->getParent())
      continue;
    auto *invoke = dyn_cast<InvokeInst>(block->getTerminator());
    for (BasicBlock *next : successors(block))
      if (!(invoke && next == invoke->getUnwindDest()) &&
          blocks.insert(next).second)
        left.push_back(next);
  }
}

bool Region::contains(const Instruction &instruction) const {
  const BasicBlock *block = instruction.getParent();
  if (!blocks.contains(block))
    return false;
  bool isBehind = block != begin.getParent() || begin.comesBefore(&instruction);
  bool isBefore = block != end->getParent() || instruction.comesBefore(end);
  return isBehind && isBefore;
}

bool Region::isClosed() const {
  if (!end || !blocks.contains(end->getParent()))
    return false;
  auto isInside = [&](const User *user) {
    auto *instruction = cast<Instruction>(user);
    return instruction == end || contains(*instruction);
  };
  for (BasicBlock *block : blocks)
    for (Instruction &instruction : *block)
      if (contains(instruction) && !all_of(instruction.users(), isInside))
        return false;
  return all_of(begin.users(), isInside);
}

InvokeInst *Region::unwinding() const {
  for (BasicBlock *block : blocks) {
    auto *invoke = dyn_cast<InvokeInst>(block->getTerminator());
    if (invoke && contains(*invoke) && callOf(invoke, dialect::stackSwitch))
      return invoke;
  }
  return nullptr;
}

BasicBlock *Region::cut() {
  BasicBlock *head = begin.getParent();
  head->splitBasicBlock(begin.getIterator());
  BasicBlock *after = end->getParent()->splitBasicBlock(end->getIterator());
  head->getTerminator()->eraseFromParent();
  return after;
}

SmallVector<CallBase *, 2> Region::suspended() const {
  SmallVector<CallBase *, 2> calls;
  for (User *user : end->users())
    if (CallBase *call = callOf(user, dialect::suspended))
      calls.push_back(call);
  return calls;
}

LoadInst *loadPointer(IRBuilderBase &b, Value &record, unsigned index) {
  Value *address =
      b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), &record, index * 8);
  return b.CreateAlignedLoad(b.getPtrTy(), address, Align(8));
}

Value *loadContext(IRBuilderBase &b, Value &instance) {
  LoadInst *load = loadPointer(b, instance, slot::Instance::context);
  load->setMetadata(LLVMContext::MD_invariant_load,
                    MDNode::get(b.getContext(), {}));
  return load;
}

Value *resultWithoutSwitch(IRBuilderBase &b, Value &instance) {
  Value *context = loadContext(b, instance);
  Value *current = loadPointer(b, *context, slot::Context::current);
  Value *result = PoisonValue::get(dialect::switchResultType(b.getContext()));
  result = b.CreateInsertValue(result, context, dialect::ResultContext);
  return b.CreateInsertValue(result, current, dialect::ResultCurrent);
}

void replaceBound(CallBase &bound, Value *value) {
  bound.replaceAllUsesWith(value);
  SmallVector<WeakTrackingVH, 8> operands(bound.args());
  bound.eraseFromParent();
  RecursivelyDeleteTriviallyDeadInstructionsPermissive(operands);
}

void removeBounds(Module &module) {
  auto remove = [&](const char *name, unsigned returned) {
    Function *bound = module.getFunction(name);
    if (!bound)
      return;
    for (User *user : make_early_inc_range(bound->users())) {
      auto *call = cast<CallBase>(user);
      replaceBound(*call, call->getArgOperand(returned));
    }
    bound->eraseFromParent();
  };
  for (const char *begin : {dialect::newBegin, dialect::bindBegin,
                            dialect::resumeBegin, dialect::suspendBegin})
    remove(begin, 0);
  for (const char *other :
       {dialect::newEnd, dialect::bindEnd, dialect::resumeEnd,
        dialect::suspendEnd, dialect::suspended})
    remove(other, 1);
}

} // namespace wfx
