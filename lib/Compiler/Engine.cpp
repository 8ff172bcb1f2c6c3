//===- Engine.cpp - Compiling into the running process --------------------===//
//
// Each module is linked into a JITDylib of its own, because modules use the same
// symbols. What they share is defined once, in the dylib "runtime": the runtime's
// entry points and the descriptors of function types.
//
//===----------------------------------------------------------------------===//

#include "Compiler/Engine.h"
#include "ABI/Version.h"
#include "Compiler/EngineResolver.h"
#include "Lowering/Dialect.h"
#include "Runtime/FusedMultiplyAdd.h"
#include "Runtime/Memory.h"
#include "Runtime/Stack.h"
#include "Runtime/Table.h"
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

// The stubs that switch stacks are assembly and have no header.
extern "C" {
#define STUB_Wasm(symbol)
#define STUB_Host(symbol) void symbol();
#define STUB_Unwind(symbol) void symbol();
#define RUNTIME_CALL(id, symbol, stack, result, ...) STUB_##stack(symbol)
#include "ABI/RuntimeCalls.def"
void wfx_personality();
extern const char WFX_ABI_SYMBOL;
}

namespace wfx {

namespace {

/// A TypeDesc with what it points to. The display follows the fixed slots.
struct OwnedType {
  std::string signature;
  std::vector<uint64_t> words;
  abi::TypeDesc *desc() { return reinterpret_cast<abi::TypeDesc *>(words.data()); }
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
                             symbol->getAddress().getValue(), symbol->getSize());
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
  void notifyTransferringResources(JITDylib &, ResourceKey, ResourceKey) override {}

private:
  EngineResolver &resolver;
};

} // namespace

struct Engine::Impl {
  std::unique_ptr<LLJIT> jit;
  JITDylib *runtime = nullptr;
  EngineResolver resolver;
  std::map<std::pair<uint64_t, uint64_t>, OwnedType> types;
  unsigned modules = 0;
  std::mutex mutex; ///< one module at a time

  Error define(StringRef symbol, const void *address);
  Error defineRuntime();
  const abi::TypeDesc *type(const TypeSection &types, TypeIdx index);
};

Engine::Engine() : impl(std::make_unique<Impl>()) {}
Engine::~Engine() = default;

rt::Resolver &Engine::resolver() { return impl->resolver; }

/// The objects of a module reach each other by 32-bit distances, but linear memories
/// can come to lie between two mappings: so all code comes from one reservation.
static Expected<std::unique_ptr<ObjectLayer>>
createLinkingLayer(ExecutionSession &session, EngineResolver &resolver) {
  constexpr size_t reservation = size_t(1) << 30;
  auto memory =
      MapperJITLinkMemoryManager::CreateWithMapper<InProcessMemoryMapper>(
          reservation);
  if (!memory)
    return memory.takeError();
  auto layer = std::make_unique<ObjectLinkingLayer>(session, std::move(*memory));
  layer->addPlugin(std::make_shared<RecordSymbols>(resolver));
  layer->addPlugin(std::make_shared<EHFrameRegistrationPlugin>(
      ExecutorAddr::fromPtr(&llvm_orc_registerEHFrameSectionAllocAction),
      ExecutorAddr::fromPtr(&llvm_orc_deregisterEHFrameSectionAllocAction)));
  return std::move(layer);
}

Expected<std::unique_ptr<Engine>> Engine::create() {
  // Registers the host's target as a side effect.
  auto machine = createTarget({"", "native", OptLevel::O0});
  if (!machine)
    return machine.takeError();
  std::unique_ptr<Engine> engine(new Engine);
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
  impl.runtime = &impl.jit->getExecutionSession().createBareJITDylib("runtime");
  if (Error failed = impl.defineRuntime())
    return std::move(failed);
  return std::move(engine);
}

Error Engine::Impl::define(StringRef symbol, const void *address) {
  return runtime->define(absoluteSymbols(
      {{jit->mangleAndIntern(symbol),
        {ExecutorAddr::fromPtr(address), JITSymbolFlags::Exported}}}));
}

