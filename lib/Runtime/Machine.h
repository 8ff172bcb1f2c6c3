//===- Machine.h - What the runtime knows of the processor ----------------===//
//
// Implemented by Machine.<architecture>.cpp; the rest of the C++ code is the
// same everywhere.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"

namespace wfx::rt {

/// Frame records are {frame pointer of the caller, return address} and the
/// frame pointer is the record's address.
struct FrameRecord {
  uintptr_t callerFrame;
  uintptr_t returnAddress;
};

#if defined(__x86_64__)
/// From an Activation to the frame record of its wfx_enter.
constexpr uintptr_t activationFrame = sizeof(abi::Activation) + 5 * 8;
/// From Context::wasmStack during a host call to the frame record of the call.
constexpr uintptr_t hostCallFrame = 16;
#elif defined(__aarch64__)
constexpr uintptr_t activationFrame =
    sizeof(abi::Activation) + 8 + 10 * 8 + 8 * 8;
constexpr uintptr_t hostCallFrame = 0;
#else
#error "no assembly for this architecture"
#endif

/// Where a signal interrupted the thread.
struct MachineState {
  uintptr_t pc, sp, fp;
};

MachineState machineState(const void *ucontext);

/// Makes the interrupted thread go on in wfx_leave(context, status).
void continueInLeave(void *ucontext, abi::Context *context, Status status);

/// The trap number that the trapping instruction at \p pc carries, or 0 if it
/// is not one. \p pc was executed, so it can be read.
unsigned trapNumber(uintptr_t pc);

/// The return address of the function that was interrupted in \p state where
/// that is at its very first instruction, so that it has no frame record yet;
/// else null.
const uintptr_t *returnAddressAtEntry(const MachineState &state);

/// Where the return address is if the interrupted function is a leaf without a
/// frame, as libc's memory functions are; null where it is in a register.
const uintptr_t *leafReturnAddress(const MachineState &state);

/// True if the bytes before \p address, longestCall of which can be read, are a
/// call of a function by name.
bool followsCall(uintptr_t address);
constexpr uintptr_t longestCall = 6;

/// The program counter's signal for a trapping instruction.
int trapSignal();

} // namespace wfx::rt
