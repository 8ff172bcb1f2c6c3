//===- WastRunner.h - Executing the commands of a script ------------------===//
//
// A ScriptRunner is what one script runs in: its engine, its context, the
// spectest module, and the modules and instances that have names. Comparing
// values is WastValue's business, processes and files are Wast.cpp's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Engine.h"
#include "Frontend/Text/Script.h"
#include "Runtime/Instance.h"
#include "Spectest.h"
#include "WastValue.h"
#include "llvm/ADT/StringMap.h"

namespace wfx {

/// Commands of a script that did what they should, and that did not.
struct Tally {
  unsigned passed = 0, failed = 0;
};

/// What came of a command's module or action.
struct Outcome {
  enum Kind : uint8_t {
    Done,
    Malformed,
    Invalid,
    Unlinkable,
    Trapped,
    Suspended, ///< the trap "unhandled tag"
    Exited,
    Threw,
    Failed, ///< anything that no assertion asks for
  } kind = Done;
  std::string message;
};

class ScriptRunner {
public:
  /// Errors: Engine::create()'s; usageError where there is no memory for a
  /// stack.
  static llvm::Expected<std::unique_ptr<ScriptRunner>>
  create(const Source &source, const Options &options, Report &report);
  ~ScriptRunner();

  /// Runs \p commands, says on standard error which ones fail, and counts both
  /// kinds in \p tally as it goes, so that the count is right also after a
  /// crash.
  void run(llvm::ArrayRef<ScriptCommand> commands, Tally &tally);

private:
  ScriptRunner(const Source &source, const Options &options, Report &report);

  /// Why \p command failed; empty if it passed.
  std::string execute(const ScriptCommand &command);
  std::string defineModule(const ScriptCommand &command);
  std::string makeInstance(const ScriptCommand &command);
  std::string registerInstance(const ScriptCommand &command);
  std::string assertReturn(const ScriptCommand &command);
  std::string assertRejected(const ScriptCommand &command,
                             Outcome::Kind wanted);

  /// Assembles and checks \p module; keeps its bytes, which the result points
  /// into, in \p bytes.
  llvm::Expected<ValidModule> check(const ScriptModule &module,
                                    std::vector<uint8_t> &bytes);
  llvm::Expected<const abi::ModuleDesc *> compile(const ScriptCommand &command);
  Outcome instantiate(const abi::ModuleDesc *module, abi::Instance *&instance);
  Outcome compileAndInstantiate(const ScriptCommand &command,
                                abi::Instance *&instance);
  Outcome perform(const ScriptAction &action, TypedValues &results);
  Outcome invoke(const ScriptAction &action, const abi::FuncRef *function,
                 TypedValues &results);
  /// rt::invoke(), or the same through a continuation.
  rt::Status call(const abi::FuncRef *function, const rt::Value *args,
                  rt::Value *results);
  Outcome get(const rt::Extern &global, TypedValues &results);
  Outcome outcomeOf(rt::Status status);

  rt::Extern findImport(const abi::ImportDesc &import) const;
  /// The instance that \p id names, the newest one if it is empty, or null.
  abi::Instance *findInstance(llvm::StringRef id) const;

  const Source &source;
  const Options &options;
  Report &report;
  std::unique_ptr<Engine> engine;
  abi::Context *context = nullptr;
  std::unique_ptr<Spectest> spectest;
  HostObjects hostObjects;

  const abi::ModuleDesc *newestModule = nullptr;
  llvm::StringMap<const abi::ModuleDesc *> modulesById;
  abi::Instance *newestInstance = nullptr;
  llvm::StringMap<abi::Instance *> instancesById, registered;
};

} // namespace wfx
