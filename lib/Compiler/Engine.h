//===- Engine.h - Compiling into the running process ----------------------===//
//
// Links compiled modules into this process through ORC. An Engine holds code;
// what runs it is a runtime Context (Runtime/Context.h). Modules of one Engine
// share function types by identity, as the modules of an executable do.
// Thread-safe: any number of threads may compile, link and release modules at
// the same time.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Compile.h"
#include "Runtime/Symbolize.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"

namespace wfx {

class Engine;

/// A module's code in this process. Every instance holds it, through the
/// resolver in its descriptor, so that it goes when the last ModuleRef and the
/// last context with an instance of it have gone.
class LoadedModule : public llvm::ThreadSafeRefCountedBase<LoadedModule> {
public:
  const abi::ModuleDesc *desc() const;
  /// The one whose descriptor \p desc is; an Engine's module.
  static LoadedModule *of(const abi::ModuleDesc *desc);
  ~LoadedModule();

private:
  friend Engine;
  explicit LoadedModule(std::shared_ptr<Engine> engine);
  struct Impl;
  std::unique_ptr<Impl> impl;
};
using ModuleRef = llvm::IntrusiveRefCntPtr<LoadedModule>;

class Engine : public std::enable_shared_from_this<Engine> {
public:
  /// Errors: usageError if the host cannot be compiled for.
  static llvm::Expected<std::shared_ptr<Engine>> create();
  ~Engine();

  /// Compiles \p module for this engine and links it. Errors: compileModule()'s
  /// and link()'s.
  llvm::Expected<ModuleRef> load(const ValidModule &module,
                                 CompileOptions options, Report &report);
  /// Links \p objects, which compileModule() has made of \p module with \p
  /// options (forEngine()). Errors: those of linking.
  llvm::Expected<ModuleRef> link(const Module &module,
                                 const CompileOptions &options,
                                 std::vector<Object> objects);

  /// The descriptor of a host function's type; it lives as long as the engine.
  const abi::TypeDesc *typeDescriptor(const FuncType &type);

  /// Resolves native addresses in loaded code to module offsets and names.
  rt::Resolver &resolver();

private:
  friend LoadedModule;
  Engine();
  struct Impl;
  std::unique_ptr<Impl> impl;
};

/// \p options for code that an Engine links.
CompileOptions forEngine(CompileOptions options);

} // namespace wfx
