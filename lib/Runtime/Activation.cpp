//===- Activation.cpp - Entries into Wasm ---------------------------------===//
//
// The thread's current context, which the fault handler needs. The switch of
// stacks itself is assembly.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Activation.h"
#include "Runtime/Signals.h"
#include "Runtime/Stack.h"

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif

using namespace wfx;

// Read by the fault handler: initial-exec, because the other models may
// allocate on first use.
[[gnu::tls_model("initial-exec")]] static thread_local abi::Context *current;
[[gnu::tls_model("initial-exec")]] static thread_local bool threadReady;

/// Abandoned frames leave poisoned redzones behind, which must not trip up
/// whatever uses that part of the Wasm stack next (Trap.cpp does the host's).
static void announceAbandonedFrames(const abi::Context *context) {
#if __has_feature(address_sanitizer)
  __asan_unpoison_memory_region(context->stackLow,
                                static_cast<uint8_t *>(context->wasmStack) -
                                    static_cast<uint8_t *>(context->stackLow));
#endif
}

rt::Status rt::enter(abi::Context *context, const abi::FuncRef *function,
                     abi::RegisterFile *registers) {
  if (!threadReady) [[unlikely]] {
    prepareThread();
    threadReady = true;
  }
  abi::Context *former = current;
  current = context;
  registers->formerContext = reinterpret_cast<uintptr_t>(former);
  // To Wasm code the host call is a barrier: it finds no handler beyond.
  abi::Stack *outer = context->current;
  context->current = context->root;
  auto status = static_cast<Status>(wfx_enter(
      context, function, registers, wasmStackPointer(context, outer), outer));
  current = former;
  if (status != Status::Returned) {
    abandonStacks(context);
    announceAbandonedFrames(context);
  }
  context->current = outer;
  return status;
}

void rt::unwindActivation(const abi::Activation *activation) {
  abi::Context *context = activation->context;
  abandonStacks(context);
  context->current = activation->current;
  context->activation = activation->previous;
  context->hostStack = activation->hostStack;
  context->wasmStack = activation->wasmStack;
  context->current = activation->current;
  current = reinterpret_cast<abi::Context *>(
      static_cast<uintptr_t>(activation->registers->formerContext));
  announceAbandonedFrames(context);
}

abi::Context *rt::currentContext() { return current; }
