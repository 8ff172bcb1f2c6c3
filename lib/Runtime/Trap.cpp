//===- Trap.cpp - Traps, exits, and the way out of Wasm -------------------===//
//
// Raising from native code. Hardware faults come through Signals.cpp.
// Sanitizers learn that frames are abandoned from their callers, because
// nothing returns.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Trap.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Sanitizer.h"

using namespace wfx;
using namespace wfx::rt;

const char *rt::trapMessage(Trap trap) {
  static constexpr const char *messages[] = {
#define TRAP(id, text) text,
#include "ABI/Traps.def"
  };
  auto index = static_cast<unsigned>(trap);
  constexpr unsigned count = sizeof(messages) / sizeof(messages[0]);
  return index < count ? messages[index] : "unknown trap";
}

WFX_FOREIGN_STACK_BEGIN

void rt::raiseTrap(abi::Context *context, Trap trap) {
  context->trap->trap = trap;
  context->trap->address = 0;
  recordBacktrace(context, __builtin_frame_address(0), *context->trap);
  wfx_leave(context, Status::Trapped);
}

void rt::raiseExit(abi::Context *context, int code) {
  context->trap->trap = Trap::None;
  context->trap->exitCode = code;
  context->trap->frameCount = 0;
  wfx_leave(context, Status::Exited);
}

WFX_FOREIGN_STACK_END
