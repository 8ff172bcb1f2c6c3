//===- Lock.h - Mutual exclusion ------------------------------------------===//
//
// A word that threads take in turn. Zero is a free lock, so that zeroed memory
// has valid ones. A thread must not take a lock that it has, and not raise a
// trap while it has one.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stdint.h>

namespace wfx::rt {

class Lock {
public:
  void take() {
    uint32_t free = Free;
    if (!__atomic_compare_exchange_n(&state, &free, Taken, false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
      takeContended();
  }
  void release() {
    if (__atomic_exchange_n(&state, Free, __ATOMIC_RELEASE) == Awaited)
      wakeNext();
  }

private:
  void takeContended();
  void wakeNext();

  enum State : uint32_t {
    Free,
    Taken,
    Awaited, ///< taken, and a thread may sleep until it is free
  };
  uint32_t state = Free;
};

/// Has a lock for as long as it lives; none if \p lock is null.
class LockGuard {
public:
  explicit LockGuard(Lock *lock) : lock(lock) {
    if (lock)
      lock->take();
  }
  explicit LockGuard(Lock &lock) : LockGuard(&lock) {}
  LockGuard(const LockGuard &) = delete;
  ~LockGuard() {
    if (lock)
      lock->release();
  }

private:
  Lock *lock;
};

} // namespace wfx::rt
