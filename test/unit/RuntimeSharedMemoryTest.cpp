//===- RuntimeSharedMemoryTest.cpp - Shared memories in several threads ---===//
//
// Locks, growth, waiting and notifying with real threads, each of which has a
// context of its own. What is written without atomics in between is for
// ThreadSanitizer to look at: lit links this file with the sanitized runtimes
// too (test/lit/Threads/*-sanitizer.test), where the system's memory is not
// instrumented, but the locks and queues of the runtime are.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InstanceSlots.h"
#include "Runtime/Lock.h"
#include "Runtime/Memory.h"
#include "Runtime/SharedMemory.h"
#include "RuntimeTesting.h"
#include <atomic>
#include <thread>

namespace wfx::rt::testing {

namespace {

constexpr unsigned threadCount = 4;

/// Runs \p body in as many threads, with the number of each.
template <class Body> void inThreads(Body body) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < threadCount; ++i)
    threads.emplace_back(body, i);
  for (std::thread &thread : threads)
    thread.join();
}

/// An instance with one memory.
struct User {
  struct Layout {
    abi::Instance header;
    abi::MemorySlot memory;
  };
  ContextPtr context = makeContext();
  abi::ModuleDesc module = {};
  Layout layout = {};

  User(abi::Memory *memory) {
    module.memorySlots = offsetof(Layout, memory);
    layout.header.context = context.get();
    layout.header.module = &module;
    layout.memory.memory = memory;
  }
  int64_t wait(uint8_t *address, uint64_t expected, int64_t timeout,
               uint64_t bytes = 4) {
    return wfx_atomic_wait_host(&layout.header, 0, address, expected, timeout,
                                bytes);
  }
  int64_t notify(uint8_t *address, uint64_t count) {
    return wfx_atomic_notify_host(&layout.header, 0, address, count);
  }
  int64_t grow(uint64_t pages) {
    return wfx_grow_shared_memory_host(&layout.header, 0, pages);
  }
};

struct SharedMemories : ::testing::Test {
  ContextPtr owner = makeContext();
  abi::Memory *memory = createMemory(owner.get(), {1, 1000, abi::FlagShared});
  uint8_t *at(uint64_t index) { return memory->base + index; }
  std::atomic<uint32_t> &word(uint64_t index) {
    return *reinterpret_cast<std::atomic<uint32_t> *>(at(index));
  }
  /// How many threads wait for the word at \p index.
  unsigned waiting(uint64_t index) {
    WaitQueue &queue =
        memory->sharing->queues[reinterpret_cast<uintptr_t>(at(index)) / 4 %
                                abi::Sharing::queueCount];
    LockGuard guard(queue.lock);
    unsigned count = 0;
    for (Waiter *waiter = queue.first; waiter; waiter = waiter->next)
      count += waiter->address == at(index);
    return count;
  }
  void awaitWaiting(uint64_t index, unsigned count) {
    while (waiting(index) != count)
      std::this_thread::yield();
  }
};

} // namespace

TEST(RuntimeLock, OneAtATime) {
  Lock lock;
  uint64_t count = 0;
  inThreads([&](unsigned) {
    for (unsigned i = 0; i < 200000; ++i) {
      LockGuard guard(lock);
      ++count;
    }
  });
  EXPECT_EQ(count, threadCount * 200000u);
  LockGuard none(nullptr);
}

TEST_F(SharedMemories, GrowByEach) {
  std::atomic<uint64_t> sum = 0, failed = 0;
  inThreads([&](unsigned) {
    User user(memory);
    for (unsigned i = 0; i < 300; ++i) {
      int64_t former = user.grow(1);
      if (former < 0) {
        ++failed;
        continue;
      }
      sum += static_cast<uint64_t>(former);
      // Nobody else has been given this page.
      uint8_t *page = at(static_cast<uint64_t>(former) << 16);
      EXPECT_EQ(*page, 0);
      *page = 1;
      EXPECT_GE(sizeOf(*memory), static_cast<uint64_t>(former + 1) << 16);
    }
  });
  EXPECT_EQ(failed, threadCount * 300 - 999);
  EXPECT_EQ(sum, 999u * 1000 / 2);
  EXPECT_EQ(sizeOf(*memory), 1000u << 16);
}

