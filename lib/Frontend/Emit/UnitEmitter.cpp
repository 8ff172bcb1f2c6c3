//===- UnitEmitter.cpp - What the functions of one unit share -------------===//

#include "Frontend/Emit/UnitEmitter.h"
#include "Lowering/Dialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace wfx {

IRUnit emitUnit(const ValidModule &valid, const InstanceLayout &layout,
                const Unit &unit, const EmitOptions &options) {
  UnitEmitter emitter(valid, layout, unit, options);
  emitter.emitFunctions();
  if (options.library)
    emitter.emitEntries();
  if (unit.number == 0)
    emitter.emitModuleData();
  return emitter.take();
}

/// True if no 32-bit memory of \p wasm will ever be without abi::unfilledBytes
/// at its end. The runtime sees to that for those that do not begin without;
/// for one that is imported, its declared maximum does.
static bool areUnfilled(const wfx::Module &wasm, const EmitOptions &options) {
  return all_of(wasm.memories, [&](const wfx::Memory &memory) {
    const Limits &limits = memory.type.limits;
    uint64_t most =
        ((uint64_t(1) << 32) - abi::unfilledBytes) >> memory.type.pageSizeLog2;
    uint64_t pages =
        memory.import ? limits.max.value_or(UINT64_MAX) : limits.min;
    return limits.is64 ||
           (accessCheck(memory.type, options) == AccessCheck::Fault &&
            pages <= most);
  });
}

UnitEmitter::UnitEmitter(const ValidModule &valid, const InstanceLayout &layout,
                         const Unit &unit, const EmitOptions &options)
    : valid(valid), wasm(*valid), layout(layout), options(options), unit(unit) {
  ir.context = std::make_unique<LLVMContext>();
  // Names of values cost time and memory and serve only readers of the IR.
  ir.context->setDiscardValueNames(true);
  ir.module = std::make_unique<llvm::Module>(
      options.moduleName + "." + Twine(unit.number).str(), *ir.context);
  ir.module->setTargetTriple(Triple(options.triple));
  ir.module->setDataLayout(options.dataLayout);
  ir.module->setPICLevel(PICLevel::BigPIC);
  ir.module->setPIELevel(PIELevel::Large);
  ir.module->addModuleFlag(llvm::Module::Warning, "Debug Info Version",
                           DEBUG_METADATA_VERSION);
  ir.module->addModuleFlag(llvm::Module::Max, "Dwarf Version", 5);
  ir.module->setUwtable(UWTableKind::Async);
  ir.module->setFramePointer(FramePointerKind::All);
  // On the Wasm stack there is no room for a dynamic linker that binds lazily.
  if (options.library)
    ir.module->setRtLibUseGOT();

  debug = std::make_unique<DIBuilder>(*ir.module);
  debugFile = debug->createFile(options.moduleName, "");
  debug->createCompileUnit(
      DISourceLanguageName(dwarf::DW_LANG_C_plus_plus_14), debugFile, "wfxc",
      options.optimize, "", 0, "", DICompileUnit::LineTablesOnly, /*DWOId=*/0,
      /*SplitDebugInlining=*/true,
      /*DebugInfoForProfiling=*/false, DICompileUnit::DebugNameTableKind::None);
  debugType = debug->createSubroutineType(debug->getOrCreateTypeArray({}));

  MDBuilder md(context());
  MDNode *root = md.createTBAARoot("wasm");
  constexpr const char *names[] = {dialect::linearRegion,
                                   "instance",
                                   "global",
                                   "table",
                                   "size",
                                   "transfer",
                                   "stack"};
  static_assert(std::size(names) == size_t(Region::Count));
  for (size_t i = 0; i < size_t(Region::Count); ++i) {
    MDNode *type = md.createTBAAScalarTypeNode(names[i], root);
    regions[i] = md.createTBAAStructTagNode(type, type, 0);
  }
  if (areUnfilled(wasm, options))
    ir.module->getOrInsertNamedMetadata(dialect::unfilledMemories);
  unlikelyWeights = md.createUnlikelyBranchWeights();
  likelyWeights = md.createLikelyBranchWeights();
  empty = MDNode::get(context(), {});
  functions.resize(wasm.functions.size());
}

void UnitEmitter::emitFunctions() {
  for (uint32_t i = unit.begin.value; i < unit.end.value; ++i)
    emitFunctionBody(*this, FuncIdx(i));
}

IRUnit UnitEmitter::take() {
  debug->finalize();
  return std::move(ir);
}

const Convention &UnitEmitter::convention(TypeIdx type) {
  auto &entry = conventions[wasm.types.canonicalId(type)];
  if (!entry)
    entry = std::make_unique<Convention>(
        context(), wasm.types, wasm.funcType(type),
        /*isUniform=*/valid.usedFeatures().has(Feature::TailCall));
  return *entry;
}

