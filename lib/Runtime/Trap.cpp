//===- Trap.cpp - Traps, exits, and the way out of Wasm -------------------===//
//
// Raising from native code. Hardware faults come through Signals.cpp.
// Sanitizers learn that frames are abandoned from their callers, because
// nothing returns.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Trap.h"
#include "Runtime/Activation.h"
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

void rt::noteTrap(abi::Context *context, Trap trap) {
  ++context->trap->number;
  context->trap->trap = trap;
  context->trap->address = 0;
  context->trap->frameCount = 0;
}

void rt::noteExit(abi::Context *context, int code) {
  noteTrap(context, Trap::None);
  context->trap->exitCode = code;
}

void rt::raiseTrap(abi::Context *context, Trap trap) {
  noteTrap(context, trap);
  recordBacktrace(context, __builtin_frame_address(0), *context->trap);
  wfx_leave(context, Status::Trapped);
}

void rt::raiseExit(abi::Context *context, int code) {
  noteExit(context, code);
  wfx_leave(context, Status::Exited);
}

/// Throws Context::exception; weak, so that programs without exceptions need no
/// unwinder (Exception.cpp).
extern "C" [[noreturn, gnu::weak]] void wfx_throw_noted(abi::Context *);

void wfx_host_failed(abi::Context *context, int status) {
  abi::TrapRecord &record = *context->trap;
  switch (static_cast<Status>(status)) {
  case Status::Trapped:
    if (record.trap == Trap::None)
      break;
    // The trap of a nested call, passed on, has its backtrace already.
    if (!record.frameCount)
      recordBacktrace(context, nullptr, record);
    wfx_leave(context, Status::Trapped);
  case Status::Exited:
    wfx_leave(context, Status::Exited);
  case Status::Threw:
    if (context->exception && wfx_throw_noted)
      wfx_throw_noted(context);
    break;
  default:
    break;
  }
  noteTrap(context, Trap::None);
  recordBacktrace(context, nullptr, record);
  wfx_leave(context, Status::HostFailed);
}

WFX_FOREIGN_STACK_END
