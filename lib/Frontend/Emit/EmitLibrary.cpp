//===- EmitLibrary.cpp - Where C calls into a module, and it calls C ------===//
//
// An entry is the C function of an export. It puts its arguments into a record
// and has the runtime call a thunk with it on the Wasm stack; the thunk calls
// the Wasm function, and may have it inlined. An adapter is the other way: the
// runtime calls it on the host's stack with the arguments of a Wasm call, and
// it calls a C function with them. docs/abi.md has the C types.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/UnitEmitter.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

/// Vectors and continuation references are in memory for C: it passes pointers.
static bool isInMemory(Type *type) {
  return type->isVectorTy() || type->isStructTy();
}

namespace {

/// What entries, thunks and adapters have in common: a body in C's view.
class LibraryBuilder {
protected:
  LibraryBuilder(UnitEmitter &unit, TypeIdx type, llvm::Function *fn)
      : unit(unit), type(unit.wasm.funcType(type)),
        convention(unit.convention(type)), fn(fn),
        b(BasicBlock::Create(unit.context(), "", fn)) {}

  Value *load(Value *record, unsigned index, Type *loaded) {
    return b.CreateAlignedLoad(loaded, word(record, index), Align(8));
  }
  Value *word(Value *record, uint64_t index) {
    return b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), record, index);
  }

  // What a Convention reads and writes the transfer buffer through.
  auto transferLoader() {
    return [this](Type *type, unsigned index) {
      return load(transferBuffer(), index, type);
    };
  }
  auto transferStorer() {
    return [this](Value *part, unsigned index) {
      b.CreateAlignedStore(part, word(transferBuffer(), index), Align(8));
    };
  }

  /// Appends the parts of the value of type \p type at \p address, which is
  /// aligned to \p align.
  void loadParts(SmallVectorImpl<Value *> &parts, Type *type, Value *address,
                 Align align) {
    auto *pair = dyn_cast<StructType>(type);
    if (!pair)
      return parts.push_back(b.CreateAlignedLoad(type, address, align));
    for (auto [i, element] : enumerate(pair->elements()))
      parts.push_back(b.CreateAlignedLoad(element, word(address, i), Align(8)));
  }

  /// Stores the parts of a value of type \p type and takes them off \p parts.
  void storeParts(ArrayRef<Value *> &parts, Type *type, Value *address,
                  Align align) {
    size_t count = type->isStructTy() ? type->getStructNumElements() : 1;
    for (size_t i = 0; i < count; ++i)
      b.CreateAlignedStore(parts[i], word(address, i),
                           type->isStructTy() ? Align(8) : align);
    parts = parts.drop_front(count);
  }

  /// The alignment of C's type for \p type: wfx_v128 is bytes.
  static Align alignInC(Type *type) {
    return type->isVectorTy() ? Align(1)
           : type->isStructTy()
               ? Align(8)
               : Align(type->getPrimitiveSizeInBits() == 32 ? 4 : 8);
  }

  UnitEmitter &unit;
  const FuncType &type;
  const Convention &convention;
  llvm::Function *fn;
  IRBuilder<> b;
  Value *context = nullptr; ///< of the instance

private:
  Value *transferBuffer() {
    if (!transfer)
      transfer = load(context, slot::Context::transfer, unit.ptr());
    return transfer;
  }
  Value *transfer = nullptr;
};

/// Emits void thunk(frame *), which runs on the Wasm stack.
class ThunkEmitter : LibraryBuilder {
public:
  ThunkEmitter(UnitEmitter &unit, FuncIdx f, llvm::Function *fn,
               StructType *frame)
      : LibraryBuilder(unit, unit.wasm.functions[f.value].type, fn), f(f),
        frame(frame) {}

