//===- Engine.cpp - Compiling into the running process --------------------===//
//
// Each module is linked into a JITDylib of its own, because modules use the
// same symbols, and goes with it. The dylib "runtime" has the runtime's entry
// points.
//
//===----------------------------------------------------------------------===//

#include "Compiler/Engine.h"
#include "Compiler/EngineResolver.h"
#include "Runtime/Symbols.h"
#include "Runtime/TypeMatch.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/EHFrameRegistrationPlugin.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/MemoryMapper.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/RegisterEHFrames.h"
#include <map>
#include <mutex>

using namespace llvm;
using namespace llvm::orc;

namespace wfx {

namespace {

/// A TypeDesc with what it points to. The display follows the fixed slots.
struct OwnedType {
  std::string signature;
  std::vector<uint64_t> words;
  std::shared_ptr<OwnedType> super; ///< in the display
  abi::TypeDesc *desc() {
    return reinterpret_cast<abi::TypeDesc *>(words.data());
  }
};
using TypeRef = std::shared_ptr<OwnedType>;

/// The types of all modules of an engine, one object for each. They live as
/// long as somebody holds them.
class TypeTable {
public:
  TypeRef find(const TypeSection &section, TypeIdx index);
  /// Forgets those that only \p types holds, and empties it.
  void release(std::vector<TypeRef> &types);

private:
  using Key = std::pair<uint64_t, uint64_t>;
  std::map<Key, std::weak_ptr<OwnedType>> types;
};

/// Tells the resolver where the functions of each object are.
class RecordSymbols : public ObjectLinkingLayer::Plugin {
public:
  explicit RecordSymbols(EngineResolver &resolver) : resolver(resolver) {}

  void modifyPassConfig(MaterializationResponsibility &, jitlink::LinkGraph &,
                        jitlink::PassConfiguration &config) override {
    // Calls within an object refer to sections, so nothing would hold the
    // symbols of its functions.
    config.PrePrunePasses.push_back([](jitlink::LinkGraph &graph) {
      for (jitlink::Symbol *symbol : graph.defined_symbols())
        if (symbol->isCallable())
          symbol->setLive(true);
      return Error::success();
    });
    config.PostFixupPasses.push_back([this](jitlink::LinkGraph &graph) {
      for (jitlink::Symbol *symbol : graph.defined_symbols())
        if (symbol->isCallable() && symbol->hasName())
          resolver.addSymbol(graph.getName(), *symbol->getName(),
                             symbol->getAddress().getValue(),
                             symbol->getSize());
      if (auto *code = graph.findSectionByName(abi::codeSection)) {
        jitlink::SectionRange range(*code);
        resolver.addCode(graph.getName(), {range.getStart().getValue(),
                                           range.getEnd().getValue()});
      }
      if (auto *frames = graph.findSectionByName(".eh_frame")) {
        jitlink::SectionRange range(*frames);
        resolver.addFrames(graph.getName(), range.getStart().getValue(),
                           range.getSize());
      }
      return Error::success();
    });
  }
  Error notifyFailed(MaterializationResponsibility &) override {
    return Error::success();
  }
  Error notifyRemovingResources(JITDylib &, ResourceKey) override {
    return Error::success();
  }
  void notifyTransferringResources(JITDylib &, ResourceKey,
                                   ResourceKey) override {}

private:
  EngineResolver &resolver;
};

} // namespace

//===--- Types ------------------------------------------------------------===//

static TypeRef makeType(const TypeSection &section, TypeIdx index,
                        TypeRef super) {
  auto owned = std::make_shared<OwnedType>();
  const CompositeType &composite = section[index].comp;
  if (composite.kind == CompositeType::Func)
    owned->signature = signatureString(section, composite.func);
  uint64_t depth = super ? super->desc()->depth + 1 : 0;
  owned->words.resize(abi::slot::TypeDesc::count + depth + 1);
  abi::TypeDesc *desc = owned->desc();
  desc->hashHigh = section.hash(index).hi;
  desc->hashLow = section.hash(index).lo;
  desc->kind = uint64_t(composite.kind);
  desc->signature = owned->signature.c_str();
  desc->depth = depth;
  auto **display = reinterpret_cast<const abi::TypeDesc **>(desc + 1);
  if (super)
    llvm::copy(ArrayRef(abi::display(super->desc()), depth), display);
  display[depth] = desc;
  owned->super = std::move(super);
  return owned;
}

TypeRef TypeTable::find(const TypeSection &section, TypeIdx index) {
  TypeHash hash = section.hash(index);
  Key key{hash.hi, hash.lo};
  if (TypeRef known = types[key].lock())
    return known;
  TypeRef super;
  if (const auto &supers = section[index].supers; !supers.empty())
    super = find(section, supers[0]);
  TypeRef made = makeType(section, index, std::move(super));
  types[key] = made;
  return made;
}

/// A subtype comes behind its supertype in a module, and goes before it.
void TypeTable::release(std::vector<TypeRef> &list) {
  while (!list.empty()) {
    Key key{list.back()->desc()->hashHigh, list.back()->desc()->hashLow};
    list.pop_back();
    if (auto it = types.find(key); it != types.end() && it->second.expired())
      types.erase(it);
  }
}

//===--- The engine -------------------------------------------------------===//

struct Engine::Impl {
  std::unique_ptr<LLJIT> jit;
  JITDylib *runtime = nullptr;
  EngineResolver resolver;
  std::atomic<uint64_t> modules = 0; ///< linked so far
  std::mutex mutex;                  ///< of the types
  TypeTable types;
  std::vector<TypeRef> hostTypes;
  std::mutex failureMutex;
  std::string failure; ///< why the last module could not be linked

