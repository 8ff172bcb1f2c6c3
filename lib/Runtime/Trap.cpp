//===- Trap.cpp - Traps, exits, and the way out of Wasm -------------------===//
//
// Raising from native code. Hardware faults come through Signals.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Trap.h"
#include "Runtime/Backtrace.h"

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif

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

/// The abandoned frames' redzones would otherwise stay poisoned for whatever
/// uses that part of the host stack next.
static void announceAbandonedFrames(const abi::Context *context,
                                    const void *frame) {
#if __has_feature(address_sanitizer)
  auto from = reinterpret_cast<uintptr_t>(frame) & ~uintptr_t(4095);
  auto to = reinterpret_cast<uintptr_t>(context->activation);
  if (!isOnWasmStack(context, from) && from < to)
    __asan_unpoison_memory_region(reinterpret_cast<void *>(from), to - from);
#endif
}

void rt::raiseTrap(abi::Context *context, Trap trap) {
  const void *frame = __builtin_frame_address(0);
  context->trap->trap = trap;
  context->trap->address = 0;
  recordBacktrace(context, frame);
  announceAbandonedFrames(context, frame);
  wfx_leave(context, Status::Trapped);
}

void rt::raiseExit(abi::Context *context, int code) {
  context->trap->trap = Trap::None;
  context->trap->exitCode = code;
  context->trap->frameCount = 0;
  announceAbandonedFrames(context, __builtin_frame_address(0));
  wfx_leave(context, Status::Exited);
}
