//===- Main.cpp - The main function of compiled programs ------------------===//
//
// Runs the one module of an executable: processor check, options, host
// functions, instantiation, the entry function, and what becomes of a trap or
// an exit.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Context.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/Instance.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/ProgramOptions.h"
#include "Runtime/Symbolize.h"
#include "Runtime/Wasi.h"
#include <stdlib.h>
#include <string.h>

using namespace wfx;
using namespace wfx::rt;

extern "C" const abi::ProgramDesc wfx_program;

namespace {

constexpr int exitUsage = 1;
constexpr int exitTrap = 134;

/// The imports of a program: all of them functions of the host.
struct HostImport {
  abi::HostFunc host;
  abi::FuncRef ref;
};

} // namespace

/// Says why the program cannot run and ends the process.
[[noreturn]] static void die(const char *program, const char *why,
                             const char *what = "") {
  char buffer[512];
  Text out(buffer, sizeof(buffer));
  out << program << ": " << why << what << '\n';
  out.flush(STDERR_FILENO);
  _exit(exitUsage);
}

static void checkCpu(const char *program) {
  uint64_t missing = missingCpuFeatures(wfx_program.cpuFeatures);
  if (!missing)
    return;
  char buffer[400]; // room for every name
  Text names(buffer, sizeof(buffer));
  printCpuFeatures(names, missing);
  names.terminate();
  die(program,
      "this processor lacks what the program was compiled for (wfxc --cpu): ",
      buffer);
}

/// Ends the process with what \p status asks for, unless the function returned.
static void endUnlessReturned(abi::Context *context, Status status) {
  switch (status) {
  case Status::Returned:
    return;
  case Status::Exited:
    exit(context->trap->exitCode);
  case Status::Trapped: {
    ExecutableResolver resolver;
    printTrap(*context->trap, resolver, STDERR_FILENO);
    _exit(exitTrap);
  }
  case Status::Threw: {
    ExecutableResolver resolver;
    printUncaught(context, resolver, STDERR_FILENO);
    _exit(exitTrap);
  }
  }
}

static abi::Instance *makeInstance(const char *program, abi::Context *context,
                                   Wasi *wasi) {
  const abi::ModuleDesc *module = wfx_program.module;
  uint64_t count = module->importCount;
  auto *hosts =
      static_cast<HostImport *>(calloc(count + 1, sizeof(HostImport)));
  auto *imports = static_cast<Extern *>(calloc(count + 1, sizeof(Extern)));
  if (!hosts || !imports)
    die(program, "not enough memory");
  for (uint64_t i = 0; i < count; ++i) {
    void *function = wfx_program.hostFunctions[i];
    if (!function)
      continue; // instantiate() names it
    hosts[i].host = {function, wasi, context};
    hosts[i].ref = hostFuncRef(&hosts[i].host, module->imports[i].typeDesc);
    imports[i].object = &hosts[i].ref;
  }
  LinkError error;
  abi::Instance *instance = instantiate(context, module, imports, &error);
  free(imports);
  if (!instance)
    die(program, error.message);
  return instance;
}

static const abi::FuncRef *
findFunction(const char *program, abi::Instance *instance, const char *name) {
  Extern entity;
  if (!findExport(instance, name, &entity) || entity.kind != abi::EntityFunc)
    die(program, "the module exports no function ", name);
  return static_cast<abi::FuncRef *>(entity.object);
}

/// Calls an export without parameters and results, which it has by the
/// compiler's word.
static Status callPlain(const char *program, abi::Context *context,
                        abi::Instance *instance, const char *name) {
  const abi::FuncRef *function = findFunction(program, instance, name);
  abi::RegisterFile registers = {};
  return enter(context, function, &registers);
}

/// Calls the export that the program was made for, with its arguments. A
/// reactor is ready for calls once `_initialize` has returned.
static Status invokeExport(const char *program, abi::Context *context,
                           abi::Instance *instance, int argc, char **argv) {
  const char *reactor = "_initialize";
  Extern unused;
  if (strcmp(wfx_program.invoke, reactor) != 0 &&
      findExport(instance, reactor, &unused)) {
    Status status = callPlain(program, context, instance, reactor);
    if (status != Status::Returned)
      return status;
  }
  auto *entry = static_cast<const InvokeEntry *>(wfx_program.invokeEntry);
  const abi::FuncRef *function =
      findFunction(program, instance, wfx_program.invoke);
  Status status;
  char error[256];
  if (!entry->invoke(context, function, argv + 1,
                     static_cast<size_t>(argc > 0 ? argc - 1 : 0), &status,
                     error, sizeof(error)))
    die(program, error);
  return status;
}

/// Options of the executable and of its environment.
static ProgramOptions readOptions(const char *program) {
  ProgramOptions options;
  options.preopens = wfx_program.preopens;
  options.environment = wfx_program.environment;
  options.stackSize = wfx_program.stackSize;
  options.continuationStackSize = wfx_program.continuationStackSize;
  options.maxContinuations = wfx_program.maxContinuations;
  char error[256];
  if (!parseProgramOptions(getenv("WFX_OPTS"), options, error, sizeof(error)))
    die(program, "WFX_OPTS: ", error);
  return options;
}

static Wasi *makeWasi(const char *program, const WasiEntry &entry,
                      const ProgramOptions &options, int argc, char **argv) {
  WasiOptions wasiOptions;
  wasiOptions.argc = argc;
  wasiOptions.argv = argv;
  wasiOptions.environment = options.environment;
  wasiOptions.preopens = options.preopens;
  char error[256];
  Wasi *wasi = entry.create(wasiOptions, error, sizeof(error));
  if (!wasi)
    die(program, error);
  return wasi;
}

/// The pointers in WASI calls refer to the export "memory", which calls from
/// the start function need already.
static void bindWasi(const WasiEntry &entry, Wasi *wasi, abi::Context *context,
                     abi::Instance *instance) {
  Extern memory;
  bool found = findExport(instance, "memory", &memory) &&
               memory.kind == abi::EntityMemory;
  entry.bind(wasi, context,
             found ? static_cast<abi::Memory *>(memory.object) : nullptr);
}

/// Not called `main`, so that the archive never takes the place of a program's
/// own.
extern "C" int wfx_main(int argc, char **argv) {
  const char *program = argc > 0 ? argv[0] : "wfx";
  checkCpu(program);
  ProgramOptions options = readOptions(program);
  ContextOptions contextOptions;
  if (options.stackSize)
    contextOptions.stackSize = options.stackSize;
  if (options.continuationStackSize)
    contextOptions.continuationStackSize = options.continuationStackSize;
  contextOptions.maxContinuations = options.maxContinuations;
  abi::Context *context = createContext(contextOptions);
  if (!context)
    die(program, "not enough memory for the stack");

  auto *wasiEntry = static_cast<const WasiEntry *>(wfx_program.wasi);
  Wasi *wasi = nullptr;
  if (wasiEntry)
    wasi = makeWasi(program, *wasiEntry, options, argc, argv);
  abi::Instance *instance = makeInstance(program, context, wasi);
  if (wasiEntry)
    bindWasi(*wasiEntry, wasi, context, instance);

  endUnlessReturned(context, initialize(instance));
  endUnlessReturned(context,
                    wfx_program.invoke
                        ? invokeExport(program, context, instance, argc, argv)
                        : callPlain(program, context, instance, "_start"));
  return 0;
}
