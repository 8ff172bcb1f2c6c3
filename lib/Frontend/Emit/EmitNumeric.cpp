//===- EmitNumeric.cpp - Numeric instructions -----------------------------===//
//
// Integer instructions are LLVM's with the traps in front. Floating point needs
// care, because LLVM folds as if NaNs had no payload: x * 1.0 and its like
// would become x and let a signalling NaN through. quiet() stands in front of
// all arithmetic; QuietNaNs removes what nothing has been folded into.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include <cmath>

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wfx {

//===--- Constants --------------------------------------------------------===//

template <> void FunctionEmitter::emit<Op::I32Const>(const Instr &i) {
  push(b.getInt32(uint32_t(i.bits[0])));
}
template <> void FunctionEmitter::emit<Op::I64Const>(const Instr &i) {
  push(b.getInt64(i.bits[0]));
}
template <> void FunctionEmitter::emit<Op::F32Const>(const Instr &i) {
  push(
      ConstantFP::get(unit.context(), APFloat(APFloat::IEEEsingle(),
                                              APInt(32, uint32_t(i.bits[0])))));
}
template <> void FunctionEmitter::emit<Op::F64Const>(const Instr &i) {
  push(ConstantFP::get(unit.context(),
                       APFloat(APFloat::IEEEdouble(), APInt(64, i.bits[0]))));
}

//===--- Integers ---------------------------------------------------------===//

void FunctionEmitter::binary(Instruction::BinaryOps op) {
  Value *y = pop(), *x = pop();
  push(b.CreateBinOp(op, x, y));
}

void FunctionEmitter::compare(CmpInst::Predicate predicate) {
  Value *y = pop(), *x = pop();
  pushBool(b.CreateCmp(predicate, x, y));
}

/// Shift counts are taken modulo the width (spec 4.3.2).
void FunctionEmitter::shift(Instruction::BinaryOps op) {
  Value *count = pop(), *x = pop();
  unsigned bits = x->getType()->getIntegerBitWidth();
  Value *masked =
      b.CreateAnd(count, ConstantInt::get(count->getType(), bits - 1));
  push(b.CreateBinOp(op, x, masked));
}

void FunctionEmitter::rotate(Intrinsic::ID id) {
  Value *count = pop(), *x = pop();
  push(b.CreateIntrinsic(id, {x->getType()}, {x, x, count}));
}

void FunctionEmitter::divide(bool isSigned, bool remainder) {
  Value *y = pop(), *x = pop();
  Type *type = x->getType();
  trapIf(b.CreateIsNull(y), TrapCode::IntegerDivideByZero);
  if (isSigned) {
    Constant *minusOne = Constant::getAllOnesValue(type);
    Value *byMinusOne = b.CreateICmpEQ(y, minusOne);
    if (remainder) {
      // The smallest integer by -1 overflows in LLVM; the remainder by 1 is the
      // same for every x.
      y = b.CreateSelect(byMinusOne, ConstantInt::get(type, 1), y);
    } else {
      Constant *smallest = ConstantInt::get(
          type, APInt::getSignedMinValue(type->getIntegerBitWidth()));
      trapIf(b.CreateAnd(byMinusOne, b.CreateICmpEQ(x, smallest)),
             TrapCode::IntegerOverflow);
    }
  }
  if (remainder)
    push(isSigned ? b.CreateSRem(x, y) : b.CreateURem(x, y));
  else
    push(isSigned ? b.CreateSDiv(x, y) : b.CreateUDiv(x, y));
}

void FunctionEmitter::signExtend(unsigned fromBits) {
  Value *x = pop();
  push(b.CreateSExt(b.CreateTrunc(x, b.getIntNTy(fromBits)), x->getType()));
}

#define BINARY(op, llvmOp)                                                     \
  template <> void FunctionEmitter::emit<Op::I32##op>(const Instr &) {         \
    binary(Instruction::llvmOp);                                               \
  }                                                                            \
  template <> void FunctionEmitter::emit<Op::I64##op>(const Instr &) {         \
    binary(Instruction::llvmOp);                                               \
  }
BINARY(Add, Add)
BINARY(Sub, Sub)
BINARY(Mul, Mul)
BINARY(And, And)
BINARY(Or, Or)
BINARY(Xor, Xor)
#undef BINARY

#define BOTH(op, body)                                                         \
  template <> void FunctionEmitter::emit<Op::I32##op>(const Instr &) { body; } \
  template <> void FunctionEmitter::emit<Op::I64##op>(const Instr &) { body; }
