//===- EmitVectorNumeric.cpp - Arithmetic in lanes ------------------------===//
//
// Lanewise instructions: one row each, an expression of the operands x and y in
// the shape that the row names. Floating point shares the care of the scalar
// instructions (EmitNumeric.cpp).
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "Frontend/Emit/VectorForms.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

//===--- Operands ---------------------------------------------------------===//

/// 128 bits in lanes of \p lane.
FixedVectorType *FunctionEmitter::shape(Type *lane) {
  return FixedVectorType::get(lane, 128 / lane->getPrimitiveSizeInBits());
}

Value *FunctionEmitter::splat(Value *lane) {
  return b.CreateVectorSplat(shape(lane->getType())->getElementCount(), lane);
}

/// \p v in another shape. The builder alone does not see through constants.
static Value *reshape(IRBuilder<> &b, Value *v, FixedVectorType *type) {
  if (auto *data = dyn_cast<ConstantDataVector>(v))
    return ConstantDataVector::getRaw(data->getRawDataValues(),
                                      type->getNumElements(),
                                      type->getElementType());
  return b.CreateBitCast(v, type);
}

Value *FunctionEmitter::popVector(Type *lane) {
  FixedVectorType *type = shape(lane);
  Value *v = pop();
  // Most operands come from an instruction of the same shape.
  if (auto *cast = dyn_cast<BitCastInst>(v); cast && cast->getSrcTy() == type)
    return cast->getOperand(0);
  return reshape(b, v, type);
}

void FunctionEmitter::pushVector(Value *v) {
  push(reshape(b, v, shape(b.getInt8Ty())));
}

Value *FunctionEmitter::vectorOp(VectorOp op, ArrayRef<Value *> args) {
  return b.CreateCall(dialect::vectorOp(unit.module(), op), args);
}

