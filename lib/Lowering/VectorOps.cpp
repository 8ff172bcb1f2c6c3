//===- VectorOps.cpp - Operations on vectors for the target ---------------===//
//
// The pass, and each operation in plain IR.
//
//===----------------------------------------------------------------------===//

#include "Lowering/VectorOps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

using dialect::VectorOp;

//===--- Plain IR ---------------------------------------------------------===//

/// The type of \p v with lanes of \p bits bits, as many.
static Type *withLanes(Value *v, unsigned bits) {
  return v->getType()->getWithNewBitWidth(bits);
}

static unsigned laneBits(Value *v) {
  return v->getType()->getScalarSizeInBits();
}

/// The lanes of \p v from \p first on in steps of \p step.
static Value *everyLane(IRBuilder<> &b, Value *v, unsigned first,
                        unsigned step) {
  SmallVector<int, 16> mask;
  unsigned count = cast<FixedVectorType>(v->getType())->getNumElements();
  for (unsigned i = first; i < count; i += step)
    mask.push_back(i);
  return b.CreateShuffleVector(v, mask);
}

static Value *swizzle(IRBuilder<> &b, Value *v, Value *indices) {
  Value *inside = b.CreateICmpULT(indices, ConstantInt::get(v->getType(), 16));
  Value *low = b.CreateAnd(indices, ConstantInt::get(v->getType(), 15));
  Value *result = PoisonValue::get(v->getType());
  for (unsigned i = 0; i < 16; ++i)
    result = b.CreateInsertElement(
        result, b.CreateExtractElement(v, b.CreateExtractElement(low, i)), i);
  return b.CreateSelect(inside, result, Constant::getNullValue(v->getType()));
}

static Value *narrow(IRBuilder<> &b, Value *x, Value *y, bool isSigned) {
  int count = cast<FixedVectorType>(x->getType())->getNumElements();
  auto all = to_vector<16>(seq(0, 2 * count));
  Value *wide = b.CreateShuffleVector(x, y, all);
  unsigned bits = laneBits(x) / 2;
  APInt low = isSigned ? APInt::getSignedMinValue(bits).sext(2 * bits)
                       : APInt::getZero(2 * bits);
  APInt high = isSigned ? APInt::getSignedMaxValue(bits).sext(2 * bits)
                        : APInt::getMaxValue(bits).zext(2 * bits);
  Type *type = wide->getType();
  wide = b.CreateBinaryIntrinsic(Intrinsic::smax, wide,
                                 ConstantInt::get(type, low));
  wide = b.CreateBinaryIntrinsic(Intrinsic::smin, wide,
                                 ConstantInt::get(type, high));
  return b.CreateTrunc(wide, withLanes(wide, bits));
}

static Value *average(IRBuilder<> &b, Value *x, Value *y) {
  Type *wide = withLanes(x, 2 * laneBits(x));
  Value *sum = b.CreateAdd(b.CreateZExt(x, wide), b.CreateZExt(y, wide));
  sum = b.CreateAdd(sum, ConstantInt::get(wide, 1));
  return b.CreateTrunc(b.CreateLShr(sum, 1), x->getType());
}

/// Sums of neighbouring lanes of \p v, which are wide enough for them.
static Value *addPairs(IRBuilder<> &b, Value *v) {
  return b.CreateAdd(everyLane(b, v, 0, 2), everyLane(b, v, 1, 2));
}

static Value *pairwise(IRBuilder<> &b, Value *v, bool isSigned) {
  return addPairs(b,
                  b.CreateIntCast(v, withLanes(v, 2 * laneBits(v)), isSigned));
}

/// The products wrap once added: -0x8000 * -0x8000 twice is -0x80000000.
static Value *dot(IRBuilder<> &b, Value *x, Value *y) {
  Type *wide = withLanes(x, 2 * laneBits(x));
  return addPairs(b, b.CreateMul(b.CreateSExt(x, wide), b.CreateSExt(y, wide)));
}

static Value *multiplyHalf(IRBuilder<> &b, Value *x, Value *y, bool isHigh,
                           bool isSigned) {
  int count = cast<FixedVectorType>(x->getType())->getNumElements() / 2;
  int first = isHigh ? count : 0;
  auto extend = [&](Value *v) {
    Value *half =
        b.CreateShuffleVector(v, to_vector<8>(seq(first, first + count)));
    return b.CreateIntCast(half, withLanes(half, 2 * laneBits(v)), isSigned);
  };
  return b.CreateMul(extend(x), extend(y));
}

static Value *multiplyQ15(IRBuilder<> &b, Value *x, Value *y) {
  Type *wide = withLanes(x, 32);
  Value *product = b.CreateMul(b.CreateSExt(x, wide), b.CreateSExt(y, wide));
  product = b.CreateAdd(product, ConstantInt::get(wide, 0x4000));
  product = b.CreateAShr(product, 15);
  product = b.CreateBinaryIntrinsic(Intrinsic::smin, product,
                                    ConstantInt::get(wide, 0x7FFF));
  return b.CreateTrunc(product, x->getType());
}

