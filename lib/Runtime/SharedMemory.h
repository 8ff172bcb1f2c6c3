//===- SharedMemory.h - What the users of a shared memory have in common --===//
//
// A shared memory belongs to every context that uses it (Memory.h): growth has
// a lock, and threads that wait for an address stand in a queue.
//
//   Memory ──▶ Sharing: lock, users, queues by address
//                 queue: first ──▶ Waiter ──▶ Waiter ◀── last
//
// A waiter is on the stack of its thread. Whoever takes it out of its queue has
// the queue's lock.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "Runtime/Lock.h"

namespace wfx::rt {

/// A thread in memory.atomic.wait.
struct Waiter {
  const uint8_t *address;
  Waiter *next = nullptr, *previous = nullptr;
  /// 1 once it is notified and out of its queue, for the thread to sleep on.
  uint32_t woken = 0;
};

/// The waiters of some addresses in the order in which they came.
struct WaitQueue {
  Lock lock;
  Waiter *first, *last;
};

} // namespace wfx::rt

namespace wfx::abi {

struct Sharing {
  uint64_t users; ///< contexts
  rt::Lock growth;
  static constexpr unsigned queueCount = 64;
  rt::WaitQueue queues[queueCount];
};

} // namespace wfx::abi
