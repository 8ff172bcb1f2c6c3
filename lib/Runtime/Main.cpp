//===- Main.cpp - The main function of compiled programs ------------------===//
//
// Runs the modules of an executable: processor check, options, the program
// itself, and what becomes of a trap or an exit.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Context.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/Program.h"
#include "Runtime/ProgramOptions.h"
#include "Runtime/Symbolize.h"
#include <stdlib.h>

using namespace wfx;
using namespace wfx::rt;

extern "C" const abi::ProgramDesc wfx_program;

namespace {

constexpr int exitUsage = 1;
constexpr int exitTrap = 134;

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

/// Ends the process with what \p status asks for.
static void endProcess(Program &program, abi::Context *context, Status status) {
  claimEnd(program);
  Output output(STDERR_FILENO);
  switch (status) {
  case Status::Returned:
    exit(0);
  case Status::Exited:
    exit(context->trap->exitCode);
  case Status::Trapped: {
    ProcessResolver resolver;
    printTrap(*context->trap, resolver, output);
    _exit(exitTrap);
  }
  case Status::Threw: {
    ProcessResolver resolver;
    printUncaught(context, resolver, output);
    _exit(exitTrap);
  }
  case Status::HostFailed: // WASI's functions never do
    _exit(exitTrap);
  }
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

static ContextOptions contextOptions(const ProgramOptions &options) {
  ContextOptions result;
  if (options.stackSize)
    result.stackSize = options.stackSize;
  if (options.continuationStackSize)
    result.continuationStackSize = options.continuationStackSize;
  result.maxContinuations = options.maxContinuations;
  return result;
}

static Wasi *makeWasi(const char *program, const WasiEntry &entry,
                      const ProgramOptions &options, int argc, char **argv) {
  WasiOptions wasiOptions;
  wasiOptions.argc = argc;
  wasiOptions.argv = argv;
  wasiOptions.environment = options.environment;
  wasiOptions.preopens = options.preopens;
  wasiOptions.isThreaded = wfx_program.isThreaded;
  char error[256];
  Wasi *wasi = entry.create(wasiOptions, error, sizeof(error));
  if (!wasi)
    die(program, error);
  return wasi;
}

/// Not called `main`, so that the archive never takes the place of a program's
/// own.
extern "C" int wfx_main(int argc, char **argv) {
  const char *program = argc > 0 ? argv[0] : "wfx";
  checkCpu(program);
  ProgramOptions options = readOptions(program);
  Program running;
  running.desc = &wfx_program;
  running.end = endProcess;
  running.contextOptions = contextOptions(options);
  running.main.context = createContext(running.contextOptions);
  if (!running.main.context)
    die(program, "not enough memory for the stack");
  if (auto *entry = static_cast<const WasiEntry *>(wfx_program.wasi))
    running.wasi = makeWasi(program, *entry, options, argc, argv);
  Status status;
  char error[256];
  if (!runProgram(running, argv + 1,
                  static_cast<size_t>(argc > 0 ? argc - 1 : 0), &status, error,
                  sizeof(error)))
    die(program, error);
  endProcess(running, running.main.context, status);
  return 0;
}
