//===- EmitAtomic.cpp - Atomic instructions -------------------------------===//
//
// All of them are sequentially consistent, on shared memories and others alike.
// The address must be aligned, which is checked first; beyond the memory the
// access itself traps as any other does. LLVM keeps ordered atomics whose
// result nobody uses, so that no trap is lost, and moves nothing across them.
//
// How many bytes an instruction accesses is in its row of Opcodes.def. Values
// that are wider than that are wrapped on their way in and zero-extended on
// their way out.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"

using namespace llvm;

namespace wfx {

static constexpr auto ordering = AtomicOrdering::SequentiallyConsistent;

static unsigned accessBytes(const Instr &i) {
  return 1u << info(i.op).alignLog2;
}

/// The address of an access at \p index; traps if it is not aligned.
Value *FunctionEmitter::atomicAddress(const Instr &i, Value *index) {
  unsigned bytes = accessBytes(i);
  Type *type = index->getType();
  if (bytes > 1) {
    // The lowest bits of the sum are right even if it overflows.
    uint64_t offset = i.mem.offset & (bytes - 1);
    Value *sum = b.CreateAdd(index, ConstantInt::get(type, offset));
    Value *low = b.CreateAnd(sum, ConstantInt::get(type, bytes - 1));
    trapIf(b.CreateIsNotNull(low), TrapCode::UnalignedAtomic);
  }
  return address(i.mem, index, bytes);
}

/// The type that an access reads and writes.
Type *FunctionEmitter::atomicType(const Instr &i) {
  return b.getIntNTy(accessBytes(i) * 8);
}

Value *FunctionEmitter::loadAtomic(const Instr &i, Value *where) {
  LoadInst *load =
      b.CreateAlignedLoad(atomicType(i), where, Align(accessBytes(i)));
  load->setAtomic(ordering);
  unit.annotate(load, Region::Linear);
  return load;
}

void FunctionEmitter::atomicLoad(const Instr &i, Type *result) {
  push(b.CreateZExt(loadAtomic(i, atomicAddress(i, pop())), result));
}

void FunctionEmitter::atomicStore(const Instr &i) {
  Value *value = b.CreateTrunc(pop(), atomicType(i));
  StoreInst *store = b.CreateAlignedStore(value, atomicAddress(i, pop()),
                                          Align(accessBytes(i)));
  store->setAtomic(ordering);
  unit.annotate(store, Region::Linear);
}

void FunctionEmitter::atomicRmw(const Instr &i, AtomicRMWInst::BinOp op) {
  Value *operand = pop();
  Value *where = atomicAddress(i, pop());
  AtomicRMWInst *before =
      b.CreateAtomicRMW(op, where, b.CreateTrunc(operand, atomicType(i)),
                        Align(accessBytes(i)), ordering);
  unit.annotate(before, Region::Linear);
  push(b.CreateZExt(before, operand->getType()));
}

void FunctionEmitter::atomicCompareExchange(const Instr &i) {
  Value *replacement = pop(), *expected = pop();
  Value *where = atomicAddress(i, pop());
  Type *type = atomicType(i);
  AtomicCmpXchgInst *exchange = b.CreateAtomicCmpXchg(
      where, b.CreateTrunc(expected, type), b.CreateTrunc(replacement, type),
      Align(accessBytes(i)), ordering, ordering);
  unit.annotate(exchange, Region::Linear);
  push(b.CreateZExt(b.CreateExtractValue(exchange, 0), expected->getType()));
}

/// The address of a wait or notify, known to be in the memory. The runtime
/// takes no part in checks: an access like any other traps.
Value *FunctionEmitter::checkedAddress(const Instr &i) {
  Value *where = atomicAddress(i, pop());
  loadAtomic(i, where);
  return where;
}

void FunctionEmitter::atomicWait(const Instr &i) {
  Value *timeout = pop(), *expected = toI64(pop());
  Value *where = checkedAddress(i);
  if (!isShared(i.mem.memory)) {
    trap(TrapCode::ExpectedSharedMemory);
    return setUnreachable();
  }
  Value *result = callRuntime(RuntimeCall::AtomicWait,
                              {b.getInt64(i.mem.memory.value), where, expected,
                               timeout, b.getInt64(accessBytes(i))});
  push(b.CreateTrunc(result, unit.i32()));
}

#define ATOMIC(op, body)                                                       \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) { body; }

ATOMIC(MemoryAtomicWait32, atomicWait(i))
ATOMIC(MemoryAtomicWait64, atomicWait(i))

template <> void FunctionEmitter::emit<Op::MemoryAtomicNotify>(const Instr &i) {
  Value *count = toI64(pop());
  Value *where = checkedAddress(i);
  if (!isShared(i.mem.memory)) // nobody can wait
    return push(b.getInt32(0));
  Value *woken = callRuntime(RuntimeCall::AtomicNotify,
                             {b.getInt64(i.mem.memory.value), where, count});
  push(b.CreateTrunc(woken, unit.i32()));
}

template <> void FunctionEmitter::emit<Op::AtomicFence>(const Instr &) {
  b.CreateFence(ordering);
}

ATOMIC(I32AtomicLoad, atomicLoad(i, b.getInt32Ty()))
ATOMIC(I32AtomicLoad8U, atomicLoad(i, b.getInt32Ty()))
ATOMIC(I32AtomicLoad16U, atomicLoad(i, b.getInt32Ty()))
ATOMIC(I64AtomicLoad, atomicLoad(i, b.getInt64Ty()))
ATOMIC(I64AtomicLoad8U, atomicLoad(i, b.getInt64Ty()))
ATOMIC(I64AtomicLoad16U, atomicLoad(i, b.getInt64Ty()))
ATOMIC(I64AtomicLoad32U, atomicLoad(i, b.getInt64Ty()))

ATOMIC(I32AtomicStore, atomicStore(i))
ATOMIC(I32AtomicStore8, atomicStore(i))
ATOMIC(I32AtomicStore16, atomicStore(i))
ATOMIC(I64AtomicStore, atomicStore(i))
ATOMIC(I64AtomicStore8, atomicStore(i))
ATOMIC(I64AtomicStore16, atomicStore(i))
ATOMIC(I64AtomicStore32, atomicStore(i))

#define RMW(op, body)                                                          \
  ATOMIC(I32AtomicRmw##op, body)                                               \
  ATOMIC(I32AtomicRmw8##op##U, body)                                           \
  ATOMIC(I32AtomicRmw16##op##U, body)                                          \
  ATOMIC(I64AtomicRmw##op, body)                                               \
  ATOMIC(I64AtomicRmw8##op##U, body)                                           \
  ATOMIC(I64AtomicRmw16##op##U, body)                                          \
  ATOMIC(I64AtomicRmw32##op##U, body)
RMW(Add, atomicRmw(i, AtomicRMWInst::Add))
RMW(Sub, atomicRmw(i, AtomicRMWInst::Sub))
RMW(And, atomicRmw(i, AtomicRMWInst::And))
RMW(Or, atomicRmw(i, AtomicRMWInst::Or))
RMW(Xor, atomicRmw(i, AtomicRMWInst::Xor))
RMW(Xchg, atomicRmw(i, AtomicRMWInst::Xchg))
RMW(Cmpxchg, atomicCompareExchange(i))
#undef RMW
#undef ATOMIC

} // namespace wfx
