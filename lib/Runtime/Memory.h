//===- Memory.h - Linear memories -----------------------------------------===//
//
// A memory is a reservation of address space whose first `size` bytes can be
// accessed. The base never moves. What generated code leaves to fault
// (Frontend/Emit/EmitAddress.cpp) is reserved too:
//
//   32-bit           0 ... size ... 4 GiB ... memory32Reservation
//   64-bit           0 ... size ... bound ... bound + memory64Guard
//   checked          0 ... size ... bound
//
// Memories of small pages are always checked.
//
// A memory belongs to the context that it was created in, a shared one to every
// context that uses it. Only the size changes; that of a shared memory may
// change at any time.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::abi {

/// One of the memories that the code of a context can access.
struct MemoryUse {
  Memory *memory;
  MemoryUse *next;
  uint64_t counted; ///< bytes that a shared memory has taken of memoryLeft
};

} // namespace wfx::abi

namespace wfx::rt {

/// The declared type of a memory.
struct MemoryType {
  uint64_t min = 0;     ///< pages
  uint64_t max = ~0ull; ///< pages; ~0 if none was declared
  uint64_t flags = 0;   ///< FlagIs64, FlagShared, FlagChecked
  unsigned pageSizeLog2 = 16;
};

/// Creates a memory in \p context, which it lives as long as; null if the
/// system refuses the address space.
abi::Memory *createMemory(abi::Context *context, const MemoryType &type);

/// Puts the shared \p memory, which must be alive, into \p context too, unless
/// it is there: now it lives as long as either. False if there is no memory
/// left. The contexts may be used by different threads.
bool useMemory(abi::Context *context, abi::Memory *memory);

/// Bytes that may be accessed.
inline uint64_t sizeOf(const abi::Memory &memory) {
  return __atomic_load_n(&memory.size, __ATOMIC_SEQ_CST);
}

/// Grows by \p pages; returns the former size in pages, or -1 if the maximum or
/// the system does not allow it.
int64_t growMemory(abi::Memory *memory, uint64_t pages);
/// The same for a shared memory, while other threads may do so, too.
int64_t growSharedMemory(abi::Memory *memory, uint64_t pages);

/// Takes the newest memory out of \p context and frees it, unless another
/// context uses it.
void releaseNewestMemory(abi::Context *context);

} // namespace wfx::rt

extern "C" {
int64_t wfx_grow_memory_host(wfx::abi::Instance *, uint64_t memory,
                             uint64_t pages);
void wfx_memory_init(wfx::abi::Instance *, uint64_t memory, uint64_t segment,
                     uint64_t destination, uint64_t source, uint64_t size);
// SharedMemory.cpp
int64_t wfx_grow_shared_memory_host(wfx::abi::Instance *, uint64_t memory,
                                    uint64_t pages);
int64_t wfx_atomic_wait_host(wfx::abi::Instance *, uint64_t memory,
                             uint8_t *address, uint64_t expected,
                             int64_t timeout, uint64_t bytes);
int64_t wfx_atomic_notify_host(wfx::abi::Instance *, uint64_t memory,
                               uint8_t *address, uint64_t count);
}
