//===- WasiInternal.h - What the WASI functions share ---------------------===//
//
// The Wasi itself: its descriptor table and its view of the guest's memory.
// Every WASI function is an ordinary C++ function from (Wasi &, arguments) to
// Errno; WasiCall.h makes the symbols that generated code calls. Nothing here
// needs more than libc.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Lock.h"
#include "Runtime/Memory.h"
#include "Runtime/Wasi.h"
#include "Runtime/WasiTypes.h"
#include <atomic>
#include <errno.h>
#include <string.h>
#include <type_traits>
#include <wfx/wfx.h>

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
  int host = -1; ///< host descriptor; negative: there is none
  Filetype type = Filetype::unknown;
  bool borrowed = false; ///< the host descriptor is the process's: never closed
  uint16_t flags = 0;    ///< Fdflags
  Rights base = 0;
  Rights inheriting = 0;
  char *preopen = nullptr; ///< guest name of a preopened directory, from malloc
  /// What the host reads or writes instead of a descriptor. The rights allow
  /// nothing else.
  const wfx_stream *stream = nullptr;

  Errno require(Rights needed) const {
    return needed & ~base ? Errno::notcapable : Errno::success;
  }
};

/// Fills the type of \p file from its host descriptor, and its rights: the most
/// that the type and the access mode in \p hostFlags (as for open) allow.
Errno describe(Descriptor &file, int hostFlags);
/// The same, with the flags, for a descriptor that came from elsewhere.
Errno describeInherited(Descriptor &file);
/// Closes the host descriptor, unless borrowed, and frees the name.
void release(Descriptor &file);
/// \p host itself, or a duplicate if it is one of 0 to 2: if the process was
/// started without one of those, a file of the guest must not take its place.
int keepFromStdio(int host);
Filetype filetypeFromMode(unsigned mode);

/// What the table of descriptors points to.
struct OpenFile : Descriptor {
  uint32_t holders = 1; ///< the table, and calls that work with it
  Lock position; ///< for calls that move the position and go on from there
};

/// A descriptor that a call works with: a copy of what it was when the call
/// began. Its host descriptor stays open as long as this lives, also if another
/// thread closes it meanwhile.
class FileUse : public Descriptor {
public:
  FileUse() {}
  FileUse(const FileUse &) = delete;
  ~FileUse();

private:
  friend struct Wasi;
  Wasi *wasi = nullptr;
  OpenFile *file = nullptr;
};

struct Wasi {
  StringList arguments;
  StringList environment;
  wfx_stream streams[3] = {}; ///< for Descriptor::stream
  /// Whether several threads may call: only then are locks taken.
  bool isThreaded = false;
  /// Resolve paths without openat2. Set when the kernel turns out not to have
  /// it; tests set it too.
  std::atomic<bool> withoutOpenat2 = false;

  Lock *ifThreaded(Lock &lock) { return isThreaded ? &lock : nullptr; }

  //===--- Descriptors (WasiDescriptors.cpp) ------------------------------===//
  /// Finds the open descriptor \p fd, which must have all rights in \p needed.
  /// Nothing that may block is done under the table's lock.
  Errno find(uint32_t fd, Rights needed, FileUse &use);
  void end(FileUse &use);
  /// The lock of \p use's position; null if nobody else may have it.
  Lock *positionOf(const FileUse &use);
  /// Puts \p file into the lowest free slot that is not below \p lowest. Takes
  /// its host descriptor and name over, also on failure.
  Errno insert(const Descriptor &file, uint32_t &fd, uint32_t lowest = 0);
  Errno remove(uint32_t fd);
  /// Makes \p from be \p to, which is closed. Both must be open.
  Errno renumber(uint32_t from, uint32_t to);
  /// Takes the rights that are not in \p base and \p inheriting away, which
  /// must not have others.
  Errno restrict(uint32_t fd, Rights base, Rights inheriting);
  void setFlags(const FileUse &use, uint16_t flags);
  ~Wasi();

private:
  OpenFile *at(uint32_t fd) const { return fd < slots ? files[fd] : nullptr; }
  bool makeRoom(uint32_t fd);
  void drop(OpenFile *file);

  Lock table; ///< of what follows, and of the files' flags, rights and holders
  OpenFile **files = nullptr; ///< by descriptor; null: not open
  uint32_t slots = 0;
};

inline FileUse::~FileUse() {
  if (file)
    wasi->end(*this);
}

/// What a WASI function works for: the program's Wasi and the caller's memory.
/// Other threads may change that memory at any time, so nothing in it may be
/// read twice.
class Caller {
public:
  explicit Caller(const WasiCaller &caller)
      : wasi(*caller.wasi), context(caller.context), program(caller.program),
        memory(caller.memory) {}

  Wasi &wasi;
  abi::Context *context;
  Program *program;

  /// \p size bytes of guest memory, or null where they are not all within it.
  uint8_t *bytes(uint32_t address, uint64_t size) const {
    if (!memory)
      return nullptr;
    uint64_t limit = sizeOf(*memory);
    if (size > limit || address > limit - size)
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

  Errno find(uint32_t fd, Rights needed, FileUse &file) const {
    return wasi.find(fd, needed, file);
  }
  /// The same for what paths start from.
  Errno findDirectory(uint32_t fd, Rights needed, FileUse &directory) const {
    WASI_TRY(find(fd, right::none, directory));
    if (directory.type != Filetype::directory)
      return Errno::notdir;
    return directory.require(needed);
  }

private:
  abi::Memory *memory;
};

} // namespace wfx::rt
