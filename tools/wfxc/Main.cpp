//===- Main.cpp - The compiler's story ------------------------------------===//
//
// wfxc app.wasm -o app: each stage takes the result of the one before.
//
//===----------------------------------------------------------------------===//

#include "Compiler/Compile.h"
#include "Frontend/Text/Printer.h"
#include "Inspect.h"
#include "Library.h"
#include "Link.h"
#include "Output.h"
#include "Program.h"
#include "Run.h"
#include "Wast.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <thread>

using namespace llvm;

namespace wfx {

/// "app" for app.wasm, "app.o" and the like for other kinds of output.
static std::string outputName(const Options &options) {
  if (!options.output.empty())
    return options.output;
  const char *extensions[] = {".wat", ".ll", ".opt.ll", ".s", ".o", ""};
  const char *extension = extensions[size_t(options.emit)];
  const std::string &input = options.inputs[0];
  // Which of several is the main one is not known yet.
  if (input == "-" || options.inputs.size() > 1)
    return *extension ? std::string("a") + extension : "a.out";
  SmallString<128> name(sys::path::filename(input));
  sys::path::replace_extension(name, "");
  name += extension;
  // The executable of a module without an extension must not replace it.
  if (name == input)
    name += ".out";
  return name.str().str();
}

/// The stage whose result is the output.
static Stage lastStage(EmitKind kind) {
  constexpr Stage stages[] = {Stage::Validate, Stage::Emit,    Stage::Lower,
                              Stage::Codegen,  Stage::Codegen, Stage::Link,
                              Stage::Link,     Stage::Link,    Stage::Link};
  return stages[size_t(kind)];
}

static std::string join(ArrayRef<Object> texts) {
  std::string all;
  for (const Object &text : texts)
    all.append(text.begin(), text.end());
  return all;
}

static Error writeText(const Module &module, StringRef output) {
  std::string text;
  raw_string_ostream os(text);
  if (Error failed = printModule(os, module))
    return failed;
  return writeOutput(output, text);
}

static Error writeObject(std::vector<Object> objects, StringRef output,
                         Report &report) {
  auto object = joinObjects(std::move(objects), report);
  if (!object)
    return object.takeError();
  return writeOutput(output, StringRef(object->data(), object->size()));
}

static void printPlan(const ValidModule &module) {
  for (const Unit &unit : planUnits(module))
    outs() << "unit " << unit.number << ": functions " << unit.begin.value
           << " to " << unit.end.value << ", " << unit.codeSize << " bytes"
           << (unit.optimize ? "" : ", not optimised") << '\n';
}

/// The objects, or texts, of all modules.
static Expected<std::vector<Object>> compileAll(Modules &modules,
                                                const Options &options,
                                                const LibrarySymbols *library,
                                                Report &report) {
  std::vector<Object> all;
  Error failed = modules.each([&](const ProgramModule &module) -> Error {
    CompileOptions compile = modules.compileOptions(module);
    compile.library = library;
    compile.stopAfter =
        std::min({options.stopAfter, lastStage(options.emit), Stage::Codegen});
    if (options.emit == EmitKind::Asm)
      compile.fileType = CodeGenFileType::AssemblyFile;
    auto objects = compileModule(*module.valid, compile, report);
    if (!objects)
      return objects.takeError();
    std::move(objects->begin(), objects->end(), std::back_inserter(all));
    return Error::success();
  });
  if (failed)
    return std::move(failed);
  return all;
}

/// From valid modules to what was asked for.
static Error compileValid(Modules &modules, const Options &options,
                          StringRef output, Report &report) {
  auto objects = compileAll(modules, options, nullptr, report);
  if (!objects)
    return objects.takeError();
  if (options.stopAfter < lastStage(options.emit))
    return Error::success();
  if (options.emit == EmitKind::Obj)
    return writeObject(std::move(*objects), output, report);
  if (options.emit != EmitKind::Exe)
    return writeOutput(output, join(*objects));
  auto program = makeProgram(modules, options);
  if (!program)
    return program.takeError();
  objects->push_back(std::move(*program));
  return linkExecutable(*objects, output, options, report);
}

static Error compileLibrary(Modules &modules, const Options &options,
                            Library &library, Report &report) {
  if (Error failed = library.describe(modules.main()))
    return failed;
  auto objects = compileAll(modules, options, &library.symbols(), report);
  if (!objects)
    return objects.takeError();
  if (options.stopAfter < Stage::Link)
    return Error::success();
  return library.write(std::move(*objects), modules.main(), report);
}

/// Compiles \p modules as far as asked.
static Error compileModules(const Options &options, Report &report,
                            Modules &modules) {
  std::string output;
  std::optional<Library> library;
  if (options.makesLibrary()) {
    auto created = Library::create(options);
    if (!created)
      return created.takeError();
    library = std::move(*created);
  } else {
    output = outputName(options);
    if (options.stopAfter >= lastStage(options.emit))
      for (StringRef input : options.inputs)
        if (Error failed = checkOutput(output, input))
          return failed;
  }
  {
    Report::Phase phase(report, "read");
    report.beginProgress("reading");
    if (Error failed = modules.read())
      return failed;
  }
  if (options.stopAfter == Stage::Read)
    return Error::success();
  if (options.stopAfter == Stage::Decode)
    return modules.each([&](const ProgramModule &module) {
      return decodeModule(module.input.module().bytes(), options.features)
          .takeError();
    });
  if (Error failed = modules.check(report))
    return failed;
  if (options.emit == EmitKind::Wat)
    return writeText(*modules.main(), output);
  if (options.stopAfter == Stage::Validate)
    return Error::success();
  if (options.stopAfter == Stage::Plan) {
    printPlan(*modules.main().valid);
    return Error::success();
  }
  if (library)
    return compileLibrary(modules, options, *library, report);
  if (options.emit == EmitKind::Exe && options.stopAfter == Stage::Link)
    if (Error failed = checkProgram(modules, options, report))
      return failed;
  return compileValid(modules, options, output, report);
}

static int compile(const Options &options, Report &report) {
  Modules modules(options);
  Error failed = compileModules(options, report, modules);
  report.endProgress();
  if (failed)
    return modules.report(std::move(failed));
  report.printTimes();
  return 0;
}

static void setColor(ColorMode mode) {
  if (mode == ColorMode::Always)
    WithColor::setAutoDetectFunction([](const raw_ostream &) { return true; });
  else if (mode == ColorMode::Never)
    WithColor::setAutoDetectFunction([](const raw_ostream &) { return false; });
}

static int reportUsage(Error error) {
  reportError(errs(), std::move(error), nullptr, nullptr);
  return 1;
}

static int printLibraryDir() {
  auto found = findOwnFile("library");
  if (!found)
    return reportUsage(found.takeError());
  outs() << *found << '\n';
  return 0;
}

static int runCommand(Options &options) {
  setColor(options.color);
  if (!options.jobs)
    options.jobs = std::max(1u, std::thread::hardware_concurrency());
  Report report(options.verbose, options.timeReport);
  switch (options.command) {
  case Command::Compile:
    return compile(options, report);
  case Command::Run:
    return runModule(options, report);
  case Command::Wast:
    return runWast(options, report);
  case Command::Validate:
    return validateFiles(options);
  case Command::Inspect:
    return inspectModule(options);
  case Command::WatToWasm:
    return watToWasm(options);
  case Command::WasmToWat:
    return wasmToWat(options);
  case Command::Help:
    printHelp(outs());
    return 0;
  case Command::Version:
    outs() << "wfxc " << WFX_VERSION << " (LLVM " << LLVM_VERSION_STRING
           << ")\n";
    return 0;
  case Command::PrintLibraryDir:
    return printLibraryDir();
  }
  llvm_unreachable("command");
}

} // namespace wfx

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  std::signal(SIGXFSZ,
              SIG_IGN); // a file that may not grow is an error like others
  auto options = wfx::parseOptions(ArrayRef<const char *>(argv + 1, argc - 1));
  if (!options)
    return wfx::reportUsage(options.takeError());
  int status = wfx::runCommand(*options);
  if (Error failed = wfx::flushStandardOutput())
    return wfx::reportUsage(std::move(failed));
  return status;
}
