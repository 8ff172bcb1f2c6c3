//===- Run.cpp - `wfxc run`: a program in this process --------------------===//
//
// Does in process what lib/Runtime/Main.cpp does in an executable: finds the
// functions of WASI, instantiates, calls the entry function, and says what
// became of it.
//
//===----------------------------------------------------------------------===//

#include "Run.h"
#include "Engine.h"
#include "Input.h"
#include "Program.h"
#include "Runtime/Context.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/Instance.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/Symbols.h"
#include "Runtime/Wasi.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>

using namespace llvm;

namespace wfx {

namespace {

constexpr int exitTrap = 134;

/// A program with everything that it runs in.
class ProgramRun {
public:
  ProgramRun(const ValidModule &module, const Options &options, Report &report)
      : module(module), options(options), report(report) {}
  ~ProgramRun();

  /// Compiles, links and creates the instance, without running anything.
  Error prepare();
  /// Runs it. The result is the exit status. Errors: usageError for an entry
  /// function that is missing or does not fit.
  Expected<int> run();

private:
  Error compile();
  Error createWasi();
  /// The imports, which checkImports() has accepted.
  std::vector<rt::Extern> linkImports();
  Expected<const abi::FuncRef *> findFunction(const Twine &name);
  Expected<rt::Status> runEntry();
  Expected<rt::Status> callPlain(const char *name);
  int exitStatus(rt::Status status);

  const ValidModule &module;
  const Options &options;
  Report &report;
  std::unique_ptr<Engine> engine;
  const abi::ModuleDesc *descriptor = nullptr;
  abi::Context *context = nullptr;
  rt::Wasi *wasi = nullptr;
  abi::Instance *instance = nullptr;