  void emit() {
    // Nothing of it is at a place in the module. Still it needs debug
    // information, or what is inlined into it would lose its own.
    DISubprogram *scope = unit.createSubprogram("<entry>", fn->getName(), 0);
    fn->setSubprogram(scope);
    b.SetCurrentDebugLocation(DILocation::get(unit.context(), 0, 0, scope));
    Value *instance = field();
    context = load(instance, slot::Instance::context, unit.ptr());
    SmallVector<Value *, 8> parts;
    for (ValType t : type.params)
      loadParameter(parts, unit.lower(t));
    auto [code, callee] = target(instance);
    auto args = convention.arguments(b, callee, parts, transferStorer());
    CallInst *call = b.CreateCall(convention.type, code, args);
    auto results = convention.resultParts(b, call, transferLoader());
    ArrayRef<Value *> left = results;
    for (ValType t : type.results) {
      Type *lowered = unit.lower(t);
      storeParts(left, lowered, field(), alignInC(lowered));
    }
    b.CreateRetVoid();
  }

private:
  /// The next field of the frame.
  Value *field() {
    unsigned i = next++;
    return b.CreateLoad(frame->getElementType(i),
                        b.CreateStructGEP(frame, fn->getArg(0), i));
  }

  void loadParameter(SmallVectorImpl<Value *> &parts, Type *lowered) {
    Value *value = field();
    if (isInMemory(lowered))
      loadParts(parts, lowered, value, alignInC(lowered));
    else
      parts.push_back(value);
  }

  /// Code and instance of the function.
  std::pair<Value *, Value *> target(Value *instance) {
    if (f.value >= unit.wasm.importedFunctions)
      return {unit.function(f), instance};
    Value *import = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), instance,
                                                 unit.layout.import(f));
    return {load(import, slot::ImportSlot::code, unit.ptr()),
            load(import, slot::ImportSlot::instance, unit.ptr())};
  }

  FuncIdx f;
  StructType *frame;
  unsigned next = 0;
};

/// Emits the body of an adapter: its parameters are those of the Wasm call.
class AdapterEmitter : LibraryBuilder {
public:
  AdapterEmitter(UnitEmitter &unit, TypeIdx type, llvm::Function *fn)
      : LibraryBuilder(unit, type, fn) {}

  void emit() {
    Value *import = fn->getArg(0);
    context = load(import, slot::HostImport::context, unit.ptr());
    SmallVector<Type *, 8> types{unit.ptr()};
    SmallVector<Value *, 8> args{
        load(import, slot::HostImport::user, unit.ptr())};
    addParameters(types, args);
    SmallVector<AllocaInst *, 4> results;
    for (ValType t : type.results) {
      results.push_back(b.CreateAlloca(unit.lower(t)));
      types.push_back(unit.ptr());
      args.push_back(results.back());
    }
    Value *callee = load(import, slot::HostImport::callee, unit.ptr());
    Value *status =
        b.CreateCall(FunctionType::get(unit.i32(), types, false), callee, args);
    leaveIfFailed(status);
    SmallVector<Value *, 8> parts;
    for (AllocaInst *result : results)
      loadParts(parts, result->getAllocatedType(), result, result->getAlign());
    convention.emitReturn(b, parts, transferStorer());
  }

private:
  void addParameters(SmallVectorImpl<Type *> &types,
                     SmallVectorImpl<Value *> &args) {
    auto parts = convention.parameterParts(b, fn, transferLoader());
    ArrayRef<Value *> left = parts;
    for (ValType t : type.params) {
      Type *lowered = unit.lower(t);
      if (isInMemory(lowered)) {
        AllocaInst *copy = b.CreateAlloca(lowered);
        storeParts(left, lowered, copy, copy->getAlign());
        args.push_back(copy);
      } else {
        args.push_back(left.front());
        left = left.drop_front();
      }
      types.push_back(args.back()->getType());
    }
  }

  void leaveIfFailed(Value *status) {
    auto *failed = BasicBlock::Create(unit.context(), "", fn);
    auto *passed = BasicBlock::Create(unit.context(), "", fn);
    b.CreateCondBr(b.CreateICmpNE(status, b.getInt32(0)), failed, passed,
                   unit.unlikely());
    b.SetInsertPoint(failed);
    llvm::Function *leave = unit.runtimeFunction(
        "wfx_host_failed",
        FunctionType::get(b.getVoidTy(), {unit.ptr(), unit.i32()}, false));
    leave->setDoesNotReturn();
    b.CreateCall(leave, {context, status});
    b.CreateUnreachable();
    b.SetInsertPoint(passed);
  }
};

} // namespace

//===--- Entries ----------------------------------------------------------===//

