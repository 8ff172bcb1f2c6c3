//===- Printer.h - A module as text ---------------------------------------===//
//
// Prints a decoded module in the text format: flat instructions, one a line,
// indented by block depth, with names from the name section. What it prints
// assembles to the same sections again.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"

namespace llvm {
class raw_ostream;
}

namespace wfx {

/// Prints \p module. The bodies are decoded while printing; an error
/// (Malformed, with the offset) ends the output.
llvm::Error printModule(llvm::raw_ostream &os, const Module &module);

} // namespace wfx
