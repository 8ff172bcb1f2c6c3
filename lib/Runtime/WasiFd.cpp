//===- WasiFd.cpp - Descriptors as such -----------------------------------===//
//
// fd_close, fd_renumber, fd_fdstat_*, fd_prestat_*: what concerns the entry in
// the table and not the file's contents.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include <fcntl.h>

namespace wfx::rt {
namespace {

Errno fdClose(Caller &caller, uint32_t fd) { return caller.wasi.remove(fd); }

/// Both must be open: WASI has no way to choose a free number.
Errno fdRenumber(Caller &caller, uint32_t from, uint32_t to) {
  return caller.wasi.renumber(from, to);
}

Errno fdFdstatGet(Caller &caller, uint32_t fd, GuestPtr<Fdstat> result) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::none, file));
  Fdstat stat{};
  stat.filetype = file.type;
  stat.flags = file.flags;
  stat.base = file.base;
  stat.inheriting = file.inheriting;
  return caller.store(result, stat);
}

/// The sync flags live in the descriptor only: see writeSynced.
Errno fdFdstatSetFlags(Caller &caller, uint32_t fd, uint32_t flags) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdFdstatSetFlags, file));
  if (flags & ~fdflagsAll)
    return Errno::inval;
  int host = fcntl(file.host, F_GETFL);
  if (host < 0)
    return hostError();
  host &= ~(O_APPEND | O_NONBLOCK);
  if (flags & fdflagAppend)
    host |= O_APPEND;
  if (flags & fdflagNonblock)
    host |= O_NONBLOCK;
  WASI_TRY(hostResult(fcntl(file.host, F_SETFL, host)));
  caller.wasi.setFlags(file, uint16_t(flags));
  return Errno::success;
}

Errno fdFdstatSetRights(Caller &caller, uint32_t fd, Rights base,
                        Rights inheriting) {
  return caller.wasi.restrict(fd, base, inheriting);
}

/// badf for what is no preopened directory: that ends libc's search for them.
Errno findPreopen(Caller &caller, uint32_t fd, FileUse &file) {
  WASI_TRY(caller.find(fd, right::none, file));
  return file.preopen ? Errno::success : Errno::badf;
}

Errno fdPrestatGet(Caller &caller, uint32_t fd, GuestPtr<Prestat> result) {
  FileUse file;
  WASI_TRY(findPreopen(caller, fd, file));
  Prestat prestat{};
  prestat.nameSize = uint32_t(strlen(file.preopen));
  return caller.store(result, prestat);
}

Errno fdPrestatDirName(Caller &caller, uint32_t fd, GuestPtr<char> name,
                       uint32_t size) {
  FileUse file;
  WASI_TRY(findPreopen(caller, fd, file));
  size_t nameSize = strlen(file.preopen);
  if (nameSize > size)
    return Errno::nametoolong;
  uint8_t *bytes = caller.bytes(name.address, nameSize);
  if (!bytes)
    return Errno::fault;
  memcpy(bytes, file.preopen, nameSize);
  return Errno::success;
}

} // namespace

WASI_ENTRY(fd_close, fdClose)
WASI_ENTRY(fd_renumber, fdRenumber)
WASI_ENTRY(fd_fdstat_get, fdFdstatGet)
WASI_ENTRY(fd_fdstat_set_flags, fdFdstatSetFlags)
WASI_ENTRY(fd_fdstat_set_rights, fdFdstatSetRights)
WASI_ENTRY(fd_prestat_get, fdPrestatGet)
WASI_ENTRY(fd_prestat_dir_name, fdPrestatDirName)

} // namespace wfx::rt
