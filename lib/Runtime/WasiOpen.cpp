//===- WasiOpen.cpp - path_open -------------------------------------------===//
//
// What the host's openat needs to know follows from three sets of WASI flags
// and from the rights that the guest asks for.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include "Runtime/WasiResolve.h"
#include <fcntl.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

/// The flags of the call as the guest gave them.
struct OpenFlags {
  uint32_t lookup;
  uint32_t open;
  uint32_t descriptor;
  Rights base;
};

Errno checkFlags(const OpenFlags &flags) {
  bool unknown = (flags.lookup & ~lookupSymlinkFollow) ||
                 (flags.open & ~oflagsAll) || (flags.descriptor & ~fdflagsAll);
  // Only path_create_directory makes directories.
  bool createsDirectory =
      (flags.open & oflagCreat) && (flags.open & oflagDirectory);
  return unknown || createsDirectory ? Errno::inval : Errno::success;
}

Rights rightsToOpen(const OpenFlags &flags) {
  Rights result = right::pathOpen;
  if (flags.open & oflagCreat)
    result |= right::pathCreateFile;
  if (flags.open & oflagTrunc)
    result |= right::pathFilestatSetSize;
  return result;
}

int accessMode(const OpenFlags &flags) {
  constexpr Rights reads = right::fdRead | right::fdReaddir;
  constexpr Rights writes = right::fdDatasync | right::fdWrite |
                            right::fdAllocate | right::fdFilestatSetSize;
  if (!(flags.base & writes))
    return O_RDONLY;
  return flags.base & reads ? O_RDWR : O_WRONLY;
}

/// The sync flags are left to the writes: see writeSynced.
int hostFlags(const OpenFlags &flags) {
  int result = accessMode(flags) | O_NOCTTY;
  if (!(flags.lookup & lookupSymlinkFollow))
    result |= O_NOFOLLOW;
  if (flags.open & oflagCreat)
    result |= O_CREAT;
  if (flags.open & oflagDirectory)
    result |= O_DIRECTORY;
  if (flags.open & oflagExcl)
    result |= O_EXCL;
  if (flags.open & oflagTrunc)
    result |= O_TRUNC;
  if (flags.descriptor & fdflagAppend)
    result |= O_APPEND;
  if (flags.descriptor & fdflagNonblock)
    result |= O_NONBLOCK;
  return result;
}

Errno pathOpen(Caller &caller, uint32_t fd, uint32_t dirflags,
               GuestPtr<char> path, uint32_t size, uint32_t oflags, Rights base,
               Rights inheriting, uint32_t fdflags, GuestPtr<uint32_t> result) {
  OpenFlags flags{dirflags, oflags, fdflags, base};
  FileUse directory;
  HostPath hostPath;
  Descriptor file;
  WASI_TRY(checkFlags(flags));
  WASI_TRY(caller.findDirectory(fd, rightsToOpen(flags), directory));
  // Guests ask for all bits where they mean every right there is.
  if ((base | inheriting) & right::all & ~directory.inheriting)
    return Errno::notcapable;
  WASI_TRY(caller.check(result));
  WASI_TRY(hostPath.load(caller, path, size));
  int host = hostFlags(flags);
  WASI_TRY(
      openBeneath(caller.wasi, directory.host, hostPath.text, host, file.host));
  if (Errno error = describe(file, host); error != Errno::success) {
    release(file);
    return error;
  }
  file.flags = uint16_t(fdflags);
  file.base &= base;
  file.inheriting &= inheriting;
  uint32_t number;
  WASI_TRY(caller.wasi.insert(file, number));
  return caller.store(result, number);
}

} // namespace

WASI_ENTRY(path_open, pathOpen)

} // namespace wfx::rt
