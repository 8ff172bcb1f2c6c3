//===- Convention.cpp - The calling convention of Wasm functions ----------===//

#include "Frontend/Emit/Convention.h"
#include "ABI/Layout.h"
#include "llvm/IR/Type.h"

using namespace llvm;

namespace wfx {

Type *lowerType(LLVMContext &context, const TypeSection &types, ValType type) {
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
  case ValType::Ref: {
    Type *pointer = PointerType::getUnqual(context);
    return types.isContinuation(type)
               ? StructType::get(context, {pointer, Type::getInt64Ty(context)})
               : pointer;
  }
  case ValType::Bot:
    break;
  }
  llvm_unreachable("bottom type in generated code");
}

SmallVector<Type *, 8> partTypes(LLVMContext &context,
                                 const TypeSection &section,
                                 ArrayRef<ValType> types) {
  SmallVector<Type *, 8> parts;
  for (ValType t : types) {
    Type *type = lowerType(context, section, t);
    if (auto *pair = dyn_cast<StructType>(type))
      parts.append(pair->element_begin(), pair->element_end());
    else
      parts.push_back(type);
  }
  return parts;
}

namespace {
/// Deals out the registers of each class, then words of the transfer buffer.
struct Dealer {
  unsigned ints, floats;
  unsigned registers = 0, words = 0;

  ValueLocation next(Type *type) {
    bool isFloat = type->isFloatingPointTy() || type->isVectorTy();
    unsigned &left = isFloat ? floats : ints;
    if (left) {
      --left;
      return {true, registers++, type};
    }
    ValueLocation location{false, words, type};
    words += type->isVectorTy() ? 2 : 1;
    return location;
  }
};
} // namespace

Convention::Convention(LLVMContext &context, const TypeSection &section,
                       const FuncType &func) {
  SmallVector<Type *, 16> args{PointerType::getUnqual(context)};
  Dealer in{abi::intArgRegisters, abi::floatArgRegisters};
  for (Type *t : partTypes(context, section, func.params)) {
    params.push_back(in.next(t));
    if (params.back().inRegister)
      args.push_back(t);
  }
  SmallVector<Type *, 8> rets;
  Dealer out{abi::intResultRegisters, abi::floatResultRegisters};
  for (Type *t : partTypes(context, section, func.results)) {
    results.push_back(out.next(t));
    if (results.back().inRegister)
      rets.push_back(t);
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