/// "wfx_f12.name": the index makes it unique, the name is for people who look
/// at symbols in perf and gdb.
std::string UnitEmitter::functionSymbol(FuncIdx f) const {
  std::string symbol = options.symbol("f" + utostr(f.value));
  auto name = wasm.names.functions.find(f.value);
  if (name == wasm.names.functions.end())
    return symbol;
  symbol += '.';
  for (char c : name->second.take_front(200))
    symbol += isPrint(c) && c != '@' && c != ' ' && c != '"' ? c : '_';
  return symbol;
}

llvm::Function *UnitEmitter::function(FuncIdx f) {
  assert(f.value >= wasm.importedFunctions);
  llvm::Function *&fn = functions[f.value];
  if (!fn) {
    // With one unit nothing outside of it names a function.
    auto linkage = options.unitCount == 1 ? GlobalValue::InternalLinkage
                                          : GlobalValue::ExternalLinkage;
    fn = createFunction(convention(f).type, functionSymbol(f), linkage);
  }
  return fn;
}

/// Switching needs a tag or a continuation type.
static bool usesStackSwitching(const Module &wasm) {
  return !wasm.tags.empty() ||
         any_of(wasm.types.all(), [](const SubType &type) {
           return type.comp.kind == CompositeType::Cont;
         });
}

llvm::Function *
UnitEmitter::createBareFunction(FunctionType *type, const Twine &symbol,
                                GlobalValue::LinkageTypes linkage) {
  llvm::Function *fn = llvm::Function::Create(type, linkage, symbol, module());
  if (linkage != GlobalValue::InternalLinkage)
    fn->setVisibility(GlobalValue::HiddenVisibility);
  fn->setDSOLocal(true);
  fn->setSection(abi::codeSection);
  fn->addFnAttr("frame-pointer", "all");
  // A frame larger than the guard must touch it on its way down.
  fn->addFnAttr("probe-stack", "inline-asm");
  // Runaway recursion has to exhaust the stack (spec 7.3.2), so that LLVM must
  // not make loops or jumps of calls. Wasm's own tail calls are musttail.
  fn->addFnAttr("disable-tail-calls", "true");
  // Bound arguments go right below the stack pointer of a suspended stack.
  if (usesStackSwitching(wasm))
    fn->addFnAttr(Attribute::NoRedZone);
  fn->setUWTableKind(UWTableKind::Async);
  return fn;
}

llvm::Function *UnitEmitter::createFunction(FunctionType *type,
                                            const std::string &symbol,
                                            GlobalValue::LinkageTypes linkage) {
  llvm::Function *fn = createBareFunction(type, symbol, linkage);
  Argument *instance = fn->getArg(0);
  AttrBuilder attrs(context());
  attrs.addAttribute(Attribute::NonNull);
  attrs.addAttribute(Attribute::NoUndef);
  attrs.addAlignmentAttr(Align(16));
  attrs.addDereferenceableAttr(std::max<uint64_t>(layout.size(), 16));
  instance->addAttrs(attrs);
  return fn;
}

DISubprogram *UnitEmitter::createSubprogram(StringRef name, StringRef symbol,
                                            WasmOffset offset) {
  return debug->createFunction(
      debugFile, name, symbol == name ? StringRef() : symbol, debugFile,
      unsigned(offset), debugType, unsigned(offset), DINode::FlagZero,
      DISubprogram::toSPFlags(/*IsLocalToUnit=*/false, /*IsDefinition=*/true,
                              options.optimize));
}

//===--- Types ------------------------------------------------------------===//

std::string typeSymbol(TypeHash hash) {
  return "wfx_type_" + utohexstr(hash.hi, true, 16) +
         utohexstr(hash.lo, true, 16);
}

static char signatureLetter(const TypeSection &types, ValType t) {
  switch (t.kind) {
  case ValType::I32:
    return 'i';
  case ValType::I64:
    return 'I';
  case ValType::F32:
    return 'f';
  case ValType::F64:
    return 'F';
  case ValType::V128:
    return 'v';
  default:
    return types.isContinuation(t) ? 'c' : 'r';
  }
}

std::string signatureString(const TypeSection &types, const FuncType &type) {
  std::string s;
  for (ValType t : type.params)
    s += signatureLetter(types, t);
  s += ':';
  for (ValType t : type.results)
    s += signatureLetter(types, t);
  return s;
}

uint64_t valueTypeCode(ValType t) {
  if (!t.isRef())
    return uint64_t(t.kind);
  return abi::CodeRef + uint64_t(t.heap.kind) * 2 + t.nullable;
}

Constant *UnitEmitter::typeDescriptor(TypeIdx type) {
  Constant *&desc = types[wasm.types.canonicalId(type)];
  if (desc)
    return desc;
  auto *global = new GlobalVariable(module(), ptr(), /*isConstant=*/true,
                                    GlobalValue::ExternalLinkage, nullptr,
                                    typeSymbol(wasm.types.hash(type)));
  // One that somebody else defines may be anywhere in the address space.
  if (!options.externalTypes) {
    global->setVisibility(GlobalValue::HiddenVisibility);
    global->setDSOLocal(true);
  }
  desc = global;
  return desc;
}

