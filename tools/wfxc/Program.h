//===- Program.h - What makes a module a program --------------------------===//
//
// The object that every executable has besides its module's: the ProgramDesc
// with the host functions that the imports resolve to, baked-in options, and
// the table of function names for backtraces.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compile.h"

namespace wfx {

/// Checks that \p module can be a program: what it imports is WASI's, and it
/// has the entry function that \p options ask for. Errors: checkImports()'s,
/// usageError.
llvm::Error checkProgram(const Module &module, const Options &options);
/// Makes the object. \p module must have passed checkProgram(). Errors:
/// createTarget()'s.
llvm::Expected<Object> makeProgram(const ValidModule &module,
                                   const Options &options,
                                   const CompileOptions &compileOptions);

/// "module.name (func i32 -> i32)": an import, for messages.
std::string describeImport(const Module &module, const Import &import);
/// The signature of a function of wasi_snapshot_preview1 as in WasiCalls.def;
/// empty if there is none of that name.
llvm::StringRef wasiSignature(llvm::StringRef name);
/// Checks that every import of \p module is a function of WASI with WASI's
/// type. Errors: Unlinkable diagnostics.
llvm::Error checkImports(const Module &module);
/// True for the names under which WASI preview 1 is imported.
bool isWasiModule(llvm::StringRef name);

} // namespace wfx
