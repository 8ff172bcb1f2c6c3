//===- Run.cpp - `wfxc run`: a program in this process --------------------===//
//
// Makes in memory what an executable has in its data, and runs it as
// lib/Runtime/Main.cpp does.
//
//===----------------------------------------------------------------------===//

#include "Run.h"
#include "Compiler/Cache.h"
#include "Compiler/Engine.h"
#include "Program.h"
#include "Runtime/Context.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/Program.h"
#include "Runtime/Symbols.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>

using namespace llvm;

namespace wfx {

namespace {

constexpr int exitTrap = 134;
constexpr uint64_t cacheLimit = uint64_t(1) << 30;

/// A program with everything that it runs in.
class ProgramRun {
public:
  ProgramRun(Modules &modules, const Options &options, Report &report)
      : modules(modules), options(options), report(report) {}
  ~ProgramRun();

  /// Compiles and links, without running anything.
  Error prepare();
  /// Runs it. The result is the exit status. Errors: usageError for arguments
  /// that do not fit.
  Expected<int> run();

private:
  Error compile();
  Error createWasi();
  int exitStatus(abi::Context *context, rt::Status status);
  static void end(rt::Program &program, abi::Context *context,
                  rt::Status status);

  struct Running : rt::Program {
    ProgramRun *run;
  };

  Modules &modules;
  const Options &options;
  Report &report;
  std::shared_ptr<Engine> engine;
  std::vector<ModuleRef> loaded;
  std::vector<std::vector<abi::LinkDesc>> links;
  std::vector<abi::ProgramModule> linked;
  abi::ProgramDesc desc = {};
  Running program;
};

} // namespace

ProgramRun::~ProgramRun() {
  if (program.main.context)
    rt::destroyContext(program.main.context);
  if (program.wasi)
    rt::wasiDestroy(program.wasi);
  rt::freeInstances(program.main);
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

/// The code of the function \p name of WASI, or null.
static void *wasiFunction(StringRef name) {
  for (const rt::Symbol *symbol = rt::wasiSymbols; symbol->name; ++symbol)
    if (symbol->name == name)
      return symbol->address;
  return nullptr;
}

static std::vector<abi::LinkDesc> linkDescs(const ProgramModule &module) {
  std::vector<abi::LinkDesc> result;
  for (const ImportLink &link : module.links)
    result.push_back(
        {link.kind, wasiFunction(link.symbol), link.module, link.index});
  return result;
}

Error ProgramRun::compile() {
  auto created = Engine::create();
  if (!created)
    return created.takeError();
  engine = std::move(*created);
  std::optional<Cache> cache;
  if (!options.cacheFolder.empty())
    cache.emplace(options.cacheFolder, cacheLimit);
  return modules.each([&](const ProgramModule &input) -> Error {
    CompileOptions compile = forEngine(modules.compileOptions(input));
    if (compile.cpu.empty())
      compile.cpu = "native";
    if (Error failed = checkProcessor(compile.cpu))
      return failed;
    auto objects =
        compileCached(cache ? &*cache : nullptr, *input.valid,
                      input.input.module().bytes(), options.features, compile, report);
    if (!objects)
      return objects.takeError();
    Report::Phase phase(report, "link");
    auto module = engine->link(*input, compile, std::move(*objects));
    if (!module)
      return module.takeError();
    links.push_back(linkDescs(input));
    linked.push_back({(*module)->desc(), links.back().data()});
    loaded.push_back(std::move(*module));
    return Error::success();
  });
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
  wasiOptions.isThreaded = desc.isThreaded;
  char error[512];
  program.wasi = rt::wasiCreate(wasiOptions, error, sizeof(error));
  return program.wasi ? Error::success() : usageError(error);
}

Error ProgramRun::prepare() {
  if (Error failed = checkProgram(modules, options, report))
    return failed;
  if (Error failed = compile())
    return failed;
  rt::ContextOptions &contextOptions = program.contextOptions;
  contextOptions.stackSize = options.stackSize;
  contextOptions.continuationStackSize = options.continuationStackSize;
  contextOptions.maxContinuations = options.maxContinuations;
  program.main.context = rt::createContext(contextOptions);
  if (!program.main.context)
    return usageError("no memory for a stack of " + Twine(options.stackSize) +
                      " bytes");
  desc.modules = linked.data();
  desc.moduleCount = linked.size();
  desc.invoke = options.invoke.empty() ? nullptr : options.invoke.c_str();
  desc.invokeEntry = &rt::wfx_invoke_entry;
  desc.isThreaded = modules.main().startsThreads();
  program.desc = &desc;
  program.end = end;
  program.run = this;
  return createWasi();
}

//===--- Running ----------------------------------------------------------===//

int ProgramRun::exitStatus(abi::Context *context, rt::Status status) {
  rt::Output output(STDERR_FILENO);
  switch (status) {
  case rt::Status::Returned:
    return 0;
  case rt::Status::Exited:
    return context->trap->exitCode;
  case rt::Status::Trapped:
    rt::printTrap(*context->trap, engine->resolver(), output);
    return exitTrap;
  case rt::Status::Threw:
    rt::printUncaught(context, engine->resolver(), output);
    return exitTrap;
  case rt::Status::HostFailed: // WASI's functions never do
    return exitTrap;
  }
  llvm_unreachable("covered switch");
}

/// Nothing is freed: threads may be using it.
void ProgramRun::end(rt::Program &program, abi::Context *context,
                     rt::Status status) {
  rt::claimEnd(program);
  ProgramRun &run = *static_cast<Running &>(program).run;
  int code = run.exitStatus(context, status);
  outs().flush();
  _exit(code);
}

Expected<int> ProgramRun::run() {
  auto arguments = cStrings(options.arguments);
  rt::Status status;
  char error[512];
  if (!rt::runProgram(program, arguments.data(), options.arguments.size(),
                      &status, error, sizeof(error)))
    return usageError(error);
  if (desc.isThreaded)
    end(program, program.main.context, status);
  return exitStatus(program.main.context, status);
}

int runModule(const Options &options, Report &report) {
  Modules modules(options);
  ProgramRun program(modules, options, report);
  Error failed = modules.read();
  if (!failed)
    failed = modules.check(report);
  if (!failed)
    failed = program.prepare();
  report.endProgress();
  if (failed)
    return modules.report(std::move(failed));
  report.printTimes();
  auto status = program.run();
  return status ? *status : modules.report(status.takeError());
}

} // namespace wfx
