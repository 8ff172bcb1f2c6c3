//===- EmitContinuation.cpp - Stack switching -----------------------------===//
//
// The instructions of the stack-switching proposal. A continuation reference is
// {stack, revision}; Runtime/Stack.h has the states of a stack,
// Lowering/Dialect.h the switch itself.
//
// What is passed with a switch is a payload: words of 8 bytes, the first ones
// in registers, word i of the others in transfer[i]. The other side reads them
// right behind its switch, so that nothing can come between.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "Frontend/Emit/Payload.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;
namespace S = abi::slot::Stack;

//===--- Stacks
//------------------------------------------------------------===//

/// A variable with \p initial, made at the function's entry. Switches set it
/// again, so that it need not be kept across them.
unsigned FunctionEmitter::switchedVariable(std::optional<unsigned> &variable,
                                           function_ref<Value *()> initial) {
  if (!variable) {
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(entry);
    variable = variables.declare(initial());
  }
  return *variable;
}

unsigned FunctionEmitter::contextVariable() {
  return switchedVariable(
      context, [&] { return cachedInvariant(slot::Instance::context * 8); });
}

/// What is current while this function runs: its frame never leaves its stack.
unsigned FunctionEmitter::currentVariable() {
  return switchedVariable(current, [&] {
    return loadStackSlot(cachedInvariant(slot::Instance::context * 8),
                         slot::Context::current, unit.ptr());
  });
}

Value *FunctionEmitter::contextPointer() {
  return entry ? variables.get(contextVariable())
               : loadInvariant(unit.ptr(), slot::Instance::context * 8);
}

static Value *slotAddress(IRBuilder<> &b, Value *record, unsigned index) {
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), record, index * 8);
}

Value *FunctionEmitter::loadStackSlot(Value *record, unsigned index,
                                      Type *type) {
  return loadSlot(record, index, type, Region::Stack);
}

void FunctionEmitter::storeStackSlot(Value *record, unsigned index,
                                     Value *value) {
  StoreInst *store =
      b.CreateAlignedStore(value, slotAddress(b, record, index), Align(8));
  unit.annotate(store, Region::Stack);
}

Value *FunctionEmitter::currentStack() {
  return variables.get(currentVariable());
}

/// Traps unless \p reference can be used; returns its stack.
Value *FunctionEmitter::checkContinuation(Value *reference) {
  checkNotNull(reference);
  return checkRevision(reference);
}

void FunctionEmitter::checkNotNull(Value *reference) {
  trapIf(isNull(reference), TrapCode::NullContinuation);
}

Value *FunctionEmitter::checkRevision(Value *reference) {
  auto [stack, revision] = referenceWords(b, reference);
  Value *now = loadStackSlot(stack, S::revision, unit.i64());
  trapIf(b.CreateICmpNE(now, revision), TrapCode::ContinuationConsumed);
  return stack;
}

/// Makes \p reference, which was checked, and its copies useless.
void FunctionEmitter::consume(Value *reference) {
  auto [stack, revision] = referenceWords(b, reference);
  storeStackSlot(stack, S::revision, b.CreateAdd(revision, b.getInt64(1)));
}

/// The one valid reference to the suspended or fresh \p stack.
Value *FunctionEmitter::referenceTo(Value *stack) {
  Type *type = StructType::get(unit.context(), {unit.ptr(), unit.i64()});
  Value *pair = b.CreateInsertValue(PoisonValue::get(type), stack, 0);
  return b.CreateInsertValue(pair,
                             loadStackSlot(stack, S::revision, unit.i64()), 1);
}

/// In code in which ElideStacks looks for it (Dialect.h), a call of the bound
/// \p name with \p operands, of which it returns number \p returned; otherwise
/// that operand.
Value *FunctionEmitter::bound(const char *name, ArrayRef<Value *> operands,
                              unsigned returned) {
  Value *same = operands[returned];
  if (!unit.options.findElidable)
    return same;
  return b.CreateCall(dialect::bound(unit.module(), name, same->getType()),
                      operands);
}

//===--- Payloads
//----------------------------------------------------------===//

/// Puts words from \p begin on into the transfer buffer.
void FunctionEmitter::storeWords(ArrayRef<Value *> words, size_t begin) {
  for (size_t i = begin; i < words.size(); ++i)
    unit.annotate(b.CreateAlignedStore(words[i], transferAddress(i), Align(8)),
                  Region::Transfer);
}

