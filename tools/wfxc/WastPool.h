//===- WastPool.h - Scripts in processes of their own ---------------------===//
#pragma once

#include "Options.h"
#include "WastRunner.h"

namespace wfx {

using ScriptFunction = void (*)(llvm::StringRef path, const Options &options,
                                Tally &tally);

/// Calls \p run for each of Options::inputs, each in a process of its own and
/// Options::jobs of them at a time; a single one runs here, where a debugger
/// sees it. What they print appears in the order of the inputs. A process that
/// dies is one more failure of its script.
Tally runScripts(const Options &options, ScriptFunction run);

} // namespace wfx
