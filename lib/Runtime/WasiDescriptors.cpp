//===- WasiDescriptors.cpp - The guest's table of open files --------------===//
//
// Insertion and removal, and what a descriptor may be used for. Rights start
// from the most that make sense for a file's type and only ever shrink.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiInternal.h"
#include <fcntl.h>
#include <new>
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

//===--- The table --------------------------------------------------------===//

Errno Wasi::find(uint32_t fd, Rights needed, FileUse &use) {
  LockGuard guard(ifThreaded(table));
  OpenFile *file = at(fd);
  if (!file)
    return Errno::badf;
  WASI_TRY(file->require(needed));
  ++file->holders;
  static_cast<Descriptor &>(use) = *file;
  use.wasi = this;
  use.file = file;
  return Errno::success;
}

void Wasi::end(FileUse &use) { drop(use.file); }

Lock *Wasi::positionOf(const FileUse &use) {
  return ifThreaded(use.file->position);
}

/// Ends one hold on \p file; the last one closes it, which may take its time.
void Wasi::drop(OpenFile *file) {
  {
    LockGuard guard(ifThreaded(table));
    if (--file->holders)
      return;
  }
  release(*file);
  free(file);
}

/// Makes slot \p fd exist.
bool Wasi::makeRoom(uint32_t fd) {
  if (fd < slots)
    return true;
  uint32_t grown = (fd + 1) * 2;
  void *memory = realloc(files, grown * sizeof(OpenFile *));
  if (!memory)
    return false;
  files = static_cast<OpenFile **>(memory);
  while (slots < grown)
    files[slots++] = nullptr;
  return true;
}

Errno Wasi::insert(const Descriptor &descriptor, uint32_t &fd,
                   uint32_t lowest) {
  if (void *memory = malloc(sizeof(OpenFile))) {
    auto *file = new (memory) OpenFile{descriptor};
    LockGuard guard(ifThreaded(table));
    fd = lowest;
    while (at(fd))
      ++fd;
    if (makeRoom(fd)) {
      files[fd] = file;
      return Errno::success;
    }
    free(memory);
  }
  Descriptor failed = descriptor;
  release(failed);
  return Errno::nomem;
}

Errno Wasi::remove(uint32_t fd) {
  OpenFile *file;
  {
    LockGuard guard(ifThreaded(table));
    file = at(fd);
    if (!file)
      return Errno::badf;
    files[fd] = nullptr;
  }
  drop(file);
  return Errno::success;
}

Errno Wasi::renumber(uint32_t from, uint32_t to) {
  OpenFile *replaced;
  {
    LockGuard guard(ifThreaded(table));
    replaced = at(to);
    if (!at(from) || !replaced)
      return Errno::badf;
    if (from == to)
      return Errno::success;
    files[to] = files[from];
    files[from] = nullptr;
  }
  drop(replaced);
  return Errno::success;
}

Errno Wasi::restrict(uint32_t fd, Rights base, Rights inheriting) {
  LockGuard guard(ifThreaded(table));
  OpenFile *file = at(fd);
  if (!file)
    return Errno::badf;
  if ((base & ~file->base) || (inheriting & ~file->inheriting))
    return Errno::notcapable;
  file->base = base;
  file->inheriting = inheriting;
  return Errno::success;
}

void Wasi::setFlags(const FileUse &use, uint16_t flags) {
  LockGuard guard(ifThreaded(table));
  use.file->flags = flags;
}

Wasi::~Wasi() {
  for (uint32_t fd = 0; fd < slots; ++fd)
    if (files[fd])
      drop(files[fd]);
  free(files);
  free(arguments.text);
  free(environment.text);
}

} // namespace wfx::rt
