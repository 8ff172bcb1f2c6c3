//===- Main.cpp - The compiler's story ------------------------------------===//
//
// wfxc app.wasm -o app: each stage takes the result of the one before.
//
//===----------------------------------------------------------------------===//

#include "Compile.h"
#include "Frontend/Text/Printer.h"
#include "Inspect.h"
#include "Link.h"
#include "Output.h"
#include "Program.h"
#include "Run.h"
#include "Wast.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace llvm;

namespace wfx {

/// "app" for app.wasm, "app.o" and the like for other kinds of output.
static std::string outputName(const Options &options) {
  if (!options.output.empty())
    return options.output;
  const char *extensions[] = {".wat", ".ll", ".opt.ll", ".s", ".o", ""};
  SmallString<128> name(sys::path::filename(options.inputs[0]));
  if (name == "-")
    name = "a.out";
  sys::path::replace_extension(name, "");
  name += extensions[size_t(options.emit)];
  // `wfxc app -o` of an extensionless input must not write over it.
  if (name == options.inputs[0])
    name += ".out";
  return name.str().str();
}

static std::string join(ArrayRef<Object> texts) {
  std::string all;
  for (const Object &text : texts)
    all.append(text.begin(), text.end());
  return all;
}

/// Compiles options.inputs[0] as far as asked. \p bytes gets the input, so that
/// the caller can show errors in it.
static Error compileFile(const Options &options, Report &report, Source &source,
                         std::unique_ptr<ModuleBytes> &bytes) {
  auto read = readSource(options.inputs[0]);
  if (!read)
    return read.takeError();
  source = std::move(*read);
  if (options.stopAfter == Stage::Read)
    return Error::success();
  auto converted = toBytes(std::move(source));
  if (!converted)
    return converted.takeError();
  bytes = std::move(*converted);
  if (options.stopAfter == Stage::Decode)
    return decodeModule(bytes->bytes(), options.features).takeError();
  auto module = checkModule(*bytes, options, report);
  if (!module)
    return module.takeError();
  std::string output = outputName(options);
  if (options.emit == EmitKind::Wat) {
    std::string text;
    raw_string_ostream os(text);
    if (Error failed = printModule(os, **module))
      return failed;
    return writeOutput(output, text);
  }
  if (options.stopAfter == Stage::Validate)
    return Error::success();
  if (options.stopAfter == Stage::Plan) {
    for (const Unit &unit : planUnits(*module))
      outs() << "unit " << unit.number << ": functions " << unit.begin.value << " to "
             << unit.end.value << ", " << unit.codeSize << " bytes\n";
    return Error::success();
  }

  CompileOptions compile = compileOptions(options, bytes->source.name);
  switch (options.emit) {
  case EmitKind::LLVM:
    compile.stopAfter = Stage::Emit;
    break;
  case EmitKind::LLVMOpt:
    compile.stopAfter = Stage::Lower;
    break;
  case EmitKind::Asm:
    compile.fileType = CodeGenFileType::AssemblyFile;
    break;
  default:
    compile.stopAfter = std::min(options.stopAfter, Stage::Codegen);
  }
  auto objects = compileModule(*module, compile, report);
  if (!objects)
    return objects.takeError();
  if (options.stopAfter < Stage::Codegen)
    return Error::success();
  if (options.emit != EmitKind::Exe && options.emit != EmitKind::Obj)
    return writeOutput(output, join(*objects));
  if (options.emit == EmitKind::Obj) {
    auto object = joinObjects(std::move(*objects));
    if (!object)
      return object.takeError();
    return writeOutput(output, StringRef(object->data(), object->size()));
  }
  auto program = makeProgram(*module, options, compile);
  if (!program)
    return program.takeError();
  if (options.stopAfter == Stage::Codegen)
    return Error::success();
  objects->push_back(std::move(*program));
  return linkExecutable(*objects, output, options, report);
}

static int compile(const Options &options, Report &report) {
  Source source;
  std::unique_ptr<ModuleBytes> bytes;
  Error failed = compileFile(options, report, source, bytes);
  report.endProgress();
  if (!failed) {
    report.printTimes();
    return 0;
  }
  const Source *shown = bytes ? &bytes->source : source.name.empty() ? nullptr : &source;
  reportError(errs(), std::move(failed), shown, bytes ? &bytes->map : nullptr);
  return 1;
}

static void setColor(ColorMode mode) {
  if (mode == ColorMode::Auto)
    return;
  static bool always;
  always = mode == ColorMode::Always;
  WithColor::setAutoDetectFunction([](const raw_ostream &) { return always; });
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
    outs() << "wfxc " << WFX_VERSION << " (LLVM " << LLVM_VERSION_STRING << ")\n";
    return 0;
  }
  llvm_unreachable("command");
}

} // namespace wfx

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  auto options = wfx::parseOptions(ArrayRef<const char *>(argv + 1, argc - 1));
  if (!options) {
    wfx::reportError(errs(), options.takeError(), nullptr, nullptr);
    return 1;
  }
  return wfx::runCommand(*options);
}