  struct HostImport {
    abi::HostFunc host;
    abi::FuncRef ref;
  };
  std::vector<HostImport> hosts;
};

} // namespace

ProgramRun::~ProgramRun() {
  if (context)
    rt::destroyContext(context);
  if (wasi)
    rt::wasiDestroy(wasi);
}

//===--- Preparing --------------------------------------------------------===//

/// An executable checks this at its start.
static Error checkProcessor(StringRef cpu) {
  auto machine = createTarget({"", cpu.str(), OptLevel::O0});
  if (!machine)
    return machine.takeError();
  uint64_t missing = rt::missingCpuFeatures(requiredCpuFeatures(**machine));
  if (!missing)
    return Error::success();
  char buffer[400];
  rt::Text names(buffer, sizeof(buffer));
  rt::printCpuFeatures(names, missing);
  names.terminate();
  return usageError("this processor lacks what --cpu=" + cpu +
                    " has: " + buffer);
}

Error ProgramRun::compile() {
  auto created = Engine::create();
  if (!created)
    return created.takeError();
  engine = std::move(*created);
  CompileOptions compile = compileOptions(options, options.inputs[0]);
  if (compile.cpu.empty())
    compile.cpu = "native";
  if (Error failed = checkProcessor(compile.cpu))
    return failed;
  auto loaded = engine->load(module, std::move(compile), report);
  if (!loaded)
    return loaded.takeError();
  descriptor = *loaded;
  return Error::success();
}

/// The list of C strings that the runtime takes: null at the end.
static std::vector<const char *> cStrings(ArrayRef<std::string> strings) {
  std::vector<const char *> list;
  for (const std::string &string : strings)
    list.push_back(string.c_str());
  list.push_back(nullptr);
  return list;
}

Error ProgramRun::createWasi() {
  std::vector<std::string> arguments = {options.inputs[0]};
  append_range(arguments, options.arguments);
  auto argv = cStrings(arguments), environment = cStrings(options.environment),
       preopens = cStrings(options.preopens);
  rt::WasiOptions wasiOptions;
  wasiOptions.argc = int(arguments.size());
  wasiOptions.argv = argv.data();
  wasiOptions.environment = environment.data();
  wasiOptions.preopens = preopens.data();
  char error[512];
  wasi = rt::wasiCreate(wasiOptions, error, sizeof(error));
  return wasi ? Error::success() : usageError(error);
}

/// The code of the function \p name of WASI, or null.
static void *wasiFunction(StringRef name) {
  for (const rt::Symbol *symbol = rt::wasiSymbols; symbol->name; ++symbol) {
    StringRef candidate = symbol->name;
    if (candidate.consume_front("wfx_wasi_") && candidate == name)
      return symbol->address;
  }
  return nullptr;
}

std::vector<rt::Extern> ProgramRun::linkImports() {
  std::vector<rt::Extern> imports;
  hosts.resize(module->imports.size()); // references to these must stay
  for (auto [host, import] : zip_equal(hosts, module->imports)) {
    host.host = {wasiFunction(import.name), wasi, context};
    host.ref = rt::hostFuncRef(
        &host.host,
        engine->typeDescriptor(*module, module->functions[import.index].type));
    imports.push_back({abi::EntityFunc, &host.ref, {}, false});
  }
  return imports;
}

Error ProgramRun::prepare() {
  if (Error failed = checkProgram(*module, options))
    return failed;
  if (Error failed = compile())
    return failed;
  if (Error failed = createWasi())
    return failed;
  rt::ContextOptions contextOptions;
  contextOptions.stackSize = options.stackSize;
  contextOptions.continuationStackSize = options.continuationStackSize;
  contextOptions.maxContinuations = options.maxContinuations;
  context = rt::createContext(contextOptions);
  if (!context)
    return usageError("no memory for a stack of " + Twine(options.stackSize) +
                      " bytes");
  std::vector<rt::Extern> imports = linkImports();
  rt::LinkError error;
  instance = rt::instantiate(context, descriptor, imports.data(), &error);
  if (!instance)
    return usageError(error.message);
  rt::Extern memory;
  bool hasMemory = rt::findExport(instance, "memory", &memory) &&
                   memory.kind == abi::EntityMemory;
  rt::wasiBind(wasi, context,
               hasMemory ? static_cast<abi::Memory *>(memory.object) : nullptr);
  return Error::success();
}

//===--- Running ----------------------------------------------------------===//

Expected<const abi::FuncRef *> ProgramRun::findFunction(const Twine &name) {
  rt::Extern entity;
  std::string text = name.str();
  if (rt::findExport(instance, text.data(), text.size(), &entity) &&
      entity.kind == abi::EntityFunc)
    return static_cast<const abi::FuncRef *>(entity.object);
  return usageError("the module exports no function '" + text + "'" +
                    (options.invoke.empty()
                         ? "; use --invoke NAME to call another one"
                         : ""));
}

/// Calls a function without parameters and results.
Expected<rt::Status> ProgramRun::callPlain(const char *name) {
  auto function = findFunction(name);
  if (!function)
    return function.takeError();
  if (StringRef((*function)->type->signature) != ":")
    return usageError("the type of '" + Twine(name) + "' must be (func)");
  return rt::invoke(context, *function, nullptr, nullptr);
}

Expected<rt::Status> ProgramRun::runEntry() {
  if (options.invoke.empty())
    return callPlain("_start");
  auto function = findFunction(options.invoke);
  if (!function)
    return function.takeError();
  // A reactor is ready for calls once this has returned.
  rt::Extern reactor;
  if (options.invoke != "_initialize" &&
      rt::findExport(instance, "_initialize", &reactor)) {
    auto status = callPlain("_initialize");
    if (!status || *status != rt::Status::Returned)
      return status;
  }
  auto arguments = cStrings(options.arguments);
  rt::Status status;
  char error[512];
  if (rt::wfx_invoke_entry.invoke(context, *function, arguments.data(),
                                  options.arguments.size(), &status, error,
                                  sizeof(error)))
    return status;
  return usageError("'" + options.invoke + "': " + error);
}

int ProgramRun::exitStatus(rt::Status status) {
  switch (status) {
  case rt::Status::Returned:
    return 0;
  case rt::Status::Exited:
    return context->trap->exitCode;
  case rt::Status::Trapped:
    rt::printTrap(*context->trap, engine->resolver(), STDERR_FILENO);
    return exitTrap;
  case rt::Status::Threw:
    rt::printUncaught(context, engine->resolver(), STDERR_FILENO);
    return exitTrap;
  }
  llvm_unreachable("covered switch");
}

Expected<int> ProgramRun::run() {
  rt::Status status = rt::initialize(instance);
  if (status != rt::Status::Returned)
    return exitStatus(status);
  auto result = runEntry();
  if (!result)
    return result.takeError();
  return exitStatus(*result);
}

int runModule(const Options &options, Report &report) {
  Input input;
  if (Error failed = input.read(options.inputs[0]))
    return input.report(std::move(failed));
  auto module = checkModule(input.module(), options, report);
  if (!module)
    return input.report(module.takeError());
  ProgramRun program(*module, options, report);
  Error failed = program.prepare();
  report.endProgress();
  if (failed)
    return input.report(std::move(failed));
  report.printTimes();
  auto status = program.run();
  return status ? *status : input.report(status.takeError());
}

} // namespace wfx
