//===- WasiPollTest.cpp - poll_oneoff -------------------------------------===//
//
// Clocks, files that are and are not ready, errors of single subscriptions.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

constexpr uint64_t millisecond = 1'000'000;

class WasiPoll : public Guest {
protected:
  static Subscription clock(uint64_t timeout, uint32_t id = clockMonotonic,
                            uint16_t flags = 0) {
    Subscription result{};
    result.tag = eventClock;
    result.clock.id = id;
    result.clock.timeout = timeout;
    result.clock.flags = flags;
    return result;
  }
  static Subscription file(Eventtype type, uint32_t fd) {
    Subscription result{};
    result.tag = type;
    result.file.fd = fd;
    return result;
  }
  /// userdata is the position plus 100.
  Errno poll(std::vector<Subscription> subscriptions,
             std::vector<Event> &events) {
    uint32_t count = uint32_t(subscriptions.size());
    uint32_t in = allocate(count * sizeof(Subscription));
    uint32_t out = allocate(count * sizeof(Event)), found = allocate(4);
    for (uint32_t index = 0; index < count; ++index) {
      subscriptions[index].userdata = 100 + index;
      memcpy(memory.base + in + index * sizeof(Subscription),
             &subscriptions[index], sizeof(Subscription));
    }
    auto begin = std::chrono::steady_clock::now();
    Errno error = call(wfx_wasi_poll_oneoff, in, out, count, found);
    waited = std::chrono::steady_clock::now() - begin;
    events.clear();
    for (uint32_t index = 0; index < get<uint32_t>(found); ++index)
      events.push_back(get<Event>(out + index * sizeof(Event)));
    return error;
  }
  uint64_t hostTime(clockid_t id) {
    timespec time;
    clock_gettime(id, &time);
    return uint64_t(time.tv_sec) * 1'000'000'000 + uint64_t(time.tv_nsec);
  }
  void makePipe() {
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reader = adopt(ends[0]);
    writer = adopt(ends[1]);
  }

  std::chrono::nanoseconds waited;
  uint32_t reader = 0, writer = 0;
};

TEST_F(WasiPoll, NothingToWaitFor) {
  std::vector<Event> events;
  EXPECT_EQ(poll({}, events), Errno::inval);
}

TEST_F(WasiPoll, Clocks) {
  std::vector<Event> events;
  for (uint32_t id : {clockRealtime, clockMonotonic}) {
    ASSERT_EQ(poll({clock(20 * millisecond, id)}, events), Errno::success);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].userdata, 100u);
    EXPECT_EQ(events[0].type, eventClock);
    EXPECT_EQ(events[0].error, Errno::success);
    EXPECT_GE(waited, std::chrono::milliseconds(20));
    uint64_t now =
        hostTime(id == clockRealtime ? CLOCK_REALTIME : CLOCK_MONOTONIC);
    ASSERT_EQ(
        poll({clock(now + 20 * millisecond, id, subclockAbstime)}, events),
        Errno::success);
    EXPECT_GE(waited, std::chrono::milliseconds(19));
    EXPECT_LT(waited, std::chrono::seconds(10));
    ASSERT_EQ(poll({clock(now - 1, id, subclockAbstime)}, events),
              Errno::success);
    EXPECT_EQ(events.size(), 1u);
  }
}

TEST_F(WasiPoll, TheEarliestClock) {
  std::vector<Event> events;
  ASSERT_EQ(poll({clock(UINT64_MAX), clock(5 * millisecond), clock(0),
                  clock(3600'000 * millisecond)},
                 events),
            Errno::success);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 102u);
}

TEST_F(WasiPoll, ClockErrors) {
  std::vector<Event> events;
  ASSERT_EQ(poll({clock(UINT64_MAX), clock(UINT64_MAX, 7),
                  clock(UINT64_MAX, clockProcessCputime)},
                 events),
            Errno::success);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].error, Errno::inval);
  EXPECT_EQ(events[1].error, Errno::notsup);
  EXPECT_EQ(events[1].userdata, 102u);
}

TEST_F(WasiPoll, RegularFilesAreReady) {
  scratch.write("root/file", "12345");
  uint32_t fd = mustOpen("file");
  std::string text;
  ASSERT_EQ(read(fd, text, 2), Errno::success);
  std::vector<Event> events;
  ASSERT_EQ(
      poll({clock(UINT64_MAX), file(eventFdRead, fd), file(eventFdWrite, fd)},
           events),
      Errno::success);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].type, eventFdRead);
  EXPECT_EQ(events[0].bytes, 3u);
  EXPECT_EQ(events[1].type, eventFdWrite);
  EXPECT_EQ(events[1].userdata, 102u);
}