/// What an entry gives to its thunk: the instance, then its other arguments.
static StructType *frameType(UnitEmitter &unit, const FuncType &type) {
  SmallVector<Type *, 8> fields{unit.ptr()};
  for (ValType t : type.params) {
    Type *lowered = unit.lower(t);
    fields.push_back(isInMemory(lowered) ? unit.ptr() : lowered);
  }
  fields.append(type.results.size(), unit.ptr());
  return StructType::get(unit.context(), fields);
}

llvm::Function *UnitEmitter::entryThunk(FuncIdx f, StructType *frame) {
  llvm::Function *&thunk = entryThunks[f.value];
  if (thunk)
    return thunk;
  auto *type = FunctionType::get(Type::getVoidTy(context()), {ptr()},
                                 /*isVarArg=*/false);
  thunk = createBareFunction(type, options.symbol("entry" + Twine(f.value)),
                             GlobalValue::InternalLinkage);
  ThunkEmitter(*this, f, thunk, frame).emit();
  return thunk;
}

/// An entry passes its arguments on and stores nothing itself: a thunk that
/// does not return stores no result.
static void emitEntry(UnitEmitter &unit, llvm::Function *entry,
                      llvm::Function *thunk, StructType *frameType) {
  IRBuilder<> b(BasicBlock::Create(unit.context(), "", entry));
  AllocaInst *frame = b.CreateAlloca(frameType);
  for (Argument &argument : entry->args())
    b.CreateStore(&argument,
                  b.CreateStructGEP(frameType, frame, argument.getArgNo()));
  Value *context = b.CreateAlignedLoad(unit.ptr(), entry->getArg(0), Align(8));
  static_assert(slot::Instance::context == 0);
  llvm::Function *enter = unit.runtimeFunction(
      "wfx_enter_entry",
      FunctionType::get(unit.i32(), {unit.ptr(), unit.ptr(), unit.ptr()},
                        false));
  b.CreateRet(b.CreateCall(enter, {context, thunk, frame}));
}

void UnitEmitter::emitEntries() {
  for (const Export &e : wasm.exports) {
    FuncIdx f(e.index);
    bool isImported = f.value < wasm.importedFunctions;
    bool isHere = isImported
                      ? unit.number == 0
                      : f.value >= unit.begin.value && f.value < unit.end.value;
    if (e.kind != ExternKind::Func || !isHere)
      continue;
    StructType *frame = frameType(*this, wasm.funcType(f));
    auto *type = FunctionType::get(i32(), frame->elements(), false);
    auto *fn = llvm::Function::Create(
        type, GlobalValue::ExternalLinkage,
        options.library->entries[&e - wasm.exports.data()], module());
    fn->addFnAttr("frame-pointer", "all");
    fn->setUWTableKind(UWTableKind::Async);
    emitEntry(*this, fn, entryThunk(f, frame), frame);
  }
}

llvm::Function *UnitEmitter::entry(const Export &exported) {
  StringRef symbol = options.library->entries[&exported - wasm.exports.data()];
  if (llvm::Function *known = module().getFunction(symbol))
    return known;
  auto *type = FunctionType::get(i32(), /*isVarArg=*/true);
  return llvm::Function::Create(type, GlobalValue::ExternalLinkage, symbol,
                                module());
}

void UnitEmitter::emitAccessor(GlobalVariable *descriptor) {
  auto *fn = llvm::Function::Create(FunctionType::get(ptr(), false),
                                    GlobalValue::ExternalLinkage,
                                    options.library->accessor, module());
  fn->addFnAttr("frame-pointer", "all");
  fn->setUWTableKind(UWTableKind::Async);
  IRBuilder<>(BasicBlock::Create(context(), "", fn)).CreateRet(descriptor);
}

//===--- Adapters ---------------------------------------------------------===//

llvm::Function *UnitEmitter::emitAdapter(FuncIdx f) {
  TypeIdx type = wasm.functions[f.value].type;
  llvm::Function *fn = createBareFunction(
      convention(type).type, options.symbol("adapter" + Twine(f.value)),
      GlobalValue::InternalLinkage);
  AdapterEmitter(*this, type, fn).emit();
  return fn;
}

} // namespace wfx
