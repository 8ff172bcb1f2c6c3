//===- WasiSystem.cpp - Clocks, randomness, the process -------------------===//
//
// clock_*, random_get, sched_yield, proc_exit and proc_raise. poll_oneoff,
// which waits for clocks, is in WasiPoll.cpp.
//
//===----------------------------------------------------------------------===//
#include "Runtime/Trap.h"
#include "Runtime/WasiCall.h"
#include <sched.h>
#include <signal.h>
#include <sys/random.h>
#include <time.h>

namespace wfx::rt {
namespace {

using ReadClock = int (*)(clockid_t, timespec *);

Errno readClock(Caller &caller, uint32_t id, GuestPtr<uint64_t> result,
                ReadClock read) {
  static constexpr clockid_t hostClocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
                                             CLOCK_PROCESS_CPUTIME_ID,
                                             CLOCK_THREAD_CPUTIME_ID};
  static_assert(clockThreadCputime == 3);
  if (id > clockThreadCputime)
    return Errno::inval;
  timespec time;
  WASI_TRY(hostResult(read(hostClocks[id], &time)));
  return caller.store(result, uint64_t(time.tv_sec) * 1'000'000'000 +
                                  uint64_t(time.tv_nsec));
}

Errno clockResGet(Caller &caller, uint32_t id, GuestPtr<uint64_t> resolution) {
  return readClock(caller, id, resolution, clock_getres);
}

/// The precision is a hint that the host has no use for.
Errno clockTimeGet(Caller &caller, uint32_t id, uint64_t precision,
                   GuestPtr<uint64_t> time) {
  return readClock(caller, id, time, clock_gettime);
}

Errno randomGet(Caller &caller, GuestPtr<uint8_t> buffer, uint32_t size) {
  uint8_t *bytes = caller.bytes(buffer.address, size);
  if (!bytes)
    return Errno::fault;
  for (uint32_t done = 0; done < size;) {
    ssize_t got = retryInterrupted(
        [&] { return getrandom(bytes + done, size - done, 0); });
    if (got < 0)
      return hostError();
    done += uint32_t(got);
  }
  return Errno::success;
}

Errno schedYield(Caller &) { return hostResult(sched_yield()); }

void procExit(Caller &caller, uint32_t code) {
  raiseExit(caller.context, int(code));
}

/// By WASI's signal number. Absent are those that the runtime turns into traps
/// (ill, trap, bus, fpe, segv): raised by hand they have no faulting
/// instruction.
constexpr int hostSignals[] = {
    0,       SIGHUP,    SIGINT,  SIGQUIT,  0,       0,       SIGABRT, 0,
    0,       SIGKILL,   SIGUSR1, 0,        SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
    SIGCHLD, SIGCONT,   SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGURG,  SIGXCPU,
    SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGPOLL, SIGPWR,  SIGSYS,
};
constexpr uint32_t signalCount = sizeof(hostSignals) / sizeof(hostSignals[0]);
static_assert(signalCount == 31);

Errno procRaise(Caller &, uint32_t signal) {
  if (signal >= signalCount)
    return Errno::inval;
  if (signal == 0)
    return Errno::success;
  if (hostSignals[signal] == 0)
    return Errno::notsup;
  return hostResult(raise(hostSignals[signal]) == 0 ? 0 : -1);
}

} // namespace

WASI_ENTRY(clock_res_get, clockResGet)
WASI_ENTRY(clock_time_get, clockTimeGet)
WASI_ENTRY(random_get, randomGet)
WASI_ENTRY(sched_yield, schedYield)
WASI_ENTRY(proc_exit, procExit)
WASI_ENTRY(proc_raise, procRaise)

} // namespace wfx::rt
