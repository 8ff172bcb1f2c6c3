//===- InterruptSignal.h - The signal that interrupts ---------------------===//
//
// Between the timer (InterruptTimer.cpp) and the handler (InterruptSignal.cpp).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include <signal.h>

namespace wfx::rt {

/// Ignored by default, and by most programs.
constexpr int interruptSignal = SIGURG;
/// Its address comes with the signals of this runtime's timers.
extern const char interruptMark;

/// Installs the handler, once per process.
void installInterruptHandler();

/// Makes the timer of \p context fire after \p delay nanoseconds if there is a
/// request, else at the deadline if there is one. In any thread, and in signal
/// handlers.
void startTimer(abi::Context *context, uint64_t delay);

} // namespace wfx::rt