/// Appends the words of a payload that are in registers.
void FunctionEmitter::appendRegisters(SmallVectorImpl<Value *> &operands,
                                      ArrayRef<Value *> words) {
  for (unsigned i = 0; i < abi::payloadRegisters; ++i)
    operands.push_back(i < words.size() ? words[i]
                                        : PoisonValue::get(unit.i64()));
}

/// If arguments are bound to \p stack, puts them in front of \p words, which
/// are in registers and in the transfer buffer.
void FunctionEmitter::prependBound(Value *stack,
                                   SmallVectorImpl<Value *> &words) {
  size_t count = words.size();
  words.resize(std::max<size_t>(count, abi::payloadRegisters),
               PoisonValue::get(unit.i64()));
  BasicBlock *fast = b.GetInsertBlock(), *slow = createBlock(),
             *next = createBlock();
  Value *bound = loadStackSlot(stack, S::bound, unit.i64());
  b.CreateCondBr(b.CreateIsNull(bound), next, slow, unit.likely());

  startBlock(slow);
  storeWords(ArrayRef(words).take_front(
                 std::min<size_t>(count, abi::payloadRegisters)),
             0);
  callRuntime(RuntimeCall::StackUnbind, {stack, b.getInt64(count)});
  SmallVector<Value *, 4> loaded;
  for (unsigned i = 0; i < abi::payloadRegisters; ++i) {
    LoadInst *load =
        b.CreateAlignedLoad(unit.i64(), transferAddress(i), Align(8));
    unit.annotate(load, Region::Transfer);
    loaded.push_back(load);
  }
  BasicBlock *slowEnd = b.GetInsertBlock();
  b.CreateBr(next);

  startBlock(next);
  for (unsigned i = 0; i < abi::payloadRegisters; ++i) {
    PHINode *phi = b.CreatePHI(unit.i64(), 2);
    phi->addIncoming(words[i], fast);
    phi->addIncoming(loaded[i], slowEnd);
    words[i] = phi;
  }
}

/// The switch with its pair: an invoke inside a handler. Words beyond the
/// registers are in the transfer buffer already.
Value *FunctionEmitter::switchStacks(const SwitchOperands &o,
                                     ArrayRef<Value *> words) {
  llvm::Module &module = unit.module();
  Value *context = contextPointer();
  Value *frame =
      b.CreateCall(dialect::pointerIntrinsic(module, dialect::framePointer));
  Value *address = b.CreateCall(
      dialect::pointerIntrinsic(module, dialect::instructionPointer));
  SmallVector<Value *, 12> operands{
      frame,
      address,
      o.save,
      o.load,
      context,
      o.next,
      o.kind ? o.kind : PoisonValue::get(unit.i64()),
      o.stack ? o.stack : PoisonValue::get(unit.ptr())};
  appendRegisters(operands, words);
  Value *result = createCall(dialect::switchIntrinsic(module), operands);
  if (o.begin)
    result = bound(o.end, {o.begin, result}, 1);
  variables.set(contextVariable(),
                b.CreateExtractValue(result, dialect::ResultContext));
  variables.set(currentVariable(),
                b.CreateExtractValue(result, dialect::ResultCurrent));
  return result;
}

/// Pushes the payload of types \p types that came with \p result.
void FunctionEmitter::pushPayload(ArrayRef<ValType> types, Value *result) {
  auto parts = partTypes(unit.context(), wasm.types, types);
  SmallVector<Value *, 8> words;
  for (size_t i = 0, n = countWords(parts); i < n; ++i) {
    if (i < abi::payloadRegisters) {
      words.push_back(b.CreateExtractValue(result, dialect::ResultWord + i));
      continue;
    }
    LoadInst *load =
        b.CreateAlignedLoad(unit.i64(), transferAddress(i), Align(8));
    unit.annotate(load, Region::Transfer);
    words.push_back(load);
  }
  pushJoined(types, fromWords(b, parts, words));
}

//===--- New continuations
//-------------------------------------------------===//

const FuncType &FunctionEmitter::contType(uint32_t type) const {
  return wasm.funcType(wasm.types[TypeIdx(type)].comp.cont);
}