void UnitEmitter::replaceType(TypeIdx type, GlobalVariable *definition) {
  Constant *&desc = types[wasm.types.canonicalId(type)];
  auto *declaration = cast<GlobalVariable>(desc);
  declaration->replaceAllUsesWith(definition);
  declaration->eraseFromParent();
  desc = definition;
}

unsigned UnitEmitter::typeDepth(TypeIdx type) const {
  unsigned depth = 0;
  for (; !wasm.types[type].supers.empty(); type = wasm.types[type].supers[0])
    ++depth;
  return depth;
}

//===--- Tables -----------------------------------------------------------===//

GlobalVariable *UnitEmitter::callTable(TableIdx table) {
  std::string symbol = options.symbol("table_" + utostr(table.value));
  if (GlobalVariable *known = module().getNamedGlobal(symbol))
    return known;
  size_t size = valid.fixedTable(table)->elements.size();
  auto *type = ArrayType::get(StructType::get(i32(), i32()), size);
  bool isShared = options.unitCount > 1;
  auto *global = new GlobalVariable(module(), type, /*isConstant=*/true,
                                    isShared ? GlobalValue::ExternalLinkage
                                             : GlobalValue::InternalLinkage,
                                    nullptr, symbol);
  if (isShared)
    global->setVisibility(GlobalValue::HiddenVisibility);
  global->setDSOLocal(true);
  global->setAlignment(Align(8));
  return global;
}

//===--- Runtime ----------------------------------------------------------===//

void UnitEmitter::setRuntimeLinkage(GlobalValue *symbol) const {
  if (!options.library) {
    symbol->setVisibility(GlobalValue::HiddenVisibility);
    symbol->setDSOLocal(true);
  } else if (auto *fn = dyn_cast<llvm::Function>(symbol)) {
    fn->addFnAttr(Attribute::NonLazyBind);
  }
}

llvm::Function *UnitEmitter::runtimeFunction(StringRef symbol,
                                             FunctionType *type) {
  if (llvm::Function *known = module().getFunction(symbol))
    return known;
  if (!type)
    type = FunctionType::get(Type::getVoidTy(context()), /*isVarArg=*/false);
  auto *fn = llvm::Function::Create(type, GlobalValue::ExternalLinkage, symbol,
                                    module());
  setRuntimeLinkage(fn);
  return fn;
}

FunctionCallee UnitEmitter::runtime(RuntimeCall call) {
  FunctionCallee &callee = runtimeCalls[size_t(call)];
  if (callee)
    return callee;
  Type *P = ptr(), *I = i64(), *F = Type::getFloatTy(context()),
       *D = Type::getDoubleTy(context()), *V = Type::getVoidTy(context());
  auto declare = [&](const char *symbol, Type *result,
                     ArrayRef<Type *> params) {
    callee = module().getOrInsertFunction(
        symbol, FunctionType::get(result, params, false));
    setRuntimeLinkage(cast<llvm::Function>(callee.getCallee()));
  };
  switch (call) {
#define RUNTIME_CALL(id, symbol, stack, result, ...)                           \
  case RuntimeCall::id:                                                        \
    declare(#symbol, result, {__VA_ARGS__});                                   \
    break;
#include "ABI/RuntimeCalls.def"
  case RuntimeCall::Count:
    llvm_unreachable("not a runtime call");
  }
  return callee;
}

//===--- Exceptions ------------------------------------------------------===//

Constant *UnitEmitter::catchDescriptor(TagIdx tag) {
  std::string symbol = options.symbol("catch_" + utostr(tag.value));
  if (GlobalVariable *known = module().getNamedGlobal(symbol))
    return known;
  Constant *words[] = {ConstantInt::get(i64(), abi::CatchTag),
                       ConstantInt::get(i64(), layout.tag(tag))};
  Constant *init = ConstantStruct::getAnon(words);
  auto *global =
      new GlobalVariable(module(), init->getType(), /*isConstant=*/true,
                         GlobalValue::InternalLinkage, init, symbol);
  global->setAlignment(Align(8));
  return global;
}

llvm::Function *UnitEmitter::personality() {
  auto *type = FunctionType::get(i32(), /*isVarArg=*/true);
  return runtimeFunction(dialect::personality, type);
}

FunctionCallee UnitEmitter::frameInstanceMarker() {
  auto *type = FunctionType::get(Type::getVoidTy(context()), {ptr()}, false);
  FunctionCallee marker =
      module().getOrInsertFunction(dialect::frameInstance, type);
  auto *fn = cast<llvm::Function>(marker.getCallee());
  fn->setDoesNotThrow();
  fn->setWillReturn();
  fn->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  return marker;
}

//===--- Annotations -----------------------------------------------------===//

void UnitEmitter::annotate(Instruction *access, Region region) const {
  access->setMetadata(LLVMContext::MD_tbaa, regions[size_t(region)]);
}

void UnitEmitter::markInvariant(LoadInst *load) const {
  load->setMetadata(LLVMContext::MD_invariant_load, empty);
  load->setMetadata(LLVMContext::MD_noundef, empty);
}

} // namespace wfx
