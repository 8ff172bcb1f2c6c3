//===- Convert.cpp - `wfxc validate`, `wat2wasm`, `wasm2wat` --------------===//

#include "Frontend/Text/Printer.h"
#include "Input.h"
#include "Inspect.h"
#include "Output.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

static Error validateFile(const std::string &path, const Options &options,
                          Report &report, Input &input) {
  if (Error failed = input.read(path))
    return failed;
  return checkModule(input.module(), options.features, options.jobs, report).takeError();
}

int validateFiles(const Options &options) {
  Report report(options.verbose, options.timeReport);
  bool saysValid = options.inputs.size() > 1 || options.verbose;
  int status = 0;
  for (const std::string &path : options.inputs) {
    Input input;
    if (Error failed = validateFile(path, options, report, input))
      status = input.report(std::move(failed));
    else if (saysValid)
      outs() << path << ": valid\n";
  }
  report.printTimes();
  return status;
}

/// Options::output, or NAME.wasm for NAME.wat.
static std::string wasmPath(const Options &options) {
  if (!options.output.empty() || options.inputs[0] == "-")
    return options.output.empty() ? "-" : options.output;
  SmallString<128> path(sys::path::filename(options.inputs[0]));
  sys::path::replace_extension(path, ".wasm");
  return path.str().str();
}

static Error writeWasm(const Options &options, Report &report, Input &input) {
  std::string output = wasmPath(options);
  if (Error failed = checkOutput(output, options.inputs[0]))
    return failed;
  if (Error failed = input.read(options.inputs[0]))
    return failed;
  if (options.stopAfter >= Stage::Validate)
    if (Error failed = checkModule(input.module(), options.features, options.jobs, report).takeError())
      return failed;
  return writeOutput(output, toStringRef(input.module().bytes()));
}

int watToWasm(const Options &options) {
  Report report(options.verbose, options.timeReport);
  Input input;
  if (Error failed = writeWasm(options, report, input))
    return input.report(std::move(failed));
  return 0;
}

static Error writeWat(const Options &options, Input &input) {
  std::string output = options.output.empty() ? "-" : options.output;
  if (Error failed = checkOutput(output, options.inputs[0]))
    return failed;
  if (Error failed = input.read(options.inputs[0]))
    return failed;
  auto module = decodeModule(input.module().bytes(), options.features);
  if (!module)
    return module.takeError();
  std::string text;
  raw_string_ostream os(text);
  if (Error failed = printModule(os, *module))
    return failed;
  return writeOutput(output, text);
}

int wasmToWat(const Options &options) {
  Input input;
  if (Error failed = writeWat(options, input))
    return input.report(std::move(failed));
  return 0;
}

} // namespace wfx
