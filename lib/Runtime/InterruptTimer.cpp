//===- InterruptTimer.cpp - Asking for an interruption --------------------===//
//
// A context's timer signals one thread at the time asked for. The handler
// starts it again if it could not do what was asked for, and if it does not
// find the context in an activation, leaves that to the next entry. The timer
// is the kernel's, by system calls: the handler needs the kernel's number of
// it, and C libraries have none for one thread.
//
// No request is lost. Whoever asks sets the bit, then reads Context::thread; an
// entry stores that (if it changes), makes itself known as the thread's
// activation, then reads the bit. So either the entry sees the bit, or the
// timer is aimed at its thread, whose handler stops the timer only if it finds
// no activation of the context, and then the next entry sees the bit.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Interrupt.h"
#include "Runtime/InterruptSignal.h"
#include "Runtime/Signals.h"
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Interrupter;

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace {
/// Takes the lock with all signals blocked: a handler may ask for
/// interruptions.
class TimerLock {
public:
  explicit TimerLock(Interrupter &interrupter) : lock(interrupter.lock) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &former);
    installInterruptHandler();
    lock.take();
  }
  TimerLock(const TimerLock &) = delete;
  ~TimerLock() {
    lock.release();
    sigprocmask(SIG_SETMASK, &former, nullptr);
  }

private:
  Lock &lock;
  sigset_t former;
};
} // namespace

/// Timers are not inherited: after a fork the number may be another timer's.
static void deleteTimer(Interrupter &interrupter) {
  if (interrupter.timer >= 0 && interrupter.process == getpid())
    syscall(SYS_timer_delete, interrupter.timer);
  __atomic_store_n(&interrupter.timer, -1, __ATOMIC_RELAXED);
}

static void moveTimer(abi::Context *context);
static void releaseTimer(abi::Context *context) {
  deleteTimer(*context->interrupter);
}

/// Sees to it that there is a timer, and that it signals \p thread.
static bool aimTimer(Interrupter &interrupter, uint64_t thread) {
  if (interrupter.timer >= 0 && interrupter.thread == thread &&
      interrupter.process == getpid())
    return true;
  deleteTimer(interrupter);
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = interruptSignal;
  event.sigev_value.sival_ptr = const_cast<char *>(&interruptMark);
  event.sigev_notify_thread_id = static_cast<int>(thread);
  int timer;
  if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer))
    return false;
  __atomic_store_n(&interrupter.moveTimer, moveTimer, __ATOMIC_RELAXED);
  __atomic_store_n(&interrupter.startTimer, startTimer, __ATOMIC_RELAXED);
  interrupter.releaseTimer = releaseTimer;
  interrupter.thread = thread;
  interrupter.process = getpid();
  __atomic_store_n(&interrupter.timer, timer, __ATOMIC_RELAXED);
  return true;
}

static void start(int timer, uint64_t time, int flags) {
  constexpr uint64_t second = 1'000'000'000;
  itimerspec when = {};
  when.it_value.tv_sec = static_cast<time_t>(time / second);
  when.it_value.tv_nsec = static_cast<long>(time % second);
  syscall(SYS_timer_settime, timer, flags, &when, nullptr);
}

void rt::startTimer(abi::Context *context, uint64_t delay) {
  Interrupter &interrupter = *context->interrupter;
  int timer = __atomic_load_n(&interrupter.timer, __ATOMIC_RELAXED);
  if (__atomic_load_n(&context->interrupt, __ATOMIC_SEQ_CST) ==
      abi::InterruptDeadline)
    start(timer, __atomic_load_n(&interrupter.deadline, __ATOMIC_RELAXED),
          TIMER_ABSTIME);
  // Also if the request has come meanwhile: its timer may have been changed.
  if (__atomic_load_n(&context->interrupt, __ATOMIC_SEQ_CST) &
      abi::InterruptRequested)
    start(timer, delay, 0);
}

void rt::interrupt(abi::Context *context) {
  __atomic_fetch_or(&context->interrupt, abi::InterruptRequested,
                    __ATOMIC_SEQ_CST);
  TimerLock guard(*context->interrupter);
  uint64_t thread = __atomic_load_n(&context->thread, __ATOMIC_SEQ_CST);
  if (thread == noThread)
    return;
  if (aimTimer(*context->interrupter, thread))
    startTimer(context, 1);
  else // met if it arrives while Wasm code runs
    syscall(SYS_tgkill, getpid(), static_cast<int>(thread), interruptSignal);
}

void rt::clearInterrupt(abi::Context *context) { takeRequest(context); }

bool rt::setDeadline(abi::Context *context, uint64_t nanoseconds) {
  Interrupter &interrupter = *context->interrupter;
  TimerLock guard(interrupter);
  __atomic_fetch_and(&context->interrupt, ~abi::InterruptDeadline,
                     __ATOMIC_SEQ_CST);
  if (!nanoseconds)
    return true;
  // If that thread is no more, the timer follows the next one that enters.
  uint64_t thread = __atomic_load_n(&context->thread, __ATOMIC_SEQ_CST);
  if (!aimTimer(interrupter, thread) &&
      !aimTimer(interrupter, static_cast<uint64_t>(gettid())))
    return false;
  uint64_t deadline;
  if (__builtin_add_overflow(monotonicTime(), nanoseconds, &deadline))
    deadline = ~uint64_t(0);
  __atomic_store_n(&interrupter.deadline, deadline, __ATOMIC_RELAXED);
  __atomic_fetch_or(&context->interrupt, abi::InterruptDeadline,
                    __ATOMIC_SEQ_CST);
  startTimer(context, 1);
  return true;
}

/// Without a timer the deadline is met at entries alone.
static void moveTimer(abi::Context *context) {
  if (!__atomic_load_n(&context->interrupt, __ATOMIC_SEQ_CST))
    return;
  TimerLock guard(*context->interrupter);
  if (aimTimer(*context->interrupter, wfx_thread.id))
    startTimer(context, 1);
}