BOTH(Shl, shift(Instruction::Shl))
BOTH(ShrS, shift(Instruction::AShr))
BOTH(ShrU, shift(Instruction::LShr))
BOTH(Rotl, rotate(Intrinsic::fshl))
BOTH(Rotr, rotate(Intrinsic::fshr))
BOTH(DivS, divide(true, false))
BOTH(DivU, divide(false, false))
BOTH(RemS, divide(true, true))
BOTH(RemU, divide(false, true))
BOTH(Eq, compare(CmpInst::ICMP_EQ))
BOTH(Ne, compare(CmpInst::ICMP_NE))
BOTH(LtS, compare(CmpInst::ICMP_SLT))
BOTH(LtU, compare(CmpInst::ICMP_ULT))
BOTH(GtS, compare(CmpInst::ICMP_SGT))
BOTH(GtU, compare(CmpInst::ICMP_UGT))
BOTH(LeS, compare(CmpInst::ICMP_SLE))
BOTH(LeU, compare(CmpInst::ICMP_ULE))
BOTH(GeS, compare(CmpInst::ICMP_SGE))
BOTH(GeU, compare(CmpInst::ICMP_UGE))
BOTH(Eqz, pushBool(b.CreateIsNull(pop())))
BOTH(Popcnt, unaryIntrinsic(Intrinsic::ctpop))
BOTH(Extend8S, signExtend(8))
BOTH(Extend16S, signExtend(16))
#undef BOTH

template <> void FunctionEmitter::emit<Op::I64Extend32S>(const Instr &) {
  signExtend(32);
}

/// ctlz and cttz of zero are the width (spec 4.3.2), not poison.
#define COUNT_ZEROS(op, intrinsic)                                             \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *x = pop();                                                          \
    push(b.CreateIntrinsic(Intrinsic::intrinsic, {x->getType()},               \
                           {x, b.getFalse()}));                                \
  }
COUNT_ZEROS(I32Clz, ctlz)
COUNT_ZEROS(I64Clz, ctlz)
COUNT_ZEROS(I32Ctz, cttz)
COUNT_ZEROS(I64Ctz, cttz)
#undef COUNT_ZEROS

template <> void FunctionEmitter::emit<Op::I32WrapI64>(const Instr &) {
  convert(Instruction::Trunc, unit.i32());
}
template <> void FunctionEmitter::emit<Op::I64ExtendI32S>(const Instr &) {
  convert(Instruction::SExt, unit.i64());
}
template <> void FunctionEmitter::emit<Op::I64ExtendI32U>(const Instr &) {
  convert(Instruction::ZExt, unit.i64());
}

//===--- Wide arithmetic --------------------------------------------------===//

Value *FunctionEmitter::popWide() {
  Value *high = toWide(pop(), /*isSigned=*/false);
  Value *low = toWide(pop(), /*isSigned=*/false);
  return b.CreateOr(b.CreateShl(high, 64), low);
}

Value *FunctionEmitter::toWide(Value *half, bool isSigned) {
  return b.CreateIntCast(half, b.getInt128Ty(), isSigned);
}

/// The low half, then the high one.
void FunctionEmitter::pushWide(Value *wide) {
  push(b.CreateTrunc(wide, unit.i64()));
  push(b.CreateTrunc(b.CreateLShr(wide, 64), unit.i64()));
}

void FunctionEmitter::multiplyWide(bool isSigned) {
  Value *y = toWide(pop(), isSigned), *x = toWide(pop(), isSigned);
  pushWide(b.CreateMul(x, y));
}

template <> void FunctionEmitter::emit<Op::I64Add128>(const Instr &) {
  Value *y = popWide(), *x = popWide();
  pushWide(b.CreateAdd(x, y));
}
template <> void FunctionEmitter::emit<Op::I64Sub128>(const Instr &) {
  Value *y = popWide(), *x = popWide();
  pushWide(b.CreateSub(x, y));
}
template <> void FunctionEmitter::emit<Op::I64MulWideS>(const Instr &) {
  multiplyWide(/*isSigned=*/true);
}
template <> void FunctionEmitter::emit<Op::I64MulWideU>(const Instr &) {
  multiplyWide(/*isSigned=*/false);
}

//===--- Floating point ---------------------------------------------------===//

