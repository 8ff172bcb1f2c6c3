//===- InterruptSignal.cpp - The handler that interrupts Wasm -------------===//
//
// Wasm code can be left at any instruction, as by a fault. What it has written
// may be half of something, though nothing that another instruction relies on:
//
//   a continuation reference in a table or global
//     is null or useless in between (FunctionEmitter::storeValue)
//   cont.new
//     has taken a stack from the list with one store, or not yet
//   a switch
//     stores all links before Context::current, and that before the stack
//     pointer changes
//
// Functions of libc that Wasm code has called (mem*) are not left, because they
// may have written half a reference of a table; they return to
// wfx_interrupted_return instead.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InterruptSignal.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Machine.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Stack.h"
#include <errno.h>
#include <pthread.h>

using namespace wfx;
using namespace wfx::rt;

const char rt::interruptMark = 0;

/// Nanoseconds until the next attempt.
static constexpr uint64_t retryDelay = 1'000'000;

// What the operating system keeps per process is kept per process here too.
static struct sigaction previousAction;
static pthread_once_t installed = PTHREAD_ONCE_INIT;

// Where the assembly of the runtime is; it is not left.
extern "C"
    [[gnu::weak, gnu::visibility("hidden")]] const char __start_wfx_stubs[],
    __stop_wfx_stubs[];

WFX_FOREIGN_STACK_BEGIN

static uintptr_t asInteger(const void *pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}

static bool isWasmCode(const abi::Context *context, uintptr_t pc) {
  for (const abi::Instance *instance = context->instances; instance;
       instance = instance->next)
    if (pc >= asInteger(instance->module->codeBegin) &&
        pc < asInteger(instance->module->codeEnd))
      return true;
  return false;
}

static bool isStub(uintptr_t pc) {
  return pc >= asInteger(__start_wfx_stubs) && pc < asInteger(__stop_wfx_stubs);
}

/// The return address of the interrupted function if that is a leaf without a
/// frame which Wasm code has called by name; else null.
static uintptr_t *leafReturn(const abi::Context *context,
                             const MachineState &state) {
  if (isStub(state.pc) || !isOnWasmStack(context, state.sp) ||
      !isOnWasmStack(context, state.fp) || state.fp <= state.sp)
    return nullptr;
  auto *address = reinterpret_cast<uintptr_t *>(state.sp);
  bool isCalled = isWasmCode(context, *address) &&
                  isWasmCode(context, *address - longestCall) &&
                  followsCall(*address);
  return isCalled ? address : nullptr;
}

/// Ends what runs, or sees to it that it will end.
static void meetRequest(abi::Context *context, void *ucontext) {
  MachineState state = machineState(ucontext);
  if (!mayBeStackPointer(context, state.sp))
    return;
  if (isWasmCode(context, state.pc)) {
    if (!takeRequest(context))
      return;
    noteTrap(context, Trap::Interrupted);
    recordBacktrace(context, state, /*pcIsReadable=*/true);
    continueInLeave(ucontext, context, Status::Trapped);
  } else if (uintptr_t *address = leafReturn(context, state)) {
    context->interrupter->returnAddress = *address;
    *address = reinterpret_cast<uintptr_t>(&wfx_interrupted_return);
  }
}

/// The context with the timer \p timer if this thread is in an activation of
/// it.
static abi::Context *findContext(int timer) {
  for (const abi::Activation *activation = wfx_thread.activation; activation;
       activation = activation->outer)
    if (__atomic_load_n(&activation->context->interrupter->timer,
                        __ATOMIC_RELAXED) == timer)
      return activation->context;
  return nullptr;
}

static void onInterrupt(int signal, siginfo_t *info, void *ucontext) {
  int error = errno;
  bool isTimer =
      info->si_code == SI_TIMER && info->si_value.sival_ptr == &interruptMark;
  abi::Context *timed = isTimer ? findContext(info->si_timerid) : nullptr;
  if (timed)
    checkDeadline(timed);
  if (abi::Context *running = currentContext();
      running && running->interrupt & abi::InterruptRequested)
    meetRequest(running, ucontext);
  if (timed)
    startTimer(timed, retryDelay);
  errno = error;
  if (isTimer)
    return;
  if (previousAction.sa_flags & SA_SIGINFO)
    previousAction.sa_sigaction(signal, info, ucontext);
  else if (previousAction.sa_handler != SIG_DFL &&
           previousAction.sa_handler != SIG_IGN)
    previousAction.sa_handler(signal);
}

WFX_FOREIGN_STACK_END

#if __has_feature(thread_sanitizer)
// TSan's own would keep the signal back until the thread calls the system.
extern "C" int __sigaction(int, const struct sigaction *, struct sigaction *);
#define sigaction(...) __sigaction(__VA_ARGS__)
#endif

static void install() {
  struct sigaction action = {};
  action.sa_sigaction = onInterrupt;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(interruptSignal, &action, &previousAction);
  // A child's thread has another number.
  pthread_atfork(nullptr, nullptr, [] { wfx_thread.id = 0; });
}

void rt::installInterruptHandler() { pthread_once(&installed, install); }
