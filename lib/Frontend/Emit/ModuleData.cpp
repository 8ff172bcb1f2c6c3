//===- ModuleData.cpp - What exists once per module -----------------------===//
//
// The module descriptor with everything it points to (Layout.def), the type
// descriptors, segment contents, and the function that initialises an instance.
// Initialisation is code: constant expressions go through the same emitter as
// function bodies, and a segment out of bounds traps like any other
// instruction.
//
//===----------------------------------------------------------------------===//

#include "ABI/Version.h"
#include "Frontend/Emit/UnitEmitter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

std::string moduleSymbol(const EmitOptions &options) {
  return options.symbol("module");
}

namespace {

/// Builds the constants of unit 0.
class ModuleData {
public:
  explicit ModuleData(UnitEmitter &unit)
      : unit(unit), wasm(unit.wasm), layout(unit.layout) {}
  void emit();

private:
  using Fields = std::initializer_list<std::pair<unsigned, Constant *>>;
  /// A record of \p slots words; fields not given are zero.
  Constant *record(unsigned slots, Fields fields);
  /// A private constant holding \p elements; null if there are none.
  Constant *array(ArrayRef<Constant *> elements);
  Constant *constant(Constant *init, const Twine &name = "");
  Constant *bytes(StringRef data, bool terminate);
  Constant *word(uint64_t v) { return ConstantInt::get(unit.i64(), v); }
  Constant *count(size_t n) { return word(n); }
  Constant *null() { return ConstantPointerNull::get(unit.ptr()); }
  /// The descriptor of a concrete reference type, else null.
  Constant *concrete(ValType type) {
    return type.isRef() && type.heap.isConcrete()
               ? unit.typeDescriptor(type.heap.index)
               : null();
  }
  Constant *limitMax(const Limits &limits) {
    return word(limits.max.value_or(~uint64_t(0)));
  }

  uint64_t memoryFlags(const MemoryType &type) const;
  Constant *abiSymbol();
  Constant *imports();
  Constant *adapter(const Import &import, uint64_t &flags);
  Constant *exports();
  Constant *memories();
  Constant *tables();
  Constant *functions();
  Constant *datas();
  Constant *elems();
  Constant *tags();
  Constant *boundary(StringRef prefix);
  std::optional<std::vector<uint32_t>> staticRefs(const ElemSegment &segment);
  uint32_t staticRef(FuncIdx f);
  llvm::Function *initializer();
  void initializeTables(IRBuilder<> &b, Value *instance);
  void initializeElems(IRBuilder<> &b, Value *instance);
  void initializeDatas(IRBuilder<> &b, Value *instance);
  void callRuntime(IRBuilder<> &b, RuntimeCall call, ArrayRef<Value *> args) {
    b.CreateCall(unit.runtime(call), args);
  }
  void clearSize(IRBuilder<> &b, Value *instance, uint64_t offset);
  void defineTypes();
  void defineCallTable(TableIdx table);

