//===- WasiPoll.cpp - poll_oneoff -----------------------------------------===//
//
// One ppoll for all subscriptions. Clocks are looked at again after each wait,
// so that a realtime clock that was set, or a signal, only costs another round;
// but an interruption of the call ends the wait.
//
//===----------------------------------------------------------------------===//
#include "Runtime/Interrupt.h"
#include "Runtime/WasiCall.h"
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

constexpr uint64_t nanosecondsPerSecond = 1'000'000'000;
constexpr uint64_t forever = UINT64_MAX;

uint64_t now(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return uint64_t(time.tv_sec) * nanosecondsPerSecond + uint64_t(time.tv_nsec);
}

/// `inlineCount` elements on the stack, more than that from malloc.
template <class T, uint32_t inlineCount> class Buffer {
public:
  Buffer() {}
  Buffer(const Buffer &) = delete;
  ~Buffer() {
    for (uint32_t index = 0; index < allocated; ++index)
      data[index].~T();
    if (allocated)
      free(data);
  }
  bool allocate(uint32_t count) {
    if (count <= inlineCount)
      return true;
    data = static_cast<T *>(malloc(count * sizeof(T)));
    if (!data)
      return false;
    for (; allocated < count; ++allocated)
      new (data + allocated) T;
    return true;
  }
  T &operator[](uint32_t index) { return data[index]; }

private:
  T elements[inlineCount];
  T *data = elements;
  uint32_t allocated = 0;
};

/// A subscription. It is copied before any event is written: the guest's two
/// arrays may overlap.
struct Awaited {
  Subscription wanted;
  Errno error; ///< of the subscription itself: happens at once
  bool isFile; ///< and valid
  FileUse file;
};

class Poll {
public:
  Poll(const Caller &caller, uint32_t count) : caller(caller), count(count) {}

  Errno prepare(const uint8_t *subscriptions);
  /// Waits until there is at least one event.
  Errno wait(uint8_t *events, uint32_t &eventCount);

private:
  void prepareFile(Awaited &awaited);
  uint64_t remaining(const SubscriptionClock &clock) const;
  uint64_t timeout();
  uint32_t collect(uint8_t *events);
  bool happened(const Awaited &awaited, short polled, Event &event) const;

  static constexpr uint32_t usualCount = 16;

  const Caller &caller;
  uint32_t count;
  uint64_t start = now(CLOCK_MONOTONIC); ///< relative timeouts count from here
  uint32_t fileCount = 0;
  Buffer<Awaited, usualCount> list;
  Buffer<pollfd, usualCount>
      files; ///< of the valid file subscriptions, in order
};

/// inval for what is no clock, notsup for clocks that do not run while waiting.
Errno clockError(const SubscriptionClock &clock) {
  if (clock.id > clockThreadCputime || (clock.flags & ~subclockAbstime))
    return Errno::inval;
  return clock.id > clockMonotonic ? Errno::notsup : Errno::success;
}

Errno Poll::prepare(const uint8_t *subscriptions) {
  if (!list.allocate(count) || !files.allocate(count))
    return Errno::nomem;
  for (uint32_t index = 0; index < count; ++index) {
    Awaited &awaited = list[index];
    memcpy(&awaited.wanted, subscriptions + index * sizeof(Subscription),
           sizeof(Subscription));
    awaited.isFile = false;
    if (awaited.wanted.tag > eventFdWrite)
      return Errno::inval;
    if (awaited.wanted.tag == eventClock)
      awaited.error = clockError(awaited.wanted.clock);
    else
      prepareFile(awaited);
  }
  return Errno::success;
}

void Poll::prepareFile(Awaited &awaited) {
  awaited.error =
      caller.find(awaited.wanted.file.fd, right::pollFdReadwrite, awaited.file);
  awaited.isFile = awaited.error == Errno::success;
  if (!awaited.isFile)
    return;
  short condition = awaited.wanted.tag == eventFdRead ? POLLIN : POLLOUT;
  files[fileCount++] = {awaited.file.host, condition, 0};
}

