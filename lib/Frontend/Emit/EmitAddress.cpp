//===- EmitAddress.cpp - Addresses in linear memories ---------------------===//
//
// Every access to a linear memory gets its address here, with what keeps it in
// bounds (AccessCheck). Nothing wraps: index, offset and size of the access are
// added as if numbers had no end.
//
//   Fault    The memory reserves the address space that any 32-bit index plus
//            any offset can reach. The hardware checks.
//   Index    One comparison of the index with what is reserved in front of the
//            guard, which never changes: accesses with one index share it. An
//            offset that is shorter than the guard is left to the hardware.
//   Exact    Comparison with the current size; nothing is left to fault.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

AccessCheck accessCheck(const MemoryType &type, const EmitOptions &options) {
  // The end of small pages is within a page of the system.
  if (options.checkBounds || type.pageSizeLog2 != 16)
    return AccessCheck::Exact;
  return type.limits.is64 ? AccessCheck::Index : AccessCheck::Fault;
}

AccessCheck FunctionEmitter::accessCheck(MemIdx memory) const {
  return wfx::accessCheck(wasm.memories[memory.value].type, unit.options);
}

/// The record of a memory, which is the same for every instance that has it.
Value *FunctionEmitter::memoryRecord(MemIdx memory) {
  Value *record = cachedInvariant(unit.layout.memory(memory) +
                                  slot::MemorySlot::memory * 8);
  // Lets the size be loaded in front of a loop.
  if (auto *load = dyn_cast<LoadInst>(record))
    load->setMetadata(
        LLVMContext::MD_dereferenceable,
        MDNode::get(unit.context(),
                    ConstantAsMetadata::get(b.getInt64(sizeof(abi::Memory)))));
  return record;
}

/// A module whose minimum wraps here wants more than there is and is never run.
static uint64_t leastBytes(const MemoryType &type) {
  return type.limits.min << type.pageSizeLog2;
}

/// Says that \p load is of a number of bytes that a memory of \p type can have.
/// Without it no check is proven and no loop with one vectorised.
static void setRange(Value *load, const MemoryType &type) {
  uint64_t least = leastBytes(type);
  if (least <= abi::maxMemoryBytes)
    cast<Instruction>(load)->setMetadata(
        LLVMContext::MD_range,
        MDBuilder(load->getContext())
            .createRange(APInt(64, least), APInt(64, abi::maxMemoryBytes + 1)));
}

/// The size of a memory in bytes, as an i64. Other threads can grow a shared
/// one.
Value *FunctionEmitter::memorySize(MemIdx memory) {
  const MemoryType &type = wasm.memories[memory.value].type;
  if (type.limits.max == type.limits.min)
    return b.getInt64(leastBytes(type));
  LoadInst *size = loadSlot(memoryRecord(memory), slot::Memory::size,
                            unit.i64(), Region::Size);
  setRange(size, type);
  if (type.shared)
    size->setAtomic(AtomicOrdering::SequentiallyConsistent);
  return size;
}

/// The address of byte \p index, an i64, of a memory. Checks nothing.
Value *FunctionEmitter::memoryAddress(MemIdx memory, Value *index) {
  Value *base =
      cachedInvariant(unit.layout.memory(memory) + slot::MemorySlot::base * 8);
  return b.CreateGEP(b.getInt8Ty(), base, index, "",
                     GEPNoWrapFlags::inBounds() |
                         GEPNoWrapFlags::noUnsignedWrap());
}

Value *FunctionEmitter::address(const MemArg &arg, Value *index,
                                unsigned bytes) {
  Value *wide = toI64(index);
  checkAccess(arg, wide, bytes);
  Value *address = memoryAddress(arg.memory, wide);
  if (!arg.offset)
    return address;
  return b.CreateGEP(b.getInt8Ty(), address, b.getInt64(arg.offset), "",
                     GEPNoWrapFlags::inBounds() |
                         GEPNoWrapFlags::noUnsignedWrap());
}

/// Traps if an access of \p bytes at \p index, an i64, plus the offset of
/// \p arg is out of bounds and would not fault.
void FunctionEmitter::checkAccess(const MemArg &arg, Value *index,
                                  unsigned bytes) {
  AccessCheck check = accessCheck(arg.memory);
  if (check == AccessCheck::Fault)
    return;
  if (arg.offset > UINT64_MAX - bytes)
    return trapIf(b.getTrue(), TrapCode::MemoryOutOfBounds);
  // From the index to the end of the access.
  uint64_t reach = arg.offset + bytes;
  bool guarded = check == AccessCheck::Index && reach <= abi::memory64Guard;
  uint64_t least = leastBytes(wasm.memories[arg.memory.value].type);
  uint64_t needed = guarded ? 1 : reach;
  if (auto *known = dyn_cast<ConstantInt>(index);
      known && needed <= least && known->getZExtValue() <= least - needed)
    return;
  Value *outside = check == AccessCheck::Index
                       ? isBeyondGuard(arg, index, guarded)
                       : isOutside(arg.memory, index, reach, least);
  trapIf(outside, TrapCode::MemoryOutOfBounds);
}

/// True if an access at \p index plus the offset of \p arg need not fault where
/// it should; \p guarded says that it ends in front of the guard's end if the
/// index is in front of the guard.
Value *FunctionEmitter::isBeyondGuard(const MemArg &arg, Value *index,
                                      bool guarded) {
  Value *bound = loadSlot(memoryRecord(arg.memory), slot::Memory::bound,
                          unit.i64(), std::nullopt);
  setRange(bound, wasm.memories[arg.memory.value].type);
  if (guarded)
    return b.CreateICmpUGE(index, bound);
  Value *sum = b.CreateBinaryIntrinsic(Intrinsic::uadd_with_overflow, index,
                                       b.getInt64(arg.offset));
  return b.CreateOr(b.CreateExtractValue(sum, 1),
                    b.CreateICmpUGE(b.CreateExtractValue(sum, 0), bound));
}

/// True if [index, index + reach) is not within the memory, which has at least
/// \p least bytes.
Value *FunctionEmitter::isOutside(MemIdx memory, Value *index, uint64_t reach,
                                  uint64_t least) {
  Value *size = memorySize(memory);
  if (reach == 1)
    return b.CreateICmpUGE(index, size);
  if (reach <= least)
    return b.CreateICmpUGT(
        index, b.CreateSub(size, b.getInt64(reach), "", /*HasNUW=*/true));
  if (!wasm.memories[memory.value].type.limits.is64)
    return b.CreateICmpUGT(
        b.CreateAdd(index, b.getInt64(reach), "", /*HasNUW=*/true), size);
  Value *sum = b.CreateBinaryIntrinsic(Intrinsic::uadd_with_overflow, index,
                                       b.getInt64(reach));
  return b.CreateOr(b.CreateExtractValue(sum, 1),
                    b.CreateICmpUGT(b.CreateExtractValue(sum, 0), size));
}

/// Traps unless [begin, begin + count) lies within size; all are i64. Of a
/// 32-bit space the sum cannot overflow.
void FunctionEmitter::checkRange(Value *begin, Value *count, Value *size,
                                 bool is64, TrapCode code) {
  Value *end = b.CreateAdd(begin, count, "", /*HasNUW=*/!is64);
  Value *outside = b.CreateICmpUGT(end, size);
  if (is64)
    outside = b.CreateOr(outside, b.CreateICmpULT(end, begin));
  trapIf(outside, code);
}

} // namespace wfx
