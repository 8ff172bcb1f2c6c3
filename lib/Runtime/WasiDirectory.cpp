//===- WasiDirectory.cpp - fd_readdir -------------------------------------===//
//
// A cookie is the position that the host's file system gives with an entry, so
// it stays valid whatever else is added or removed. Entries "." and ".." are
// the host's too.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

/// What getdents64 writes.
struct HostDirent {
  uint64_t ino;
  int64_t next;
  uint16_t recordSize;
  uint8_t type;
  char name[];
};

/// A guest buffer that is filled to the last byte: WASI cuts the entry that
/// does not fit, which tells the guest that there is more.
struct EntryBuffer {
  uint8_t *bytes;
  uint32_t size;
  uint32_t used = 0;

  bool full() const { return used == size; }
  void append(const void *data, size_t dataSize) {
    size_t part = dataSize < size - used ? dataSize : size - used;
    memcpy(bytes + used, data, part);
    used += part;
  }
};

/// Some file systems do not tell the type with the name.
Filetype typeOfEntry(int directory, const HostDirent &entry) {
  if (entry.type != DT_UNKNOWN)
    return filetypeFromMode(DTTOIF(entry.type));
  struct stat status;
  if (fstatat(directory, entry.name, &status, AT_SYMLINK_NOFOLLOW) < 0)
    return Filetype::unknown;
  return filetypeFromMode(status.st_mode);
}

void appendEntry(EntryBuffer &buffer, int directory, const HostDirent &entry) {
  Dirent dirent{};
  dirent.next = uint64_t(entry.next);
  dirent.ino = entry.ino;
  dirent.nameSize = uint32_t(strlen(entry.name));
  dirent.type = typeOfEntry(directory, entry);
  buffer.append(&dirent, sizeof(dirent));
  buffer.append(entry.name, dirent.nameSize);
}

Errno fdReaddir(Caller &caller, uint32_t fd, GuestPtr<uint8_t> data,
                uint32_t size, uint64_t cookie, GuestPtr<uint32_t> used) {
  FileUse directory;
  WASI_TRY(caller.findDirectory(fd, right::fdReaddir, directory));
  EntryBuffer buffer{caller.bytes(data.address, size), size};
  if (!buffer.bytes)
    return Errno::fault;
  WASI_TRY(caller.check(used));
  if (int64_t(cookie) < 0)
    return Errno::inval;
  LockGuard guard(caller.wasi.positionOf(directory));
  WASI_TRY(hostResult(lseek(directory.host, off_t(cookie), SEEK_SET)));
  while (!buffer.full()) {
    alignas(HostDirent) char entries[8192];
    long count =
        syscall(SYS_getdents64, directory.host, entries, sizeof(entries));
    if (count < 0)
      return hostError();
    if (count == 0)
      break;
    for (long at = 0; at < count && !buffer.full();) {
      auto &entry = *reinterpret_cast<const HostDirent *>(entries + at);
      appendEntry(buffer, directory.host, entry);
      at += entry.recordSize;
    }
  }
  return caller.store(used, buffer.used);
}

} // namespace

WASI_ENTRY(fd_readdir, fdReaddir)

} // namespace wfx::rt