Errno Poll::wait(uint8_t *events, uint32_t &eventCount) {
  do {
    uint64_t left = timeout();
    timespec limit{time_t(left / nanosecondsPerSecond),
                   long(left % nanosecondsPerSecond)};
    if (ppoll(&files[0], fileCount, left == forever ? nullptr : &limit,
              nullptr) < 0) {
      if (errno != EINTR)
        return hostError();
      if (isInterrupted(caller.context))
        return Errno::intr;
      for (uint32_t index = 0; index < fileCount; ++index)
        files[index].revents = 0;
    }
    eventCount = collect(events);
  } while (eventCount == 0);
  return Errno::success;
}

/// A relative timeout is a span of time: setting the realtime clock must not
/// change it.
uint64_t Poll::remaining(const SubscriptionClock &clock) const {
  bool absolute = clock.flags & subclockAbstime;
  bool realtime = absolute && clock.id == clockRealtime;
  uint64_t passed = now(realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC);
  if (!absolute)
    passed -= start;
  return clock.timeout > passed ? clock.timeout - passed : 0;
}

/// How long to wait for files, at most.
uint64_t Poll::timeout() {
  uint64_t result = forever;
  for (uint32_t index = 0; index < count; ++index) {
    const Awaited &awaited = list[index];
    if (awaited.error != Errno::success)
      return 0;
    if (awaited.isFile && awaited.file.stream)
      return 0;
    if (awaited.isFile)
      continue;
    uint64_t left = remaining(awaited.wanted.clock);
    result = left < result ? left : result;
  }
  return result;
}

/// Writes the events that there are, in the order of the subscriptions.
uint32_t Poll::collect(uint8_t *events) {
  uint32_t found = 0;
  uint32_t file = 0;
  for (uint32_t index = 0; index < count; ++index) {
    const Awaited &awaited = list[index];
    short polled = awaited.isFile ? files[file++].revents : 0;
    Event event{};
    event.userdata = awaited.wanted.userdata;
    event.type = awaited.wanted.tag;
    event.error = awaited.error;
    if (event.error != Errno::success || happened(awaited, polled, event))
      memcpy(events + found++ * sizeof(Event), &event, sizeof(Event));
  }
  return found;
}

uint64_t readableBytes(const Descriptor &file) {
  if (file.type == Filetype::regularFile) {
    struct stat status;
    off_t position = lseek(file.host, 0, SEEK_CUR);
    if (position < 0 || fstat(file.host, &status) < 0)
      return 0;
    return status.st_size > position ? uint64_t(status.st_size - position) : 0;
  }
  int bytes = 0;
  return ioctl(file.host, FIONREAD, &bytes) == 0 && bytes > 0 ? bytes : 0;
}

/// POLLERR on a pipe means that nobody reads it.
Errno fileError(const Descriptor &file, short polled) {
  if (polled & POLLNVAL)
    return Errno::badf;
  if (polled & POLLERR)
    return file.type == Filetype::unknown ? Errno::pipe : Errno::io;
  return Errno::success;
}

bool Poll::happened(const Awaited &awaited, short polled, Event &event) const {
  if (!awaited.isFile)
    return remaining(awaited.wanted.clock) == 0;
  // A stream of the host's is always ready: it waits itself.
  if (awaited.file.stream) {
    event.bytes = 1;
    return true;
  }
  if (polled == 0)
    return false;
  event.error = fileError(awaited.file, polled);
  if (event.error != Errno::success)
    return true;
  if (polled & POLLHUP)
    event.flags = eventrwHangup;
  // How much can be written is not known; at least something.
  event.bytes = polled & POLLOUT ? 1 : readableBytes(awaited.file);
  return true;
}

Errno pollOneoff(Caller &caller, GuestPtr<Subscription> in, GuestPtr<Event> out,
                 uint32_t count, GuestPtr<uint32_t> eventCount) {
  if (count == 0)
    return Errno::inval;
  const uint8_t *subscriptions =
      caller.bytes(in.address, uint64_t(count) * sizeof(Subscription));
  uint8_t *events = caller.bytes(out.address, uint64_t(count) * sizeof(Event));
  if (!subscriptions || !events)
    return Errno::fault;
  WASI_TRY(caller.check(eventCount));
  Poll poll(caller, count);
  uint32_t found;
  WASI_TRY(poll.prepare(subscriptions));
  WASI_TRY(poll.wait(events, found));
  return caller.store(eventCount, found);
}

} // namespace

WASI_ENTRY(poll_oneoff, pollOneoff)

} // namespace wfx::rt
