//===- Program.h - Linking and running the modules of a program -----------===//
//
// Does what a ProgramDesc says, for executables (Main.cpp) and for programs
// that were compiled into the running process. Reads no options and ends no
// process.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"
#include "Runtime/Wasi.h"

namespace wfx::rt {

/// The instances of a program with what their imports refer to. It must outlive
/// the context.
struct Program {
  const abi::ProgramDesc *desc = nullptr;
  abi::Context *context = nullptr;
  Wasi *wasi = nullptr; ///< null if no module imports WASI
  struct Instance;
  Instance *instances = nullptr;
};

/// Instantiates the modules of \p program in order, each once the one before is
/// initialised and its `_initialize` has returned, and calls the entry function
/// of the last one, with \p arguments as text if that is ProgramDesc::invoke.
/// Returns true with \p status as soon as something has ended in another way
/// than returning; false with one sentence in \p error if the program cannot be
/// run.
bool runProgram(Program &program, const char *const *arguments, size_t count,
                Status *status, char *error, size_t errorSize);

void freeProgram(Program &program);

} // namespace wfx::rt
