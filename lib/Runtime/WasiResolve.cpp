//===- WasiResolve.cpp - Paths that stay beneath their directory ----------===//
//
// With openat2 the kernel itself keeps a resolution beneath the directory, also
// while others rename parts of the path. A path of one component needs no
// resolution at all.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiResolve.h"
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

int openat2Beneath(int directory, const char *path, int flags, unsigned mode) {
  // The kernel gives up (EAGAIN) on a ".." that races with a rename.
  constexpr int attempts = 128;
  open_how how{};
  how.flags = unsigned(flags);
  how.mode = flags & O_CREAT ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 1;; ++attempt) {
    long fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));
    if (fd >= 0)
      return int(fd);
    bool raced = errno == EAGAIN && attempt < attempts;
    if (errno != EINTR && !raced)
      return -1;
  }
}

/// A filter for system calls may answer EPERM to one that it does not know.
bool openat2IsFiltered(int directory) {
  int fd = openat2Beneath(directory, ".", O_PATH | O_CLOEXEC, 0);
  if (fd >= 0)
    close(fd);
  return fd < 0 && errno == EPERM;
}

int openHost(Wasi &wasi, int directory, const char *path, int flags,
             unsigned mode) {
  if (!wasi.withoutOpenat2) {
    int fd = openat2Beneath(directory, path, flags, mode);
    int error = errno;
    if (fd >= 0)
      return fd;
    wasi.withoutOpenat2 =
        error == ENOSYS || (error == EPERM && openat2IsFiltered(directory));
    errno = error;
    if (!wasi.withoutOpenat2)
      return -1;
  }
  return openByComponents(directory, path, flags, mode);
}

} // namespace

Errno HostPath::load(const Caller &caller, GuestPtr<char> path,
                     uint32_t pathSize) {
  const uint8_t *bytes = caller.bytes(path.address, pathSize);
  if (!bytes)
    return Errno::fault;
  if (pathSize == 0)
    return Errno::noent;
  if (pathSize >= sizeof(text))
    return Errno::nametoolong;
  size = pathSize;
  memcpy(text, bytes, size);
  text[size] = 0;
  return memchr(text, 0, size) ? Errno::ilseq : Errno::success;
}

Errno openBeneath(Wasi &wasi, int directory, const char *path, int flags,
                  int &result) {
  result = keepFromStdio(
      openHost(wasi, directory, path, flags | O_CLOEXEC, fileMode));
  if (result >= 0)
    return Errno::success;
  return errno == EXDEV ? Errno::notcapable : hostError();
}

void Location::closeParent() {
  if (parentFd != root)
    close(parentFd);
  parentFd = root;
}

Errno Location::resolve(const Caller &caller, uint32_t fd, Rights needed,
                        GuestPtr<char> guestPath, uint32_t pathSize,
                        LastComponent last) {
  wasi = &caller.wasi;
  WASI_TRY(caller.findDirectory(fd, needed, directory));
  WASI_TRY(path.load(caller, guestPath, pathSize));
  root = parentFd = directory.host;
  WASI_TRY(locate(last));
  if (last == LastComponent::Follow ||
      (last == LastComponent::NoFollow && slash))
    return follow();
  return Errno::success;
}

/// Splits `path` into parent and name and opens the parent.
Errno Location::locate(LastComponent last) {
  if (path.text[0] == '/')
    return Errno::notcapable;
  size_t end = path.size;
  while (path.text[end - 1] == '/')
    --end;
  if (end != path.size) {
    slash = true;
    if (last != LastComponent::Keep)
      path.text[path.size = end] = 0;
  }
  nameStart = end;
  while (nameStart > 0 && path.text[nameStart - 1] != '/')
    --nameStart;
  const char *name = path.text + nameStart;
  size_t nameSize = end - nameStart;
  bool self = nameSize == 1 && name[0] == '.';
  bool up = nameSize == 2 && name[0] == '.' && name[1] == '.';
  if (nameStart == 0 && !up)
    return Errno::success; // the parent is the directory itself
  if (self || up)
    return openParent(path.text, ".");
  path.text[nameStart - 1] = 0;
  return openParent(path.text, nullptr);
}

/// \p replacement, if any, becomes the whole path: where that ends in dots,
/// only its resolution tells what they name.
Errno Location::openParent(const char *parent, const char *replacement) {
  int opened;
  WASI_TRY(openBeneath(*wasi, root, parent, O_PATH | O_DIRECTORY, opened));
  parentFd = opened;
  if (replacement) {
    strcpy(path.text, replacement);
    nameStart = 0;
  }
  return Errno::success;
}

Errno Location::follow() {
  char target[PATH_MAX];
  for (int links = 0;; ++links) {
    ssize_t size = readlinkat(parentFd, name(), target, sizeof(target));
    if (size < 0) // no link, or nothing: what acts on it will tell
      return Errno::success;
    if (links == maxSymlinks)
      return Errno::loop;
    WASI_TRY(moveTo(target, size_t(size)));
  }
}

/// Replaces the last component by \p target and locates that from the root: as
/// far as there, ".." in it may go up.
Errno Location::moveTo(const char *target, size_t targetSize) {
  if (target[0] == '/')
    return Errno::notcapable;
  if (nameStart + targetSize >= sizeof(path.text))
    return Errno::nametoolong;
  if (nameStart > 0)
    path.text[nameStart - 1] = '/';
  memcpy(path.text + nameStart, target, targetSize);
  path.size = nameStart + targetSize;
  path.text[path.size] = 0;
  closeParent();
  return locate(LastComponent::Follow);
}

} // namespace wfx::rt
