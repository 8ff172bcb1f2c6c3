//===- Payload.cpp - Payloads of continuations ----------------------------===//
//
// Values as words and back, and the thunks that start continuations: one for
// each function type, from a payload to the calling convention and back to a
// payload.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/Payload.h"
#include "Frontend/Emit/UnitEmitter.h"
#include "llvm/IR/DerivedTypes.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

SmallVector<Value *, 8> toWords(IRBuilder<> &b, ArrayRef<Value *> parts) {
  SmallVector<Value *, 8> words;
  Type *i64 = b.getInt64Ty();
  for (Value *part : parts) {
    Type *type = part->getType();
    if (type->isPointerTy()) {
      words.push_back(b.CreatePtrToInt(part, i64));
    } else if (type->isVectorTy()) {
      Value *pair = b.CreateBitCast(part, FixedVectorType::get(i64, 2));
      words.push_back(b.CreateExtractElement(pair, uint64_t(0)));
      words.push_back(b.CreateExtractElement(pair, 1));
    } else {
      Type *bits = b.getIntNTy(type->getPrimitiveSizeInBits());
      words.push_back(b.CreateZExt(b.CreateBitCast(part, bits), i64));
    }
  }
  return words;
}

size_t countWords(ArrayRef<Type *> types) {
  size_t count = types.size();
  for (Type *type : types)
    count += type->isVectorTy();
  return count;
}

SmallVector<Value *, 8> fromWords(IRBuilder<> &b, ArrayRef<Type *> types,
                                  ArrayRef<Value *> words) {
  SmallVector<Value *, 8> parts;
  for (Type *type : types) {
    Value *word = words.front();
    words = words.drop_front();
    if (type->isPointerTy()) {
      parts.push_back(b.CreateIntToPtr(word, type));
    } else if (type->isVectorTy()) {
      Value *pair = PoisonValue::get(FixedVectorType::get(b.getInt64Ty(), 2));
      pair = b.CreateInsertElement(pair, word, uint64_t(0));
      pair = b.CreateInsertElement(pair, words.front(), 1);
      words = words.drop_front();
      parts.push_back(b.CreateBitCast(pair, type));
    } else {
      Type *bits = b.getIntNTy(type->getPrimitiveSizeInBits());
      parts.push_back(b.CreateBitCast(b.CreateTrunc(word, bits), type));
    }
  }
  assert(words.empty());
  return parts;
}

namespace {

/// Emits the body of a thunk: {i64, i64, i64} thunk(FuncRef *, i64, i64, i64,
/// Context *), called by tc_base.
class ThunkEmitter {
public:
  ThunkEmitter(UnitEmitter &unit, TypeIdx type, llvm::Function *fn)
      : unit(unit), type(type), fn(fn),
        b(BasicBlock::Create(unit.context(), "", fn)) {}

  void emit() {
    Value *context = fn->getArg(1 + abi::payloadRegisters);
    transfer = load(context, slot::Context::transfer, unit.ptr());
    Value *function = fn->getArg(0);
    const Convention &convention = unit.convention(type);
    auto args = convention.arguments(
        b, load(function, slot::FuncRef::instance, unit.ptr()), readPayload(),
        [&](Value *part, unsigned index) {
          b.CreateAlignedStore(part, word(transfer, index), Align(8));
        });
    CallInst *call = b.CreateCall(
        convention.type, load(function, slot::FuncRef::code, unit.ptr()), args);
    call->setTailCall();
    returnPayload(toWords(
        b, convention.resultParts(b, call, [&](Type *type, unsigned index) {
          return load(transfer, index, type);
        })));
  }

private:
  Value *load(Value *record, unsigned index, Type *loaded) {
    return b.CreateAlignedLoad(loaded, word(record, index), Align(8));
  }
  Value *word(Value *record, uint64_t index) {
    return b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), record, index);
  }

  SmallVector<Value *, 8> readPayload() {
    auto types = partTypes(unit.context(), unit.wasm.types,
                           unit.wasm.funcType(type).params);
    SmallVector<Value *, 8> words;
    for (size_t i = 0, n = countWords(types); i < n; ++i)
      words.push_back(i < abi::payloadRegisters
                          ? fn->getArg(1 + i)
                          : load(transfer, i, b.getInt64Ty()));
    return fromWords(b, types, words);
  }

  void returnPayload(ArrayRef<Value *> words) {
    Value *result = PoisonValue::get(fn->getReturnType());
    for (auto [i, value] : enumerate(words))
      if (i < abi::payloadRegisters)
        result = b.CreateInsertValue(result, value, i);
      else
        b.CreateAlignedStore(value, word(transfer, i), Align(8));
    b.CreateRet(result);
  }

  UnitEmitter &unit;
  TypeIdx type;
  llvm::Function *fn;
  IRBuilder<> b;
  Value *transfer = nullptr;
};

} // namespace

llvm::Function *UnitEmitter::startThunk(TypeIdx type) {
  llvm::Function *&fn = thunks[wasm.types.canonicalId(type)];
  if (fn)
    return fn;
  SmallVector<Type *, 8> params(2 + abi::payloadRegisters, i64()),
      results(abi::payloadRegisters, i64());
  params.front() = params.back() = ptr();
  auto *thunkType =
      FunctionType::get(StructType::get(context(), results), params, false);
  fn = createBareFunction(thunkType, "tc_start", GlobalValue::InternalLinkage);
  // Where the results need no change it jumps to the function, and has no
  // frame.
  fn->removeFnAttr("disable-tail-calls");
  fn->addFnAttr("frame-pointer", "non-leaf");
  ThunkEmitter(*this, type, fn).emit();
  return fn;
}

} // namespace wfx
