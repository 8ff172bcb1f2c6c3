//===- VectorIntrinsics.x86_64.cpp - Vector intrinsics on x86 -------------===//
//
// cvttps2dq and cvttpd2dq give the smallest integer for all that is out of
// range, AVX-512's unsigned conversions give all ones. What is on the other
// side of the range is clamped before or put right behind. A comparison with a
// NaN is false, and minps and maxps give the second operand then.
//
//===----------------------------------------------------------------------===//

#include "Lowering/VectorIntrinsics.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

namespace {

class Truncation {
public:
  Truncation(IRBuilder<> &b, Value *x)
      : b(b), x(x), type(cast<FixedVectorType>(x->getType())) {}

  Value *floatSigned();
  Value *floatUnsigned();
  Value *doubleSigned();
  Value *doubleUnsigned();
  Value *unsignedAVX512();

private:
  Constant *constant(double lane) { return ConstantFP::get(type, lane); }
  /// maxps and minps.
  Value *greater(Value *v, Value *other) {
    return b.CreateSelect(b.CreateFCmpOGT(v, other), v, other);
  }
  Value *less(Value *v, Value *other) {
    return b.CreateSelect(b.CreateFCmpOLT(v, other), v, other);
  }
  Value *convert(Value *v) {
    return b.CreateIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {v});
  }
  /// Inverts the lanes of \p integers where \p v is 2^31 or more: 0x80000000
  /// becomes 0x7FFFFFFF.
  Value *saturate(Value *integers, Value *v) {
    Value *over = b.CreateFCmpOGE(v, constant(0x1p31));
    return b.CreateXor(integers, b.CreateSExt(over, integers->getType()));
  }
  Value *lowHalf(Value *integers) {
    return b.CreateShuffleVector(integers, ArrayRef<int>{0, 1});
  }

  IRBuilder<> &b;
  Value *x;
  FixedVectorType *type;
};

} // namespace

Value *Truncation::floatSigned() {
  // All zeros for a NaN.
  Value *number = b.CreateFCmpORD(x, x);
  Value *converted = saturate(convert(x), x);
  return b.CreateAnd(converted, b.CreateSExt(number, converted->getType()));
}

/// The part below 2^31 and the part above, converted on their own: the first is
/// 0x80000000 where there is a second, which begins with 0.
Value *Truncation::floatUnsigned() {
  Value *positive = greater(x, constant(0));
  Value *rest = b.CreateFSub(positive, constant(0x1p31));
  Value *high = saturate(convert(rest), rest);
  high = b.CreateBinaryIntrinsic(Intrinsic::smax, high,
                                 Constant::getNullValue(high->getType()));
  return b.CreateAdd(convert(positive), high);
}

Value *Truncation::doubleSigned() {
  Value *bound =
      b.CreateSelect(b.CreateFCmpORD(x, x), constant(0x1p31 - 1), constant(0));
  return lowHalf(
      b.CreateIntrinsic(Intrinsic::x86_sse2_cvttpd2dq, {less(x, bound)}));
}

/// Behind the addition of 2^52 the integer is in the low bits.
Value *Truncation::doubleUnsigned() {
  Value *inRange = less(greater(x, constant(0)), constant(0x1p32 - 1));
  Value *whole = b.CreateUnaryIntrinsic(Intrinsic::trunc, inRange);
  Value *bits = b.CreateBitCast(b.CreateFAdd(whole, constant(0x1p52)),
                                FixedVectorType::get(b.getInt32Ty(), 4));
  return b.CreateShuffleVector(bits, ArrayRef<int>{0, 2});
}

Value *Truncation::unsignedAVX512() {
  auto *result = FixedVectorType::get(b.getInt32Ty(), 4);
  bool isDouble = type->getElementType()->isDoubleTy();
  Value *converted =
      b.CreateIntrinsic(isDouble ? Intrinsic::x86_avx512_mask_cvttpd2udq_128
                                 : Intrinsic::x86_avx512_mask_cvttps2udq_128,
                        {greater(x, constant(0)),
                         Constant::getNullValue(result), b.getInt8(255)});
  return isDouble ? lowHalf(converted) : converted;
}

/// Where they differ at all, min(x, y) and min(y, x) are zeros of both signs:
/// the lesser has either's sign, the greater both's.
static Value *minMax(IRBuilder<> &b, const IntrinsicInst &call) {
  Value *x = call.getArgOperand(0), *y = call.getArgOperand(1);
  bool isMin = call.getIntrinsicID() == Intrinsic::minimum;
  auto *bits = VectorType::getInteger(cast<VectorType>(x->getType()));
  auto either = [&](Value *x, Value *y) {
    auto order = isMin ? CmpInst::FCMP_OLT : CmpInst::FCMP_OGT;
    return b.CreateBitCast(b.CreateSelect(b.CreateFCmp(order, x, y), x, y),
                           bits);
  };
  Value *one = either(x, y), *other = either(y, x);
  Value *both = isMin ? b.CreateOr(one, other) : b.CreateAnd(one, other);
  return b.CreateBitCast(both, x->getType());
}

static Value *truncate(IRBuilder<> &b, const IntrinsicInst &call,
                       const MCSubtargetInfo &cpu) {
  Value *x = call.getArgOperand(0);
  Truncation truncation(b, x);
  bool isDouble = x->getType()->getScalarType()->isDoubleTy();
  if (call.getIntrinsicID() == Intrinsic::fptosi_sat)
    return isDouble ? truncation.doubleSigned() : truncation.floatSigned();
  if (cpu.checkFeatures("+avx512vl"))
    return truncation.unsignedAVX512();
  if (!cpu.checkFeatures("+sse4.1")) // smax, trunc
    return nullptr;
  return isDouble ? truncation.doubleUnsigned() : truncation.floatUnsigned();
}

Value *lowerVectorIntrinsicX86(IRBuilder<> &b, const IntrinsicInst &call,
                               const MCSubtargetInfo &cpu) {
  if (call.getIntrinsicID() == Intrinsic::fptosi_sat ||
      call.getIntrinsicID() == Intrinsic::fptoui_sat)
    return truncate(b, call, cpu);
  // The frontend looks after NaNs itself.
  return call.hasNoNaNs() ? minMax(b, call) : nullptr;
}

} // namespace wfx