/// The same row for several shapes.
#define BYTES_AND_SHORTS(form, op, result)                                     \
  form(I8x16##op, getInt8Ty, result) form(I16x8##op, getInt16Ty, result)
#define UP_TO_32(form, op, result)                                             \
  BYTES_AND_SHORTS(form, op, result) form(I32x4##op, getInt32Ty, result)
#define INTEGERS(form, op, result)                                             \
  UP_TO_32(form, op, result) form(I64x2##op, getInt64Ty, result)
#define FLOATS(form, op, result)                                               \
  form(F32x4##op, getFloatTy, result) form(F64x2##op, getDoubleTy, result)

//===--- Integers ---------------------------------------------------------===//

INTEGERS(UNARY, Neg, b.CreateNeg(x))
INTEGERS(UNARY, Abs, b.CreateBinaryIntrinsic(Intrinsic::abs, x, b.getFalse()))
UNARY(I8x16Popcnt, getInt8Ty, b.CreateUnaryIntrinsic(Intrinsic::ctpop, x))

INTEGERS(BINARY, Add, b.CreateAdd(x, y))
INTEGERS(BINARY, Sub, b.CreateSub(x, y))
BINARY(I16x8Mul, getInt16Ty, b.CreateMul(x, y))
BINARY(I32x4Mul, getInt32Ty, b.CreateMul(x, y))
BINARY(I64x2Mul, getInt64Ty, b.CreateMul(x, y))

#define INTRINSIC(id) b.CreateBinaryIntrinsic(Intrinsic::id, x, y)
BYTES_AND_SHORTS(BINARY, AddSatS, INTRINSIC(sadd_sat))
BYTES_AND_SHORTS(BINARY, AddSatU, INTRINSIC(uadd_sat))
BYTES_AND_SHORTS(BINARY, SubSatS, INTRINSIC(ssub_sat))
BYTES_AND_SHORTS(BINARY, SubSatU, INTRINSIC(usub_sat))
UP_TO_32(BINARY, MinS, INTRINSIC(smin))
UP_TO_32(BINARY, MinU, INTRINSIC(umin))
UP_TO_32(BINARY, MaxS, INTRINSIC(smax))
UP_TO_32(BINARY, MaxU, INTRINSIC(umax))
#undef INTRINSIC

BINARY(I8x16AvgrU, getInt8Ty, vectorOp(VectorOp::AverageI8, {x, y}))
BINARY(I16x8AvgrU, getInt16Ty, vectorOp(VectorOp::AverageI16, {x, y}))
BINARY(I16x8Q15mulrSatS, getInt16Ty, vectorOp(VectorOp::MultiplyQ15, {x, y}))
BINARY(I32x4DotI16x8S, getInt16Ty, vectorOp(VectorOp::DotI16, {x, y}))

/// All bits of each lane set where \p comparison, of lanes of one bit, is.
Value *FunctionEmitter::mask(Value *comparison) {
  auto *type = cast<FixedVectorType>(comparison->getType());
  unsigned bits = 128 / type->getNumElements();
  return b.CreateSExt(comparison, shape(b.getIntNTy(bits)));
}

INTEGERS(BINARY, Eq, mask(b.CreateICmpEQ(x, y)))
INTEGERS(BINARY, Ne, mask(b.CreateICmpNE(x, y)))
INTEGERS(BINARY, LtS, mask(b.CreateICmpSLT(x, y)))
INTEGERS(BINARY, GtS, mask(b.CreateICmpSGT(x, y)))
INTEGERS(BINARY, LeS, mask(b.CreateICmpSLE(x, y)))
INTEGERS(BINARY, GeS, mask(b.CreateICmpSGE(x, y)))
UP_TO_32(BINARY, LtU, mask(b.CreateICmpULT(x, y)))
UP_TO_32(BINARY, GtU, mask(b.CreateICmpUGT(x, y)))
UP_TO_32(BINARY, LeU, mask(b.CreateICmpULE(x, y)))
UP_TO_32(BINARY, GeU, mask(b.CreateICmpUGE(x, y)))

/// One count for all lanes, taken modulo their width.
void FunctionEmitter::vectorShift(Type *lane, Instruction::BinaryOps op) {
  Value *count = pop(), *x = popVector(lane);
  count = b.CreateAnd(count, lane->getIntegerBitWidth() - 1);
  count = b.CreateZExtOrTrunc(count, lane);
  pushVector(b.CreateBinOp(op, x, splat(count)));
}

#define SHIFT(op, lane, llvmOp)                                                \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    vectorShift(b.lane(), Instruction::llvmOp);                                \
  }
INTEGERS(SHIFT, Shl, Shl)
INTEGERS(SHIFT, ShrS, AShr)
INTEGERS(SHIFT, ShrU, LShr)
#undef SHIFT

//===--- Bits -------------------------------------------------------------===//

Value *FunctionEmitter::selectBits(Value *x, Value *y, Value *mask) {
  return b.CreateOr(b.CreateAnd(x, mask), b.CreateAnd(y, b.CreateNot(mask)));
}

UNARY(V128Not, getInt8Ty, b.CreateNot(x))
BINARY(V128And, getInt8Ty, b.CreateAnd(x, y))
BINARY(V128Andnot, getInt8Ty, b.CreateAnd(x, b.CreateNot(y)))
BINARY(V128Or, getInt8Ty, b.CreateOr(x, y))
BINARY(V128Xor, getInt8Ty, b.CreateXor(x, y))

template <> void FunctionEmitter::emit<Op::V128Bitselect>(const Instr &) {
  Value *mask = pop(), *y = pop(), *x = pop();
  push(selectBits(x, y, mask));
}

//===--- Floating point ---------------------------------------------------===//

FLOATS(UNARY, Neg, b.CreateFNeg(x))
#define INTRINSIC(id) b.CreateUnaryIntrinsic(Intrinsic::id, x)
FLOATS(UNARY, Abs, INTRINSIC(fabs))
FLOATS(UNARY, Sqrt, INTRINSIC(sqrt))
FLOATS(UNARY, Ceil, INTRINSIC(ceil))
FLOATS(UNARY, Floor, INTRINSIC(floor))
FLOATS(UNARY, Trunc, INTRINSIC(trunc))
FLOATS(UNARY, Nearest, INTRINSIC(roundeven))
#undef INTRINSIC

FLOATS(BINARY, Add, floatOp(Instruction::FAdd, x, y))
FLOATS(BINARY, Sub, floatOp(Instruction::FSub, x, y))
FLOATS(BINARY, Mul, floatOp(Instruction::FMul, x, y))
FLOATS(BINARY, Div, floatOp(Instruction::FDiv, x, y))
FLOATS(BINARY, Min, minMax(Intrinsic::minimum, x, y))
FLOATS(BINARY, Max, minMax(Intrinsic::maximum, x, y))
// The first operand where the lanes do not compare (spec 4.3.3).
FLOATS(BINARY, Pmin, b.CreateSelect(b.CreateFCmpOLT(y, x), y, x))
FLOATS(BINARY, Pmax, b.CreateSelect(b.CreateFCmpOLT(x, y), y, x))

FLOATS(BINARY, Eq, mask(b.CreateFCmpOEQ(x, y)))
FLOATS(BINARY, Ne, mask(b.CreateFCmpUNE(x, y)))
FLOATS(BINARY, Lt, mask(b.CreateFCmpOLT(x, y)))
FLOATS(BINARY, Gt, mask(b.CreateFCmpOGT(x, y)))
FLOATS(BINARY, Le, mask(b.CreateFCmpOLE(x, y)))
FLOATS(BINARY, Ge, mask(b.CreateFCmpOGE(x, y)))

} // namespace wfx
