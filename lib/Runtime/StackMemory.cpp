//===- StackMemory.cpp - What the system is asked for stacks' memory ------===//

#include "Runtime/StackMemory.h"
#include "Runtime/Stack.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace wfx::rt;

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

/// One call for all ranges. False if the kernel does not let a process do that
/// to itself: before Linux 6.15, or in a sandbox.
static bool adviseTogether(const iovec *ranges, unsigned count, int advice) {
  constexpr int self = -10000; // PIDFD_SELF
  ssize_t bytes = 0;
  for (unsigned i = 0; i < count; ++i)
    bytes += ranges[i].iov_len;
  return syscall(SYS_process_madvise, self, ranges, count, advice, 0) == bytes;
}

static bool advise(const iovec &range, int advice) {
  return !madvise(range.iov_base, range.iov_len, advice);
}

unsigned wfx::rt::installGuards(uint8_t *low, uint64_t distance,
                                unsigned count) {
  iovec ranges[guardsTogether];
  for (unsigned i = 0; i < count; ++i)
    ranges[i] = {low + i * distance, stackGuard()};
  // The first one shows whether the kernel has guards without a mapping of
  // their own: mappings are limited in number.
  bool isCheap = advise(ranges[0], MADV_GUARD_INSTALL);
  if (isCheap && adviseTogether(ranges + 1, count - 1, MADV_GUARD_INSTALL))
    return count;
  for (unsigned i = isCheap; i < count; ++i)
    if (!advise(ranges[i], MADV_GUARD_INSTALL) &&
        mprotect(ranges[i].iov_base, ranges[i].iov_len, PROT_NONE))
      return i;
  return count;
}

void ColdMemory::add(uint8_t *low, uint64_t size, uint64_t distance) {
  if (count) {
    iovec &last = ranges[count - 1];
    auto *begin = static_cast<uint8_t *>(last.iov_base);
    bool isBelow = low + distance == begin;
    if (isBelow || low + size == begin + last.iov_len + distance) {
      last = {isBelow ? low : begin, last.iov_len + distance};
      return;
    }
  }
  ranges[count++] = {low, size};
}

void ColdMemory::giveBack() {
  if (count == 1 || !adviseTogether(ranges, count, MADV_DONTNEED))
    for (unsigned i = 0; i < count; ++i)
      advise(ranges[i], MADV_DONTNEED);
  count = 0;
}