TEST_F(WasiPoll, Pipes) {
  makePipe();
  std::vector<Event> events;
  ASSERT_EQ(poll({file(eventFdRead, reader), clock(10 * millisecond)}, events),
            Errno::success);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].type, eventClock);
  ASSERT_EQ(
      poll({file(eventFdRead, reader), file(eventFdWrite, writer)}, events),
      Errno::success);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].type, eventFdWrite);
  EXPECT_GT(events[0].bytes, 0u);

  ASSERT_EQ(write(writer, "abc"), Errno::success);
  ASSERT_EQ(poll({file(eventFdRead, reader), clock(UINT64_MAX)}, events),
            Errno::success);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].bytes, 3u);
  EXPECT_EQ(events[0].flags, 0u);
  ASSERT_EQ(call(wfx_wasi_fd_close, writer), Errno::success);
  ASSERT_EQ(poll({file(eventFdRead, reader)}, events), Errno::success);
  EXPECT_EQ(events[0].flags, eventrwHangup);
  EXPECT_EQ(events[0].bytes, 3u);
}

TEST_F(WasiPoll, PipeWithoutReader) {
  makePipe();
  ASSERT_EQ(call(wfx_wasi_fd_close, reader), Errno::success);
  std::vector<Event> events;
  ASSERT_EQ(poll({file(eventFdWrite, writer)}, events), Errno::success);
  EXPECT_EQ(events[0].error, Errno::pipe);
}

TEST_F(WasiPoll, FileErrors) {
  scratch.write("root/file", "");
  uint32_t fd = mustOpen("file");
  ASSERT_EQ(call(wfx_wasi_fd_fdstat_set_rights, fd, right::fdRead, uint64_t(0)),
            Errno::success);
  std::vector<Event> events;
  ASSERT_EQ(
      poll({clock(UINT64_MAX), file(eventFdRead, 1000), file(eventFdWrite, fd)},
           events),
      Errno::success);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].error, Errno::badf);
  EXPECT_EQ(events[0].userdata, 101u);
  EXPECT_EQ(events[1].error, Errno::notcapable);
  Subscription unknown = clock(0);
  unknown.tag = 3;
  EXPECT_EQ(poll({unknown}, events), Errno::inval);
}

TEST_F(WasiPoll, ManySubscriptions) {
  makePipe();
  std::vector<Subscription> list(300, clock(UINT64_MAX));
  for (size_t index = 0; index < list.size(); index += 2)
    list[index] = file(index == 200 ? eventFdWrite : eventFdRead,
                       index == 200 ? writer : reader);
  std::vector<Event> events;
  ASSERT_EQ(poll(list, events), Errno::success);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 300u);
}

TEST_F(WasiPoll, OverlappingArrays) {
  makePipe();
  uint32_t array = allocate(4 * sizeof(Subscription)), found = allocate(4);
  for (uint32_t index = 0; index < 4; ++index) {
    Subscription subscription = index ? clock(0) : file(eventFdRead, 1000);
    memcpy(memory.base + array + index * sizeof(Subscription), &subscription,
           sizeof(subscription));
  }
  ASSERT_EQ(call(wfx_wasi_poll_oneoff, array, array, 4u, found),
            Errno::success);
  EXPECT_EQ(get<uint32_t>(found), 4u);
  EXPECT_EQ(get<Event>(array).error, Errno::badf);
}

TEST_F(WasiPoll, SignalsDoNotEndTheWait) {
  struct sigaction action = {}, previous;
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, &previous);
  itimerval timer{{0, 2000}, {0, 2000}};
  setitimer(ITIMER_REAL, &timer, nullptr);
  std::vector<Event> events;
  EXPECT_EQ(poll({clock(30 * millisecond)}, events), Errno::success);
  timer = {};
  setitimer(ITIMER_REAL, &timer, nullptr);
  sigaction(SIGALRM, &previous, nullptr);
  EXPECT_EQ(events.size(), 1u);
  EXPECT_GE(waited, std::chrono::milliseconds(30));
}

TEST_F(WasiPoll, Bounds) {
  uint32_t found = allocate(4);
  EXPECT_EQ(
      call(wfx_wasi_poll_oneoff, uint32_t(memorySize) - 47, 0u, 1u, found),
      Errno::fault);
  EXPECT_EQ(
      call(wfx_wasi_poll_oneoff, 0u, uint32_t(memorySize) - 31, 1u, found),
      Errno::fault);
  EXPECT_EQ(call(wfx_wasi_poll_oneoff, 0u, 0u, ~0u, found), Errno::fault);
}

TEST_F(WasiPoll, AnInterruptionEndsTheWait) {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, nullptr);
  Errno result = Errno::success;
  std::atomic<bool> ended = false;
  std::thread waiting([&] {
    std::vector<Event> events;
    result = poll({clock(uint64_t(1) << 60)}, events);
    ended = true;
  });
  __atomic_store_n(&context.interrupt, wfx::abi::InterruptRequested,
                   __ATOMIC_SEQ_CST);
  while (!ended) {
    pthread_kill(waiting.native_handle(), SIGUSR1);
    usleep(1000);
  }
  waiting.join();
  EXPECT_EQ(result, Errno::intr);
}

} // namespace
