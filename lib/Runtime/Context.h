//===- Context.h - One thread of Wasm execution ---------------------------===//
//
// A context owns the Wasm stack and everything that is instantiated in it:
// instances, memories and tables live until destroyContext. Contexts share
// nothing but shared memories; each is used by one thread at a time.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"
#include "Runtime/TrapRecord.h"

namespace wfx::rt {

struct ContextOptions {
  /// Bytes of Wasm stack; rounded up to whole pages.
  uint64_t stackSize = uint64_t(1) << 20;
  /// Bytes of each continuation's stack, its guard included.
  uint64_t continuationStackSize = uint64_t(1) << 16;
  /// Continuations that may exist at a time; 0 for as many as there is memory.
  uint64_t maxContinuations = 0;
  /// Bytes of all linear memories together, and elements of all tables; 0 for
  /// no limit. What would go beyond is not created, and does not grow. A shared
  /// memory counts in the context that creates it, with all that it may grow
  /// to, because others let it grow; in those that it is shared with it does
  /// not count.
  uint64_t maxMemory = 0;
  uint64_t maxTableElements = 0;
};

/// Returns null if the system refuses the memory. Installs the fault handlers.
abi::Context *createContext(const ContextOptions &options = {});

/// Frees \p context with everything in it. It must not be in an activation.
void destroyContext(abi::Context *context);

/// \p size zeroed bytes that live as long as \p context; null if there is no
/// memory.
void *allocateIn(abi::Context *context, uint64_t size);
/// Whether \p address is in an instance of \p context, or in something that was
/// allocated there.
bool owns(const abi::Context *context, const void *address);
/// Frees what has been allocated in \p context since \p former was its newest
/// (Context::owned).
void freeAllocations(abi::Context *context, abi::Allocation *former);

/// \p size rounded up to whole pages of the operating system; 0 if that
/// overflows.
uint64_t roundToSystemPages(uint64_t size);

} // namespace wfx::rt
