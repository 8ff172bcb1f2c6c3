//===- Interrupt.h - Ending a call from outside ---------------------------===//
//
// A request is a bit of Context::interrupt. Code that runs is made to look at
// it by a signal, so that generated code costs nothing; entries, and what Wasm
// code calls in the runtime, look at the bit themselves:
//
//   an entry (wfx_enter)             before Wasm code runs; also at the clock
//   a host call (wfx_on_host_stack)  when the host function has returned
//   long runtime calls               at their end
//   the signal's handler             in Wasm code, and in libc's functions that
//                                    Wasm code has called, when they return
//
// The signal comes from a timer of the context, aimed at the thread that
// entered last (InterruptTimer.cpp). In the middle of the runtime or of a
// switch of stacks the handler can do nothing, and tries again a millisecond
// later (InterruptSignal.cpp). A trap in the middle of a switch may lose the
// continuation that was being switched to or from: its stacks are free when the
// context goes.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Context.h"
#include "Runtime/Lock.h"

namespace wfx::abi {

/// What a context needs for its interruptions.
struct Interrupter {
  rt::Lock lock; ///< of the timer; taken with all signals blocked
  int timer = -1;
  int process = 0;     ///< which made the timer
  uint64_t thread = 0; ///< Thread::id of the one that the timer signals
  /// In nanoseconds of CLOCK_MONOTONIC, if InterruptDeadline is set.
  uint64_t deadline = 0;
  uintptr_t returnAddress = 0; ///< what wfx_interrupted_return stands for

  // Set once there is a timer, so that only programs that interrupt contain it.
  /// InterruptSignal.h
  void (*startTimer)(Context *, uint64_t delay) = nullptr;
  /// For an entry on another thread than before.
  void (*moveTimer)(Context *) = nullptr;
  /// Before the context goes.
  void (*releaseTimer)(Context *) = nullptr;
};

} // namespace wfx::abi

namespace wfx::rt {

/// Ends the call that runs in \p context, or the next one if none does, with
/// the trap Interrupted. From any thread, and from signal handlers.
void interrupt(abi::Context *context);
/// Takes back requests that have not been met.
void clearInterrupt(abi::Context *context);
/// The same as interrupt() after \p nanoseconds, in place of any deadline
/// before; 0 for none. False if the system has no timer left; there is no
/// deadline then.
bool setDeadline(abi::Context *context, uint64_t nanoseconds);

/// Nanoseconds of CLOCK_MONOTONIC.
uint64_t monotonicTime();

/// True if there was a request; there is none any more.
bool takeRequest(abi::Context *context);
/// Makes the deadline a request if it has passed.
void checkDeadline(abi::Context *context);

/// True if there is a request: for host functions that wait, which had better
/// return.
inline bool isInterrupted(const abi::Context *context) {
  return __atomic_load_n(&context->interrupt, __ATOMIC_RELAXED) &
         abi::InterruptRequested;
}

/// Leaves Wasm if there is a request. For functions that Wasm code has called,
/// on any stack.
inline void pollInterrupt(abi::Context *context);

} // namespace wfx::rt

extern "C" {
/// Returns only if there is no request any more.
void wfx_poll_interrupt(wfx::abi::Context *);
/// For an entry that finds something in Context::interrupt: true if it must
/// fail, the trap is in the context then.
bool wfx_entry_interrupted(wfx::abi::Context *);
/// Leaves Wasm for wfx_interrupted_return, or stores the address to go on at in
/// \p address, which is behind the frame record.
void wfx_return_interrupted(uintptr_t *address);
/// Interrupt.<architecture>.S: stands in for a return address in Wasm code.
[[gnu::visibility("hidden")]] void wfx_interrupted_return();
}

inline void wfx::rt::pollInterrupt(abi::Context *context) {
  if (isInterrupted(context)) [[unlikely]]
    wfx_poll_interrupt(context);
}