/// True if \p v is known not to be a signalling NaN: what arithmetic gives, and
/// choices among such values.
static bool isQuiet(Value *v, unsigned depth = 4) {
  if (isa<Constant>(v))
    return match(v, m_CheckedFp([](const APFloat &lane) {
                   return !lane.isSignaling();
                 }));
  if (auto *select = dyn_cast<SelectInst>(v))
    return depth && isQuiet(select->getTrueValue(), depth - 1) &&
           isQuiet(select->getFalseValue(), depth - 1);
  auto *call = dyn_cast<IntrinsicInst>(v);
  return isa<BinaryOperator>(v) ||
         (call && call->getIntrinsicID() == Intrinsic::canonicalize);
}

/// \p v with a signalling NaN made quiet.
Value *FunctionEmitter::quiet(Value *v) {
  return isQuiet(v) ? v : b.CreateUnaryIntrinsic(Intrinsic::canonicalize, v);
}

Value *FunctionEmitter::floatOp(Instruction::BinaryOps op, Value *x, Value *y) {
  return b.CreateBinOp(op, quiet(x), quiet(y));
}

void FunctionEmitter::floatBinary(Instruction::BinaryOps op) {
  Value *y = pop(), *x = pop();
  push(floatOp(op, x, y));
}

/// The lesser or greater of \p x and the constant \p bound, in one instruction
/// on x86; null if the bound has NaNs or zeros that come before x's zeros.
Value *FunctionEmitter::clamp(bool isMin, Value *x, Value *bound) {
  auto isPlain = [&](const APFloat &lane) {
    return !lane.isNaN() && !(lane.isZero() && lane.isNegative() == isMin);
  };
  if (!isMin && match(bound, m_PosZeroFP()))
    x = floatOp(Instruction::FAdd, x, bound); // leaves no negative zeros
  else if (!match(bound, m_CheckedFp(isPlain)))
    return nullptr;
  x = quiet(x);
  return b.CreateSelect(
      isMin ? b.CreateFCmpOLT(bound, x) : b.CreateFCmpOGT(bound, x), bound, x);
}

/// LLVM's minimum and maximum may hand on a signalling NaN; a sum makes it
/// quiet.
Value *FunctionEmitter::minMax(Intrinsic::ID id, Value *x, Value *y) {
  bool isMin = id == Intrinsic::minimum;
  if (Value *clamped = clamp(isMin, x, y))
    return clamped;
  if (Value *clamped = clamp(isMin, y, x))
    return clamped;
  Value *ordered = b.CreateBinaryIntrinsic(id, x, y);
  // Where an operand is a NaN this is poison, which the select does not choose.
  if (auto *call = dyn_cast<Instruction>(ordered))
    call->setHasNoNaNs(true);
  return b.CreateSelect(b.CreateFCmpUNO(x, y), floatOp(Instruction::FAdd, x, y),
                        ordered);
}

void FunctionEmitter::unaryIntrinsic(Intrinsic::ID id) {
  push(b.CreateUnaryIntrinsic(id, pop()));
}

void FunctionEmitter::binaryIntrinsic(Intrinsic::ID id) {
  Value *y = pop(), *x = pop();
  push(b.CreateBinaryIntrinsic(id, x, y));
}

#define BOTH(op, body)                                                         \
  template <> void FunctionEmitter::emit<Op::F32##op>(const Instr &) { body; } \
  template <> void FunctionEmitter::emit<Op::F64##op>(const Instr &) { body; }
BOTH(Add, floatBinary(Instruction::FAdd))
BOTH(Sub, floatBinary(Instruction::FSub))
BOTH(Mul, floatBinary(Instruction::FMul))
BOTH(Div, floatBinary(Instruction::FDiv))
BOTH(Min, Value *y = pop(); push(minMax(Intrinsic::minimum, pop(), y)))
BOTH(Max, Value *y = pop(); push(minMax(Intrinsic::maximum, pop(), y)))
BOTH(Copysign, binaryIntrinsic(Intrinsic::copysign))
BOTH(Abs, unaryIntrinsic(Intrinsic::fabs))
BOTH(Neg, push(b.CreateFNeg(pop())))
BOTH(Sqrt, unaryIntrinsic(Intrinsic::sqrt))
BOTH(Ceil, unaryIntrinsic(Intrinsic::ceil))
BOTH(Floor, unaryIntrinsic(Intrinsic::floor))
BOTH(Trunc, unaryIntrinsic(Intrinsic::trunc))
BOTH(Nearest, unaryIntrinsic(Intrinsic::roundeven))
BOTH(Eq, compare(CmpInst::FCMP_OEQ))
BOTH(Ne, compare(CmpInst::FCMP_UNE))
BOTH(Lt, compare(CmpInst::FCMP_OLT))
BOTH(Gt, compare(CmpInst::FCMP_OGT))
BOTH(Le, compare(CmpInst::FCMP_OLE))
BOTH(Ge, compare(CmpInst::FCMP_OGE))
#undef BOTH

