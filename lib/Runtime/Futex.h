//===- Futex.h - Sleeping until a word changes ----------------------------===//
//
// The two system calls that Lock.h and waiting for an address are made of.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <errno.h>
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace wfx::rt {

/// Sleeps while \p word is \p value; wakes up without a reason at times. False
/// if \p deadline, a time of CLOCK_MONOTONIC or null, is over.
inline bool futexWait(const uint32_t *word, uint32_t value,
                      const timespec *deadline = nullptr) {
  return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, value, deadline,
                 nullptr, FUTEX_BITSET_MATCH_ANY) == 0 ||
         errno != ETIMEDOUT;
}

/// Wakes one thread that sleeps on \p word, which need not exist any more.
inline void futexWake(const uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

} // namespace wfx::rt
