//===- Program.h - What makes modules a program ---------------------------===//
//
// The object that every executable has besides its modules': the ProgramDesc
// with what the imports are linked with, baked-in options, and the tables of
// function names for backtraces.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Modules.h"

namespace wfx {

/// Links \p modules and checks that they can be a program: the last one has the
/// entry function that \p options ask for. Errors: Modules::link()'s,
/// usageError.
llvm::Error checkProgram(Modules &modules, const Options &options,
                         Report &report);
/// Makes the object. \p modules must have passed checkProgram(). Errors:
/// createTarget()'s.
llvm::Expected<Object> makeProgram(const Modules &modules,
                                   const Options &options);

} // namespace wfx
