//===- Compile.h - From a file to objects ---------------------------------===//
//
// The stages of the pipeline, driven: checkModule() takes a module's bytes to a
// ValidModule, compileModule() takes that to objects on several threads.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Report.h"
#include "Compiler/Stage.h"
#include "Frontend/Emit/Emit.h"
#include "Frontend/Text/Assembler.h"
#include "Lowering/Lower.h"
#include "llvm/Support/CodeGen.h"

namespace wfx {

/// The bytes of a module, assembled if it was text. Heap-allocated and pinned:
/// a Module points into it.
struct ModuleBytes {
  Source source;
  std::vector<uint8_t> assembled; ///< of a text source
  LineMap map;

  llvm::ArrayRef<uint8_t> bytes() const {
    return assembled.empty() ? source.bytes() : llvm::ArrayRef(assembled);
  }
};

/// Assembles \p source if it is text, and takes it. Errors: those of
/// assemble();
/// \p source is untouched then, so that they can be shown in it.
llvm::Expected<std::unique_ptr<ModuleBytes>> toBytes(Source &&source);

/// Decodes, and validates on \p jobs threads. Errors: those of decodeModule(),
/// validate().
llvm::Expected<ValidModule> checkModule(const ModuleBytes &bytes,
                                        const Features &features, unsigned jobs,
                                        Report &report);

struct CompileOptions {
  OptLevel level = OptLevel::O2;
  unsigned jobs = 1;
  std::string cpu; ///< as TargetOptions::cpu
  std::string moduleName;
  std::string shownName; ///< in backtraces; empty: none
  std::string prefix = "wfx";
  bool checkBounds = false; ///< as EmitOptions::checkBounds
  bool externalTypes = false;
  const LibrarySymbols *library = nullptr; ///< as EmitOptions::library
  bool deterministic = false;              ///< as EmitOptions::deterministic
  /// By import, which of them are certainly functions of a host, no matter who
  /// instantiates; may be empty.
  std::vector<bool> hostImports;
  bool allStacks = false; ///< for continuations that could do without, too
  bool verify = false;
  /// How far to go with each unit: Emit and Lower give IR as text.
  Stage stopAfter = Stage::Codegen;
  llvm::CodeGenFileType fileType = llvm::CodeGenFileType::ObjectFile;
};

/// What \p options say about the processor.
TargetOptions targetOptions(const CompileOptions &options);

/// Compiles \p module; one object (or text) for each unit, in order. The result
/// does not depend on the number of threads. Errors: checkCompilable()'s,
/// createTarget()'s.
llvm::Expected<std::vector<Object>> compileModule(const ValidModule &module,
                                                  const CompileOptions &options,
                                                  Report &report);

} // namespace wfx
