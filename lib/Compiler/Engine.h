//===- Engine.h - Compiling into the running process ----------------------===//
//
// Links compiled modules into this process through ORC. An Engine holds code; what runs
// it is a runtime Context (Runtime/Context.h). Modules of one Engine share function
// types by identity, as the modules of an executable do. Thread-safe.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "Compiler/Compile.h"
#include "Runtime/Symbolize.h"

namespace wfx {

class Engine {
public:
  /// Errors: usageError if the host cannot be compiled for.
  static llvm::Expected<std::unique_ptr<Engine>> create();
  ~Engine();

  /// Compiles \p module and links it into the process. The descriptor lives as long as
  /// the engine. Errors: compileModule()'s, and linking's.
  llvm::Expected<const abi::ModuleDesc *> load(const ValidModule &module,
                                               CompileOptions options,
                                               Report &report);

  /// The process-wide descriptor of function type \p type of \p module.
  const abi::TypeDesc *typeDescriptor(const Module &module, TypeIdx type);
  /// The same for a type that no module needs to have: a host function's.
  const abi::TypeDesc *typeDescriptor(const FuncType &type);

  /// Resolves native addresses in loaded code to module offsets and names.
  rt::Resolver &resolver();

private:
  Engine();
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace wfx
