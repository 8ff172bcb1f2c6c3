//===- Compile.cpp - From a file to objects -------------------------------===//

#include "Compiler/Compile.h"
#include "Support/Threads.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

/// A file is text unless its contents or its name say otherwise.
static bool isText(const Source &source) {
  return !source.isBinary() && !source.contents.empty() &&
         sys::path::extension(source.name) != ".wasm";
}

Expected<std::unique_ptr<ModuleBytes>> toBytes(Source &&source) {
  auto result = std::make_unique<ModuleBytes>();
  if (isText(source)) {
    Expected<Assembled> assembled = assemble(source.text());
    if (!assembled)
      return assembled.takeError();
    result->assembled = std::move(assembled->bytes);
    result->map = std::move(assembled->map);
  }
  result->source = std::move(source);
  return std::move(result);
}

Expected<ValidModule> checkModule(const ModuleBytes &bytes,
                                  const Features &features, unsigned jobs,
                                  Report &report) {
  Expected<Module> module = [&] {
    Report::Phase phase(report, "decode");
    return decodeModule(bytes.bytes(), features);
  }();
  if (!module)
    return module.takeError();
  Report::Phase phase(report, "validate");
  report.beginProgress("validating");
  return validate(std::move(*module), jobs);
}

TargetOptions targetOptions(const CompileOptions &options) {
  TargetOptions target;
  target.cpu = options.cpu;
  target.level = options.level;
  return target;
}

namespace {

/// One thread's part of compileModule: takes units until none is left.
class Worker {
public:
  Worker(const ValidModule &module, const InstanceLayout &layout,
         const CompileOptions &options, const EmitOptions &emitOptions,
         Report &report, std::unique_ptr<TargetMachine> machine)
      : module(module), layout(layout), options(options),
        emitOptions(emitOptions), report(report), machine(std::move(machine)) {}
  ~Worker() { report.addPasses(passTimes); }

  Object compile(const Unit &unit) {
    if (unit.optimize || options.level == OptLevel::O0)
      return compile(unit, options.level, emitOptions, *machine);
    report.verbose(module->functionName(unit.begin) +
                   " is too large or too deeply nested to be optimised");
    TargetOptions target = targetOptions(options);
    target.level = OptLevel::O0;
    EmitOptions plain = emitOptions;
    plain.optimize = plain.findElidable = false;
    // A machine for the same target could be made before.
    return compile(unit, target.level, plain, *cantFail(createTarget(target)));
  }

private:
  Object compile(const Unit &unit, OptLevel level,
                 const EmitOptions &emitOptions, TargetMachine &machine) {
    std::optional<IRUnit> ir = [&] {
      Report::Phase phase(report, "emit");
      return emitUnit(module, layout, unit, emitOptions);
    }();
    Object result = options.stopAfter == Stage::Emit
                        ? print(*ir->module)
                        : compile(*ir->module, level, machine);
    Report::Phase phase(report, "free");
    ir.reset();
    return result;
  }

  Object compile(llvm::Module &ir, OptLevel level, TargetMachine &machine) {
    PassTimes *times = report.wantsTimes() ? &passTimes : nullptr;
    {
      Report::Phase phase(report, "lower");
      LowerOptions lowerOptions;
      lowerOptions.level = level;
      lowerOptions.hasVectors = module.usedFeatures().has(Feature::SIMD);
      lowerOptions.verify = options.verify;
      lowerOptions.times = times;
      lower(ir, machine, lowerOptions);
    }
    if (options.stopAfter == Stage::Lower)
      return print(ir);
    Report::Phase phase(report, "codegen");
    auto advance = [&] { report.advance(); };
    return codegen(ir, machine, {options.fileType, advance, times});
  }

  static Object print(const llvm::Module &module) {
    Object text;
    raw_svector_ostream os(text);
    module.print(os, nullptr);
    return text;
  }

  const ValidModule &module;
  const InstanceLayout &layout;
  const CompileOptions &options;
  const EmitOptions &emitOptions;
  Report &report;
  std::unique_ptr<TargetMachine> machine;
  PassTimes passTimes;
};

} // namespace

/// The largest units first, so that no thread is left with a large one alone.
static std::vector<const Unit *> schedule(ArrayRef<Unit> units) {
  std::vector<const Unit *> order;
  for (const Unit &unit : units)
    order.push_back(&unit);
  llvm::sort(order, [](const Unit *a, const Unit *b) {
    return std::pair(b->codeSize, a->number) <
           std::pair(a->codeSize, b->number);
  });
  return order;
}

Expected<std::vector<Object>> compileModule(const ValidModule &module,
                                            const CompileOptions &options,
                                            Report &report) {
  if (Error refused = checkCompilable(module))
    return std::move(refused);
  InstanceLayout layout(module);
  std::vector<Unit> units = planUnits(module);
  report.verbose(Twine(units.size()) + " units, " +
                 Twine(module->functions.size() - module->importedFunctions) +
                 " functions");

  std::vector<std::unique_ptr<TargetMachine>> machines;
  unsigned jobs = std::min<size_t>(std::max(1u, options.jobs), units.size());
  for (unsigned i = 0; i < jobs; ++i) {
    auto machine = createTarget(targetOptions(options));
    if (!machine)
      return machine.takeError();
    machines.push_back(std::move(*machine));
  }
  EmitOptions emitOptions;
  emitOptions.moduleName = options.moduleName;
  emitOptions.prefix = options.prefix;
  emitOptions.triple = machines[0]->getTargetTriple().str();
  emitOptions.dataLayout =
      machines[0]->createDataLayout().getStringRepresentation();
  emitOptions.optimize = options.level != OptLevel::O0;
  emitOptions.findElidable = elidesStacks(options.level) &&
                             !options.allStacks &&
                             module.usedFeatures().has(Feature::StackSwitching);
  emitOptions.hostImports = options.hostImports;
  emitOptions.checkBounds = options.checkBounds;
  emitOptions.externalTypes = options.externalTypes;
  emitOptions.library = options.library;
  emitOptions.cpuFeatures = requiredCpuFeatures(*machines[0]);
  emitOptions.hasFMA = hasFMA(*machines[0]);
  emitOptions.deterministic = options.deterministic;
  emitOptions.unitCount = units.size();

  std::vector<Object> objects(units.size());
  std::vector<const Unit *> order = schedule(units);
  std::atomic<size_t> next = 0;
  report.beginProgress("compiling",
                       module->functions.size() - module->importedFunctions);
  auto work = [&](unsigned thread) {
    Worker worker(module, layout, options, emitOptions, report,
                  std::move(machines[thread]));
    for (size_t i; (i = next++) < order.size();)
      objects[order[i]->number] = worker.compile(*order[i]);
  };
  runOnThreads(jobs, work);
  report.endProgress();
  return objects;
}

} // namespace wfx
