//===- EmitReference.cpp - References and tables --------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

//===--- References -------------------------------------------------------===//

std::pair<Value *, Value *> referenceWords(IRBuilder<> &builder,
                                           Value *reference) {
  if (!reference->getType()->isStructTy())
    return {reference, builder.getInt64(0)};
  return {builder.CreateExtractValue(reference, 0),
          builder.CreateExtractValue(reference, 1)};
}

Value *FunctionEmitter::isNull(Value *reference) {
  return b.CreateIsNull(referenceWords(b, reference).first);
}

template <> void FunctionEmitter::emit<Op::RefNull>(const Instr &i) {
  push(Constant::getNullValue(
      unit.lower(ValType::ref(i.heap, /*nullable=*/true))));
}

template <> void FunctionEmitter::emit<Op::RefIsNull>(const Instr &) {
  pushBool(isNull(pop()));
}

/// The FuncRef record of \p f: its own in the defining instance, whichever
/// module asks, so that references to one function are equal.
Value *FunctionEmitter::functionReference(FuncIdx f) {
  if (f.value < wasm.importedFunctions)
    return cachedInvariant(unit.layout.import(f) + slot::ImportSlot::ref * 8);
  return instanceAddress(unit.layout.funcRef(f));
}

template <> void FunctionEmitter::emit<Op::RefFunc>(const Instr &i) {
  FuncIdx f(i.index);
  Value *reference = functionReference(f);
  if (unit.options.findElidable && f.value >= wasm.importedFunctions)
    dialect::setFunction(*cast<Instruction>(reference), *unit.function(f));
  push(reference);
}

template <> void FunctionEmitter::emit<Op::RefAsNonNull>(const Instr &) {
  trapIf(isNull(operands.back()), TrapCode::NullReference);
}

template <> void FunctionEmitter::emit<Op::BrOnNull>(const Instr &i) {
  Value *reference = pop();
  branchIf(isNull(reference), i.index);
  push(reference);
}

template <> void FunctionEmitter::emit<Op::BrOnNonNull>(const Instr &i) {
  Value *reference = operands.back();
  branchIf(b.CreateNot(isNull(reference)), i.index);
  pop();
}

/// Stores \p value in a table or a global. Of a continuation reference, whoever
/// is interrupted between the stores leaves one that is of no use, not a
/// mixture of two: no revision is 0. The fences are no instructions.
void FunctionEmitter::storeValue(Value *value, Value *address, Region region) {
  auto store = [&](Value *part, Value *place) {
    unit.annotate(b.CreateAlignedStore(part, place, Align(8)), region);
  };
  if (!value->getType()->isStructTy())
    return store(value, address);
  Value *second = b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), address, 1);
  auto fence = [&] {
    b.CreateFence(AtomicOrdering::Release, SyncScope::SingleThread);
  };
  auto [stack, revision] = referenceWords(b, value);
  store(b.getInt64(0), second);
  fence();
  store(stack, address);
  fence();
  store(revision, second);
}

//===--- Tables -----------------------------------------------------------===//

Value *FunctionEmitter::tableSize(TableIdx table) {
  const Limits &limits = wasm.tables[table.value].type.limits;
  if (limits.max == limits.min)
    return b.getInt64(limits.min);
  Value *record =
      cachedInvariant(unit.layout.table(table) + slot::TableSlot::table * 8);
  return loadSlot(record, slot::Table::size, unit.i64(), Region::Size);
}

Type *FunctionEmitter::elementType(TableIdx table) {
  return unit.lower(wasm.tables[table.value].type.element);
}

/// The address of an element, after the bounds check.
Value *FunctionEmitter::tableElement(TableIdx table, Value *index,
                                     TrapCode code) {
  Value *wide = toI64(index);
  trapIf(b.CreateICmpUGE(wide, tableSize(table)), code);
  Value *elements =
      cachedInvariant(unit.layout.table(table) + slot::TableSlot::elements * 8);
  return b.CreateGEP(elementType(table), elements, wide, "",
                     GEPNoWrapFlags::inBounds() |
                         GEPNoWrapFlags::noUnsignedWrap());
}

template <> void FunctionEmitter::emit<Op::TableGet>(const Instr &i) {
  Value *where =
      tableElement(TableIdx(i.index), pop(), TrapCode::TableOutOfBounds);
  LoadInst *load =
      b.CreateAlignedLoad(elementType(TableIdx(i.index)), where, Align(8));
  unit.annotate(load, Region::Table);
  push(load);
}

template <> void FunctionEmitter::emit<Op::TableSet>(const Instr &i) {
  Value *value = pop();
  Value *where =
      tableElement(TableIdx(i.index), pop(), TrapCode::TableOutOfBounds);
  storeValue(value, where, Region::Table);
}

template <> void FunctionEmitter::emit<Op::TableSize>(const Instr &i) {
  push(fromI64(tableSize(TableIdx(i.index)), wasm.tables[i.index].type.limits));
}

template <> void FunctionEmitter::emit<Op::TableGrow>(const Instr &i) {
  Value *count = toI64(pop()), *value = pop();
  auto [low, high] = referenceWords(b, value);
  Value *before = callRuntime(RuntimeCall::TableGrow,
                              {b.getInt64(i.index), low, high, count});
  push(fromI64(before, wasm.tables[i.index].type.limits));
}

template <> void FunctionEmitter::emit<Op::TableFill>(const Instr &i) {
  Value *count = toI64(pop()), *value = pop(), *to = toI64(pop());
  auto [low, high] = referenceWords(b, value);
  callRuntime(RuntimeCall::TableFill,
              {b.getInt64(i.index), to, low, high, count});
}

template <> void FunctionEmitter::emit<Op::TableCopy>(const Instr &i) {
  Value *count = toI64(pop()), *from = toI64(pop()), *to = toI64(pop());
  callRuntime(RuntimeCall::TableCopy,
              {b.getInt64(i.index), b.getInt64(i.index2), to, from, count});
}

template <> void FunctionEmitter::emit<Op::TableInit>(const Instr &i) {
  Value *count = toI64(pop()), *from = toI64(pop()), *to = toI64(pop());
  callRuntime(RuntimeCall::TableInit,
              {b.getInt64(i.index), b.getInt64(i.index2), to, from, count});
}

template <> void FunctionEmitter::emit<Op::ElemDrop>(const Instr &i) {
  Value *size = instanceAddress(unit.layout.elem(ElemIdx(i.index)) +
                                slot::ElemSlot::size * 8);
  unit.annotate(b.CreateAlignedStore(b.getInt64(0), size, Align(8)),
                Region::Instance);
}

} // namespace wfx