Error Engine::Impl::defineRuntime() {
#define RUNTIME_CALL(id, symbol, stack, result, ...)                           \
  if (Error failed = define(#symbol, reinterpret_cast<const void *>(&symbol))) \
    return failed;
#include "ABI/RuntimeCalls.def"
  if (Error failed = define(dialect::personality,
                            reinterpret_cast<const void *>(&wfx_personality)))
    return failed;
  if (Error failed = define(WFX_ABI_SYMBOL_NAME, &WFX_ABI_SYMBOL))
    return failed;
  // memcpy and what else code generation calls.
  auto process = DynamicLibrarySearchGenerator::GetForCurrentProcess(
      jit->getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  runtime->addGenerator(std::move(*process));
  return Error::success();
}

const abi::TypeDesc *Engine::Impl::type(const TypeSection &section, TypeIdx index) {
  TypeHash hash = section.hash(index);
  auto [it, isNew] = types.try_emplace({hash.hi, hash.lo});
  OwnedType &owned = it->second;
  if (!isNew)
    return owned.desc();
  std::vector<const abi::TypeDesc *> display;
  for (TypeIdx t = index; !section[t].supers.empty();) {
    t = section[t].supers[0];
    display.insert(display.begin(), type(section, t));
  }
  const CompositeType &composite = section[index].comp;
  if (composite.kind == CompositeType::Func)
    owned.signature = signatureString(section, composite.func);
  owned.words.resize(abi::slot::TypeDesc::count + display.size() + 1);
  abi::TypeDesc *desc = owned.desc();
  display.push_back(desc);
  desc->hashHigh = hash.hi;
  desc->hashLow = hash.lo;
  desc->kind = uint64_t(composite.kind);
  desc->signature = owned.signature.c_str();
  desc->depth = display.size() - 1;
  memcpy(desc + 1, display.data(), display.size() * sizeof(void *));
  cantFail(define(typeSymbol(hash), desc));
  return desc;
}

const abi::TypeDesc *Engine::typeDescriptor(const Module &module, TypeIdx type) {
  std::lock_guard lock(impl->mutex);
  return impl->type(module.types, type);
}

const abi::TypeDesc *Engine::typeDescriptor(const FuncType &type) {
  TypeSection section;
  SubType sub;
  sub.comp.func = type;
  section.addGroup({sub});
  section.canonicalize();
  std::lock_guard lock(impl->mutex);
  return impl->type(section, TypeIdx(0));
}

Expected<const abi::ModuleDesc *> Engine::load(const ValidModule &module,
                                               CompileOptions options,
                                               Report &report) {
  std::lock_guard lock(impl->mutex);
  options.externalTypes = true;
  auto objects = compileModule(module, options, report);
  if (!objects)
    return objects.takeError();
  for (uint32_t i = 0; i < module->types.size(); ++i)
      impl->type(module->types, TypeIdx(i));

  Report::Phase phase(report, "link");
  std::string name = "module" + utostr(impl->modules++);
  JITDylib &dylib = impl->jit->getExecutionSession().createBareJITDylib(name);
  dylib.addToLinkOrder(*impl->runtime);
  impl->resolver.beginModule(*module, options.shownName);
  for (auto [i, object] : enumerate(*objects)) {
    std::string objectName = name + "." + utostr(i);
    auto buffer = MemoryBuffer::getMemBufferCopy(
        StringRef(object.data(), object.size()), objectName);
    impl->resolver.addObject(buffer->getBufferIdentifier(), std::move(object));
    if (Error failed = impl->jit->addObjectFile(dylib, std::move(buffer)))
      return std::move(failed);
  }
  auto symbol = impl->jit->lookupLinkerMangled(
      dylib, impl->jit->mangle(options.prefix + "_module"));
  if (!symbol)
    return symbol.takeError();
  return symbol->toPtr<const abi::ModuleDesc *>();
}

} // namespace wfx
