//===- WasiInternal.h - What the WASI functions share ---------------------===//
//
// The Wasi itself: its descriptor table and its view of the guest's memory.
// Every WASI function is an ordinary C++ function from (Wasi &, arguments) to
// Errno; WasiCall.h makes the symbols that generated code calls. Nothing here
// needs more than libc.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Wasi.h"
#include "Runtime/WasiTypes.h"
#include <errno.h>
#include <string.h>
#include <type_traits>

namespace wfx::rt {

/// Returns from a WASI function if \p expression is not success.
#define WASI_TRY(expression)                                                   \
  do {                                                                         \
    if (Errno wasiError = (expression); wasiError != Errno::success)           \
      return wasiError;                                                        \
  } while (false)

/// The WASI number of a host errno.
Errno errnoFromHost(int hostErrno);
/// That of the calling thread's `errno`.
Errno hostError();
/// For host functions that return -1 on failure.
inline Errno hostResult(int64_t result) {
  return result < 0 ? hostError() : Errno::success;
}
/// Repeats a host call that a signal interrupted. Guests have no signals, so
/// few of them are ready for intr.
template <class Call> auto retryInterrupted(Call call) {
  decltype(call()) result;
  do
    result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

/// Strings one after the other, each with its NUL.
struct StringList {
  uint32_t count = 0;
  uint32_t size = 0; ///< bytes of text
  char *text = nullptr;
};

/// An open file of the guest.
struct Descriptor {
  int host = -1; ///< host descriptor; negative: this slot is free
  Filetype type = Filetype::unknown;
  bool borrowed = false; ///< the host descriptor is the process's: never closed
  uint16_t flags = 0;    ///< Fdflags
  Rights base = 0;
  Rights inheriting = 0;
  char *preopen = nullptr; ///< guest name of a preopened directory, from malloc
};

/// Fills the type of \p file from its host descriptor, and its rights: the most
/// that the type and the access mode in \p hostFlags (as for open) allow.
Errno describe(Descriptor &file, int hostFlags);
/// The same, with the flags, for a descriptor that came from elsewhere.
Errno describeInherited(Descriptor &file);
/// Closes the host descriptor, unless borrowed, and frees the slot.
void release(Descriptor &file);
/// \p host itself, or a duplicate if it is one of 0 to 2: if the process was
/// started without one of those, a file of the guest must not take its place.
int keepFromStdio(int host);
Filetype filetypeFromMode(unsigned mode);

struct Wasi {
  abi::Context *context = nullptr;
  abi::Memory *memory = nullptr; ///< the caller's, during a call
  StringList arguments;
  StringList environment;
  Descriptor *descriptors = nullptr;
  uint32_t slots = 0;
  /// Resolve paths without openat2. Set when the kernel turns out not to have
  /// it; tests set it too.
  bool withoutOpenat2 = false;

  /// \p size bytes of guest memory, or null where they are not all within it.
  uint8_t *bytes(uint32_t address, uint64_t size) const {
    if (!memory || size > memory->size || address > memory->size - size)
      return nullptr;
    return memory->base + address;
  }
  template <class T> Errno check(GuestPtr<T> from) const {
    return bytes(from.address, sizeof(T)) ? Errno::success : Errno::fault;
  }
  /// Guest pointers need not be aligned.
  template <class T> Errno load(GuestPtr<T> from, T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const uint8_t *source = bytes(from.address, sizeof(T));
    if (!source)
      return Errno::fault;
    memcpy(&value, source, sizeof(T));
    return Errno::success;
  }
  template <class T>
  Errno store(GuestPtr<T> to, const std::type_identity_t<T> &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    uint8_t *target = bytes(to.address, sizeof(T));
    if (!target)
      return Errno::fault;
    memcpy(target, &value, sizeof(T));
    return Errno::success;
  }

  /// The open descriptor \p fd, which must have all rights in \p needed. The
  /// pointer holds until the next insert().
  Errno find(uint32_t fd, Rights needed, Descriptor *&file) const {
    if (fd >= slots || descriptors[fd].host < 0)
      return Errno::badf;
    if (needed & ~descriptors[fd].base)
      return Errno::notcapable;
    file = &descriptors[fd];
    return Errno::success;
  }
  /// The same for what paths start from.
  Errno findDirectory(uint32_t fd, Rights needed,
                      Descriptor *&directory) const {
    WASI_TRY(find(fd, right::none, directory));
    if (directory->type != Filetype::directory)
      return Errno::notdir;
    return find(fd, needed, directory);
  }
  /// Puts \p file into the lowest free slot that is not below \p lowest. Takes
  /// its host descriptor and name over, also on failure.
  Errno insert(const Descriptor &file, uint32_t &fd, uint32_t lowest = 0);
};

} // namespace wfx::rt
