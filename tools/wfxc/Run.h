//===- Run.h - `wfxc run`: a program in this process ----------------------===//
#pragma once

#include "Options.h"
#include "Compiler/Report.h"

namespace wfx {

/// Compiles Options::inputs[0] for this processor and runs it as its executable
/// would run: `_start`, or the export that Options::invoke names. Returns the
/// program's exit status, 134 after a trap.
int runModule(const Options &options, Report &report);

} // namespace wfx
