//===- Convention.cpp - The calling convention of Wasm functions ----------===//

#include "Frontend/Emit/Convention.h"
#include "ABI/Layout.h"
#include "llvm/IR/Type.h"

using namespace llvm;

namespace wfx {

Type *lowerType(LLVMContext &context, ValType type) {
  switch (type.kind) {
  case ValType::I32:
    return Type::getInt32Ty(context);
  case ValType::I64:
    return Type::getInt64Ty(context);
  case ValType::F32:
    return Type::getFloatTy(context);
  case ValType::F64:
    return Type::getDoubleTy(context);
  case ValType::V128:
    return FixedVectorType::get(Type::getInt8Ty(context), 16);
  case ValType::Ref:
    return PointerType::getUnqual(context);
  case ValType::Bot:
    break;
  }
  llvm_unreachable("bottom type in generated code");
}

namespace {
/// Deals out the registers of each class, then words of the transfer buffer.
struct Dealer {
  unsigned ints, floats;
  unsigned registers = 0, words = 0;

  ValueLocation next(ValType type) {
    bool isFloat = type.kind == ValType::F32 || type.kind == ValType::F64 ||
                   type.kind == ValType::V128;
    unsigned &left = isFloat ? floats : ints;
    if (left) {
      --left;
      return {true, registers++};
    }
    ValueLocation location{false, words};
    words += type.isVec() ? 2 : 1;
    return location;
  }
};
} // namespace

Convention::Convention(LLVMContext &context, const FuncType &func) {
  SmallVector<Type *, 16> args{PointerType::getUnqual(context)};
  Dealer in{abi::intArgRegisters, abi::floatArgRegisters};
  for (ValType t : func.params) {
    params.push_back(in.next(t));
    if (params.back().inRegister)
      args.push_back(lowerType(context, t));
  }
  SmallVector<Type *, 8> rets;
  Dealer out{abi::intResultRegisters, abi::floatResultRegisters};
  for (ValType t : func.results) {
    results.push_back(out.next(t));
    if (results.back().inRegister)
      rets.push_back(lowerType(context, t));
  }
  assert(in.words <= abi::transferWords && out.words <= abi::transferWords);
  registerResults = rets.size();
  usesTransfer = in.words || out.words;
  Type *ret = rets.empty()       ? Type::getVoidTy(context)
              : rets.size() == 1 ? rets[0]
                                 : StructType::get(context, rets);
  type = FunctionType::get(ret, args, /*isVarArg=*/false);
}

} // namespace wfx
