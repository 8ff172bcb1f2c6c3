//===- Signals.h - Hardware faults as traps -------------------------------===//
//
// Installs the process-wide handler and gives each thread an alternate signal
// stack. Faults that are not Wasm's go on to whatever handler was there before.
//
//===----------------------------------------------------------------------===//
#pragma once

namespace wfx::rt {

/// Installs the fault handlers, once per process. Thread-safe.
void installSignalHandlers();

/// Gives the calling thread an alternate signal stack unless it has a large
/// enough one; it is freed when the thread ends. Called before a thread's first
/// entry into Wasm.
void prepareThread();

} // namespace wfx::rt
