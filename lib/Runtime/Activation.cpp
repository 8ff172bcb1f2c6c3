//===- Activation.cpp - Entries into Wasm ---------------------------------===//
//
// The thread's current context, which the fault handler needs. The switch of
// stacks itself is assembly.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Activation.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Signals.h"
#include "Runtime/Stack.h"

#if __has_feature(thread_sanitizer)
#include <setjmp.h>
#endif

using namespace wfx;
using namespace wfx::rt;

// Read by the fault handler: initial-exec, because the other models may
// allocate on first use.
[[gnu::tls_model("initial-exec")]] static thread_local abi::Context *current;
[[gnu::tls_model("initial-exec")]] static thread_local bool threadReady;

/// Instrumented functions that play Wasm's part leave poison behind when they
/// are abandoned, which must not trip up what uses that part of the stack next.
static void announceAbandonedFrames(const abi::Context *context,
                                    const void *entryStack) {
  unpoison(context->stackLow, entryStack);
}

static Status enterWasm(abi::Context *context, const abi::FuncRef *function,
                        abi::RegisterFile *registers, void *entryStack,
                        abi::Stack *outer) {
#if __has_feature(thread_sanitizer)
  // TSan has a call stack of its own, on which abandoned frames stay until it
  // sees a longjmp: one to this very frame.
  jmp_buf here;
  if (int left = setjmp(here))
    return static_cast<Status>(left - 1);
  longjmp(here, wfx_enter(context, function, registers, entryStack, outer) + 1);
#else
  return static_cast<Status>(
      wfx_enter(context, function, registers, entryStack, outer));
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
  void *entryStack = wasmStackPointer(context, outer);
  Status status = enterWasm(context, function, registers, entryStack, outer);
  current = former;
  if (status != Status::Returned) {
    abandonStacks(context);
    announceAbandonedFrames(context, entryStack);
  }
  context->current = outer;
  return status;
}

void rt::unwindActivation(const abi::Activation *activation) {
  abi::Context *context = activation->context;
  abandonStacks(context);
  context->activation = activation->previous;
  context->hostStack = activation->hostStack;
  context->wasmStack = activation->wasmStack;
  context->current = activation->current;
  current = reinterpret_cast<abi::Context *>(
      static_cast<uintptr_t>(activation->registers->formerContext));
  announceAbandonedFrames(context, activation->entryStack);
}

abi::Context *rt::currentContext() { return current; }
