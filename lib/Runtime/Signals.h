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
/// entry into Wasm. If the system gives no memory for it, a stack overflow ends
/// the process.
void prepareThread();

/// For a thread that must not lack it: a signal stack, made beforehand, or null
/// if the system gives no memory. The thread that is to have it calls
/// useSignalStack(), which frees it when the thread ends; one that no thread
/// uses is for freeSignalStack().
void *createSignalStack();
void useSignalStack(void *stack);
void freeSignalStack(void *stack);

} // namespace wfx::rt