static Value *truncate(IRBuilder<> &b, Value *x, bool isSigned) {
  Type *type = VectorType::getInteger(cast<VectorType>(x->getType()))
                   ->getWithNewBitWidth(32);
  Value *result = b.CreateIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                             : Intrinsic::fptoui_sat,
                                    {type, x->getType()}, {x});
  if (laneBits(x) == 32)
    return result;
  return b.CreateShuffleVector(result, Constant::getNullValue(type),
                               ArrayRef<int>{0, 1, 2, 3});
}

static Value *selectBits(IRBuilder<> &b, Value *x, Value *y, Value *mask) {
  return b.CreateOr(b.CreateAnd(x, mask), b.CreateAnd(y, b.CreateNot(mask)));
}

/// \p op of \p args, right for every target.
static Value *lowerPlain(IRBuilder<> &b, VectorOp op, ArrayRef<Value *> args) {
  switch (op) {
  case VectorOp::Swizzle:
  case VectorOp::RelaxedSwizzle:
    return swizzle(b, args[0], args[1]);
  case VectorOp::NarrowI16S:
  case VectorOp::NarrowI32S:
    return narrow(b, args[0], args[1], true);
  case VectorOp::NarrowI16U:
  case VectorOp::NarrowI32U:
    return narrow(b, args[0], args[1], false);
  case VectorOp::AverageI8:
  case VectorOp::AverageI16:
    return average(b, args[0], args[1]);
  case VectorOp::PairwiseI8S:
  case VectorOp::PairwiseI16S:
    return pairwise(b, args[0], true);
  case VectorOp::PairwiseI8U:
    return pairwise(b, args[0], false);
  case VectorOp::DotI16:
  case VectorOp::RelaxedDotI8:
    return dot(b, args[0], args[1]);
  case VectorOp::RelaxedDotAddI8:
    return b.CreateAdd(pairwise(b, dot(b, args[0], args[1]), true), args[2]);
  case VectorOp::MultiplyLowI16S:
    return multiplyHalf(b, args[0], args[1], false, true);
  case VectorOp::MultiplyLowI16U:
    return multiplyHalf(b, args[0], args[1], false, false);
  case VectorOp::MultiplyHighI16S:
    return multiplyHalf(b, args[0], args[1], true, true);
  case VectorOp::MultiplyHighI16U:
    return multiplyHalf(b, args[0], args[1], true, false);
  case VectorOp::MultiplyQ15:
  case VectorOp::RelaxedMultiplyQ15:
    return multiplyQ15(b, args[0], args[1]);
  case VectorOp::RelaxedTruncF32S:
  case VectorOp::RelaxedTruncF64S:
    return truncate(b, args[0], true);
  case VectorOp::RelaxedTruncF32U:
  case VectorOp::RelaxedTruncF64U:
    return truncate(b, args[0], false);
  case VectorOp::RelaxedSelectI8:
  case VectorOp::RelaxedSelectI16:
  case VectorOp::RelaxedSelectI32:
  case VectorOp::RelaxedSelectI64:
    return selectBits(b, args[0], args[1], args[2]);
  case VectorOp::RelaxedMinF32:
  case VectorOp::RelaxedMinF64:
    return b.CreateBinaryIntrinsic(Intrinsic::minimum, args[0], args[1]);
  case VectorOp::RelaxedMaxF32:
  case VectorOp::RelaxedMaxF64:
    return b.CreateBinaryIntrinsic(Intrinsic::maximum, args[0], args[1]);
  case VectorOp::Count:
    break;
  }
  llvm_unreachable("not an operation");
}

//===--- The pass ---------------------------------------------------------===//

static void lowerCalls(llvm::Function &f, VectorOp op,
                       const TargetMachine &machine) {
  for (User *user : make_early_inc_range(f.users())) {
    auto *call = cast<CallInst>(user);
    IRBuilder<> b(call);
    SmallVector<Value *, 3> args(call->args());
    Value *lowered = nullptr;
    if (machine.getTargetTriple().isX86())
      lowered = lowerVectorOpX86(b, op, args, *machine.getMCSubtargetInfo());
    if (!lowered)
      lowered = lowerPlain(b, op, args);
    call->replaceAllUsesWith(lowered);
    call->eraseFromParent();
  }
  f.eraseFromParent();
}

PreservedAnalyses VectorOpsPass::run(Module &module, ModuleAnalysisManager &) {
  bool changed = false;
  for (auto [number, name] : enumerate(dialect::vectorOpNames))
    if (llvm::Function *f = module.getFunction(name)) {
      lowerCalls(*f, VectorOp(number), machine);
      changed = true;
    }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wfx
