//===- EmitCall.cpp - Calls -----------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

/// Pops the arguments for \p callee. What travels in the transfer buffer is
/// written right before the call and read right after it, so that nothing can
/// come between.
SmallVector<Value *, 16> FunctionEmitter::popArguments(const Callee &callee) {
  auto parts = split(popMany(wasm.funcType(callee.type).params.size()));
  return unit.convention(callee.type)
      .arguments(b, callee.instance, parts, transferStorer());
}

/// Calls \p callee with the topmost operands and pushes the results.
void FunctionEmitter::call(const Callee &callee) {
  const Convention &convention = unit.convention(callee.type);
  CallBase *result =
      createCall({convention.type, callee.code}, popArguments(callee));
  markCall(*result, callee);
  auto parts = convention.resultParts(b, result, transferLoader());
  pushJoined(wasm.funcType(callee.type).results, parts);
}

/// Says what is known about suspensions in \p callee.
void FunctionEmitter::markCall(CallBase &call, const Callee &callee) {
  if (callee.isHost && unit.options.findElidable)
    call.addFnAttr(Attribute::get(unit.context(), dialect::hostCall));
}

/// Leaves the function, and its handlers with it, by a jump to \p callee, whose
/// results are where those of this function belong.
void FunctionEmitter::tailCall(const Callee &callee) {
  // The optimiser would compute what stays in a register in all of its lanes,
  // of which one is defined.
  size_t params = wasm.funcType(callee.type).params.size();
  for (Value *&argument : MutableArrayRef(operands).take_back(params))
    if (argument->getType()->isFloatingPointTy() && !isa<Constant>(argument))
      argument = b.CreateArithmeticFence(argument, argument->getType());
  CallInst *result = b.CreateCall(
      {unit.convention(callee.type).type, callee.code}, popArguments(callee));
  result->setTailCallKind(CallInst::TCK_MustTail);
  result->addFnAttr(Attribute::NoMerge); // as createCall(), once it is inlined
  markCall(*result, callee);
  if (result->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(result);
  setUnreachable();
}

Value *FunctionEmitter::callRuntime(RuntimeCall id, ArrayRef<Value *> args) {
  SmallVector<Value *, 8> all{instance};
  all.append(args.begin(), args.end());
  CallInst *result = b.CreateCall(unit.runtime(id), all);
  result->addFnAttr(Attribute::NoMerge);
  return result;
}

//===--- Callees ----------------------------------------------------------===//

FunctionEmitter::Callee FunctionEmitter::directCallee(FuncIdx f) {
  TypeIdx type = wasm.functions[f.value].type;
  if (f.value >= wasm.importedFunctions)
    return {type, unit.function(f), instance};
  uint64_t import = unit.layout.import(f);
  Value *code = loadInvariant(unit.ptr(), import + slot::ImportSlot::code * 8);
  const auto &hosts = unit.options.hostImports;
  uint32_t number = *wasm.functions[f.value].import;
  return {type, code,
          loadInvariant(unit.ptr(), import + slot::ImportSlot::instance * 8),
          number < hosts.size() && hosts[number]};
}

/// What the non-null function reference \p reference points to.
FunctionEmitter::Callee FunctionEmitter::calleeOf(TypeIdx type,
                                                  Value *reference) {
  Value *code =
      loadSlot(reference, slot::FuncRef::code, unit.ptr(), std::nullopt);
  return {
      type, code,
      loadSlot(reference, slot::FuncRef::instance, unit.ptr(), std::nullopt)};
}

/// Traps unless the function's type is \p type or declared below it.
void FunctionEmitter::checkType(Value *reference, TypeIdx type) {
  Value *expected = unit.typeDescriptor(type);
  Value *actual =
      loadSlot(reference, slot::FuncRef::type, unit.ptr(), std::nullopt);
  Value *differs = b.CreateICmpNE(actual, expected);
  // A final type has nothing below it: one comparison decides.
  bool isForeign = unit.options.hasForeignTypes();
  if (wasm.types[type].isFinal && !isForeign)
    return trapIf(differs, TrapCode::IndirectCallTypeMismatch);

  BasicBlock *slow = createBlock(), *next = createBlock();
  b.CreateCondBr(differs, slow, next, unit.unlikely());
  startBlock(slow);
  if (isForeign)
    checkForeignType(actual, expected);
  else
    checkSupertypes(actual, expected, unit.typeDepth(type));
  b.CreateBr(next);
  startBlock(next);
}

/// Traps unless \p expected, whose depth is \p depth, is among the supertypes
/// of
/// \p actual.
void FunctionEmitter::checkSupertypes(Value *actual, Value *expected,
                                      unsigned depth) {
  Value *actualDepth =
      loadSlot(actual, slot::TypeDesc::depth, unit.i64(), std::nullopt);
  trapIf(b.CreateICmpULE(actualDepth, b.getInt64(depth)),
         TrapCode::IndirectCallTypeMismatch);
  // The display of supertypes follows the descriptor's fixed slots.
  Value *ancestor =
      loadSlot(actual, slot::TypeDesc::count + depth, unit.ptr(), std::nullopt);
  trapIf(b.CreateICmpNE(ancestor, expected),
         TrapCode::IndirectCallTypeMismatch);
}

/// The same where the function may be from a module with descriptors of its
/// own.
void FunctionEmitter::checkForeignType(Value *actual, Value *expected) {
  auto *match =
      cast<CallInst>(callRuntime(RuntimeCall::TypesMatch, {actual, expected}));
  match->addFnAttr(Attribute::Cold);
  // The function around it shall not pay for a call that is hardly ever made.
  match->setCallingConv(CallingConv::PreserveMost);
  match->getCalledFunction()->setCallingConv(CallingConv::PreserveMost);
  trapIf(b.CreateICmpEQ(match, b.getInt64(0)),
         TrapCode::IndirectCallTypeMismatch);
}

/// Pops the table index of an indirect call.
FunctionEmitter::Callee FunctionEmitter::indirectCallee(const Instr &i) {
  TypeIdx type(i.index);
  TableIdx table(i.index2);
  if (fixedGroup(table, type))
    return fixedCallee(table, type, toI64(pop()));
  Value *where = tableElement(table, pop(), TrapCode::UndefinedElement);
  LoadInst *reference = b.CreateAlignedLoad(unit.ptr(), where, Align(8));
  unit.annotate(reference, Region::Table);
  trapIf(b.CreateIsNull(reference), TrapCode::UninitializedElement);
  ValType element = wasm.tables[table.value].type.element;
  if (!wasm.types.isSubtype(element.heap, HeapType(type)))
    checkType(reference, type);
  return calleeOf(type, reference);
}

//===--- Fixed tables -----------------------------------------------------===//

/// The elements of \p table that have \p type, if nothing else decides about a
/// call: the table is fixed, no other type is below that one, and no element
/// needs another instance.
const FixedTable::Group *FunctionEmitter::fixedGroup(TableIdx table,
                                                     TypeIdx type) const {
  const FixedTable *fixed = unit.valid.fixedTable(table);
  if (!fixed || !wasm.types[type].isFinal)
    return nullptr;
  auto found = fixed->groups.find(wasm.types.canonicalId(type));
  if (found == fixed->groups.end() || found->second.hasImported)
    return nullptr;
  return &found->second;
}

/// One of the two words of element \p index, an i64, in a call table.
Value *FunctionEmitter::callTableWord(TableIdx table, Value *index,
                                      unsigned word) {
  GlobalVariable *words = unit.callTable(table);
  Value *at = b.CreateInBoundsGEP(words->getValueType()->getArrayElementType(),
                                  words, {index, b.getInt32(word)});
  LoadInst *load = b.CreateAlignedLoad(unit.i32(), at, Align(4));
  unit.markInvariant(load);
  return load;
}

/// Ends the block with the trap of a call of type \p actual, another one than
/// it should be.
void FunctionEmitter::trapForType(Value *actual) {
  trapIf(b.CreateICmpEQ(actual, b.getInt32(unit.noFunction)),
         TrapCode::UninitializedElement);
  trap(TrapCode::IndirectCallTypeMismatch);
}

/// The function in element \p index, an i64, of a fixed table. Traps unless its
/// type is \p type.
FunctionEmitter::Callee
FunctionEmitter::fixedCallee(TableIdx table, TypeIdx type, Value *index) {
  uint64_t size = unit.valid.fixedTable(table)->elements.size();
  trapIf(b.CreateICmpUGE(index, b.getInt64(size)), TrapCode::UndefinedElement);
  Value *actual = callTableWord(table, index, 0);
  BasicBlock *other = createBlock(), *next = createBlock();
  Value *isIt =
      b.CreateICmpEQ(actual, b.getInt32(wasm.types.canonicalId(type)));
  b.CreateCondBr(isIt, next, other, unit.likely());
  startBlock(other);
  trapForType(actual);
  startBlock(next);
  Value *distance = b.CreateSExt(callTableWord(table, index, 1), unit.i64());
  return {type, b.CreatePtrAdd(unit.callTable(table), distance), instance};
}

/// An indirect call that only reaches \p elements of a fixed table: calls that
/// can be inlined.
void FunctionEmitter::callOneOf(ArrayRef<uint32_t> elements, const Instr &i) {
  TableIdx table(i.index2);
  const FixedTable &fixed = *unit.valid.fixedTable(table);
  const FuncType &type = wasm.funcType(TypeIdx(i.index));
  Value *index = toI64(pop());
  auto arguments = popMany(type.params.size());
  BasicBlock *joint = createBlock();
  auto phis = createPhis(joint, type.results);
  for (uint32_t element : elements) {
    BasicBlock *isIt = createBlock(), *isNot = createBlock();
    b.CreateCondBr(b.CreateICmpEQ(index, b.getInt64(element)), isIt, isNot);
    startBlock(isIt);
    pushMany(arguments);
    call(directCallee(*fixed.elements[element]));
    auto results = popMany(type.results.size());
    for (auto [phi, result] : zip_equal(phis, results))
      phi->addIncoming(result, b.GetInsertBlock());
    b.CreateBr(joint);
    startBlock(isNot);
  }
  trapIf(b.CreateICmpUGE(index, b.getInt64(fixed.elements.size())),
         TrapCode::UndefinedElement);
  trapForType(callTableWord(table, index, 0));
  startBlock(joint);
  pushMany(SmallVector<Value *, 4>(phis.begin(), phis.end()));
}

/// Pops the function reference of a call through it.
FunctionEmitter::Callee FunctionEmitter::referencedCallee(const Instr &i) {
  Value *reference = pop();
  trapIf(b.CreateIsNull(reference), TrapCode::NullFunctionReference);
  return calleeOf(TypeIdx(i.index), reference);
}

//===--- Instructions -----------------------------------------------------===//

void FunctionEmitter::emitCallTo(FuncIdx f) { call(directCallee(f)); }

template <> void FunctionEmitter::emit<Op::Call>(const Instr &i) {
  emitCallTo(FuncIdx(i.index));
}

template <> void FunctionEmitter::emit<Op::CallIndirect>(const Instr &i) {
  constexpr size_t few = 2;
  auto isLoop = [](const Control &c) { return c.kind == Op::Loop; };
  const FixedTable::Group *group =
      fixedGroup(TableIdx(i.index2), TypeIdx(i.index));
  if (unit.options.optimize && group && group->elements.size() <= few &&
      any_of(controls, isLoop)) // elsewhere it would only be longer
    callOneOf(group->elements, i);
  else
    call(indirectCallee(i));
}

template <> void FunctionEmitter::emit<Op::CallRef>(const Instr &i) {
  call(referencedCallee(i));
}

template <> void FunctionEmitter::emit<Op::ReturnCall>(const Instr &i) {
  tailCall(directCallee(FuncIdx(i.index)));
}

template <> void FunctionEmitter::emit<Op::ReturnCallIndirect>(const Instr &i) {
  tailCall(indirectCallee(i));
}

template <> void FunctionEmitter::emit<Op::ReturnCallRef>(const Instr &i) {
  tailCall(referencedCallee(i));
}

} // namespace wfx
