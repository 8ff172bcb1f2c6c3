//===- VectorOps.x86_64.cpp - Operations on vectors on x86 ----------------===//

#include "Lowering/VectorOps.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

namespace {

class Lowering {
public:
  Lowering(IRBuilder<> &b, ArrayRef<Value *> args, const MCSubtargetInfo &cpu)
      : b(b), args(args), cpu(cpu) {}

  Value *lower(VectorOp op);

private:
  bool has(const char *feature) const { return cpu.checkFeatures(feature); }
  Value *call(Intrinsic::ID id, ArrayRef<Value *> operands) {
    return b.CreateIntrinsic(id, operands);
  }
  /// \p id of the operation's operands if the processor has \p feature.
  Value *callIf(const char *feature, Intrinsic::ID id) {
    return has(feature) ? call(id, args) : nullptr;
  }
  Constant *splat(Value *like, uint64_t lane) {
    return ConstantInt::get(like->getType(), lane);
  }
  Value *widenPairs(bool isSigned);
  Value *multiplyHalf(bool isHigh, Intrinsic::ID upper);
  Value *multiplyQ15();
  Value *truncate(Intrinsic::ID id, Type *type);
  Value *select(Type *type);
  Value *compare(CmpInst::Predicate predicate);
  Value *dot();
  Value *dotAdd();

  IRBuilder<> &b;
  ArrayRef<Value *> args;
  const MCSubtargetInfo &cpu;
};

} // namespace

/// pmaddubsw multiplies unsigned lanes by signed ones; here one side is 1.
Value *Lowering::widenPairs(bool isSigned) {
  if (!has("+ssse3"))
    return nullptr;
  Value *one = splat(args[0], 1);
  return call(Intrinsic::x86_ssse3_pmadd_ub_sw_128,
              isSigned ? ArrayRef<Value *>{one, args[0]}
                       : ArrayRef<Value *>{args[0], one});
}

/// Lower and upper halves of all products, interleaved. Most code wants both
/// halves of the vector, which share the multiplications.
Value *Lowering::multiplyHalf(bool isHigh, Intrinsic::ID upper) {
  Value *low = b.CreateMul(args[0], args[1]), *high = call(upper, args);
  SmallVector<int, 8> lanes;
  for (int first = isHigh ? 4 : 0, i = first; i < first + 4; ++i)
    lanes.append({i, 8 + i});
  return b.CreateBitCast(b.CreateShuffleVector(low, high, lanes),
                         FixedVectorType::get(b.getInt32Ty(), 4));
}

/// pmulhrsw differs for -1 * -1 only, which becomes -1 instead of saturating.
Value *Lowering::multiplyQ15() {
  if (!has("+ssse3"))
    return nullptr;
  Value *product = call(Intrinsic::x86_ssse3_pmul_hr_sw_128, args);
  Value *wrapped = b.CreateICmpEQ(product, splat(product, 0x8000));
  return b.CreateXor(product, b.CreateSExt(wrapped, product->getType()));
}

/// A masked AVX-512 conversion with all lanes chosen: out of range is all ones.
Value *Lowering::truncate(Intrinsic::ID id, Type *type) {
  if (!has("+avx512vl"))
    return nullptr;
  return call(id, {args[0], Constant::getNullValue(type), b.getInt8(255)});
}

/// The blend instructions look at the sign of each lane; that for 16 bits,
/// which is missing, may look at those of bytes.
Value *Lowering::select(Type *type) {
  if (!has("+sse4.1"))
    return nullptr;
  Value *mask = b.CreateBitCast(args[2], type);
  Value *chosen =
      b.CreateSelect(b.CreateIsNeg(mask), b.CreateBitCast(args[0], type),
                     b.CreateBitCast(args[1], type));
  return b.CreateBitCast(chosen, args[0]->getType());
}

/// minps and its like: the second operand where the lanes do not compare.
Value *Lowering::compare(CmpInst::Predicate predicate) {
  return b.CreateSelect(b.CreateFCmp(predicate, args[0], args[1]), args[0],
                        args[1]);
}

/// The second operand, of which only seven bits count, is the unsigned one.
Value *Lowering::dot() {
  if (!has("+ssse3"))
    return nullptr;
  return call(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {args[1], args[0]});
}