  void recordFailures();
  /// An error that says what ORC has reported besides \p error.
  Error withReason(Error error);
  Error defineRuntime();
  Error define(JITDylib &dylib, const std::vector<TypeRef> &types);
  Error add(JITDylib &dylib, ModuleNames names, std::vector<Object> objects);
};

struct LoadedModule::Impl {
  /// What the module's users see.
  struct Desc : abi::ModuleDesc {
    LoadedModule *module;
  } desc = {};
  std::shared_ptr<Engine> engine;
  JITDylib *dylib = nullptr;
  ModuleNames names;
  std::vector<TypeRef> types; ///< by index
};

Engine::Engine() : impl(std::make_unique<Impl>()) {
  impl->resolver.retain = [](rt::Resolver *, const abi::ModuleDesc *module) {
    LoadedModule::of(module)->Retain();
  };
  impl->resolver.release = [](rt::Resolver *, const abi::ModuleDesc *module) {
    LoadedModule::of(module)->Release();
  };
}
Engine::~Engine() = default;

rt::Resolver &Engine::resolver() { return impl->resolver; }

/// The objects of a module reach each other by 32-bit distances, but linear
/// memories can come to lie between two mappings: so all code comes from one
/// reservation.
static Expected<std::unique_ptr<ObjectLayer>>
createLinkingLayer(ExecutionSession &session, EngineResolver &resolver) {
  constexpr size_t reservation = size_t(1) << 30;
  auto memory =
      MapperJITLinkMemoryManager::CreateWithMapper<InProcessMemoryMapper>(
          reservation);
  if (!memory)
    return memory.takeError();
  auto layer =
      std::make_unique<ObjectLinkingLayer>(session, std::move(*memory));
  layer->addPlugin(std::make_shared<RecordSymbols>(resolver));
  layer->addPlugin(std::make_shared<EHFrameRegistrationPlugin>(
      ExecutorAddr::fromPtr(&llvm_orc_registerEHFrameSectionAllocAction),
      ExecutorAddr::fromPtr(&llvm_orc_deregisterEHFrameSectionAllocAction)));
  return std::move(layer);
}

Expected<std::shared_ptr<Engine>> Engine::create() {
  // Registers the host's target as a side effect.
  auto machine = createTarget({"", "native", OptLevel::O0});
  if (!machine)
    return machine.takeError();
  std::shared_ptr<Engine> engine(new Engine);
  Impl &impl = *engine->impl;
  auto jit = LLJITBuilder()
                 .setJITTargetMachineBuilder(
                     JITTargetMachineBuilder((*machine)->getTargetTriple()))
                 .setObjectLinkingLayerCreator(
                     [&](ExecutionSession &session)
                         -> Expected<std::unique_ptr<ObjectLayer>> {
                       return createLinkingLayer(session, impl.resolver);
                     })
                 .setPlatformSetUp(setUpInactivePlatform)
                 .create();
  if (!jit)
    return jit.takeError();
  impl.jit = std::move(*jit);
  impl.recordFailures();
  impl.runtime = &impl.jit->getExecutionSession().createBareJITDylib("runtime");
  if (Error failed = impl.defineRuntime())
    return std::move(failed);
  return std::move(engine);
}

/// What the lookup of a symbol returns says only that something failed.
void Engine::Impl::recordFailures() {
  jit->getExecutionSession().setErrorReporter([this](Error error) {
    std::lock_guard lock(failureMutex);
    failure = toString(std::move(error));
  });
}

Error Engine::Impl::withReason(Error error) {
  std::lock_guard lock(failureMutex);
  std::string reason = std::exchange(failure, {});
  return usageError("cannot link the code: " + toString(std::move(error)) +
                    (reason.empty() ? "" : ": " + reason));
}

Error Engine::Impl::defineRuntime() {
  SymbolMap symbols;
  for (const rt::Symbol *list : {rt::runtimeSymbols, rt::wasiSymbols})
    for (; list->name; ++list)
      symbols[jit->mangleAndIntern(list->name)] = {
          ExecutorAddr::fromPtr(list->address), JITSymbolFlags::Exported};
  if (Error failed = runtime->define(absoluteSymbols(std::move(symbols))))
    return failed;
  // memcpy and what else code generation calls.
  auto process = DynamicLibrarySearchGenerator::GetForCurrentProcess(
      jit->getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  runtime->addGenerator(std::move(*process));
  return Error::success();
}

const abi::TypeDesc *Engine::typeDescriptor(const FuncType &type) {
  TypeSection section;
  SubType sub;
  sub.comp.func = type;
  section.addGroup({sub});
  section.canonicalize();
  std::lock_guard lock(impl->mutex);
  TypeRef found = impl->types.find(section, TypeIdx(0));
  if (!is_contained(impl->hostTypes, found))
    impl->hostTypes.push_back(found);
  return found->desc();
}

//===--- Modules ----------------------------------------------------------===//

CompileOptions forEngine(CompileOptions options) {
  options.externalTypes = true;
  return options;
}

Expected<ModuleRef> Engine::load(const ValidModule &module,
                                 CompileOptions options, Report &report) {
  options = forEngine(std::move(options));
  auto objects = compileModule(module, options, report);
  if (!objects)
    return objects.takeError();
  Report::Phase phase(report, "link");
  return link(*module, options, std::move(*objects));
}

/// Defines the symbols of \p types in the dylib of the module that has them.
Error Engine::Impl::define(JITDylib &dylib, const std::vector<TypeRef> &types) {
  SymbolMap symbols;
  for (const TypeRef &type : types) {
    const abi::TypeDesc *desc = type->desc();
    symbols[jit->mangleAndIntern(typeSymbol({desc->hashHigh, desc->hashLow}))] =
        {ExecutorAddr::fromPtr(desc), JITSymbolFlags::Exported};
  }
  return dylib.define(absoluteSymbols(std::move(symbols)));
}

Error Engine::Impl::add(JITDylib &dylib, ModuleNames names,
                        std::vector<Object> objects) {
  for (auto [i, object] : enumerate(objects)) {
    std::string name = dylib.getName() + "." + utostr(i);
    auto buffer = MemoryBuffer::getMemBufferCopy(
        StringRef(object.data(), object.size()), name);
    resolver.addObject(name, std::move(object), names);
    if (Error failed = jit->addObjectFile(dylib, std::move(buffer)))
      return failed;
  }
  return Error::success();
}

Expected<ModuleRef> Engine::link(const Module &module,
                                 const CompileOptions &options,
                                 std::vector<Object> objects) {
  ModuleRef result(new LoadedModule(shared_from_this()));
  LoadedModule::Impl &loaded = *result->impl;
  {
    std::lock_guard lock(impl->mutex);
    for (uint32_t i = 0; i < module.types.size(); ++i)
      loaded.types.push_back(impl->types.find(module.types, TypeIdx(i)));
  }
  JITDylib &dylib = impl->jit->getExecutionSession().createBareJITDylib(
      "module" + utostr(impl->modules++));
  loaded.dylib = &dylib;
  loaded.names = EngineResolver::namesOf(module, options.shownName);
  dylib.addToLinkOrder(*impl->runtime);
  if (Error failed = impl->define(dylib, loaded.types))
    return impl->withReason(std::move(failed));
  if (Error failed = impl->add(dylib, loaded.names, std::move(objects)))
    return impl->withReason(std::move(failed));
  const LibrarySymbols *library = options.library;
  auto symbol = impl->jit->lookupLinkerMangled(
      dylib, impl->jit->mangle(library ? library->accessor
                                       : options.prefix + "_module"));
  if (!symbol)
    return impl->withReason(symbol.takeError());
  static_cast<abi::ModuleDesc &>(loaded.desc) =
      library ? *symbol->toPtr<abi::ModuleDesc *(*)()>()()
              : *symbol->toPtr<abi::ModuleDesc *>();
  loaded.desc.resolver = &impl->resolver;
  // No other code of Wasm modules is in between but that of the same engine.
  EngineResolver::Range code = impl->resolver.codeOf(loaded.names);
  loaded.desc.codeBegin = reinterpret_cast<void *>(code.begin);
  loaded.desc.codeEnd = reinterpret_cast<void *>(code.end);
  loaded.desc.module = result.get();
  return result;
}

LoadedModule::LoadedModule(std::shared_ptr<Engine> engine)
    : impl(std::make_unique<Impl>()) {
  impl->engine = std::move(engine);
}

LoadedModule::~LoadedModule() {
  Engine::Impl &engine = *impl->engine->impl;
  if (impl->dylib) {
    ExecutionSession &session = engine.jit->getExecutionSession();
    // First, because others may get the addresses as soon as they are free.
    engine.resolver.removeObjects(impl->names);
    // What the system does not take back now, it keeps.
    consumeError(session.removeJITDylib(*impl->dylib));
    session.getSymbolStringPool()->clearDeadEntries();
  }
  std::lock_guard lock(engine.mutex);
  engine.types.release(impl->types);
}

const abi::ModuleDesc *LoadedModule::desc() const { return &impl->desc; }

LoadedModule *LoadedModule::of(const abi::ModuleDesc *desc) {
  return static_cast<const Impl::Desc *>(desc)->module;
}

} // namespace wfx
