//===- NameTable.h - Names of functions for backtraces --------------------===//
#pragma once

#include "Modules.h"

namespace wfx {

/// Assembly that adds the table of \p module to .wfx.names
/// (Runtime/Symbolize.h), a section that is not loaded. LLVM's globals always
/// are.
std::string nameTable(const ProgramModule &module);

} // namespace wfx
