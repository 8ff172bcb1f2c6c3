//===- EmitVectorRelaxed.cpp - Relaxed SIMD -------------------------------===//
//
// Instructions whose result depends on the processor: what it is best at, by
// the dialect's relaxed operations, or on demand what the specification's
// deterministic profile asks for, by the ordinary ones.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

#define UNARY(op, lane, native, exact)                                         \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *x = popVector(b.lane());                                            \
    pushVector(unit.options.deterministic ? exact                              \
                                          : vectorOp(VectorOp::native, {x}));  \
  }
#define BINARY(op, lane, native, exact)                                        \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *y = popVector(b.lane()), *x = popVector(b.lane());                  \
    pushVector(unit.options.deterministic                                      \
                   ? exact                                                     \
                   : vectorOp(VectorOp::native, {x, y}));                      \
  }
#define SELECT(op, lane, native)                                               \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *mask = popVector(b.lane()), *y = popVector(b.lane()),               \
          *x = popVector(b.lane());                                            \
    pushVector(unit.options.deterministic                                      \
                   ? selectBits(x, y, mask)                                    \
                   : vectorOp(VectorOp::native, {x, y, mask}));                \
  }

BINARY(I8x16RelaxedSwizzle, getInt8Ty, RelaxedSwizzle,
       vectorOp(VectorOp::Swizzle, {x, y}))
UNARY(I32x4RelaxedTruncF32x4S, getFloatTy, RelaxedTruncF32S,
      truncateLanes(x, true))
UNARY(I32x4RelaxedTruncF32x4U, getFloatTy, RelaxedTruncF32U,
      truncateLanes(x, false))
UNARY(I32x4RelaxedTruncF64x2SZero, getDoubleTy, RelaxedTruncF64S,
      withZeros(truncateLanes(x, true)))
UNARY(I32x4RelaxedTruncF64x2UZero, getDoubleTy, RelaxedTruncF64U,
      withZeros(truncateLanes(x, false)))
SELECT(I8x16RelaxedLaneselect, getInt8Ty, RelaxedSelectI8)
SELECT(I16x8RelaxedLaneselect, getInt16Ty, RelaxedSelectI16)
SELECT(I32x4RelaxedLaneselect, getInt32Ty, RelaxedSelectI32)
SELECT(I64x2RelaxedLaneselect, getInt64Ty, RelaxedSelectI64)
BINARY(F32x4RelaxedMin, getFloatTy, RelaxedMinF32,
       minMax(Intrinsic::minimum, x, y))
BINARY(F32x4RelaxedMax, getFloatTy, RelaxedMaxF32,
       minMax(Intrinsic::maximum, x, y))
BINARY(F64x2RelaxedMin, getDoubleTy, RelaxedMinF64,
       minMax(Intrinsic::minimum, x, y))
BINARY(F64x2RelaxedMax, getDoubleTy, RelaxedMaxF64,
       minMax(Intrinsic::maximum, x, y))
BINARY(I16x8RelaxedQ15mulrS, getInt16Ty, RelaxedMultiplyQ15,
       vectorOp(VectorOp::MultiplyQ15, {x, y}))
#undef UNARY
#undef BINARY
#undef SELECT

//===--- Multiply and add -------------------------------------------------===//

/// x * y + z, rounded once.
Value *FunctionEmitter::fma(Value *x, Value *y, Value *z) {
  if (unit.options.hasFMA)
    return b.CreateIntrinsic(Intrinsic::fma, {x->getType()}, {x, y, z});
  auto call = x->getType()->getScalarType()->isFloatTy() ? RuntimeCall::FmaF32
                                                         : RuntimeCall::FmaF64;
  Value *result = PoisonValue::get(x->getType());
  auto lane = [&](Value *v, unsigned i) {
    return b.CreateExtractElement(v, i);
  };
  unsigned count = cast<FixedVectorType>(x->getType())->getNumElements();
  for (unsigned i = 0; i < count; ++i)
    result = b.CreateInsertElement(
        result, callRuntime(call, {lane(x, i), lane(y, i), lane(z, i)}), i);
  return result;
}

Value *FunctionEmitter::multiplyAdd(Value *x, Value *y, Value *z) {
  if (unit.options.hasFMA || unit.options.deterministic)
    return fma(x, y, z);
  return floatOp(Instruction::FAdd, floatOp(Instruction::FMul, x, y), z);
}

#define MULTIPLY_ADD(op, lane, factor)                                         \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *z = popVector(b.lane()), *y = popVector(b.lane()),                  \
          *x = popVector(b.lane());                                            \
    pushVector(multiplyAdd(factor, y, z));                                     \
  }
MULTIPLY_ADD(F32x4RelaxedMadd, getFloatTy, x)
MULTIPLY_ADD(F64x2RelaxedMadd, getDoubleTy, x)
MULTIPLY_ADD(F32x4RelaxedNmadd, getFloatTy, b.CreateFNeg(x))
MULTIPLY_ADD(F64x2RelaxedNmadd, getDoubleTy, b.CreateFNeg(x))
#undef MULTIPLY_ADD

//===--- Dot products -----------------------------------------------------===//

/// Sums of neighbouring lanes of \p low and \p high.
static Value *addPairs(IRBuilder<> &b, Value *low, Value *high) {
  int count = cast<FixedVectorType>(low->getType())->getNumElements();
  SmallVector<int, 8> even, odd;
  for (int i = 0; i < 2 * count; i += 2) {
    even.push_back(i);
    odd.push_back(i + 1);
  }
  return b.CreateAdd(b.CreateShuffleVector(low, high, even),
                     b.CreateShuffleVector(low, high, odd));
}

/// The products of signed bytes, those of the lower half first.
std::pair<Value *, Value *> FunctionEmitter::multiplyBytes(Value *x, Value *y) {
  auto half = [&](bool isHigh) {
    return b.CreateMul(extendHalf(x, isHigh, true),
                       extendHalf(y, isHigh, true));
  };
  Value *low = half(false);
  return {low, half(true)};
}

template <>
void FunctionEmitter::emit<Op::I16x8RelaxedDotI8x16I7x16S>(const Instr &) {
  Value *y = pop(), *x = pop();
  if (!unit.options.deterministic)
    return pushVector(vectorOp(VectorOp::RelaxedDotI8, {x, y}));
  auto [low, high] = multiplyBytes(x, y);
  pushVector(addPairs(b, low, high));
}

template <>
void FunctionEmitter::emit<Op::I32x4RelaxedDotI8x16I7x16AddS>(const Instr &) {
  Value *sum = popVector(b.getInt32Ty()), *y = pop(), *x = pop();
  if (!unit.options.deterministic)
    return pushVector(vectorOp(VectorOp::RelaxedDotAddI8, {x, y, sum}));
  auto [low, high] = multiplyBytes(x, y);
  low = vectorOp(VectorOp::PairwiseI16S, {low});
  high = vectorOp(VectorOp::PairwiseI16S, {high});
  pushVector(b.CreateAdd(addPairs(b, low, high), sum));
}

} // namespace wfx