Value *FunctionEmitter::freshStack() {
  Value *first =
      loadStackSlot(contextPointer(), slot::Context::freeStacks, unit.ptr());
  BasicBlock *fast = b.GetInsertBlock(), *slow = createBlock(),
             *next = createBlock();
  b.CreateCondBr(b.CreateIsNull(first), slow, next, unit.unlikely());
  startBlock(slow);
  callRuntime(RuntimeCall::StackSupply, {});
  Value *supplied =
      loadStackSlot(contextPointer(), slot::Context::freeStacks, unit.ptr());
  b.CreateBr(next);
  startBlock(next);
  PHINode *stack = b.CreatePHI(unit.ptr(), 2);
  stack->addIncoming(first, fast);
  stack->addIncoming(supplied, slow);
  storeStackSlot(contextPointer(), slot::Context::freeStacks,
                 loadStackSlot(stack, S::next, unit.ptr()));
  return stack;
}

template <> void FunctionEmitter::emit<Op::ContNew>(const Instr &i) {
  Value *function = pop();
  trapIf(b.CreateIsNull(function), TrapCode::NullFunctionReference);
  Value *thunk = unit.startThunk(wasm.types[TypeIdx(i.index)].comp.cont);
  function = bound(dialect::newBegin, {function, thunk}, 0);
  Value *stack = freshStack();
  storeStackSlot(stack, S::func, function);
  storeStackSlot(stack, S::thunk, thunk);
  push(bound(dialect::newEnd, {function, referenceTo(stack)}, 1));
}

template <> void FunctionEmitter::emit<Op::ContBind>(const Instr &i) {
  Value *reference = pop();
  const FuncType &rest = contType(i.index2);
  size_t count = contType(i.index).params.size() - rest.params.size();
  auto words = toWords(b, split(popMany(count)));
  checkNotNull(reference);
  auto restParts = partTypes(unit.context(), wasm.types, rest.params);
  SmallVector<Value *, 8> operands{reference,
                                   b.getInt64(countWords(restParts))};
  operands.append(words);
  reference = bound(dialect::bindBegin, operands, 0);
  Value *stack = checkRevision(reference);
  if (!words.empty()) {
    storeWords(words, 0);
    callRuntime(RuntimeCall::StackBind, {stack, b.getInt64(words.size())});
  }
  consume(reference);
  push(bound(dialect::bindEnd, {reference, referenceTo(stack)}, 1));
}

//===--- Resume
//------------------------------------------------------------===//

/// A defined tag is its own slot; of an imported one the slot says which it is.
Value *FunctionEmitter::tagIdentity(TagIdx tag) {
  uint64_t offset = unit.layout.tag(tag);
  return wasm.tags[tag.value].import
             ? cachedInvariant(offset + slot::TagSlot::address * 8)
             : instanceAddress(offset);
}

/// What tells ElideStacks which tags are the same (Dialect.h).
Value *FunctionEmitter::tagNumber(TagIdx tag) {
  uint64_t number = tag.value;
  return b.getInt64(wasm.tags[tag.value].import ? ~number : number);
}

/// The mark of a clause (abi::Handlers).
Value *FunctionEmitter::clauseMark(TagIdx tag, bool isSwitch) {
  Value *identity = tagIdentity(tag);
  return isSwitch
             ? b.CreateConstGEP1_64(b.getInt8Ty(), identity, abi::switchClause)
             : identity;
}

/// abi::Handlers without clauses, one for the unit.
Constant *FunctionEmitter::noHandlers() {
  constexpr StringRef symbol = "wfx.no.handlers";
  if (GlobalVariable *known =
          unit.module().getGlobalVariable(symbol, /*AllowInternal=*/true))
    return known;
  Constant *zeros = ConstantAggregateZero::get(
      ArrayType::get(unit.i64(), slot::Handlers::count));
  auto *record = new GlobalVariable(unit.module(), zeros->getType(), true,
                                    GlobalValue::PrivateLinkage, zeros, symbol);
  record->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  record->setAlignment(Align(8));
  return record;
}

