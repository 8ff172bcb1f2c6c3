//===- Options.h - The command line ---------------------------------------===//
//
// One row of Options.def is one option. Parsing stops at the first word that is
// no option where the command says so: what follows belongs to the program.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Compile.h"
#include "Frontend/Features.h"
#include "Lowering/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace wfx {

/// What the user asks for; `wfxc FILE` without a command compiles.
enum class Command : uint8_t {
  Compile,
  Run,
  Wast,
  Validate,
  Inspect,
  WatToWasm,
  WasmToWat,
  // From here on without input.
  Help,
  Version,
  PrintLibraryDir,
};

enum class EmitKind : uint8_t {
  Wat,
  LLVM,
  LLVMOpt,
  Asm,
  Obj,
  Exe,
  // From here on libraries.
  Library,
  Archive,
  Shared,
};

enum class ColorMode : uint8_t { Auto, Always, Never };

/// Results of relaxed SIMD: those that the processor is fastest with, or those
/// of the specification's deterministic profile.
enum class RelaxedSimd : uint8_t { Native, Deterministic };

/// A module that a program is linked with.
struct LinkedFile {
  std::string name; ///< what others import from it as; empty: by its file
  std::string path;
};

struct Options {
  Command command = Command::Compile;
  std::vector<std::string> inputs;
  /// `run`: the program's arguments, without its name.
  std::vector<std::string> arguments;
  std::string output;
  EmitKind emit = EmitKind::Exe;
  Stage stopAfter = Stage::Link;
  OptLevel level = OptLevel::O2;
  unsigned jobs = 0; ///< 0: as many as there are processors
  std::string cpu;   ///< empty: the command's default
  Features features;
  bool checkBounds = false; ///< of memories in code, without guards
  RelaxedSimd relaxedSimd = RelaxedSimd::Native;
  bool allStacks = false; ///< of continuations, also where none is needed
  std::string libraryName;                   ///< set for libraries
  std::vector<std::string> libraryNamespace; ///< empty: the name
  std::vector<LinkedFile> links;
  std::vector<std::string> preopens;    ///< HOST::GUEST
  std::vector<std::string> environment; ///< NAME=VALUE or NAME
  std::string invoke;
  std::string cacheFolder; ///< `run`: of compiled code; empty: none
  uint64_t stackSize = uint64_t(8) << 20;
  uint64_t continuationStackSize = uint64_t(64) << 10;
  uint64_t maxContinuations = 0; ///< 0: any number
  ColorMode color = ColorMode::Auto;
  std::string dumpModules; ///< `wast`: a directory for the scripts' modules
  bool wrapContinuations = false; ///< `wast`: call through continuations
  bool isStatic = false;
  bool pie = true;
  bool verbose = false;
  bool timeReport = false;
  bool verify = false; ///< LLVM's verifier

  /// The export that a program is entered by.
  llvm::StringRef entryName() const {
    return invoke.empty() ? "_start" : llvm::StringRef(invoke);
  }
  bool makesLibrary() const {
    return command == Command::Compile && emit >= EmitKind::Library;
  }
};

/// Parses \p args (argv without the program's name). Errors: usageError.
llvm::Expected<Options> parseOptions(llvm::ArrayRef<const char *> args);
/// Those that concern compileModule().
CompileOptions compileOptions(const Options &options);
/// The text of --help.
void printHelp(llvm::raw_ostream &os);

} // namespace wfx
