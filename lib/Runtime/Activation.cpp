//===- Activation.cpp - Entries into Wasm ---------------------------------===//
//
// What is not the same for most entries, and ways out other than a return. The
// switch of stacks itself is assembly.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Activation.h"
#include "Runtime/Announce.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Signals.h"
#include "Runtime/Stack.h"

#if WFX_ANNOUNCES_ENTRIES
#include <setjmp.h>
#endif

using namespace wfx;
using namespace wfx::rt;

__thread abi::Thread wfx_thread;

int wfx_enter_slowly(abi::Context *context, void (*thunk)(void *), void *args) {
  if (context->thread != wfx_thread.id) {
    prepareThread();
    __atomic_store_n(&context->thread, wfx_thread.id, __ATOMIC_SEQ_CST);
    if (auto *move = __atomic_load_n(&context->interrupter->moveTimer,
                                     __ATOMIC_RELAXED))
      move(context);
  }
  // To Wasm code the host call is a barrier: it finds no handler beyond.
  abi::Stack *former = context->current;
  context->current = context->root;
  int status = wfx_enter(context, thunk, args,
                         wasmStackPointer(context, former), former);
  context->current = former;
  return status;
}

#if WFX_ANNOUNCES_ENTRIES
int wfx_enter_entry(abi::Context *context, void (*thunk)(void *), void *args) {
  jmp_buf here;
  if (int left = setjmp(here))
    return left - 1;
  longjmp(here, wfx_enter_slowly(context, thunk, args) + 1);
}
#endif

namespace {
/// What wfx_call_with_registers is given.
struct RegisterCall {
  const abi::FuncRef *function;
  abi::RegisterFile *registers;
};
} // namespace

rt::Status rt::enter(abi::Context *context, const abi::FuncRef *function,
                     abi::RegisterFile *registers) {
  RegisterCall call = {function, registers};
  return static_cast<Status>(
      wfx_enter_entry(context, wfx_call_with_registers, &call));
}

void wfx_abandon_activation(const abi::Activation *activation) {
  abi::Context *context = activation->context;
  abandonStacks(context);
  context->activation = activation->previous;
  context->wasmStack = activation->wasmStack;
  context->current = activation->current;
  wfx_thread.activation = activation->outer;
  // Instrumented functions that play Wasm's part leave poison behind, which
  // must not trip up what uses that part of the stack next.
  unpoison(context->stackLow, wasmStackPointer(context, context->current));
}

abi::Context *rt::currentContext() {
  const abi::Activation *activation = wfx_thread.activation;
  return activation ? activation->context : nullptr;
}
