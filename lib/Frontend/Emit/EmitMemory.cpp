//===- EmitMemory.cpp - Instance state, globals, linear memory ------------===//
//
// Where instance state lives is known here only: every access to it goes
// through instanceAddress().
//
// LLVM deletes loads whose result nobody uses, but Wasm asks for their trap. If
// the trap is a fault (EmitAddress.cpp), each load has a witness
// (Lowering/Dialect.h) in code that will be optimised; Lowering removes it
// again where another use keeps the load alive.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

//===--- Instance state ---------------------------------------------------===//

Value *FunctionEmitter::instanceAddress(uint64_t offset) {
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), instance, offset);
}

/// A word of the instance that never changes after instantiation.
Value *FunctionEmitter::loadInvariant(Type *type, uint64_t offset) {
  LoadInst *load = b.CreateAlignedLoad(type, instanceAddress(offset), Align(8));
  unit.markInvariant(load);
  return load;
}

/// A pointer-sized invariant, loaded once in the function's entry block.
Value *FunctionEmitter::cachedInvariant(uint64_t offset) {
  if (!entry) // a constant expression
    return loadInvariant(unit.ptr(), offset);
  Value *&value = invariants[offset];
  if (!value) {
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(entry);
    value = loadInvariant(unit.ptr(), offset);
  }
  return value;
}

LoadInst *FunctionEmitter::loadSlot(Value *record, unsigned index, Type *type,
                                    std::optional<Region> region) {
  Value *address =
      b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), record, index * 8);
  LoadInst *load = b.CreateAlignedLoad(type, address, Align(8));
  if (region)
    unit.annotate(load, *region);
  else
    unit.markInvariant(load);
  return load;
}

Value *FunctionEmitter::transferAddress(unsigned word) {
  Value *context = cachedInvariant(slot::Instance::context * 8);
  Value *buffer =
      loadSlot(context, slot::Context::transfer, unit.ptr(), std::nullopt);
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), buffer, word * 8);
}

//===--- Globals ----------------------------------------------------------===//

/// The address of a global's value: in this instance, or in the one that
/// defines it.
static uint64_t globalOffset(const UnitEmitter &unit, uint32_t index) {
  return unit.layout.global(GlobalIdx(index)) + slot::GlobalSlot::low * 8;
}

template <> void FunctionEmitter::emit<Op::GlobalGet>(const Instr &i) {
  const wfx::Global &global = wasm.globals[i.index];
  Value *address = global.import ? cachedInvariant(globalOffset(unit, i.index))
                                 : instanceAddress(globalOffset(unit, i.index));
  LoadInst *load =
      b.CreateAlignedLoad(unit.lower(global.type.type), address, Align(8));
  unit.annotate(load, Region::Global);
  push(load);
}

template <> void FunctionEmitter::emit<Op::GlobalSet>(const Instr &i) {
  const wfx::Global &global = wasm.globals[i.index];
  Value *address = global.import ? cachedInvariant(globalOffset(unit, i.index))
                                 : instanceAddress(globalOffset(unit, i.index));
  storeValue(pop(), address, Region::Global);
}

Value *FunctionEmitter::fromI64(Value *v, const Limits &limits) {
  return limits.is64 ? v : b.CreateTrunc(v, unit.i32());
}

//===--- Loads and stores -------------------------------------------------===//

static void createWitness(IRBuilder<> &b, LoadInst *load) {
  CallInst *call = b.CreateCall(dialect::witness(load->getType()), {load});
  call->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  for (Attribute::AttrKind attribute :
       {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoSync,
        Attribute::NoFree, Attribute::NoCallback})
    call->addFnAttr(attribute);
  // Most witnesses will be gone, so that they must not count against inlining.
  call->addFnAttr(Attribute::get(b.getContext(), "call-inline-cost", "0"));
}

/// What is at \p index, without interpretation; traps if any byte of it is out
/// of bounds, even if nobody uses the value.
Value *FunctionEmitter::loadMemory(const MemArg &arg, Value *index,
                                   Type *type) {
  Value *where = address(arg, index, type->getPrimitiveSizeInBits() / 8);
  bool mayFault = accessCheck(arg.memory) != AccessCheck::Exact;
  LoadInst *load =
      b.CreateAlignedLoad(type, where, Align(1),
                          /*isVolatile=*/mayFault && !unit.options.optimize);
  unit.annotate(load, Region::Linear);
  if (unit.options.optimize && mayFault)
    createWitness(b, load);
  // Another thread may write at the same time. To LLVM the value is undefined
  // then, and could be another one at each use.
  return isShared(arg.memory) ? b.CreateFreeze(load) : load;
}

void FunctionEmitter::storeMemory(const MemArg &arg, Value *index,
                                  Value *value) {
  Value *where =
      address(arg, index, value->getType()->getPrimitiveSizeInBits() / 8);
  unit.annotate(b.CreateAlignedStore(value, where, Align(1)), Region::Linear);
}

