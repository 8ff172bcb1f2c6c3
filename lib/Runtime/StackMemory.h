//===- StackMemory.h - What the system is asked for the memory of stacks --===//
//
// Guards, and giving memory back, for many stacks at a time: one call of the
// system where the kernel can do that, and never more than one after the other.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/WarmStacks.h"
#include <stdint.h>
#include <sys/uio.h>

namespace wfx::rt {

/// How many guards are made at a time.
constexpr unsigned guardsTogether = 16;

/// Makes \p count pages (at most guardsTogether) fault on access, the first at
/// \p low, the others \p distance bytes from each other. Returns how many there
/// are then: less if the system has no more mappings.
unsigned installGuards(uint8_t *low, uint64_t distance, unsigned count);

/// Memory of stacks that is to be without contents.
class ColdMemory {
public:
  /// The memory of a stack, \p size bytes from \p low. The next stack's begins
  /// \p distance bytes later; what is between two may be given back, too.
  void add(uint8_t *low, uint64_t size, uint64_t distance);
  void giveBack();

private:
  iovec ranges[WFX_COOLED_STACKS]; ///< neighbours are one
  unsigned count = 0;
};

} // namespace wfx::rt
