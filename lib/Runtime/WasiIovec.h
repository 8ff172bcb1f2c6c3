//===- WasiIovec.h - Guest buffers for the host's vectored calls ----------===//
//
// One bounded array on the stack: a host call takes at most 1024 buffers, and
// WASI lets reads and writes be partial.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/WasiInternal.h"
#include <sys/uio.h>

namespace wfx::rt {

struct HostIovecs {
  static constexpr int limit = 1024; // the kernel's UIO_MAXIOV
  iovec list[limit];
  int count = 0;

  HostIovecs() {} // leaves the list uninitialised

  /// Translates \p guestCount buffers from \p buffers on. Empty ones are left
  /// out, so that a partial transfer always makes progress.
  Errno load(const Caller &caller, GuestPtr<Iovec> buffers,
             uint32_t guestCount) {
    const uint8_t *array =
        caller.bytes(buffers.address, uint64_t(guestCount) * sizeof(Iovec));
    if (!array)
      return Errno::fault;
    for (uint32_t index = 0; index < guestCount && count < limit; ++index) {
      Iovec guest;
      memcpy(&guest, array + index * sizeof(Iovec), sizeof(Iovec));
      uint8_t *data = caller.bytes(guest.data.address, guest.size);
      if (!data)
        return Errno::fault;
      if (guest.size)
        list[count++] = {data, guest.size};
    }
    return Errno::success;
  }
};

} // namespace wfx::rt
