//===- Backtrace.h - Walking the Wasm stack -------------------------------===//
//
// Records the program counters of Wasm frames, across stacks and nested
// activations. Every address is checked against the bounds of the Wasm stack
// before it is read, so a walk never faults, whatever the frame pointer was;
// host frames are skipped by the activations and need no frame pointers.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Machine.h"
#include "Runtime/TrapRecord.h"

namespace wfx::rt {

/// Fills the frames of \p context's trap record from an interrupted thread.
void recordBacktrace(abi::Context *context, const MachineState &state,
                     bool pcIsReadable);
/// Fills the frames of \p record from inside a function that Wasm called, on
/// whichever stack; \p frame is its frame pointer, or null.
void recordBacktrace(abi::Context *context, const void *frame,
                     abi::TrapRecord &record);
/// The same for a chain that does not run; \p suspended is its innermost stack.
void recordBacktrace(const abi::Stack *suspended, abi::TrapRecord &record);

/// True if \p address is in the Wasm stack of \p context, where its whole word
/// can be read.
bool isOnWasmStack(const abi::Context *context, uintptr_t address);

} // namespace wfx::rt
