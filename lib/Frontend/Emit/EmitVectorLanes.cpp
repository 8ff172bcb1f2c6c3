//===- EmitVectorLanes.cpp - Constants, lanes, shuffles, reductions -------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

/// The sixteen bytes of an immediate.
static std::array<uint8_t, 16> immediateBytes(const Instr &i) {
  std::array<uint8_t, 16> bytes;
  for (unsigned n = 0; n < 16; ++n)
    bytes[n] = uint8_t(i.bits[n / 8] >> (n % 8 * 8));
  return bytes;
}

template <> void FunctionEmitter::emit<Op::V128Const>(const Instr &i) {
  push(ConstantDataVector::get(unit.context(), immediateBytes(i)));
}

template <> void FunctionEmitter::emit<Op::I8x16Shuffle>(const Instr &i) {
  Value *y = pop(), *x = pop();
  auto lanes = immediateBytes(i);
  push(b.CreateShuffleVector(x, y,
                             SmallVector<int, 16>(lanes.begin(), lanes.end())));
}

template <> void FunctionEmitter::emit<Op::I8x16Swizzle>(const Instr &) {
  Value *indices = pop(), *x = pop();
  push(vectorOp(VectorOp::Swizzle, {x, indices}));
}

//===--- One lane ---------------------------------------------------------===//

/// Rows: shape, type of a lane, type of the operand.
#define SHAPES(form)                                                           \
  form(I8x16, getInt8Ty) form(I16x8, getInt16Ty) form(I32x4, getInt32Ty)       \
      form(I64x2, getInt64Ty) form(F32x4, getFloatTy) form(F64x2, getDoubleTy)

/// \p v as a lane: an i32 may have more bits than that.
static Value *toLane(IRBuilder<> &b, Value *v, Type *lane) {
  return v->getType() == lane ? v : b.CreateTrunc(v, lane);
}

#define SPLAT_AND_REPLACE(shapeName, type)                                     \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::shapeName##Splat>(const Instr &) {            \
    pushVector(splat(toLane(b, pop(), b.type())));                             \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::shapeName##ReplaceLane>(const Instr &i) {     \
    Value *value = toLane(b, pop(), b.type()), *x = popVector(b.type());       \
    pushVector(b.CreateInsertElement(x, value, i.lane));                       \
  }
SHAPES(SPLAT_AND_REPLACE)
#undef SPLAT_AND_REPLACE

#define EXTRACT(op, type, extended)                                            \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) {             \
    Value *x = b.CreateExtractElement(popVector(b.type()), i.lane);            \
    push(extended);                                                            \
  }
EXTRACT(I8x16ExtractLaneS, getInt8Ty, b.CreateSExt(x, unit.i32()))
EXTRACT(I8x16ExtractLaneU, getInt8Ty, b.CreateZExt(x, unit.i32()))
EXTRACT(I16x8ExtractLaneS, getInt16Ty, b.CreateSExt(x, unit.i32()))
EXTRACT(I16x8ExtractLaneU, getInt16Ty, b.CreateZExt(x, unit.i32()))
EXTRACT(I32x4ExtractLane, getInt32Ty, x)
EXTRACT(I64x2ExtractLane, getInt64Ty, x)
EXTRACT(F32x4ExtractLane, getFloatTy, x)
EXTRACT(F64x2ExtractLane, getDoubleTy, x)
#undef EXTRACT

//===--- All lanes to a number --------------------------------------------===//

template <> void FunctionEmitter::emit<Op::V128AnyTrue>(const Instr &) {
  Value *bits = b.CreateBitCast(pop(), b.getInt128Ty());
  pushBool(b.CreateIsNotNull(bits));
}

#define REDUCE(shapeName, type)                                                \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::shapeName##AllTrue>(const Instr &) {          \
    pushBool(b.CreateAndReduce(b.CreateIsNotNull(popVector(b.type()))));       \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::shapeName##Bitmask>(const Instr &) {          \
    Value *negative = b.CreateIsNeg(popVector(b.type()));                      \
    Type *bits = b.getIntNTy(shape(b.type())->getNumElements());               \
    push(b.CreateZExt(b.CreateBitCast(negative, bits), unit.i32()));           \
  }
REDUCE(I8x16, getInt8Ty)
REDUCE(I16x8, getInt16Ty)
REDUCE(I32x4, getInt32Ty)
REDUCE(I64x2, getInt64Ty)
#undef REDUCE

} // namespace wfx