void FunctionEmitter::emitLoad(const Instr &i, Type *memory, Type *result,
                               bool isSigned) {
  Value *load = loadMemory(i.mem, pop(), memory);
  if (memory == result)
    return push(load);
  push(isSigned ? b.CreateSExt(load, result) : b.CreateZExt(load, result));
}

void FunctionEmitter::emitStore(const Instr &i, Type *memory) {
  Value *value = pop();
  if (value->getType() != memory)
    value = b.CreateTrunc(value, memory);
  Value *index = pop();
  storeMemory(i.mem, index, value);
}

#define LOAD(op, memory, result, isSigned)                                     \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) {             \
    emitLoad(i, b.memory(), b.result(), isSigned);                             \
  }
LOAD(I32Load, getInt32Ty, getInt32Ty, false)
LOAD(I64Load, getInt64Ty, getInt64Ty, false)
LOAD(F32Load, getFloatTy, getFloatTy, false)
LOAD(F64Load, getDoubleTy, getDoubleTy, false)
LOAD(I32Load8S, getInt8Ty, getInt32Ty, true)
LOAD(I32Load8U, getInt8Ty, getInt32Ty, false)
LOAD(I32Load16S, getInt16Ty, getInt32Ty, true)
LOAD(I32Load16U, getInt16Ty, getInt32Ty, false)
LOAD(I64Load8S, getInt8Ty, getInt64Ty, true)
LOAD(I64Load8U, getInt8Ty, getInt64Ty, false)
LOAD(I64Load16S, getInt16Ty, getInt64Ty, true)
LOAD(I64Load16U, getInt16Ty, getInt64Ty, false)
LOAD(I64Load32S, getInt32Ty, getInt64Ty, true)
LOAD(I64Load32U, getInt32Ty, getInt64Ty, false)
#undef LOAD

#define STORE(op, memory)                                                      \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) {             \
    emitStore(i, b.memory());                                                  \
  }
STORE(I32Store, getInt32Ty)
STORE(I64Store, getInt64Ty)
STORE(F32Store, getFloatTy)
STORE(F64Store, getDoubleTy)
STORE(I32Store8, getInt8Ty)
STORE(I32Store16, getInt16Ty)
STORE(I64Store8, getInt8Ty)
STORE(I64Store16, getInt16Ty)
STORE(I64Store32, getInt32Ty)
#undef STORE

//===--- Whole memories ---------------------------------------------------===//

template <> void FunctionEmitter::emit<Op::MemorySize>(const Instr &i) {
  const MemoryType &type = wasm.memories[i.index].type;
  Value *pages = b.CreateLShr(memorySize(MemIdx(i.index)), type.pageSizeLog2);
  push(fromI64(pages, type.limits));
}

template <> void FunctionEmitter::emit<Op::MemoryGrow>(const Instr &i) {
  Value *pages = toI64(pop());
  RuntimeCall grow = isShared(MemIdx(i.index)) ? RuntimeCall::SharedMemoryGrow
                                               : RuntimeCall::MemoryGrow;
  Value *before = callRuntime(grow, {b.getInt64(i.index), pages});
  push(fromI64(before, wasm.memories[i.index].type.limits));
}

template <> void FunctionEmitter::emit<Op::MemoryFill>(const Instr &i) {
  Value *count = toI64(pop()), *value = pop(), *to = toI64(pop());
  MemIdx memory(i.index);
  bool is64 = wasm.memories[i.index].type.limits.is64;
  checkRange(to, count, memorySize(memory), is64, TrapCode::MemoryOutOfBounds);
  CallInst *fill =
      b.CreateMemSet(memoryAddress(memory, to),
                     b.CreateTrunc(value, b.getInt8Ty()), count, Align(1));
  unit.annotate(fill, Region::Linear);
}

template <> void FunctionEmitter::emit<Op::MemoryCopy>(const Instr &i) {
  Value *count = toI64(pop()), *from = toI64(pop()), *to = toI64(pop());
  auto check = [&](uint32_t index, Value *begin) {
    bool is64 = wasm.memories[index].type.limits.is64;
    checkRange(begin, count, memorySize(MemIdx(index)), is64,
               TrapCode::MemoryOutOfBounds);
  };
  check(i.index, to);
  check(i.index2, from);
  CallInst *move =
      b.CreateMemMove(memoryAddress(MemIdx(i.index), to), Align(1),
                      memoryAddress(MemIdx(i.index2), from), Align(1), count);
  unit.annotate(move, Region::Linear);
}

template <> void FunctionEmitter::emit<Op::MemoryInit>(const Instr &i) {
  Value *count = toI64(pop()), *from = toI64(pop()), *to = toI64(pop());
  callRuntime(RuntimeCall::MemoryInit,
              {b.getInt64(i.index), b.getInt64(i.index2), to, from, count});
}

template <> void FunctionEmitter::emit<Op::DataDrop>(const Instr &i) {
  Value *size = instanceAddress(unit.layout.data(DataIdx(i.index)) +
                                slot::DataSlot::size * 8);
  unit.annotate(b.CreateAlignedStore(b.getInt64(0), size, Align(8)),
                Region::Instance);
}

} // namespace wfx
