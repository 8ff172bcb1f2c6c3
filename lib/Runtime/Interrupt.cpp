//===- Interrupt.cpp - Requests and where they are met --------------------===//
//
// The bits, and everything that looks at them but the signal's handler. Who
// asks, and the timer, are in InterruptTimer.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Interrupt.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Trap.h"
#include <time.h>

using namespace wfx;
using namespace wfx::rt;

WFX_FOREIGN_STACK_BEGIN

uint64_t rt::monotonicTime() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<uint64_t>(now.tv_nsec);
}

bool rt::takeRequest(abi::Context *context) {
  uint64_t bits = __atomic_fetch_and(
      &context->interrupt, ~abi::InterruptRequested, __ATOMIC_SEQ_CST);
  if (!(bits & abi::InterruptRequested))
    return false;
  // The request has taken the timer from the deadline.
  auto *start =
      __atomic_load_n(&context->interrupter->startTimer, __ATOMIC_RELAXED);
  if (start && bits & abi::InterruptDeadline)
    start(context, 1);
  return true;
}

void rt::checkDeadline(abi::Context *context) {
  uint64_t bits = __atomic_load_n(&context->interrupt, __ATOMIC_SEQ_CST);
  if (!(bits & abi::InterruptDeadline) ||
      monotonicTime() <
          __atomic_load_n(&context->interrupter->deadline, __ATOMIC_RELAXED))
    return;
  // Unless somebody has changed it meanwhile.
  uint64_t passed = (bits & ~abi::InterruptDeadline) | abi::InterruptRequested;
  __atomic_compare_exchange_n(&context->interrupt, &bits, passed, false,
                              __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void wfx_poll_interrupt(abi::Context *context) {
  if (takeRequest(context))
    raiseTrap(context, Trap::Interrupted);
}

bool wfx_entry_interrupted(abi::Context *context) {
  checkDeadline(context);
  if (!takeRequest(context))
    return false;
  noteTrap(context, Trap::Interrupted);
  // Of the outer activations; this one has no frames.
  recordBacktrace(context, nullptr, *context->trap);
  return true;
}

void wfx_return_interrupted(uintptr_t *address) {
  abi::Context *context = currentContext();
  *address = context->interrupter->returnAddress;
  if (!takeRequest(context))
    return;
  noteTrap(context, Trap::Interrupted);
  recordBacktrace(context, address - 1, *context->trap);
  wfx_leave(context, Status::Trapped);
}

WFX_FOREIGN_STACK_END
