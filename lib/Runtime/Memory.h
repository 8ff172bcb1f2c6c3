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
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

/// The declared type of a memory.
struct MemoryType {
  uint64_t min = 0;     ///< pages
  uint64_t max = ~0ull; ///< pages; ~0 if none was declared
  uint64_t flags = 0;   ///< FlagIs64, FlagShared, FlagChecked
  unsigned pageSizeLog2 = 16;
};

/// Creates a memory that lives as long as \p context; null if the system
/// refuses the address space.
abi::Memory *createMemory(abi::Context *context, const MemoryType &type);

/// Grows by \p pages; returns the former size in pages, or -1 if the maximum or
/// the system does not allow it.
int64_t growMemory(abi::Memory *memory, uint64_t pages);

/// Frees the memory that was created last.
void destroyNewestMemory(abi::Context *context);

} // namespace wfx::rt

extern "C" {
int64_t wfx_memory_grow_host(wfx::abi::Instance *, uint64_t memory,
                             uint64_t pages);
void wfx_memory_init(wfx::abi::Instance *, uint64_t memory, uint64_t segment,
                     uint64_t destination, uint64_t source, uint64_t size);
}
