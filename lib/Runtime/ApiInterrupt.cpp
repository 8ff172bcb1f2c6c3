//===- ApiInterrupt.cpp - wfx.h: ending calls from outside ----------------===//

#include "Runtime/Api.h"
#include "Runtime/Interrupt.h"

using namespace wfx;
using namespace wfx::rt;

void wfx_interrupt(wfx_context *context) { interrupt(inner(context)); }

void wfx_clear_interrupt(wfx_context *context) {
  clearInterrupt(inner(context));
}

bool wfx_set_deadline(wfx_context *context, uint64_t nanoseconds) {
  return setDeadline(inner(context), nanoseconds);
}