TEST_F(SharedMemories, LivesAsLongAsItsUsers) {
  word(8) = 42;
  std::atomic<bool> released = false;
  std::thread user([&, memory = memory] {
    ContextPtr context = makeContext();
    EXPECT_TRUE(useMemory(context.get(), memory));
    EXPECT_TRUE(useMemory(context.get(), memory));
    word(0) = 1;
    while (!released)
      std::this_thread::yield();
    EXPECT_EQ(word(8), 42u);
  });
  while (word(0) == 0)
    std::this_thread::yield();
  EXPECT_EQ(memory->sharing->users, 2u);
  owner.reset();
  released = true;
  user.join();
}

TEST_F(SharedMemories, UsedByManyForShort) {
  inThreads([&](unsigned) {
    for (unsigned i = 0; i < 100; ++i) {
      ContextPtr context = makeContext();
      EXPECT_TRUE(useMemory(context.get(), memory));
    }
  });
  EXPECT_EQ(memory->sharing->users, 1u);
}

TEST_F(SharedMemories, NotEqualAndTimedOut) {
  User user(memory);
  word(0) = 5;
  word(4) = 1;
  EXPECT_EQ(user.wait(at(0), 4, -1), 1);
  EXPECT_EQ(user.wait(at(0), 5, 0), 2);
  EXPECT_EQ(user.wait(at(0), 5, 1000), 2);
  EXPECT_EQ(user.wait(at(0), 5, -1, 8), 1);
  EXPECT_EQ(user.wait(at(0), (uint64_t(1) << 32) + 5, 0, 8), 2);
  EXPECT_EQ(waiting(0), 0u);
  EXPECT_EQ(user.notify(at(0), 1), 0);
}

TEST_F(SharedMemories, WakesTheOldestFirst) {
  std::atomic<unsigned> woken = 0;
  std::vector<std::thread> threads;
  unsigned order[threadCount];
  for (unsigned i = 0; i < threadCount; ++i) {
    threads.emplace_back([&, i] {
      User user(memory);
      EXPECT_EQ(user.wait(at(16), 0, -1), 0);
      order[woken++] = i;
    });
    awaitWaiting(16, i + 1);
  }
  User user(memory);
  // The same queue, another address.
  EXPECT_EQ(user.notify(at(16 + 4 * abi::Sharing::queueCount), ~0u), 0);
  EXPECT_EQ(user.notify(at(16), 0), 0);
  for (unsigned i = 0; i < threadCount - 2; ++i) {
    EXPECT_EQ(user.notify(at(16), 1), 1);
    while (woken != i + 1)
      std::this_thread::yield();
  }
  EXPECT_EQ(user.notify(at(16), ~0u), 2);
  for (std::thread &thread : threads)
    thread.join();
  for (unsigned i = 0; i < threadCount - 2; ++i)
    EXPECT_EQ(order[i], i);
  EXPECT_EQ(user.notify(at(16), ~0u), 0);
}

/// What a guest's mutex is made of; plain data between must not race.
TEST_F(SharedMemories, MutexOfWaitAndNotify) {
  uint64_t count = 0;
  inThreads([&](unsigned) {
    User user(memory);
    for (unsigned i = 0; i < 3000; ++i) {
      while (word(0).exchange(1))
        user.wait(at(0), 1, -1);
      ++count;
      word(0) = 0;
      user.notify(at(0), 1);
    }
  });
  EXPECT_EQ(count, threadCount * 3000u);
}

/// Those whose time is over leave while others are woken: each notification
/// that counts a thread has woken it.
TEST_F(SharedMemories, TimeOutWhileNotified) {
  std::atomic<uint64_t> woken = 0, counted = 0;
  std::atomic<unsigned> running = threadCount;
  std::thread notifier([&] {
    User user(memory);
    while (running)
      counted += static_cast<uint64_t>(user.notify(at(0), 2));
  });
  inThreads([&](unsigned number) {
    User user(memory);
    for (unsigned i = 0; i < 2000; ++i)
      woken += user.wait(at(0), 0, int64_t(number) * 2000) == 0;
    --running;
  });
  notifier.join();
  EXPECT_EQ(woken, counted);
  EXPECT_EQ(waiting(0), 0u);
}

} // namespace wfx::rt::testing