/// The clauses as abi::Handlers, in this frame. They never change, so inside
/// of loops they are written when the function begins.
Value *FunctionEmitter::handlers(ArrayRef<HandlerClause> clauses) {
  if (clauses.empty())
    return noHandlers();
  IRBuilder<>::InsertPointGuard guard(b);
  bool isRepeated = any_of(
      controls, [](const Control &frame) { return frame.kind == Op::Loop; });
  BasicBlock *place = b.GetInsertBlock();
  b.SetInsertPoint(entry);
  unsigned first = slot::Handlers::firstMark;
  Value *record =
      b.CreateAlloca(ArrayType::get(unit.i64(), first + clauses.size()));
  if (!isRepeated)
    b.SetInsertPoint(place);
  storeStackSlot(record, slot::Handlers::clauseCount,
                 b.getInt64(clauses.size()));
  for (auto [i, clause] : enumerate(clauses))
    storeStackSlot(record, first + i, clauseMark(clause.tag, clause.isSwitch));
  return record;
}

/// Makes the continuation of \p stack part of what runs and goes on with it;
/// \p words are in registers and in the transfer buffer. \p begin is the begin
/// of the resume, if it has one.
void FunctionEmitter::resume(Value *stack, const Instr &i,
                             ArrayRef<Value *> words, Value *begin) {
  Value *tail = loadStackSlot(stack, S::tail, unit.ptr());
  Value *current = currentStack();
  storeStackSlot(tail, S::parent, current);
  // What is known of the chain above it ends here (tc_find_handler).
  storeStackSlot(current, S::tail, current);
  storeStackSlot(tail, S::handlers, handlers(i.handlers));
  SwitchOperands operands{tail, slotAddress(b, stack, S::frame), stack};
  operands.begin = begin;
  operands.end = dialect::resumeEnd;
  Value *result = switchStacks(operands, words);
  dispatchClauses(i.handlers, result);
  pushPayload(contType(i.index).results, result);
}

/// The begin of a resume, which returns \p reference.
Value *FunctionEmitter::beginResume(Value *reference, ArrayRef<Value *> words,
                                    ArrayRef<HandlerClause> clauses) {
  SmallVector<Value *, 8> operands{reference, instance};
  appendRegisters(operands, words);
  Value *none = ConstantPointerNull::get(unit.ptr());
  for (const HandlerClause &clause : clauses)
    operands.append({tagNumber(clause.tag),
                     clause.isSwitch ? none : tagIdentity(clause.tag)});
  return bound(dialect::resumeBegin, operands, 0);
}

template <> void FunctionEmitter::emit<Op::Resume>(const Instr &i) {
  Value *reference = pop();
  auto words = toWords(b, split(popMany(contType(i.index).params.size())));
  checkNotNull(reference);
  storeWords(words, abi::payloadRegisters);
  reference = beginResume(reference, words, i.handlers);
  Value *stack = checkRevision(reference);
  consume(reference);
  prependBound(stack, words);
  resume(stack, i, words, reference);
}

/// Branches to the label of the clause that \p result is for; code goes on for
/// a continuation that has returned.
void FunctionEmitter::dispatchClauses(ArrayRef<HandlerClause> clauses,
                                      Value *result) {
  auto isLabel = [](const HandlerClause &clause) { return !clause.isSwitch; };
  if (none_of(clauses, isLabel))
    return;
  BasicBlock *returned = createBlock();
  Value *kind = b.CreateExtractValue(result, dialect::ResultKind);
  SwitchInst *sw = b.CreateSwitch(kind, returned, clauses.size());
  for (auto [n, clause] : enumerate(clauses)) {
    if (!isLabel(clause))
      continue;
    BasicBlock *block = createBlock();
    sw->addCase(b.getInt64(n + 1), block);
    startBlock(block);
    size_t height = operands.size();
    pushPayload(wasm.funcType(wasm.tags[clause.tag.value].type).params, result);
    Value *stack = b.CreateExtractValue(result, dialect::ResultStack);
    push(bound(dialect::suspended, {result, referenceTo(stack)}, 1));
    branchTo(target(clause.label.value));
    operands.truncate(height);
  }
  startBlock(returned);
}

//===--- Suspend and switch
//------------------------------------------------===//

