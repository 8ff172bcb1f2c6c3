//===- Wast.h - `wfxc wast`: running specification scripts ----------------===//
#pragma once

#include "Options.h"
#include "Compiler/Report.h"

namespace wfx {

/// Runs the scripts Options::inputs, several at a time in processes of their
/// own, so that a crash is the failure of one script. Failures go to standard
/// error as `FILE:LINE: message`, what scripts print to standard output, and
/// its last line is "N passed, N failed", counted in commands. Returns the exit
/// status.
int runWast(const Options &options, Report &report);

} // namespace wfx
