//===- EmitCall.cpp - Calls -----------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

/// Calls \p code, a function of type \p type, with the topmost operands as
/// arguments and pushes the results. What travels in the transfer buffer is
/// written right before the call and read right after it, so that nothing can
/// come between.
void FunctionEmitter::call(TypeIdx type, Value *code, Value *calleeInstance) {
  const FuncType &func = wasm.funcType(type);
  const Convention &convention = unit.convention(type);
  auto values = split(popMany(func.params.size()));
  SmallVector<Value *, 16> args{calleeInstance};
  for (auto [value, where] : zip_equal(values, convention.params)) {
    if (where.inRegister) {
      args.push_back(value);
      continue;
    }
    StoreInst *store =
        b.CreateAlignedStore(value, transferAddress(where.index), Align(8));
    unit.annotate(store, Region::Transfer);
  }
  CallBase *result = createCall({convention.type, code}, args);
  SmallVector<Value *, 4> parts;
  for (ValueLocation where : convention.results) {
    if (!where.inRegister) {
      LoadInst *load = b.CreateAlignedLoad(
          where.type, transferAddress(where.index), Align(8));
      unit.annotate(load, Region::Transfer);
      parts.push_back(load);
    } else if (convention.registerResults == 1) {
      parts.push_back(result);
    } else {
      parts.push_back(b.CreateExtractValue(result, where.index));
    }
  }
  pushJoined(func.results, parts);
}

Value *FunctionEmitter::callRuntime(RuntimeCall id, ArrayRef<Value *> args) {
  SmallVector<Value *, 8> all{instance};
  all.append(args.begin(), args.end());
  CallInst *result = b.CreateCall(unit.runtime(id), all);
  result->addFnAttr(Attribute::NoMerge);
  return result;
}

template <> void FunctionEmitter::emit<Op::Call>(const Instr &i) {
  emitCallTo(FuncIdx(i.index));
}

void FunctionEmitter::emitCallTo(FuncIdx f) {
  TypeIdx type = wasm.functions[f.value].type;
  if (f.value >= wasm.importedFunctions)
    return call(type, unit.function(f), instance);
  uint64_t import = unit.layout.import(f);
  call(type, loadInvariant(unit.ptr(), import + slot::ImportSlot::code * 8),
       loadInvariant(unit.ptr(), import + slot::ImportSlot::instance * 8));
}

/// Calls what the non-null function reference \p reference points to.
void FunctionEmitter::callReference(TypeIdx type, Value *reference) {
  Value *code =
      loadSlot(reference, slot::FuncRef::code, unit.ptr(), std::nullopt);
  Value *calleeInstance =
      loadSlot(reference, slot::FuncRef::instance, unit.ptr(), std::nullopt);
  call(type, code, calleeInstance);
}

/// Traps unless the function's type is \p type or declared below it. A final
/// type has nothing below it: one comparison decides.
void FunctionEmitter::checkType(Value *reference, TypeIdx type) {
  Value *expected = unit.typeDescriptor(type);
  Value *actual =
      loadSlot(reference, slot::FuncRef::type, unit.ptr(), std::nullopt);
  Value *differs = b.CreateICmpNE(actual, expected);
  if (wasm.types[type].isFinal)
    return trapIf(differs, TrapCode::IndirectCallTypeMismatch);

  BasicBlock *slow = createBlock(), *next = createBlock();
  b.CreateCondBr(differs, slow, next, unit.unlikely());
  startBlock(slow);
  // The display of supertypes follows the descriptor's fixed slots.
  unsigned depth = unit.typeDepth(type);
  Value *actualDepth =
      loadSlot(actual, slot::TypeDesc::depth, unit.i64(), std::nullopt);
  trapIf(b.CreateICmpULE(actualDepth, b.getInt64(depth)),
         TrapCode::IndirectCallTypeMismatch);
  Value *ancestor =
      loadSlot(actual, slot::TypeDesc::count + depth, unit.ptr(), std::nullopt);
  trapIf(b.CreateICmpNE(ancestor, expected),
         TrapCode::IndirectCallTypeMismatch);
  b.CreateBr(next);
  startBlock(next);
}

template <> void FunctionEmitter::emit<Op::CallIndirect>(const Instr &i) {
  TypeIdx type(i.index);
  TableIdx table(i.index2);
  Value *where = tableElement(table, pop(), TrapCode::UndefinedElement);
  LoadInst *reference = b.CreateAlignedLoad(unit.ptr(), where, Align(8));
  unit.annotate(reference, Region::Table);
  trapIf(b.CreateIsNull(reference), TrapCode::UninitializedElement);
  ValType element = wasm.tables[table.value].type.element;
  if (!wasm.types.isSubtype(element.heap, HeapType(type)))
    checkType(reference, type);
  callReference(type, reference);
}

template <> void FunctionEmitter::emit<Op::CallRef>(const Instr &i) {
  Value *reference = pop();
  trapIf(b.CreateIsNull(reference), TrapCode::NullFunctionReference);
  callReference(TypeIdx(i.index), reference);
}

} // namespace wfx
