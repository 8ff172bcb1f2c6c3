//===- WasiPath.cpp - What can be done to a path --------------------------===//
//
// Each function resolves the parent directory beneath the descriptor it was
// given and acts on the last component there. path_open is in WasiOpen.cpp.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include "Runtime/WasiFilestat.h"
#include "Runtime/WasiResolve.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

using GuestPath = GuestPtr<char>;

Errno parseLookup(uint32_t flags, LastComponent &last) {
  last = flags & lookupSymlinkFollow ? LastComponent::Follow
                                     : LastComponent::NoFollow;
  return flags & ~lookupSymlinkFollow ? Errno::inval : Errno::success;
}

Errno statAt(const Location &where, struct stat &status) {
  WASI_TRY(hostResult(
      fstatat(where.parent(), where.name(), &status, AT_SYMLINK_NOFOLLOW)));
  if (where.requiresDirectory() && !S_ISDIR(status.st_mode))
    return Errno::notdir;
  return Errno::success;
}

/// Where the host would not see the trailing slash.
Errno checkSlash(const Location &where) {
  struct stat status;
  return where.requiresDirectory() ? statAt(where, status) : Errno::success;
}

Errno pathCreateDirectory(Caller &caller, uint32_t fd, GuestPath path,
                          uint32_t size) {
  Location where;
  WASI_TRY(where.resolve(caller, fd, right::pathCreateDirectory, path, size,
                         LastComponent::Keep));
  return hostResult(mkdirat(where.parent(), where.name(), directoryMode));
}

Errno pathRemoveDirectory(Caller &caller, uint32_t fd, GuestPath path,
                          uint32_t size) {
  Location where;
  WASI_TRY(where.resolve(caller, fd, right::pathRemoveDirectory, path, size,
                         LastComponent::Keep));
  return hostResult(unlinkat(where.parent(), where.name(), AT_REMOVEDIR));
}

Errno pathUnlinkFile(Caller &caller, uint32_t fd, GuestPath path,
                     uint32_t size) {
  Location where;
  WASI_TRY(where.resolve(caller, fd, right::pathUnlinkFile, path, size,
                         LastComponent::Keep));
  return hostResult(unlinkat(where.parent(), where.name(), 0));
}

Errno pathRename(Caller &caller, uint32_t oldFd, GuestPath oldPath,
                 uint32_t oldSize, uint32_t newFd, GuestPath newPath,
                 uint32_t newSize) {
  Location from, to;
  WASI_TRY(from.resolve(caller, oldFd, right::pathRenameSource, oldPath,
                        oldSize, LastComponent::Keep));
  WASI_TRY(to.resolve(caller, newFd, right::pathRenameTarget, newPath, newSize,
                      LastComponent::Keep));
  return hostResult(
      renameat(from.parent(), from.name(), to.parent(), to.name()));
}

Errno pathLink(Caller &caller, uint32_t oldFd, uint32_t oldFlags,
               GuestPath oldPath, uint32_t oldSize, uint32_t newFd,
               GuestPath newPath, uint32_t newSize) {
  Location from, to;
  LastComponent last;
  WASI_TRY(parseLookup(oldFlags, last));
  WASI_TRY(from.resolve(caller, oldFd, right::pathLinkSource, oldPath, oldSize,
                        last));
  WASI_TRY(checkSlash(from));
  WASI_TRY(to.resolve(caller, newFd, right::pathLinkTarget, newPath, newSize,
                      LastComponent::Keep));
  return hostResult(
      linkat(from.parent(), from.name(), to.parent(), to.name(), 0));
}

/// Links to absolute targets could not be followed; none is made, so that none
/// lies around for programs outside.
Errno pathSymlink(Caller &caller, GuestPath targetPath, uint32_t targetSize,
                  uint32_t fd, GuestPath path, uint32_t size) {
  HostPath target;
  Location where;
  WASI_TRY(target.load(caller, targetPath, targetSize));
  WASI_TRY(where.resolve(caller, fd, right::pathSymlink, path, size,
                         LastComponent::Keep));
  if (target.text[0] == '/')
    return Errno::notcapable;
  return hostResult(symlinkat(target.text, where.parent(), where.name()));
}

Errno pathReadlink(Caller &caller, uint32_t fd, GuestPath path, uint32_t size,
                   GuestPtr<uint8_t> buffer, uint32_t bufferSize,
                   GuestPtr<uint32_t> used) {
  Location where;
  WASI_TRY(where.resolve(caller, fd, right::pathReadlink, path, size,
                         LastComponent::NoFollow));
  WASI_TRY(checkSlash(where));
  uint8_t *bytes = caller.bytes(buffer.address, bufferSize);
  if (!bytes)
    return Errno::fault;
  char target[PATH_MAX];
  ssize_t length =
      readlinkat(where.parent(), where.name(), target, sizeof(target));
  if (length < 0)
    return hostError();
  uint32_t part = uint32_t(length) < bufferSize ? uint32_t(length) : bufferSize;
  memcpy(bytes, target, part);
  return caller.store(used, part);
}

Errno pathFilestatGet(Caller &caller, uint32_t fd, uint32_t flags,
                      GuestPath path, uint32_t size,
                      GuestPtr<Filestat> result) {
  Location where;
  LastComponent last;
  struct stat status;
  WASI_TRY(parseLookup(flags, last));
  WASI_TRY(where.resolve(caller, fd, right::pathFilestatGet, path, size,
                         LastComponent::NoFollow));
  WASI_TRY(statAt(where, status));
  // Most are no links: this order saves asking first.
  if (last == LastComponent::Follow && S_ISLNK(status.st_mode)) {
    WASI_TRY(where.follow());
    WASI_TRY(statAt(where, status));
  }
  return caller.store(result, filestatFromHost(status));
}

Errno pathFilestatSetTimes(Caller &caller, uint32_t fd, uint32_t flags,
                           GuestPath path, uint32_t size, uint64_t atim,
                           uint64_t mtim, uint32_t fstflags) {
  Location where;
  LastComponent last;
  timespec times[2];
  WASI_TRY(parseLookup(flags, last));
  WASI_TRY(timesForHost(atim, mtim, fstflags, times));
  WASI_TRY(
      where.resolve(caller, fd, right::pathFilestatSetTimes, path, size, last));
  WASI_TRY(checkSlash(where));
  return hostResult(
      utimensat(where.parent(), where.name(), times, AT_SYMLINK_NOFOLLOW));
}

} // namespace

WASI_ENTRY(path_create_directory, pathCreateDirectory)
WASI_ENTRY(path_remove_directory, pathRemoveDirectory)
WASI_ENTRY(path_unlink_file, pathUnlinkFile)
WASI_ENTRY(path_rename, pathRename)
WASI_ENTRY(path_link, pathLink)
WASI_ENTRY(path_symlink, pathSymlink)
WASI_ENTRY(path_readlink, pathReadlink)
WASI_ENTRY(path_filestat_get, pathFilestatGet)
WASI_ENTRY(path_filestat_set_times, pathFilestatSetTimes)

} // namespace wfx::rt
