//===- EmitVectorConvert.cpp - Lanes of another type ----------------------===//
//
// Widening and narrowing, products and sums in wider lanes, and between
// integers and floats.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "Frontend/Emit/VectorForms.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

//===--- Halves -----------------------------------------------------------===//

Value *FunctionEmitter::half(Value *v, bool isHigh) {
  int count = cast<FixedVectorType>(v->getType())->getNumElements() / 2;
  int first = isHigh ? count : 0;
  return b.CreateShuffleVector(v, to_vector<8>(seq(first, first + count)));
}

/// The lanes of a half of \p v, with twice the bits.
Value *FunctionEmitter::extendHalf(Value *v, bool isHigh, bool isSigned) {
  unsigned bits = v->getType()->getScalarSizeInBits();
  return b.CreateIntCast(half(v, isHigh), shape(b.getIntNTy(2 * bits)),
                         isSigned);
}

/// \p half and as many lanes of zeros behind.
Value *FunctionEmitter::withZeros(Value *half) {
  int count = cast<FixedVectorType>(half->getType())->getNumElements();
  return b.CreateShuffleVector(half, Constant::getNullValue(half->getType()),
                               to_vector<8>(seq(0, 2 * count)));
}

#define EXTEND(wide, narrow, lane)                                             \
  UNARY(wide##ExtendLow##narrow##S, lane, extendHalf(x, false, true))          \
  UNARY(wide##ExtendLow##narrow##U, lane, extendHalf(x, false, false))         \
  UNARY(wide##ExtendHigh##narrow##S, lane, extendHalf(x, true, true))          \
  UNARY(wide##ExtendHigh##narrow##U, lane, extendHalf(x, true, false))
EXTEND(I16x8, I8x16, getInt8Ty)
EXTEND(I32x4, I16x8, getInt16Ty)
EXTEND(I64x2, I32x4, getInt32Ty)
#undef EXTEND

#define PRODUCT(isHigh, isSigned)                                              \
  b.CreateMul(extendHalf(x, isHigh, isSigned), extendHalf(y, isHigh, isSigned))
#define MULTIPLY(wide, narrow, lane)                                           \
  BINARY(wide##ExtmulLow##narrow##S, lane, PRODUCT(false, true))               \
  BINARY(wide##ExtmulLow##narrow##U, lane, PRODUCT(false, false))              \
  BINARY(wide##ExtmulHigh##narrow##S, lane, PRODUCT(true, true))               \
  BINARY(wide##ExtmulHigh##narrow##U, lane, PRODUCT(true, false))
MULTIPLY(I16x8, I8x16, getInt8Ty)
MULTIPLY(I64x2, I32x4, getInt32Ty)
#undef MULTIPLY
#undef PRODUCT

#define VECTOR_OP(op, lane, vector)                                            \
  BINARY(op, lane, vectorOp(VectorOp::vector, {x, y}))
VECTOR_OP(I32x4ExtmulLowI16x8S, getInt16Ty, MultiplyLowI16S)
VECTOR_OP(I32x4ExtmulLowI16x8U, getInt16Ty, MultiplyLowI16U)
VECTOR_OP(I32x4ExtmulHighI16x8S, getInt16Ty, MultiplyHighI16S)
VECTOR_OP(I32x4ExtmulHighI16x8U, getInt16Ty, MultiplyHighI16U)
VECTOR_OP(I8x16NarrowI16x8S, getInt16Ty, NarrowI16S)
VECTOR_OP(I8x16NarrowI16x8U, getInt16Ty, NarrowI16U)
VECTOR_OP(I16x8NarrowI32x4S, getInt32Ty, NarrowI32S)
VECTOR_OP(I16x8NarrowI32x4U, getInt32Ty, NarrowI32U)
#undef VECTOR_OP

/// Sums of neighbouring lanes of \p v, which are unsigned. Often those are sums
/// of bytes already: positive as signed ones, too.
Value *FunctionEmitter::addPairsUnsigned(Value *v) {
  auto bytes = dialect::vectorOp(unit.module(), VectorOp::PairwiseI8U);
  if (auto *call = dyn_cast<CallInst>(v);
      call && call->getCalledOperand() == bytes.getCallee())
    return vectorOp(VectorOp::PairwiseI16S, v);
  // The odd lanes are the upper halves of the wide ones.
  Value *wide = b.CreateBitCast(v, shape(b.getInt32Ty()));
  return b.CreateAdd(b.CreateLShr(wide, 16), b.CreateAnd(wide, 0xFFFF));
}

UNARY(I16x8ExtaddPairwiseI8x16S, getInt8Ty, vectorOp(VectorOp::PairwiseI8S, x))
UNARY(I16x8ExtaddPairwiseI8x16U, getInt8Ty, vectorOp(VectorOp::PairwiseI8U, x))
UNARY(I32x4ExtaddPairwiseI16x8S, getInt16Ty,
      vectorOp(VectorOp::PairwiseI16S, x))
UNARY(I32x4ExtaddPairwiseI16x8U, getInt16Ty, addPairsUnsigned(x))

//===--- Integers and floats ----------------------------------------------===//

/// Saturated; behind optimisation a pass finds good instructions for it
/// (Lowering/VectorIntrinsics.h).
Value *FunctionEmitter::truncateLanes(Value *v, bool isSigned) {
  Type *result = cast<VectorType>(v->getType())->getWithNewType(unit.i32());
  return b.CreateIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                    : Intrinsic::fptoui_sat,
                           {result, v->getType()}, {v});
}

UNARY(I32x4TruncSatF32x4S, getFloatTy, truncateLanes(x, true))
UNARY(I32x4TruncSatF32x4U, getFloatTy, truncateLanes(x, false))
UNARY(I32x4TruncSatF64x2SZero, getDoubleTy, withZeros(truncateLanes(x, true)))
UNARY(I32x4TruncSatF64x2UZero, getDoubleTy, withZeros(truncateLanes(x, false)))

UNARY(F32x4ConvertI32x4S, getInt32Ty, b.CreateSIToFP(x, shape(b.getFloatTy())))
UNARY(F32x4ConvertI32x4U, getInt32Ty, b.CreateUIToFP(x, shape(b.getFloatTy())))
UNARY(F64x2ConvertLowI32x4S, getInt32Ty,
      b.CreateSIToFP(half(x, false), shape(b.getDoubleTy())))
UNARY(F64x2ConvertLowI32x4U, getInt32Ty,
      b.CreateUIToFP(half(x, false), shape(b.getDoubleTy())))
UNARY(F64x2PromoteLowF32x4, getFloatTy,
      b.CreateFPExt(half(x, false), shape(b.getDoubleTy())))
UNARY(F32x4DemoteF64x2Zero, getDoubleTy,
      withZeros(demote(x, FixedVectorType::get(b.getFloatTy(), 2))))

} // namespace wfx
