//===- Compiler.cpp - wfx/compiler.h --------------------------------------===//
//
// From bytes to a module of the C interface: checks, the cache, compiling,
// linking.
//
//===----------------------------------------------------------------------===//

#include "wfx/compiler.h"
#include "Compiler/Cache.h"
#include "Compiler/Engine.h"
#include "Compiler/WasiImports.h"
#include "Support/Threads.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace llvm;
using namespace wfx;

struct wfx_compiler {
  Features features;
  CompileOptions options;
  uint64_t maxModuleSize;
  std::optional<Cache> cache;
  std::shared_ptr<Engine> engine;

  /// Errors: usageError.
  Error setUp(const wfx_compiler_options &given);
  /// Errors: those of all stages, in \p bytes.
  Expected<ModuleRef> compile(const ModuleBytes &bytes) const;

private:
  Error setLevel(char level);
  Expected<std::optional<Cache::Key>>
  keyOf(const ModuleBytes &bytes, const CompileOptions &options) const;
};

//===--- Errors -----------------------------------------------------------===//

static void setError(wfx_error *error, StringRef message) {
  error->status = WFX_LINK_ERROR;
  message = message.take_front(sizeof(error->message) - 1);
  // Messages may quote the input.
  transform(message, error->message,
            [](char c) { return uint8_t(c) < 0x20 || c == 0x7f ? '?' : c; });
  error->message[message.size()] = 0;
}

/// The first line of what wfxc would print.
static void setError(wfx_error *error, Error failure, const Source *source,
                     const LineMap *map) {
  std::string text;
  raw_string_ostream os(text);
  reportError(os, std::move(failure), source, map);
  setError(error, StringRef(text).split('\n').first);
}

//===--- Options ----------------------------------------------------------===//

Error wfx_compiler::setLevel(char level) {
  constexpr StringRef levels = "0123s";
  size_t found = level ? levels.find(level) : size_t(OptLevel::O2);
  if (found == StringRef::npos)
    return usageError("optimisation level '" + Twine(level) + "'");
  options.level = OptLevel(found);
  return Error::success();
}

Error wfx_compiler::setUp(const wfx_compiler_options &given) {
  if (Error failed = setLevel(given.level))
    return failed;
  if (given.features && !parseFeatures(given.features, features))
    return usageError("features '" + Twine(given.features) + "'");
  options.checkBounds = given.check_bounds;
  options.deterministic = given.is_deterministic;
  options.jobs = given.threads
                     ? given.threads
                     : std::max(1u, std::thread::hardware_concurrency());
  options.cpu = given.cpu && *given.cpu ? given.cpu : "native";
  maxModuleSize =
      given.max_module_size ? given.max_module_size : uint64_t(1) << 30;
  if (given.cache_folder)
    cache.emplace(given.cache_folder,
                  given.cache_size ? given.cache_size : uint64_t(1) << 30);
  // The name of the processor may be wrong.
  if (Error failed = createTarget(targetOptions(options)).takeError())
    return failed;
  auto created = Engine::create();
  if (!created)
    return created.takeError();
  engine = std::move(*created);
  return Error::success();
}

wfx_compiler *wfx_compiler_new(const wfx_compiler_options *options,
                               wfx_error *error) {
  wfx_compiler_options given = {};
  if (options)
    memcpy(&given, options, std::min(options->size, sizeof(given)));
  auto compiler = std::make_unique<wfx_compiler>();
  Error failed = compiler->setUp(given);
  if (!failed)
    return compiler.release();
  setError(error, toString(std::move(failed)));
  return nullptr;
}

void wfx_compiler_free(wfx_compiler *compiler) { delete compiler; }

//===--- Compiling --------------------------------------------------------===//

/// The symbols of a module that C sees only through its descriptor.
static Expected<LibrarySymbols> symbolsOf(const wfx::Module &module,
                                          StringRef name) {
  LibrarySymbols symbols;
  symbols.name = name.str();
  symbols.accessor = "wfx.accessor";
  for (size_t i = 0; i < module.exports.size(); ++i)
    symbols.entries.push_back("wfx.export" + utostr(i));
  auto wasi = wasiFunctions(module);
  if (!wasi)
    return wasi.takeError();
  symbols.wasi = std::move(*wasi);
  return symbols;
}

Expected<std::optional<Cache::Key>>
wfx_compiler::keyOf(const ModuleBytes &bytes,
                    const CompileOptions &options) const {
  if (!cache)
    return std::nullopt;
  return cacheKey(bytes.bytes(), features, options);
}

Expected<ModuleRef> wfx_compiler::compile(const ModuleBytes &bytes) const {
  auto module = decodeModule(bytes.bytes(), features);
  if (!module)
    return module.takeError();
  auto symbols = symbolsOf(*module, bytes.source.name);
  if (!symbols)
    return symbols.takeError();
  CompileOptions compile = forEngine(options);
  compile.library = &*symbols;
  compile.moduleName = compile.shownName = bytes.source.name;
  auto key = keyOf(bytes, compile);
  if (!key)
    return key.takeError();
  if (*key)
    if (auto objects = cache->find(**key)) // was valid when it was compiled
      return engine->link(*module, compile, std::move(*objects));

  auto valid = validate(std::move(*module), compile.jobs);
  if (!valid)
    return valid.takeError();
  Report silent;
  auto objects = compileModule(*valid, compile, silent);
  if (!objects)
    return objects.takeError();
  if (*key)
    cache->add(**key, *objects);
  return engine->link(**valid, compile, std::move(*objects));
}

/// Assembles if need be, and compiles.
static ModuleRef compileSource(const wfx_compiler &compiler, Source source,
                               wfx_error *error) {
  auto bytes = toBytes(std::move(source));
  if (!bytes) {
    setError(error, bytes.takeError(), &source, nullptr);
    return nullptr;
  }
  auto module = compiler.compile(**bytes);
  if (module)
    return std::move(*module);
  setError(error, module.takeError(), &(*bytes)->source, &(*bytes)->map);
  return nullptr;
}

const wfx_module *wfx_compile(wfx_compiler *compiler, const void *bytes,
                              size_t size, const char *name, wfx_error *error) {
  if (size > compiler->maxModuleSize) {
    setError(error,
             (Twine(name) + ": error: a module of " + Twine(size) + " bytes, " +
              Twine(compiler->maxModuleSize) + " are allowed")
                 .str());
    return nullptr;
  }
  ModuleRef module;
  bool isStarted = runApart([&] {
    StringRef contents(static_cast<const char *>(bytes), size);
    module = compileSource(*compiler, {name, contents.str()}, error);
  });
  if (!isStarted)
    setError(error, "no thread to compile with");
  if (!module)
    return nullptr;
  module->Retain(); // the caller's
  return reinterpret_cast<const wfx_module *>(module->desc());
}

void wfx_module_release(const wfx_module *module) {
  if (module)
    LoadedModule::of(reinterpret_cast<const abi::ModuleDesc *>(module))
        ->Release();
}
