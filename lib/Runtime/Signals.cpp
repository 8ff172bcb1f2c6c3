//===- Signals.cpp - Hardware faults as traps -----------------------------===//
//
// A fault is Wasm's if the thread is in an activation and its stack pointer is
// in the Wasm stack or in that of the running continuation, that is, Wasm code
// or a leaf of the runtime was interrupted; never a host function. What it
// means:
//
//   trapping instruction                  the trap whose number it carries
//   address in the stack's guard          call stack exhausted
//   address in a memory's reservation     out of bounds memory access
//   integer division                      integer divide by zero
//
// Anything else is a bug and is passed on.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Signals.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Memory.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Stack.h"
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;

static constexpr int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
static constexpr unsigned signalCount = sizeof(signals) / sizeof(signals[0]);

// What the operating system keeps per process is kept per process here too.
static struct sigaction previousActions[signalCount];
static pthread_once_t installed = PTHREAD_ONCE_INIT;
static pthread_key_t signalStackKey;

static void onSignal(int signal, siginfo_t *info, void *ucontext);

// Null in executables of the compiler.
extern "C" [[gnu::weak]] bool wfx_host_stack_exhausted(abi::Context *);

/// Also the destructor of signalStackKey. The mapping starts with its own
/// stack_t.
void rt::freeSignalStack(void *mapping) {
  auto *stack = static_cast<stack_t *>(mapping);
  stack_t current = {};
  sigaltstack(nullptr, &current);
  if (current.ss_sp == stack->ss_sp) {
    stack_t disabled = {};
    disabled.ss_flags = SS_DISABLE;
    sigaltstack(&disabled, nullptr);
  }
  munmap(mapping, stack->ss_size + sizeof(stack_t));
}

static void install() {
  pthread_key_create(&signalStackKey, freeSignalStack);
  for (unsigned i = 0; i < signalCount; ++i) {
    if (signals[i] == SIGTRAP && trapSignal() != SIGTRAP)
      continue;
    struct sigaction action = {};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(signals[i], &action, &previousActions[i]);
  }
}

void rt::installSignalHandlers() { pthread_once(&installed, install); }

/// The kernel's part of the frame grows with the processor's vector registers.
static size_t leastSignalStack() { return getauxval(AT_MINSIGSTKSZ) + 16384; }

void *rt::createSignalStack() {
  size_t size = (leastSignalStack() + 65536) & ~size_t(4095);
  void *mapping = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED)
    return nullptr;
  auto *stack = static_cast<stack_t *>(mapping);
  stack->ss_sp = stack + 1;
  stack->ss_size = size - sizeof(stack_t);
  stack->ss_flags = 0;
  return mapping;
}

void rt::useSignalStack(void *mapping) {
  sigaltstack(static_cast<stack_t *>(mapping), nullptr);
  pthread_setspecific(signalStackKey, mapping);
}

void rt::prepareThread() {
  if (wfx_thread.id)
    return;
  installSignalHandlers();
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  wfx_thread.id = static_cast<uint64_t>(gettid()) |
                  static_cast<uint64_t>(now.tv_nsec ^ now.tv_sec) << 32;
  // Where the stack is will be asked once it matters.
  if (wfx_host_stack_exhausted && !wfx_thread.stackLow)
    wfx_thread.stackMargin = ~uint64_t(0);
  stack_t former = {};
  if (!sigaltstack(nullptr, &former) && !(former.ss_flags & SS_DISABLE) &&
      former.ss_size >= leastSignalStack())
    return;
  if (void *stack = createSignalStack())
    useSignalStack(stack);
}

WFX_FOREIGN_STACK_BEGIN

static bool isInMemory(const abi::Context *context, uintptr_t address) {
  for (const abi::MemoryUse *use = context->memories; use; use = use->next) {
    auto base = reinterpret_cast<uintptr_t>(use->memory->base);
    if (address - base < use->memory->reserved)
      return true;
  }
  return false;
}

/// The trap that a fault in Wasm means, or None.
static Trap classify(const abi::Context *context, int signal, uintptr_t address,
                     uintptr_t pc) {
  if (signal == trapSignal())
    return static_cast<Trap>(trapNumber(pc));
  if (signal == SIGFPE)
    return Trap::IntegerDivideByZero;
  if (signal != SIGSEGV && signal != SIGBUS)
    return Trap::None;
  if (isInGuard(context, address))
    return Trap::CallStackExhausted;
  return isInMemory(context, address) ? Trap::MemoryOutOfBounds : Trap::None;
}

/// Turns the fault into a trap if it is Wasm's.
static bool takeFault(int signal, const siginfo_t *info, void *ucontext) {
  abi::Context *context = currentContext();
  if (!context || !context->activation || info->si_code <= 0)
    return false;
  MachineState state = machineState(ucontext);
  if (!mayBeStackPointer(context, state.sp))
    return false;
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  // A jump to nowhere: its target must not be read.
  if (address == state.pc && (signal == SIGSEGV || signal == SIGBUS))
    return false;
  Trap trap = classify(context, signal, address, state.pc);
  if (trap == Trap::None)
    return false;
  noteTrap(context, trap);
  context->trap->address = signal == SIGSEGV || signal == SIGBUS ? address : 0;
  recordBacktrace(context, state, /*pcIsReadable=*/true);
  continueInLeave(ucontext, context, Status::Trapped);
  return true;
}

/// Gives a foreign fault to the handler that was there before ours.
static void chain(int signal, siginfo_t *info, void *ucontext) {
  unsigned index = 0;
  while (signals[index] != signal)
    ++index;
  const struct sigaction &previous = previousActions[index];
  if (previous.sa_flags & SA_SIGINFO)
    return previous.sa_sigaction(signal, info, ucontext);
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    return previous.sa_handler(signal);
  if (previous.sa_handler == SIG_IGN && info->si_code <= 0)
    return;
  // The default action. A fault happens again on return, with the state as it
  // is; a signal that somebody sent does not.
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  if (info->si_code <= 0)
    raise(signal);
}

static void onSignal(int signal, siginfo_t *info, void *ucontext) {
  if (!takeFault(signal, info, ucontext))
    chain(signal, info, ucontext);
}

WFX_FOREIGN_STACK_END
