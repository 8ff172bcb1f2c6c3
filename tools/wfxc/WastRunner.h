//===- WastRunner.h - Executing the commands of a script ------------------===//
//
// A ScriptRunner is what one script runs in, or one of its threads: its
// context, the spectest module, the modules and instances that have names, and
// its own threads, which share nothing of that with it. Comparing values is
// WastValue's business, processes and files are Wast.cpp's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Engine.h"
#include "Frontend/Text/Script.h"
#include "Options.h"
#include "Runtime/Instance.h"
#include "Spectest.h"
#include "WastValue.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

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

/// What all threads of a script have in common.
struct ScriptSetup {
  const Source &source;
  const Options &options;
  Report &report;
  Engine &engine;
};

/// What a script prints, and what is said about it.
struct ScriptOutput {
  llvm::raw_ostream &out, &err;
};

class ScriptRunner {
public:
  /// Errors: usageError where there is no memory for a stack.
  static llvm::Expected<std::unique_ptr<ScriptRunner>>
  create(const ScriptSetup &setup, const ScriptOutput &output);
  ~ScriptRunner();

  /// Runs \p commands and waits for every thread that they start, says which
  /// ones fail, and counts both kinds in \p tally as it goes, so that the count
  /// is right also after a crash.
  void run(llvm::ArrayRef<ScriptCommand> commands, Tally &tally);

private:
  struct Thread;
  ScriptRunner(const ScriptSetup &setup, const ScriptOutput &output);

  /// Why \p command failed; empty if it passed.
  std::string execute(const ScriptCommand &command);
  std::string defineModule(const ScriptCommand &command);
  std::string makeInstance(const ScriptCommand &command);
  std::string registerInstance(const ScriptCommand &command);
  std::string startThread(const ScriptCommand &command);
  std::string waitFor(const ScriptCommand &command);
  void join(Thread &thread);
  std::string assertReturn(const ScriptCommand &command);
  std::string assertRejected(const ScriptCommand &command,
                             Outcome::Kind wanted);

  /// Assembles and checks \p module; keeps its bytes, which the result points
  /// into, in \p bytes.
  llvm::Expected<ValidModule> check(const ScriptModule &module,
                                    std::vector<uint8_t> &bytes);
  llvm::Expected<ModuleRef> compile(const ScriptCommand &command);
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
  /// True if only the shared memories of \p instance can be used here.
  bool isForeign(const abi::Instance *instance) const {
    return instance->context != context;
  }

  ScriptSetup setup;
  const Source &source;
  const Options &options;
  ScriptOutput output;
  Tally *tally = nullptr;
  abi::Context *context = nullptr;
  std::unique_ptr<Spectest> spectest;
  HostObjects hostObjects;

  ModuleRef newestModule;
  llvm::StringMap<ModuleRef> modulesById;
  abi::Instance *newestInstance = nullptr;
  llvm::StringMap<abi::Instance *> instancesById, registered;
  llvm::StringMap<std::unique_ptr<Thread>> threads; ///< those not waited for
};

/// What it prints is kept until somebody waits for it.
struct ScriptRunner::Thread {
  std::string out, err;
  llvm::raw_string_ostream outStream{out}, errStream{err};
  Tally tally;
  std::unique_ptr<ScriptRunner> runner;
  std::thread thread;
};

} // namespace wfx
