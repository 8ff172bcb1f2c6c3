//===- SharedMemory.cpp - Growing, waiting and notifying ------------------===//
//
// What only programs with shared memories contain. The address of a wait or a
// notify has been checked. Comparing the value and standing in the queue is one
// step to those that notify, because both have the queue's lock.
//
//===----------------------------------------------------------------------===//

#include "Runtime/SharedMemory.h"
#include "Runtime/Futex.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Memory.h"

using namespace wfx;
using namespace wfx::rt;

int64_t rt::growSharedMemory(abi::Memory *memory, uint64_t pages) {
  LockGuard guard(memory->sharing->growth);
  return growMemory(memory, pages);
}

int64_t wfx_grow_shared_memory_host(abi::Instance *instance, uint64_t memory,
                                    uint64_t pages) {
  return growSharedMemory(memorySlot(instance, memory).memory, pages);
}

namespace {

enum WaitResult : int64_t { Woken, NotEqual, TimedOut };

} // namespace

static WaitQueue &queueOf(abi::Instance *instance, uint64_t memory,
                          const uint8_t *address) {
  abi::Sharing &sharing = *memorySlot(instance, memory).memory->sharing;
  return sharing.queues[reinterpret_cast<uintptr_t>(address) / 4 %
                        abi::Sharing::queueCount];
}

static void append(WaitQueue &queue, Waiter &waiter) {
  waiter.previous = queue.last;
  (queue.last ? queue.last->next : queue.first) = &waiter;
  queue.last = &waiter;
}

static void remove(WaitQueue &queue, Waiter &waiter) {
  (waiter.previous ? waiter.previous->next : queue.first) = waiter.next;
  (waiter.next ? waiter.next->previous : queue.last) = waiter.previous;
}

static uint64_t valueAt(const uint8_t *address, uint64_t bytes) {
  if (bytes == 4)
    return __atomic_load_n(reinterpret_cast<const uint32_t *>(address),
                           __ATOMIC_SEQ_CST);
  return __atomic_load_n(reinterpret_cast<const uint64_t *>(address),
                         __ATOMIC_SEQ_CST);
}

/// The time \p nanoseconds from now.
static timespec deadlineAfter(int64_t nanoseconds) {
  constexpr int64_t second = 1'000'000'000;
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_sec += nanoseconds / second;
  time.tv_nsec += nanoseconds % second;
  if (time.tv_nsec >= second) {
    ++time.tv_sec;
    time.tv_nsec -= second;
  }
  return time;
}

/// Sleeps until \p waiter is notified, its time is over, or the call is to be
/// interrupted, which wfx_on_host_stack will see to.
static WaitResult sleep(abi::Context *context, WaitQueue &queue, Waiter &waiter,
                        const timespec &deadline) {
  while (!__atomic_load_n(&waiter.woken, __ATOMIC_ACQUIRE)) {
    if (futexWait(&waiter.woken, 0, &deadline) && !isInterrupted(context))
      continue;
    LockGuard guard(queue.lock);
    if (waiter.woken)
      break;
    remove(queue, waiter);
    return TimedOut;
  }
  return Woken;
}

int64_t wfx_atomic_wait_host(abi::Instance *instance, uint64_t memory,
                             uint8_t *address, uint64_t expected,
                             int64_t timeout, uint64_t bytes) {
  // One that never comes, because the kernel does not tell of signals
  // otherwise.
  timespec deadline = deadlineAfter(timeout >= 0 ? timeout : INT64_MAX);
  WaitQueue &queue = queueOf(instance, memory, address);
  Waiter waiter{address};
  {
    LockGuard guard(queue.lock);
    if (valueAt(address, bytes) != expected)
      return NotEqual;
    append(queue, waiter);
  }
  return sleep(instance->context, queue, waiter, deadline);
}

int64_t wfx_atomic_notify_host(abi::Instance *instance, uint64_t memory,
                               uint8_t *address, uint64_t count) {
  WaitQueue &queue = queueOf(instance, memory, address);
  LockGuard guard(queue.lock);
  uint64_t woken = 0;
  for (Waiter *waiter = queue.first, *next; waiter && woken < count;
       waiter = next) {
    next = waiter->next;
    if (waiter->address != address)
      continue;
    remove(queue, *waiter);
    ++woken;
    // From here on the waiter may be gone.
    __atomic_store_n(&waiter->woken, 1, __ATOMIC_RELEASE);
    futexWake(&waiter->woken);
  }
  return static_cast<int64_t>(woken);
}
