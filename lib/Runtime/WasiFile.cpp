//===- WasiFile.cpp - Reading and writing descriptors ---------------------===//
//
// fd_read, fd_write, fd_pread, fd_pwrite, fd_seek, fd_tell. Guest buffers go to
// the kernel as they are, without a copy and without allocation. A write to a
// pipe without readers raises SIGPIPE like in any native program, unless the
// process ignores it (then: errno pipe); a write to a socket never does.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include "Runtime/WasiIovec.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

constexpr uint16_t anySync = fdflagDsync | fdflagRsync | fdflagSync;

Errno storeCount(Caller &caller, ssize_t count, GuestPtr<uint32_t> result) {
  return count < 0 ? hostError() : caller.store(result, uint32_t(count));
}

/// pwritev of one host call. Linux cannot change O_SYNC of an open file, so the
/// guest's sync flags become flags of each write. \p offset -1: the file's own.
ssize_t writeSynced(const Descriptor &file, const HostIovecs &data,
                    off_t offset) {
  bool withMetadata = file.flags & (fdflagSync | fdflagRsync);
  ssize_t count = retryInterrupted([&] {
    return pwritev2(file.host, data.list, data.count, offset,
                    withMetadata ? RWF_SYNC : RWF_DSYNC);
  });
  if (count >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS))
    return count;
  count = retryInterrupted([&] {
    return offset < 0 ? writev(file.host, data.list, data.count)
                      : pwritev(file.host, data.list, data.count, offset);
  });
  bool synced = (withMetadata ? fsync(file.host) : fdatasync(file.host)) == 0;
  return synced ? count : -1;
}

ssize_t writeSocket(const Descriptor &file, HostIovecs &data) {
  msghdr message{};
  message.msg_iov = data.list;
  message.msg_iovlen = data.count;
  return retryInterrupted(
      [&] { return sendmsg(file.host, &message, MSG_NOSIGNAL); });
}

/// A stream's answer as that of a host call; nonsense is an error.
ssize_t fromStream(ptrdiff_t answer, size_t size) {
  constexpr ptrdiff_t lastErrno = 4095;
  if (answer > ptrdiff_t(size) || answer < -lastErrno)
    answer = -EIO;
  if (answer < 0)
    errno = int(-answer);
  return answer < 0 ? -1 : answer;
}

/// Fills the first buffer alone: for more the stream might have to wait.
ssize_t readStream(const wfx_stream &stream, const HostIovecs &data) {
  if (data.count == 0)
    return 0;
  auto [bytes, size] = data.list[0];
  return fromStream(stream.read(stream.host, bytes, size), size);
}

/// An error after something has been taken is left for the next call.
ssize_t writeStream(const wfx_stream &stream, const HostIovecs &data) {
  ssize_t taken = 0;
  for (int index = 0; index < data.count; ++index) {
    auto [bytes, size] = data.list[index];
    ssize_t now = fromStream(stream.write(stream.host, bytes, size), size);
    if (now < 0 && taken == 0)
      return -1;
    taken += now < 0 ? 0 : now;
    if (now != ssize_t(size))
      break;
  }
  return taken;
}

ssize_t writeFile(const Descriptor &file, HostIovecs &data) {
  if (file.stream)
    return writeStream(*file.stream, data);
  if (file.type == Filetype::socketStream || file.type == Filetype::socketDgram)
    return writeSocket(file, data);
  if (file.flags & anySync)
    return writeSynced(file, data, -1);
  return retryInterrupted(
      [&] { return writev(file.host, data.list, data.count); });
}

/// Where a position makes no sense, its rights are missing by nature.
Errno findSeekable(Caller &caller, uint32_t fd, Rights needed, FileUse &file) {
  constexpr Rights position = right::fdSeek | right::fdTell;
  WASI_TRY(caller.find(fd, needed & ~position, file));
  bool stream = file.stream || file.type == Filetype::characterDevice ||
                file.type == Filetype::socketStream ||
                file.type == Filetype::socketDgram;
  Errno error = file.require(needed);
  return stream && error == Errno::notcapable ? Errno::spipe : error;
}

Errno fdRead(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
             uint32_t count, GuestPtr<uint32_t> result) {
  FileUse file;
  HostIovecs data;
  WASI_TRY(caller.find(fd, right::fdRead, file));
  WASI_TRY(caller.check(result));
  WASI_TRY(data.load(caller, buffers, count));
  ssize_t size =
      file.stream ? readStream(*file.stream, data) : retryInterrupted([&] {
        return readv(file.host, data.list, data.count);
      });
  return storeCount(caller, size, result);
}

Errno fdWrite(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
              uint32_t count, GuestPtr<uint32_t> result) {
  FileUse file;
  HostIovecs data;
  WASI_TRY(caller.find(fd, right::fdWrite, file));
  WASI_TRY(caller.check(result));
  WASI_TRY(data.load(caller, buffers, count));
  return storeCount(caller, writeFile(file, data), result);
}

Errno fdPread(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
              uint32_t count, uint64_t offset, GuestPtr<uint32_t> result) {
  FileUse file;
  HostIovecs data;
  WASI_TRY(findSeekable(caller, fd, right::fdRead | right::fdSeek, file));
  WASI_TRY(caller.check(result));
  WASI_TRY(data.load(caller, buffers, count));
  ssize_t size = retryInterrupted(
      [&] { return preadv(file.host, data.list, data.count, off_t(offset)); });
  return storeCount(caller, size, result);
}

Errno fdPwrite(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
               uint32_t count, uint64_t offset, GuestPtr<uint32_t> result) {
  FileUse file;
  HostIovecs data;
  WASI_TRY(findSeekable(caller, fd, right::fdWrite | right::fdSeek, file));
  WASI_TRY(caller.check(result));
  WASI_TRY(data.load(caller, buffers, count));
  if (int64_t(offset) < 0)
    return Errno::inval;
  if (file.flags & anySync)
    return storeCount(caller, writeSynced(file, data, off_t(offset)), result);
  ssize_t size = retryInterrupted(
      [&] { return pwritev(file.host, data.list, data.count, off_t(offset)); });
  return storeCount(caller, size, result);
}

Errno seek(Caller &caller, uint32_t fd, Rights needed, int64_t offset,
           int whence, GuestPtr<uint64_t> result) {
  FileUse file;
  WASI_TRY(findSeekable(caller, fd, needed, file));
  WASI_TRY(caller.check(result));
  off_t position = lseek(file.host, offset, whence);
  return position < 0 ? hostError() : caller.store(result, uint64_t(position));
}

Errno fdSeek(Caller &caller, uint32_t fd, uint64_t offset, uint32_t whence,
             GuestPtr<uint64_t> result) {
  static constexpr int hostWhence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  if (whence > whenceEnd)
    return Errno::inval;
  // Asking for the position without moving is telling.
  Rights needed =
      offset == 0 && whence == whenceCur ? right::fdTell : right::fdSeek;
  return seek(caller, fd, needed, int64_t(offset), hostWhence[whence], result);
}

Errno fdTell(Caller &caller, uint32_t fd, GuestPtr<uint64_t> result) {
  return seek(caller, fd, right::fdTell, 0, SEEK_CUR, result);
}

} // namespace

WASI_ENTRY(fd_read, fdRead)
WASI_ENTRY(fd_write, fdWrite)
WASI_ENTRY(fd_pread, fdPread)
WASI_ENTRY(fd_pwrite, fdPwrite)
WASI_ENTRY(fd_seek, fdSeek)
WASI_ENTRY(fd_tell, fdTell)

} // namespace wfx::rt
