//===- HostStack.cpp - Recursion through functions of the host ------------===//
//
// Wasm that calls a host function, which enters Wasm again, takes memory of the
// Wasm stack and of the thread's own. The former ends in a guard, as every
// stack of Wasm's; of the latter nothing is known but where the thread has it,
// and running out of it ends the process. So an entry from a host function is
// refused where little of it is left.
//
// A host that runs on a stack of its own making is let alone.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Activation.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Trap.h"
#include <pthread.h>

using namespace wfx;
using namespace wfx::rt;

/// What is kept for host functions; a quarter of smaller stacks.
static constexpr uint64_t stackReserve = uint64_t(128) << 10;

/// Where nothing is known of the stack, nothing is refused.
static void findStack() {
  void *low = nullptr;
  size_t size = 0, guard = 0;
  pthread_attr_t attributes;
  if (!pthread_getattr_np(pthread_self(), &attributes)) {
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_getguardsize(&attributes, &guard);
    pthread_attr_destroy(&attributes);
  }
  wfx_thread.stackLow = reinterpret_cast<uintptr_t>(low) + guard;
  wfx_thread.stackMargin = !low || size < guard ? 0
                           : size - guard < 4 * stackReserve
                               ? (size - guard) / 4
                               : stackReserve;
}

bool wfx_host_stack_exhausted(abi::Context *context) {
  if (!wfx_thread.stackLow)
    findStack();
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here - wfx_thread.stackLow >= wfx_thread.stackMargin)
    return false;
  noteTrap(context, Trap::CallStackExhausted);
  // Of the outer activations; this one has no frames.
  recordBacktrace(context, nullptr, *context->trap);
  return true;
}