/// The stack whose resumer has the innermost clause for \p tag, and the
/// clause's number. The usual case is the first clause of the innermost one.
std::pair<Value *, Value *>
FunctionEmitter::findHandler(Value *current, TagIdx tag, bool isSwitch) {
  Value *mark = clauseMark(tag, isSwitch);
  Value *first = loadStackSlot(loadStackSlot(current, S::handlers, unit.ptr()),
                               slot::Handlers::firstMark, unit.ptr());
  BasicBlock *fast = b.GetInsertBlock(), *slow = createBlock(),
             *next = createBlock();
  b.CreateCondBr(b.CreateICmpEQ(first, mark), next, slow, unit.likely());
  startBlock(slow);
  Value *found = callRuntime(RuntimeCall::FindHandler, {mark});
  Value *foundKind = loadStackSlot(found, S::kind, unit.i64());
  BasicBlock *slowEnd = b.GetInsertBlock();
  b.CreateBr(next);
  startBlock(next);
  PHINode *handler = b.CreatePHI(unit.ptr(), 2);
  handler->addIncoming(current, fast);
  handler->addIncoming(found, slowEnd);
  PHINode *kind = b.CreatePHI(unit.i64(), 2);
  kind->addIncoming(b.getInt64(1), fast);
  kind->addIncoming(foundKind, slowEnd);
  return {handler, kind};
}

template <> void FunctionEmitter::emit<Op::Suspend>(const Instr &i) {
  TagIdx tag(i.index);
  const FuncType &type = wasm.funcType(wasm.tags[tag.value].type);
  auto words = toWords(b, split(popMany(type.params.size())));
  storeWords(words, abi::payloadRegisters);
  SmallVector<Value *, 4> begin{tagNumber(tag)};
  appendRegisters(begin, words);
  Value *begun = bound(dialect::suspendBegin, begin, 0);
  Value *current = currentStack();
  auto [handler, kind] = findHandler(current, tag, /*isSwitch=*/false);
  storeStackSlot(current, S::tail, handler);
  SwitchOperands operands{slotAddress(b, current, S::frame), handler,
                          loadStackSlot(handler, S::parent, unit.ptr()), kind,
                          current};
  operands.begin = begun;
  operands.end = dialect::suspendEnd;
  pushPayload(type.results, switchStacks(operands, words));
}

/// The target takes the place of the stacks up to the handler's, which become a
/// continuation: the target's last argument.
template <> void FunctionEmitter::emit<Op::Switch>(const Instr &i) {
  TagIdx tag(i.index2);
  const FuncType &type = contType(i.index);
  Value *reference = pop();
  auto values = popMany(type.params.size() - 1);
  Value *stack = checkContinuation(reference);
  Value *current = currentStack();
  Value *handler = findHandler(current, tag, /*isSwitch=*/true).first;
  consume(reference);
  values.push_back(referenceTo(current));
  auto words = toWords(b, split(values));
  storeWords(words, abi::payloadRegisters);
  prependBound(stack, words);

  storeStackSlot(current, S::tail, handler);
  Value *tail = loadStackSlot(stack, S::tail, unit.ptr());
  for (unsigned field : {S::resumerFrame, S::resumerAddress, S::resumerPointer,
                         S::parent, S::handlers})
    storeStackSlot(tail, field, loadStackSlot(handler, field, unit.ptr()));
  SwitchOperands operands{slotAddress(b, current, S::frame),
                          slotAddress(b, stack, S::frame), stack};
  Value *result = switchStacks(operands, words);
  pushPayload(contType(type.params.back().heap.index.value).params, result);
}

//===--- Throwing into a continuation ------------------------------------===//

/// Throws \p exception at the place where \p stack is suspended. A fresh
/// continuation ends here: its function is never entered.
void FunctionEmitter::resumeThrowing(Value *stack, const Instr &i,
                                     Value *exception) {
  createCall(unit.runtime(RuntimeCall::StackThrow),
             {instance, stack, exception});
  resume(stack, i, {b.CreatePtrToInt(exception, unit.i64())},
         /*begin=*/nullptr);
}

template <> void FunctionEmitter::emit<Op::ResumeThrow>(const Instr &i) {
  TagIdx tag(i.index2);
  Value *reference = pop();
  auto values = popMany(wasm.funcType(wasm.tags[tag.value].type).params.size());
  Value *stack = checkContinuation(reference);
  consume(reference);
  Value *exception = callRuntime(
      RuntimeCall::ExceptionNew,
      {instanceAddress(unit.layout.tag(tag)), storeException(tag, values)});
  resumeThrowing(stack, i, exception);
}

template <> void FunctionEmitter::emit<Op::ResumeThrowRef>(const Instr &i) {
  Value *reference = pop();
  Value *exception = pop();
  trapIf(b.CreateIsNull(exception), TrapCode::NullExceptionReference);
  Value *stack = checkContinuation(reference);
  consume(reference);
  resumeThrowing(stack, i, exception);
}

} // namespace wfx
