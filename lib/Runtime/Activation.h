//===- Activation.h - Entries into Wasm -----------------------------------===//
//
// An activation is one entry from native code into Wasm. It lives on the host
// stack, in the frame of wfx_enter; while Wasm runs, Context::activation is its
// address and host calls run below it:
//
//   host stack (grows down)           Wasm stack (grows down)
//   +---------------------------+     +----------------------+ stackHigh
//   | caller of wfx_enter_entry |     | return into wfx_enter|
//   +---------------------------+     | saved fp  -----------+-> frame record
//   | frame record of wfx_enter |     | thunk, Wasm frames...|   of wfx_enter
//   | preserved registers       |     +----------------------+
//   | Activation                |     | frame of a host call |
//   +---------------------------+ (1) +----------------------+ (2)
//   | host function ...         |     | Wasm frames of the   |
//   | nested entry ...          |     | nested entry ...     |
//
// (1) Context::activation. (2) Context::wasmStack during the host call.
//
// A nested entry begins below what the outer one has on the Wasm stack, also
// when a continuation has made the host call: that one's own stack is small.
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
  struct alignas(16) Float {
    uint64_t words[2];
  } floats[floatArgRegisters];
};

} // namespace wfx::abi

namespace wfx::rt {

/// How an activation ended. Trapped: Context::trap says why. Exited: it holds
/// the exit code. Threw: Context::exception was not caught (Exception.h).
/// HostFailed: a host function gave up; only it knows why. The numbers are
/// those of wfx_status, whose 4 is not for activations.
enum class Status : int { Returned, Trapped, Exited, Threw, HostFailed = 5 };

/// Context::thread of a context that has not been entered.
constexpr uint64_t noThread = ~uint64_t(0);

/// Calls \p function on \p context's Wasm stack with the arguments in \p
/// registers and leaves the results there. A context is used by one thread at a
/// time.
Status enter(abi::Context *context, const abi::FuncRef *function,
             abi::RegisterFile *registers);

/// The context of the innermost activation of this thread, or null.
abi::Context *currentContext();

} // namespace wfx::rt

extern "C" {
/// This thread's activations. Read by the fault handler: initial-exec, because
/// the other models may allocate on first use.
[[gnu::tls_model("initial-exec"),
  gnu::visibility("hidden")]] extern __thread wfx::abi::Thread wfx_thread;

/// Calls thunk(args) on \p context's Wasm stack, from any thread; the result is
/// a Status. The thunk is Wasm code: it has a frame record, and no clean-up.
int wfx_enter_entry(wfx::abi::Context *, void (*thunk)(void *), void *args);
/// The same for a thread or a context that needs preparation.
int wfx_enter_slowly(wfx::abi::Context *, void (*thunk)(void *), void *args);
/// For an entry from a host function: true, with the trap noted, if too little is
/// left of the thread's stack. In hosts that use wfx.h only.
bool wfx_host_stack_exhausted(wfx::abi::Context *);
/// Puts back what the entry of \p activation has changed in its context and in
/// the thread, and frees the stacks that run in it: for everything that ends an
/// activation other than a return.
void wfx_abandon_activation(const wfx::abi::Activation *activation);

// Activation.<architecture>.S
/// The entry itself. \p former is what was current before, \p entryStack where
/// the Wasm stack is free.
int wfx_enter(wfx::abi::Context *, void (*thunk)(void *), void *args,
              void *entryStack, wfx::abi::Stack *former);
/// Abandons everything above the innermost activation, whose wfx_enter returns
/// \p status. May be called on any stack.
[[noreturn]] void wfx_leave(wfx::abi::Context *, wfx::rt::Status status);
/// The thunk of enter(), and where its function returns to.
void wfx_call_with_registers(void *);
[[gnu::visibility("hidden")]] extern const char wfx_call_returned[];
/// The code of every FuncRef whose instance is a HostFunc.
void wfx_host_call();
}
