//===- WasiDescriptors.cpp - The guest's table of open files --------------===//
//
// Insertion and removal, and what a descriptor may be used for. Rights start
// from the most that make sense for a file's type and only ever shrink.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiInternal.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

constexpr Rights fileRights =
    right::fdDatasync | right::fdRead | right::fdSeek |
    right::fdFdstatSetFlags | right::fdSync | right::fdTell | right::fdWrite |
    right::fdAdvise | right::fdAllocate | right::fdFilestatGet |
    right::fdFilestatSetSize | right::fdFilestatSetTimes |
    right::pollFdReadwrite;

/// A terminal is what has the type characterDevice and neither of the two
/// rights to seek: libc's isatty goes by that.
constexpr Rights terminalRights = fileRights & ~(right::fdSeek | right::fdTell);

constexpr Rights directoryRights =
    right::fdFdstatSetFlags | right::fdSync | right::fdAdvise |
    right::pathCreateDirectory | right::pathCreateFile | right::pathLinkSource |
    right::pathLinkTarget | right::pathOpen | right::fdReaddir |
    right::pathReadlink | right::pathRenameSource | right::pathRenameTarget |
    right::pathFilestatGet | right::pathFilestatSetSize |
    right::pathFilestatSetTimes | right::fdFilestatGet |
    right::fdFilestatSetTimes | right::pathSymlink |
    right::pathRemoveDirectory | right::pathUnlinkFile | right::pollFdReadwrite;

constexpr Rights socketRights = right::fdRead | right::fdWrite |
                                right::fdFdstatSetFlags | right::fdFilestatGet |
                                right::pollFdReadwrite | right::sockShutdown |
                                right::sockAccept;

constexpr Rights readingRights = right::fdRead;
constexpr Rights writingRights =
    right::fdWrite | right::fdAllocate | right::fdFilestatSetSize;

Rights rightsOfType(Filetype type, int host) {
  switch (type) {
  case Filetype::directory:
    return directoryRights;
  case Filetype::socketDgram:
  case Filetype::socketStream:
    return socketRights;
  case Filetype::characterDevice:
    return isatty(host) ? terminalRights : fileRights;
  default:
    return fileRights;
  }
}

Filetype socketType(int host) {
  int type = 0;
  socklen_t size = sizeof(type);
  if (getsockopt(host, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
      type == SOCK_DGRAM)
    return Filetype::socketDgram;
  return Filetype::socketStream;
}

uint16_t fdflagsFromHost(int flags) {
  uint16_t result = 0;
  if (flags & O_APPEND)
    result |= fdflagAppend;
  if (flags & O_NONBLOCK)
    result |= fdflagNonblock;
  // O_SYNC contains the bit of O_DSYNC.
  if ((flags & O_SYNC) == O_SYNC)
    result |= fdflagSync;
  else if (flags & O_DSYNC)
    result |= fdflagDsync;
  return result;
}

} // namespace

Filetype filetypeFromMode(unsigned mode) {
  switch (mode & S_IFMT) {
  case S_IFBLK:
    return Filetype::blockDevice;
  case S_IFCHR:
    return Filetype::characterDevice;
  case S_IFDIR:
    return Filetype::directory;
  case S_IFREG:
    return Filetype::regularFile;
  case S_IFLNK:
    return Filetype::symbolicLink;
  case S_IFSOCK:
    return Filetype::socketStream;
  default:
    return Filetype::unknown;
  }
}

Errno describe(Descriptor &file, int hostFlags) {
  struct stat status;
  if (fstat(file.host, &status) < 0)
    return hostError();
  file.type = S_ISSOCK(status.st_mode) ? socketType(file.host)
                                       : filetypeFromMode(status.st_mode);
  file.base = rightsOfType(file.type, file.host);
  if ((hostFlags & O_ACCMODE) == O_RDONLY)
    file.base &= ~writingRights;
  if ((hostFlags & O_ACCMODE) == O_WRONLY)
    file.base &= ~readingRights;
  // What a directory's path functions may open: anything.
  file.inheriting = file.type == Filetype::directory ? right::all : right::none;
  return Errno::success;
}

Errno describeInherited(Descriptor &file) {
  int flags = fcntl(file.host, F_GETFL);
  if (flags < 0)
    return hostError();
  file.flags = fdflagsFromHost(flags);
  return describe(file, flags);
}

void release(Descriptor &file) {
  if (file.host >= 0 && !file.borrowed)
    close(file.host);
  free(file.preopen);
  file = Descriptor();
}

int keepFromStdio(int host) {
  if (host < 0 || host > STDERR_FILENO)
    return host;
  int moved = fcntl(host, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int error = errno;
  close(host);
  errno = error;
  return moved;
}

Errno Wasi::insert(const Descriptor &file, uint32_t &fd, uint32_t lowest) {
  fd = lowest;
  while (fd < slots && descriptors[fd].host >= 0)
    ++fd;
  if (fd >= slots) {
    uint32_t grown = (fd + 1) * 2;
    void *memory = realloc(descriptors, grown * sizeof(Descriptor));
    if (!memory) {
      Descriptor failed = file;
      release(failed);
      return Errno::nomem;
    }
    descriptors = static_cast<Descriptor *>(memory);
    while (slots < grown)
      descriptors[slots++] = Descriptor();
  }
  descriptors[fd] = file;
  return Errno::success;
}

} // namespace wfx::rt
