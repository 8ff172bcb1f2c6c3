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

static bool isFloatClass(Type *type) {
  return type->isFloatingPointTy() || type->isVectorTy();
}

namespace {
/// Deals out the registers of each class, then words of the transfer buffer.
struct Dealer {
  unsigned ints, floats;
  unsigned registers = 0, words = 0;

  ValueLocation next(Type *type) {
    unsigned &left = isFloatClass(type) ? floats : ints;
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
                       const FuncType &func, bool isUniform) {
  SmallVector<Type *, 16> args{PointerType::getUnqual(context)};
  Dealer in{abi::intArgRegisters, abi::floatArgRegisters};
  for (Type *t : partTypes(context, section, func.params)) {
    params.push_back(in.next(t));
    if (params.back().inRegister)
      args.push_back(t);
  }
  if (isUniform)
    makeUniform(args);
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

/// Makes \p registers, behind the instance's, all there are: those of the
/// integer class first.
void Convention::makeUniform(SmallVectorImpl<Type *> &registers) {
  LLVMContext &context = registers[0]->getContext();
  registers.truncate(1);
  registers.append(abi::intArgRegisters, Type::getInt64Ty(context));
  registers.append(abi::floatArgRegisters,
                   FixedVectorType::get(Type::getDoubleTy(context), 2));
  unsigned ints = 0, floats = abi::intArgRegisters;
  for (ValueLocation &where : params)
    if (where.inRegister)
      where.index = isFloatClass(where.type) ? floats++ : ints++;
}

//===--- Arguments --------------------------------------------------------===//

/// The vector that a register of the float class is, in lanes of \p lane.
static Type *lanes(Type *lane) {
  return FixedVectorType::get(lane, 128 / lane->getPrimitiveSizeInBits());
}

/// \p value in the argument register \p type. Bits that it does not have are
/// undefined; zeros are the cheapest in an integer register.
static Value *toRegister(IRBuilder<> &b, Value *value, Type *type) {
  Type *from = value->getType();
  if (from == type)
    return value;
  if (type->isIntegerTy())
    return from->isPointerTy() ? b.CreatePtrToInt(value, type)
                               : b.CreateZExt(value, type);
  if (from->isFloatingPointTy())
    value = b.CreateInsertElement(PoisonValue::get(lanes(from)), value,
                                  uint64_t(0));
  return b.CreateBitCast(value, type);
}

Value *fromRegister(IRBuilder<> &b, Value *argument, Type *type) {
  Type *from = argument->getType();
  if (from == type)
    return argument;
  if (from->isIntegerTy())
    return type->isPointerTy() ? b.CreateIntToPtr(argument, type)
                               : b.CreateTrunc(argument, type);
  if (type->isVectorTy())
    return b.CreateBitCast(argument, type);
  return b.CreateExtractElement(b.CreateBitCast(argument, lanes(type)),
                                uint64_t(0));
}

SmallVector<Value *, 16>
Convention::arguments(IRBuilder<> &b, Value *instance, ArrayRef<Value *> parts,
                      function_ref<void(Value *, unsigned)> store) const {
  SmallVector<Value *, 16> args{instance};
  for (Type *t : type->params().drop_front())
    args.push_back(PoisonValue::get(t));
  for (auto [part, where] : zip_equal(parts, params))
    if (where.inRegister) {
      Value *&argument = args[1 + where.index];
      argument = toRegister(b, part, argument->getType());
    } else {
      store(part, where.index);
    }
  return args;
}

SmallVector<Value *, 8> Convention::resultParts(IRBuilder<> &b, Value *call,
                                                Load load) const {
  SmallVector<Value *, 8> parts;
  for (ValueLocation where : results)
    if (!where.inRegister)
      parts.push_back(load(where.type, where.index));
    else if (registerResults == 1)
      parts.push_back(call);
    else
      parts.push_back(b.CreateExtractValue(call, where.index));
  return parts;
}

SmallVector<Value *, 8> Convention::parameterParts(IRBuilder<> &b,
                                                   llvm::Function *fn,
                                                   Load load) const {
  SmallVector<Value *, 8> parts;
  for (ValueLocation where : params)
    parts.push_back(
        where.inRegister
            ? fromRegister(b, fn->getArg(1 + where.index), where.type)
            : load(where.type, where.index));
  return parts;
}

void Convention::emitReturn(IRBuilder<> &b, ArrayRef<Value *> parts,
                            function_ref<void(Value *, unsigned)> store) const {
  SmallVector<Value *, 4> registers;
  for (auto [part, where] : zip_equal(parts, results))
    if (where.inRegister)
      registers.push_back(part);
    else
      store(part, where.index);
  if (registers.empty())
    b.CreateRetVoid();
  else if (registers.size() == 1)
    b.CreateRet(registers[0]);
  else
    b.CreateAggregateRet(registers.data(), registers.size());
}

} // namespace wfx
