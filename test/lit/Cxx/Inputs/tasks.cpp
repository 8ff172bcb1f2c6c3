// Calls as tasks, in which imports wait for a loop: one that resumes in order
// what has been put there.
#include "tasks.hpp"
#include "check.h"
#include <deque>
#include <new>
#include <thread>

static size_t allocations;
void *operator new(size_t size) {
  ++allocations;
  if (void *result = std::malloc(size))
    return result;
  throw std::bad_alloc();
}
void operator delete(void *pointer) noexcept { std::free(pointer); }
void operator delete(void *pointer, size_t) noexcept { std::free(pointer); }

namespace {

using Loop = std::deque<std::coroutine_handle<>>;

void run(Loop &loop) {
  while (!loop.empty()) {
    auto next = loop.front();
    loop.pop_front();
    next.resume();
  }
}

int32_t live; // objects of Later
std::optional<wfx::Exception> toThrow;

/// Gives its number; every third one at once. It cannot be moved.
struct Later {
  Loop &loop;
  int32_t value;

  Later(Loop &on, int32_t number) : loop(on), value(number) { ++live; }
  Later(const Later &) = delete;
  ~Later() { --live; }
  bool await_ready() { return value % 3 == 0; }
  void await_suspend(std::coroutine_handle<> task) { loop.push_back(task); }
  int32_t await_resume() {
    if (value == 100)
      throw std::runtime_error("mine");
    if (value == 101)
      throw *toThrow;
    return value;
  }
};

/// Too big to be kept in place; its awaiter is another object, and goes on at
/// once.
struct Big {
  char content[500] = {};
  struct Awaiter {
    bool await_ready() { return false; }
    bool await_suspend(std::coroutine_handle<>) { return false; }
    void await_resume() {}
  };
  Awaiter operator co_await() { return {}; }
};

struct Host {
  Loop &loop;
  Later host_wait(int32_t x) { return Later(loop, x); }
  wfx::Task<std::tuple<int32_t, double>> host_pair(int64_t a, float b) {
    int32_t x = co_await Later(loop, static_cast<int32_t>(a));
    co_return std::tuple<int32_t, double>(x, b);
  }
  Big host_nap() { return {}; }
  int32_t host_plain(int32_t x) { return x * 2; }
};

wfx::Task<int32_t> both(tasks::Instance &instance) {
  int32_t a = co_await instance.async().sum(5);
  auto [b, c] = co_await instance.async().two(7, 1.5f);
  co_return a + b + static_cast<int32_t>(c * 2);
}

/// A task's result, after everything in the loop.
template <class T> T ran(Loop &loop, wfx::Task<T> task) {
  task.start();
  run(loop);
  CHECK(task.done());
  return task.result();
}

void testReturns(tasks::Instance &instance, Loop &loop) {
  CHECK(ran(loop, both(instance)) == 10 + 7 + 3);
  ran(loop, instance.async().doze());
  CHECK(ran(loop, instance.async().mixed(4)) == 9);
  CHECK(ran(loop, instance.async().guarded(7)) == 7);
}

void testFailures(tasks::Instance &instance, Loop &loop) {
  toThrow.emplace(instance.oops(), 5);
  CHECK(ran(loop, instance.async().guarded(101)) == 1005);
  auto thrown =
      thrownBy<wfx::Exception>([&] { ran(loop, instance.async().mixed(101)); });
  CHECK(thrown.is(instance.oops()));
  thrownBy<std::runtime_error>([&] { ran(loop, instance.async().sum(102)); });
  auto trap =
      thrownBy<wfx::Trap>([&] { ran(loop, instance.async().broken(0)); });
  CHECK(trap.code() == WFX_TRAP_INTEGER_DIVIDE_BY_ZERO &&
        trap.frames().size() == 1);
  trap = thrownBy<wfx::Trap>([&] { ran(loop, instance.async().foreign()); });
  CHECK(trap.code() == WFX_TRAP_UNHANDLED_TAG);
  // Outside of a task nobody waits.
  trap = thrownBy<wfx::Trap>([&] { instance.sum(1); });
  CHECK(trap.code() == WFX_TRAP_UNHANDLED_TAG);
}

void testDestruction(tasks::Instance &instance, Loop &loop) {
  {
    auto waiting = instance.async().sum(5);
    waiting.start();
    CHECK(live == 1 && loop.size() == 1);
    loop.clear();
  }
  CHECK(live == 0);
  auto never = instance.async().sum(5);
}

void testMany(tasks::Instance &instance, Loop &loop) {
  int done = 0;
  for (int i = 0; i < 100; ++i)
    wfx::spawn(instance.async().sum(50), [&](wfx::Task<int32_t> &task) {
      done += task.result() == 1225;
    });
  CHECK(done == 0 && live == 100);
  // They may go on in another thread.
  std::thread([&] { run(loop); }).join();
  CHECK(done == 100 && live == 0);
}

/// A hundred suspensions in a row, of which none allocates.
void testAllocations(tasks::Instance &instance, Loop &loop) {
  auto task = instance.async().sum(100);
  task.start();
  size_t most = 0;
  while (!loop.empty()) {
    auto next = loop.front();
    loop.clear(); // so that the deque begins anew, in the memory that it has
    size_t before = allocations;
    next.resume();
    most += allocations - before;
  }
  CHECK(task.done() && task.result() == 4950);
  CHECK(most < 10); // the deque's
}

} // namespace

int main() {
  Loop loop;
  tasks::Instance instance(Host{loop});
  testReturns(instance, loop);
  testFailures(instance, loop);
  testDestruction(instance, loop);
  testMany(instance, loop);
  testAllocations(instance, loop);
  CHECK(live == 0);
  std::puts("ok");
}
