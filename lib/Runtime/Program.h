//===- Program.h - Linking and running the modules of a program -----------===//
//
// Does what a ProgramDesc says, for executables (Main.cpp) and for programs
// that were compiled into the running process. Reads no options and ends no
// process but through Program::end.
//
// A program has one thread, or more if it starts them (WasiThread.cpp). Each
// has a context and instances of its own; what they share is the memories that
// the host has created for imports, and WASI.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Context.h"
#include "Runtime/ErrorText.h"
#include "Runtime/Lock.h"
#include "Runtime/Wasi.h"

namespace wfx::rt {

struct Thread;

/// What one thread has of a program: its instances with what their imports
/// refer to.
struct ProgramPart {
  abi::Context *context = nullptr;
  struct Instance;
  Instance *instances = nullptr; ///< by module
};

/// It must outlive the contexts of its threads.
struct Program {
  const abi::ProgramDesc *desc = nullptr;
  ProgramPart main;
  Wasi *wasi = nullptr;          ///< null if no module imports WASI
  ContextOptions contextOptions; ///< of the threads that are started
  /// Ends the process for the thread with \p context, whose code has ended with
  /// \p status: prints what is to be said about that. Does not return.
  void (*end)(Program &, abi::Context *context, Status status) = nullptr;

  uint32_t isEnding = 0; ///< claimEnd()
  Lock lock;             ///< of what follows
  Thread *threads = nullptr;
  uint32_t lastThread = 0; ///< the newest thread's number
};

/// Instantiates the modules of \p program, initialises them in order, each once
/// the `_initialize` of the one before has returned, and calls the entry
/// function of the last one, with \p arguments as text if that is
/// ProgramDesc::invoke. Returns true with \p status as soon as something has
/// ended in another way than returning; false with one sentence in \p error if
/// the program cannot be run.
bool runProgram(Program &program, const char *const *arguments, size_t count,
                Status *status, char *error, size_t errorSize);

/// The two steps of that for a further thread: instances of all modules in \p
/// part.context, which share the memories of \p program's main part; and their
/// initialisation, but for the last module's `_initialize`.
bool instantiateModules(Program &program, ProgramPart &part, ErrorText error);
Status initializeModules(Program &program, ProgramPart &part);

/// The function that the last module exports as \p name, or null.
const abi::FuncRef *findEntry(const Program &program, const ProgramPart &part,
                              const char *name);

/// Returns in the first thread that calls it; others wait for the end of the
/// process. Called before anything is said about that.
void claimEnd(Program &program);

void freeInstances(ProgramPart &part);

} // namespace wfx::rt