//===--- Conversions ------------------------------------------------------===//

void FunctionEmitter::convert(Instruction::CastOps op, Type *result) {
  push(b.CreateCast(op, pop(), result));
}

/// Traps unless the integer part of x fits: a NaN is an invalid conversion, all
/// else an overflow (spec 4.3.2, trunc). The bounds are the nearest floats
/// outside the range, or at its lower end where that is a float itself.
void FunctionEmitter::truncate(Type *result, bool isSigned) {
  Value *x = pop();
  unsigned bits = result->getIntegerBitWidth();
  double above = std::ldexp(1.0, isSigned ? bits - 1 : bits);
  double below = isSigned ? -above - 1 : -1.0;
  Type *type = x->getType();
  // Where -2^(n-1) - 1 is not representable, -2^(n-1) itself is the bound.
  bool exact = !isSigned || (type->isDoubleTy() && bits == 32);
  Value *aboveLow = exact ? b.CreateFCmpOGT(x, ConstantFP::get(type, below))
                          : b.CreateFCmpOGE(x, ConstantFP::get(type, -above));
  Value *belowHigh = b.CreateFCmpOLT(x, ConstantFP::get(type, above));

  BasicBlock *fail = createBlock(), *next = createBlock();
  b.CreateCondBr(b.CreateAnd(aboveLow, belowHigh), next, fail, unit.likely());
  startBlock(fail);
  trapIf(b.CreateFCmpUNO(x, x), TrapCode::InvalidConversion);
  trap(TrapCode::IntegerOverflow);
  startBlock(next);
  push(isSigned ? b.CreateFPToSI(x, result) : b.CreateFPToUI(x, result));
}

void FunctionEmitter::truncateSaturating(Type *result, bool isSigned) {
  Value *x = pop();
  push(b.CreateIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                  : Intrinsic::fptoui_sat,
                         {result, x->getType()}, {x}));
}

#define TRUNCATE(to, from, type)                                               \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::to##Trunc##from##S>(const Instr &) {          \
    truncate(type, true);                                                      \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::to##Trunc##from##U>(const Instr &) {          \
    truncate(type, false);                                                     \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::to##TruncSat##from##S>(const Instr &) {       \
    truncateSaturating(type, true);                                            \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::to##TruncSat##from##U>(const Instr &) {       \
    truncateSaturating(type, false);                                           \
  }
TRUNCATE(I32, F32, unit.i32())
TRUNCATE(I32, F64, unit.i32())
TRUNCATE(I64, F32, unit.i64())
TRUNCATE(I64, F64, unit.i64())
#undef TRUNCATE

#define CONVERT(op, cast, type)                                                \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    convert(Instruction::cast, type);                                          \
  }
CONVERT(F32ConvertI32S, SIToFP, b.getFloatTy())
CONVERT(F32ConvertI32U, UIToFP, b.getFloatTy())
CONVERT(F32ConvertI64S, SIToFP, b.getFloatTy())
CONVERT(F32ConvertI64U, UIToFP, b.getFloatTy())
CONVERT(F64ConvertI32S, SIToFP, b.getDoubleTy())
CONVERT(F64ConvertI32U, UIToFP, b.getDoubleTy())
CONVERT(F64ConvertI64S, SIToFP, b.getDoubleTy())
CONVERT(F64ConvertI64U, UIToFP, b.getDoubleTy())
CONVERT(F64PromoteF32, FPExt, b.getDoubleTy())
CONVERT(I32ReinterpretF32, BitCast, unit.i32())
CONVERT(I64ReinterpretF64, BitCast, unit.i64())
CONVERT(F32ReinterpretI32, BitCast, b.getFloatTy())
CONVERT(F64ReinterpretI64, BitCast, b.getDoubleTy())
#undef CONVERT

/// LLVM folds demotion of a promotion to nothing.
Value *FunctionEmitter::demote(Value *v, Type *result) {
  return b.CreateFPTrunc(quiet(v), result);
}

template <> void FunctionEmitter::emit<Op::F32DemoteF64>(const Instr &) {
  push(demote(pop(), b.getFloatTy()));
}

} // namespace wfx