Value *Lowering::dotAdd() {
  if (has("+avxvnni") || (has("+avx512vnni") && has("+avx512vl")))
    return call(Intrinsic::x86_avx512_vpdpbusd_128,
                {args[2], args[1], args[0]});
  Value *products = dot();
  if (!products)
    return nullptr;
  Value *sums =
      call(Intrinsic::x86_sse2_pmadd_wd, {products, splat(products, 1)});
  return b.CreateAdd(sums, args[2]);
}

Value *Lowering::lower(VectorOp op) {
  switch (op) {
  case VectorOp::Swizzle: {
    if (!has("+ssse3"))
      return nullptr;
    // pshufb gives 0 where the index has its sign set.
    Value *indices = b.CreateBinaryIntrinsic(Intrinsic::uadd_sat, args[1],
                                             splat(args[1], 0x70));
    return call(Intrinsic::x86_ssse3_pshuf_b_128, {args[0], indices});
  }
  case VectorOp::RelaxedSwizzle:
    return callIf("+ssse3", Intrinsic::x86_ssse3_pshuf_b_128);
  case VectorOp::NarrowI16S:
    return call(Intrinsic::x86_sse2_packsswb_128, args);
  case VectorOp::NarrowI16U:
    return call(Intrinsic::x86_sse2_packuswb_128, args);
  case VectorOp::NarrowI32S:
    return call(Intrinsic::x86_sse2_packssdw_128, args);
  case VectorOp::NarrowI32U:
    return callIf("+sse4.1", Intrinsic::x86_sse41_packusdw);
  case VectorOp::AverageI8:
    return call(Intrinsic::x86_sse2_pavg_b, args);
  case VectorOp::AverageI16:
    return call(Intrinsic::x86_sse2_pavg_w, args);
  case VectorOp::PairwiseI8S:
    return widenPairs(true);
  case VectorOp::PairwiseI8U:
    return widenPairs(false);
  case VectorOp::PairwiseI16S:
    return call(Intrinsic::x86_sse2_pmadd_wd, {args[0], splat(args[0], 1)});
  case VectorOp::DotI16:
    return call(Intrinsic::x86_sse2_pmadd_wd, args);
  case VectorOp::MultiplyLowI16S:
    return multiplyHalf(false, Intrinsic::x86_sse2_pmulh_w);
  case VectorOp::MultiplyLowI16U:
    return multiplyHalf(false, Intrinsic::x86_sse2_pmulhu_w);
  case VectorOp::MultiplyHighI16S:
    return multiplyHalf(true, Intrinsic::x86_sse2_pmulh_w);
  case VectorOp::MultiplyHighI16U:
    return multiplyHalf(true, Intrinsic::x86_sse2_pmulhu_w);
  case VectorOp::MultiplyQ15:
    return multiplyQ15();
  case VectorOp::RelaxedMultiplyQ15:
    return callIf("+ssse3", Intrinsic::x86_ssse3_pmul_hr_sw_128);
  case VectorOp::RelaxedTruncF32S:
    return call(Intrinsic::x86_sse2_cvttps2dq, args);
  case VectorOp::RelaxedTruncF64S:
    return call(Intrinsic::x86_sse2_cvttpd2dq, args);
  case VectorOp::RelaxedTruncF32U:
    return truncate(Intrinsic::x86_avx512_mask_cvttps2udq_128,
                    FixedVectorType::get(b.getInt32Ty(), 4));
  case VectorOp::RelaxedTruncF64U:
    return truncate(Intrinsic::x86_avx512_mask_cvttpd2udq_128,
                    FixedVectorType::get(b.getInt32Ty(), 4));
  case VectorOp::RelaxedSelectI8:
  case VectorOp::RelaxedSelectI16:
    return select(FixedVectorType::get(b.getInt8Ty(), 16));
  case VectorOp::RelaxedSelectI32:
  case VectorOp::RelaxedSelectI64:
    return select(args[0]->getType());
  case VectorOp::RelaxedMinF32:
  case VectorOp::RelaxedMinF64:
    return compare(CmpInst::FCMP_OLT);
  case VectorOp::RelaxedMaxF32:
  case VectorOp::RelaxedMaxF64:
    return compare(CmpInst::FCMP_OGT);
  case VectorOp::RelaxedDotI8:
    return dot();
  case VectorOp::RelaxedDotAddI8:
    return dotAdd();
  case VectorOp::Count:
    break;
  }
  llvm_unreachable("not an operation");
}

Value *lowerVectorOpX86(IRBuilder<> &b, VectorOp op, ArrayRef<Value *> args,
                        const MCSubtargetInfo &cpu) {
  return Lowering(b, args, cpu).lower(op);
}

} // namespace wfx
