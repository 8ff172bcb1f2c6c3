//===- Activation.h - Entries into Wasm -----------------------------------===//
//
// An activation is one entry from native code into Wasm. It lives on the host
// stack, in the frame of wfx_enter; while Wasm runs, Context::hostStack is its
// address and host calls run below it:
//
//   host stack (grows down)           Wasm stack (grows down)
//   +---------------------------+     +----------------------+ stackHigh
//   | caller of enter()         |     | return into wfx_enter|
//   +---------------------------+     | saved fp  -----------+-> frame record
//   | frame record of wfx_enter |     | Wasm frames ...      |   of wfx_enter
//   | preserved registers       |     +----------------------+
//   | Activation                |     | frame of a host call |
//   +---------------------------+ (1) +----------------------+ (2)
//   | host function ...         |     | Wasm frames of the   |
//   | nested enter() ...        |     | nested entry ...     |
//
// (1) Context::hostStack and Context::activation. (2) Context::wasmStack during
// the host call.
//
// A nested entry begins below what the outer one has on the Wasm stack, also when a
// continuation has made the host call: that one's own stack is small.
//
// Nothing here knows what the arguments mean; Invoke.h does typed calls.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::abi {

/// The registers of the calling convention: arguments before a call, results
/// after it. The instance is not among them.
struct RegisterFile {
  uint64_t ints[intArgRegisters];
  uint64_t formerContext; ///< the thread's, while enter() is active
  struct alignas(16) Float {
    uint64_t words[2];
  } floats[floatArgRegisters];
};

} // namespace wfx::abi

namespace wfx::rt {

/// How an activation ended. Trapped: Context::trap says why. Exited: it holds
/// the exit code. Threw: Context::exception was not caught (Exception.h).
/// HostFailed: a host function gave up; only it knows why. The numbers are those
/// of wfx_status, whose 4 is not for activations.
enum class Status : int { Returned, Trapped, Exited, Threw, HostFailed = 5 };

/// Calls \p function on \p context's Wasm stack with the arguments in \p
/// registers and leaves the results there. The thread's current context is \p
/// context meanwhile. A context is used by one thread at a time.
Status enter(abi::Context *context, const abi::FuncRef *function,
             abi::RegisterFile *registers);

/// The context of the innermost enter() of this thread, or null.
abi::Context *currentContext();

/// What enter() does on its way out, for an exception of the host's that passes
/// through \p activation.
void unwindActivation(const abi::Activation *activation);

} // namespace wfx::rt

// Activation.<architecture>.S
extern "C" {
int wfx_enter(wfx::abi::Context *, const wfx::abi::FuncRef *,
              wfx::abi::RegisterFile *, void *entryStack,
              wfx::abi::Stack *former);
/// Abandons everything above the innermost activation, whose wfx_enter returns
/// \p status. May be called on any stack.
[[noreturn]] void wfx_leave(wfx::abi::Context *, wfx::rt::Status status);
/// The code of every FuncRef whose instance is a HostFunc.
void wfx_host_call();
}