  UnitEmitter &unit;
  const Module &wasm;
  const InstanceLayout &layout;
  /// Segments whose elements the initialiser computes.
  std::vector<bool> computedElems;
};

Constant *ModuleData::record(unsigned slots, Fields fields) {
  SmallVector<Constant *, 16> words(slots, word(0));
  for (auto [index, value] : fields)
    words[index] = value;
  return ConstantStruct::getAnon(words);
}

Constant *ModuleData::constant(Constant *init, const Twine &name) {
  auto *global = new GlobalVariable(unit.module(), init->getType(), true,
                                    GlobalValue::PrivateLinkage, init, name);
  global->setAlignment(Align(8));
  return global;
}

/// Records of one kind may differ in which slots are pointers, but not in size:
/// a struct of them is laid out as an array.
Constant *ModuleData::array(ArrayRef<Constant *> elements) {
  return elements.empty() ? null()
                          : constant(ConstantStruct::getAnon(elements));
}

Constant *ModuleData::bytes(StringRef data, bool terminate) {
  auto *init = ConstantDataArray::getString(unit.context(), data, terminate);
  auto *global = new GlobalVariable(unit.module(), init->getType(), true,
                                    GlobalValue::PrivateLinkage, init);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

//===--- Descriptors ------------------------------------------------------===//

void ModuleData::emit() {
  namespace D = slot::ModuleDesc;
  const LibrarySymbols *library = unit.options.library;
  Constant *desc = record(
      D::count,
      {{D::name,
        bytes(library ? library->name : unit.options.moduleName, true)},
       {D::abi, abiSymbol()},
       {D::instanceSize, word(layout.size())},
       {D::imports, imports()},
       {D::importCount, count(wasm.imports.size())},
       {D::exports, exports()},
       {D::exportCount, count(wasm.exports.size())},
       {D::memories, memories()},
       {D::memoryCount, count(wasm.memories.size() - wasm.importedMemories)},
       {D::tables, tables()},
       {D::tableCount, count(wasm.tables.size() - wasm.importedTables)},
       {D::functions, functions()},
       {D::functionCount, count(layout.escaping().size())},
       {D::datas, datas()},
       {D::dataCount, count(wasm.datas.size())},
       {D::elems, elems()},
       {D::elemCount, count(wasm.elems.size())},
       {D::initialize, initializer()},
       {D::memorySlots, word(layout.memory(MemIdx(0)))},
       {D::tableSlots, word(layout.table(TableIdx(0)))},
       {D::tagSlots, word(layout.tag(TagIdx(0)))},
       {D::tagCount, count(wasm.tags.size())},
       {D::tags, tags()},
       {D::codeBegin, boundary("__start_")},
       {D::codeEnd, boundary("__stop_")},
       {D::cpuFeatures, word(unit.options.cpuFeatures)}});
  auto *global = new GlobalVariable(unit.module(), desc->getType(), true,
                                    GlobalValue::ExternalLinkage, desc,
                                    moduleSymbol(unit.options));
  global->setVisibility(GlobalValue::HiddenVisibility);
  global->setDSOLocal(true);
  global->setAlignment(Align(8));
  defineTypes();
  for (uint32_t i = 0; i < wasm.tables.size(); ++i)
    if (unit.valid.fixedTable(TableIdx(i)))
      defineCallTable(TableIdx(i));
  if (library)
    unit.emitAccessor(global);
}

/// The beginning or the end of the section of code, which the linker defines;
/// null in code that is linked in memory (Engine::link() fills it in).
Constant *ModuleData::boundary(StringRef prefix) {
  auto *symbol = new GlobalVariable(
      unit.module(), Type::getInt8Ty(unit.context()), /*isConstant=*/true,
      GlobalValue::ExternalWeakLinkage, nullptr, prefix + abi::codeSection);
  symbol->setVisibility(GlobalValue::HiddenVisibility);
  return symbol;
}

/// What a runtime of the same ABI defines: others fail to link.
Constant *ModuleData::abiSymbol() {
  auto *symbol = new GlobalVariable(
      unit.module(), Type::getInt8Ty(unit.context()), /*isConstant=*/true,
      GlobalValue::ExternalLinkage, nullptr, WFX_ABI_SYMBOL_NAME);
  unit.setRuntimeLinkage(symbol);
  return symbol;
}

uint64_t ModuleData::memoryFlags(const MemoryType &type) const {
  bool isChecked = accessCheck(type, unit.options) == AccessCheck::Exact;
  return (type.limits.is64 ? abi::FlagIs64 : 0) |
         (type.shared ? abi::FlagShared : 0) |
         (isChecked ? abi::FlagChecked : 0);
}

Constant *ModuleData::imports() {
  namespace D = slot::ImportDesc;
  std::vector<Constant *> rows;
  for (const Import &import : wasm.imports) {
    uint64_t where = 0, code = 0, flags = 0;
    Constant *type = null(), *min = word(0), *max = word(0), *adapter = null();
    auto limits = [&](const Limits &l) {
      min = word(l.min);
      max = limitMax(l);
      flags |= l.is64 ? abi::FlagIs64 : 0;
    };
    switch (import.kind) {
    case ExternKind::Func:
      where = layout.import(FuncIdx(import.index));
      type = unit.typeDescriptor(wasm.functions[import.index].type);
      if (unit.options.library)
        adapter = this->adapter(import, flags);
      break;
    case ExternKind::Table: {
      const TableType &t = wasm.tables[import.index].type;
      where = layout.table(TableIdx(import.index));
      code = valueTypeCode(t.element);
      type = concrete(t.element);
      limits(t.limits);
      break;
    }
    case ExternKind::Memory: {
      const MemoryType &m = wasm.memories[import.index].type;
      where = layout.memory(MemIdx(import.index));
      code = m.pageSizeLog2;
      limits(m.limits);
      flags = memoryFlags(m);
      break;
    }
    case ExternKind::Global: {
      const GlobalType &g = wasm.globals[import.index].type;
      where = layout.global(GlobalIdx(import.index));
      code = valueTypeCode(g.type);
      type = concrete(g.type);
      flags |= g.isMutable ? abi::FlagMutable : 0;
      break;
    }
    case ExternKind::Tag:
      where = layout.tag(TagIdx(import.index));
      type = unit.typeDescriptor(wasm.tags[import.index].type);
      break;
    }
    rows.push_back(
        record(D::count, {{D::module, bytes(import.module, true)},
                          {D::moduleSize, count(import.module.size())},
                          {D::name, bytes(import.name, true)},
                          {D::nameSize, count(import.name.size())},
                          {D::kind, word(uint64_t(import.kind))},
                          {D::slot, word(where)},
                          {D::typeCode, word(code)},
                          {D::typeDesc, type},
                          {D::min, min},
                          {D::max, max},
                          {D::flags, word(flags)},
                          {D::adapter, adapter}}));
  }
  return array(rows);
}

/// What calls the host's function for \p import: for one of WASI the function
/// itself, with the flag that says so.
Constant *ModuleData::adapter(const Import &import, uint64_t &flags) {
  StringRef wasi = unit.options.library->wasi[&import - wasm.imports.data()];
  if (wasi.empty())
    return unit.emitAdapter(FuncIdx(import.index));
  flags |= abi::FlagWasi;
  return unit.runtimeFunction(wasi);
}

Constant *ModuleData::exports() {
  namespace D = slot::ExportDesc;
  std::vector<Constant *> rows;
  for (const Export &e : wasm.exports) {
    uint64_t where = 0, code = 0, flags = 0;
    Constant *type = null(), *entry = null();
    auto imported = [&](const auto &entity) {
      flags |= entity.import ? abi::FlagImported : 0;
    };
    switch (e.kind) {
    case ExternKind::Func: {
      FuncIdx f(e.index);
      imported(wasm.functions[e.index]);
      where = flags ? layout.import(f) : layout.funcRef(f);
      if (unit.options.library)
        entry = unit.entry(e);
      type = unit.typeDescriptor(wasm.functions[e.index].type);
      break;
    }
    case ExternKind::Table:
      where = layout.table(TableIdx(e.index));
      imported(wasm.tables[e.index]);
      break;
    case ExternKind::Memory:
      where = layout.memory(MemIdx(e.index));
      imported(wasm.memories[e.index]);
      break;
    case ExternKind::Global: {
      const Global &g = wasm.globals[e.index];
      where = layout.global(GlobalIdx(e.index));
      imported(g);
      flags |= g.type.isMutable ? abi::FlagMutable : 0;
      code = valueTypeCode(g.type.type);
      type = concrete(g.type.type);
      break;
    }
    case ExternKind::Tag:
      where = layout.tag(TagIdx(e.index));
      imported(wasm.tags[e.index]);
      type = unit.typeDescriptor(wasm.tags[e.index].type);
      break;
    }
    rows.push_back(record(D::count, {{D::name, bytes(e.name, true)},
                                     {D::nameSize, count(e.name.size())},
                                     {D::kind, word(uint64_t(e.kind))},
                                     {D::slot, word(where)},
                                     {D::typeCode, word(code)},
                                     {D::typeDesc, type},
                                     {D::flags, word(flags)},
                                     {D::entry, entry}}));
  }
  return array(rows);
}

Constant *ModuleData::memories() {
  namespace D = slot::MemoryDesc;
  std::vector<Constant *> rows;
  for (uint32_t i = wasm.importedMemories; i < wasm.memories.size(); ++i) {
    const MemoryType &type = wasm.memories[i].type;
    rows.push_back(
        record(D::count, {{D::slot, word(layout.memory(MemIdx(i)))},
                          {D::min, word(type.limits.min)},
                          {D::max, limitMax(type.limits)},
                          {D::flags, word(memoryFlags(type))},
                          {D::pageSizeLog2, word(type.pageSizeLog2)}}));
  }
  return array(rows);
}

Constant *ModuleData::tables() {
  namespace D = slot::TableDesc;
  std::vector<Constant *> rows;
  for (uint32_t i = wasm.importedTables; i < wasm.tables.size(); ++i) {
    const TableType &type = wasm.tables[i].type;
    rows.push_back(record(
        D::count, {{D::slot, word(layout.table(TableIdx(i)))},
                   {D::min, word(type.limits.min)},
                   {D::max, limitMax(type.limits)},
                   {D::flags, word(type.limits.is64 ? abi::FlagIs64 : 0)},
                   {D::typeCode, word(valueTypeCode(type.element))},
                   {D::typeDesc, concrete(type.element)}}));
  }
  return array(rows);
}

Constant *ModuleData::functions() {
  namespace D = slot::FunctionDesc;
  std::vector<Constant *> rows;
  for (FuncIdx f : layout.escaping())
    rows.push_back(
        record(D::count,
               {{D::slot, word(layout.funcRef(f))},
                {D::code, unit.function(f)},
                {D::type, unit.typeDescriptor(wasm.functions[f.value].type)}}));
  return array(rows);
}

Constant *ModuleData::datas() {
  namespace D = slot::DataDesc;
  std::vector<Constant *> rows;
  for (uint32_t i = 0; i < wasm.datas.size(); ++i) {
    StringRef contents = llvm::toStringRef(wasm.slice(wasm.datas[i].bytes));
    rows.push_back(record(D::count, {{D::slot, word(layout.data(DataIdx(i)))},
                                     {D::bytes, bytes(contents, false)},
                                     {D::size, count(contents.size())}}));
  }
  return array(rows);
}

uint32_t ModuleData::staticRef(FuncIdx f) {
  if (f.value < wasm.importedFunctions)
    return uint32_t(layout.import(f) / 8) | abi::elemRefImported;
  return uint32_t(layout.funcRef(f) / 8);
}

/// The elements as references known at compile time, or nothing if an
/// expression needs the instance (global.get and the like).
std::optional<std::vector<uint32_t>>
ModuleData::staticRefs(const ElemSegment &segment) {
  // No constant expression makes a continuation.
  if (wasm.types.isContinuation(segment.type))
    return std::vector<uint32_t>(segment.size(), 0);
  auto elements = constantElements(wasm, segment);
  if (!elements)
    return std::nullopt;
  std::vector<uint32_t> refs;
  for (std::optional<FuncIdx> f : *elements)
    refs.push_back(f ? staticRef(*f) : 0);
  return refs;
}

Constant *ModuleData::elems() {
  namespace D = slot::ElemDesc;
  std::vector<Constant *> rows;
  for (uint32_t i = 0; i < wasm.elems.size(); ++i) {
    auto refs = staticRefs(wasm.elems[i]);
    computedElems.push_back(!refs);
    // Not null even where empty: null means computed.
    Constant *list =
        refs ? constant(ConstantDataArray::get(unit.context(), *refs)) : null();
    rows.push_back(record(D::count, {{D::slot, word(layout.elem(ElemIdx(i)))},
                                     {D::size, count(wasm.elems[i].size())},
                                     {D::refs, list}}));
  }
  return array(rows);
}

/// A tag is called what the name section calls it, else what it is exported as.
Constant *ModuleData::tags() {
  namespace D = slot::TagDesc;
  std::vector<Constant *> rows;
  for (uint32_t i = 0; i < wasm.tags.size(); ++i) {
    StringRef name = wasm.names.tags.lookup(i);
    for (const Export &e : wasm.exports)
      if (name.empty() && e.kind == ExternKind::Tag && e.index == i)
        name = e.name;
    rows.push_back(
        record(D::count, {{D::type, unit.typeDescriptor(wasm.tags[i].type)},
                          {D::name, bytes(name, true)},
                          {D::nameSize, count(name.size())},
                          {D::imported, word(wasm.tags[i].import ? 1 : 0)}}));
  }
  return array(rows);
}

//===--- Types ------------------------------------------------------------===//

/// Defines every type of the module. In executables the linker keeps one
/// definition of each, which makes descriptors comparable by address. Weak, not
/// linkonce: other units may be the only users. A library has its own, which
/// become local when its units are joined.
void ModuleData::defineTypes() {
  if (unit.options.externalTypes)
    return;
  namespace D = slot::TypeDesc;
  for (uint32_t i = 0; i < wasm.types.size(); ++i) {
    TypeIdx type(i);
    auto *global = cast<GlobalVariable>(unit.typeDescriptor(type));
    if (global->hasInitializer())
      continue;
    SmallVector<Constant *, 4> display{global};
    for (TypeIdx t = type; !wasm.types[t].supers.empty();) {
      t = wasm.types[t].supers[0];
      display.insert(display.begin(), unit.typeDescriptor(t));
    }
    TypeHash hash = wasm.types.hash(type);
    const CompositeType &composite = wasm.types[type].comp;
    SmallVector<Constant *, 8> words(D::count, word(0));
    words[D::hashHigh] = word(hash.hi);
    words[D::hashLow] = word(hash.lo);
    words[D::kind] = word(uint64_t(composite.kind));
    if (composite.kind == CompositeType::Func)
      words[D::signature] =
          bytes(signatureString(wasm.types, composite.func), true);
    words[D::depth] = word(display.size() - 1);
    words.append(display);
    Constant *init = ConstantStruct::getAnon(words);

    bool isLibrary = unit.options.library;
    auto linkage =
        isLibrary ? GlobalValue::ExternalLinkage : GlobalValue::WeakODRLinkage;
    auto *definition = new GlobalVariable(unit.module(), init->getType(), true,
                                          linkage, init, "");
    definition->setVisibility(GlobalValue::HiddenVisibility);
    definition->setDSOLocal(true);
    definition->setAlignment(Align(8));
    std::string name = global->getName().str();
    unit.replaceType(type, definition);
    definition->setName(name);
    if (!isLibrary)
      definition->setComdat(unit.module().getOrInsertComdat(name));
  }
}

void ModuleData::defineCallTable(TableIdx table) {
  GlobalVariable *global = unit.callTable(table);
  Constant *begin = ConstantExpr::getPtrToInt(global, unit.i64());
  SmallVector<Constant *> elements;
  for (auto f : unit.valid.fixedTable(table)->elements) {
    uint32_t type = unit.noFunction;
    Constant *code = ConstantInt::get(unit.i32(), 0);
    if (f)
      type = wasm.types.canonicalId(wasm.functions[f->value].type);
    if (f && f->value >= wasm.importedFunctions)
      code = ConstantExpr::getTrunc(
          ConstantExpr::getSub(
              ConstantExpr::getPtrToInt(unit.function(*f), unit.i64()), begin),
          unit.i32());
    elements.push_back(
        ConstantStruct::getAnon({ConstantInt::get(unit.i32(), type), code}));
  }
  global->setInitializer(
      ConstantArray::get(cast<ArrayType>(global->getValueType()), elements));
}

//===--- Initialisation ---------------------------------------------------===//

llvm::Function *ModuleData::initializer() {
  auto *type =
      FunctionType::get(Type::getVoidTy(unit.context()), {unit.ptr()}, false);
  std::string symbol = unit.options.symbol("initialize");
  llvm::Function *fn =
      unit.createFunction(type, symbol, GlobalValue::InternalLinkage);
  DISubprogram *scope = unit.createSubprogram("<initialize>", symbol, 0);
  fn->setSubprogram(scope);
  // It runs once: time spent on optimising it is lost.
  fn->addFnAttr(Attribute::OptimizeNone);
  fn->addFnAttr(Attribute::NoInline);
  IRBuilder<> b(BasicBlock::Create(unit.context(), "", fn));
  b.SetCurrentDebugLocation(DILocation::get(unit.context(), 0, 0, scope));
  Value *instance = fn->getArg(0);

  for (uint32_t i = wasm.importedGlobals; i < wasm.globals.size(); ++i) {
    Value *value = emitConstExpr(unit, b, instance, wasm.globals[i].init);
    Value *address = b.CreateConstGEP1_64(b.getInt8Ty(), instance,
                                          layout.global(GlobalIdx(i)));
    b.CreateAlignedStore(value, address, Align(8));
  }
  initializeTables(b, instance);
  initializeElems(b, instance);
  initializeDatas(b, instance);
  if (wasm.start) {
    b.SetCurrentDebugLocation(
        DILocation::get(unit.context(), unsigned(wasm.startOffset), 0, scope));
    emitCall(unit, b, instance, *wasm.start);
  }
  b.CreateRetVoid();
  return fn;
}

void ModuleData::initializeTables(IRBuilder<> &b, Value *instance) {
  for (uint32_t i = wasm.importedTables; i < wasm.tables.size(); ++i) {
    const Table &table = wasm.tables[i];
    if (!table.init)
      continue;
    Value *value = emitConstExpr(unit, b, instance, *table.init);
    auto [low, high] = referenceWords(b, value);
    callRuntime(b, RuntimeCall::TableFill,
                {instance, b.getInt64(i), b.getInt64(0), low, high,
                 b.getInt64(table.type.limits.min)});
  }
}

/// The operation `elem.drop` or `data.drop`.
void ModuleData::clearSize(IRBuilder<> &b, Value *instance, uint64_t offset) {
  b.CreateStore(b.getInt64(0),
                b.CreateConstGEP1_64(b.getInt8Ty(), instance, offset));
}

/// Computed segments first, all of them: an active segment may trap, and
/// later segments must not be half made.
void ModuleData::initializeElems(IRBuilder<> &b, Value *instance) {
  for (uint32_t i = 0; i < wasm.elems.size(); ++i) {
    if (!computedElems[i])
      continue;
    uint64_t refs = layout.elem(ElemIdx(i)) + slot::ElemSlot::refs * 8;
    Value *list = b.CreateLoad(
        unit.ptr(), b.CreateConstGEP1_64(b.getInt8Ty(), instance, refs));
    for (auto [n, expr] : enumerate(wasm.elems[i].expressions))
      b.CreateStore(emitConstExpr(unit, b, instance, expr),
                    b.CreateConstGEP1_64(unit.ptr(), list, n));
  }
  for (uint32_t i = 0; i < wasm.elems.size(); ++i) {
    const ElemSegment &segment = wasm.elems[i];
    if (segment.mode == SegmentMode::Passive)
      continue;
    if (segment.mode == SegmentMode::Active) {
      Value *to = emitConstExpr(unit, b, instance, segment.address);
      callRuntime(b, RuntimeCall::TableInit,
                  {instance, b.getInt64(segment.table.value), b.getInt64(i),
                   b.CreateZExt(to, unit.i64()), b.getInt64(0),
                   b.getInt64(segment.size())});
    }
    clearSize(b, instance, layout.elem(ElemIdx(i)) + slot::ElemSlot::size * 8);
  }
}

void ModuleData::initializeDatas(IRBuilder<> &b, Value *instance) {
  for (uint32_t i = 0; i < wasm.datas.size(); ++i) {
    const DataSegment &segment = wasm.datas[i];
    if (segment.mode != SegmentMode::Active)
      continue;
    Value *to = emitConstExpr(unit, b, instance, segment.address);
    callRuntime(b, RuntimeCall::MemoryInit,
                {instance, b.getInt64(segment.memory.value), b.getInt64(i),
                 b.CreateZExt(to, unit.i64()), b.getInt64(0),
                 b.getInt64(segment.bytes.size())});
    clearSize(b, instance, layout.data(DataIdx(i)) + slot::DataSlot::size * 8);
  }
}

} // namespace

void UnitEmitter::emitModuleData() { ModuleData(*this).emit(); }

} // namespace wfx
