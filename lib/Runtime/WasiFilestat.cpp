//===- WasiFilestat.cpp - File attributes and what the kernel should do ---===//
//
// fd_filestat_*, fd_allocate, fd_advise, fd_sync, fd_datasync, and the
// translation of attributes, which path_filestat_* share.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiFilestat.h"
#include "Runtime/WasiCall.h"
#include <fcntl.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

constexpr uint64_t nanosecondsPerSecond = 1'000'000'000;

/// WASI counts from 1970; earlier is as early as can be said.
uint64_t nanoseconds(const timespec &time) {
  return time.tv_sec < 0 ? 0
                         : uint64_t(time.tv_sec) * nanosecondsPerSecond +
                               uint64_t(time.tv_nsec);
}

timespec timeForHost(uint64_t value, bool given, bool now) {
  if (given)
    return {time_t(value / nanosecondsPerSecond),
            long(value % nanosecondsPerSecond)};
  return {0, now ? UTIME_NOW : UTIME_OMIT};
}

Errno fdFilestatGet(Caller &caller, uint32_t fd, GuestPtr<Filestat> result) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdFilestatGet, file));
  struct stat status;
  WASI_TRY(hostResult(fstat(file.host, &status)));
  Filestat filestat = filestatFromHost(status);
  filestat.filetype = file.type; // tells kinds of sockets apart
  return caller.store(result, filestat);
}

Errno fdFilestatSetSize(Caller &caller, uint32_t fd, uint64_t size) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdFilestatSetSize, file));
  return hostResult(
      retryInterrupted([&] { return ftruncate(file.host, off_t(size)); }));
}

Errno fdFilestatSetTimes(Caller &caller, uint32_t fd, uint64_t atim,
                         uint64_t mtim, uint32_t fstflags) {
  FileUse file;
  timespec times[2];
  WASI_TRY(caller.find(fd, right::fdFilestatSetTimes, file));
  WASI_TRY(timesForHost(atim, mtim, fstflags, times));
  return hostResult(futimens(file.host, times));
}

Errno fdAllocate(Caller &caller, uint32_t fd, uint64_t offset, uint64_t size) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdAllocate, file));
  int error;
  do
    error = posix_fallocate(file.host, off_t(offset), off_t(size));
  while (error == EINTR);
  return errnoFromHost(error);
}

Errno fdAdvise(Caller &caller, uint32_t fd, uint64_t offset, uint64_t size,
               uint32_t advice) {
  static constexpr int hostAdvice[] = {
      POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
      POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdAdvise, file));
  if (advice >= sizeof(hostAdvice) / sizeof(hostAdvice[0]))
    return Errno::inval;
  if (int64_t(offset) < 0 || int64_t(size) < 0)
    return Errno::inval;
  return errnoFromHost(
      posix_fadvise(file.host, off_t(offset), off_t(size), hostAdvice[advice]));
}

Errno fdSync(Caller &caller, uint32_t fd) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdSync, file));
  return hostResult(retryInterrupted([&] { return fsync(file.host); }));
}

Errno fdDatasync(Caller &caller, uint32_t fd) {
  FileUse file;
  WASI_TRY(caller.find(fd, right::fdDatasync, file));
  return hostResult(retryInterrupted([&] { return fdatasync(file.host); }));
}

} // namespace

Filestat filestatFromHost(const struct stat &status) {
  Filestat result{};
  result.dev = status.st_dev;
  result.ino = status.st_ino;
  result.filetype = filetypeFromMode(status.st_mode);
  result.nlink = status.st_nlink;
  result.size = uint64_t(status.st_size);
  result.atim = nanoseconds(status.st_atim);
  result.mtim = nanoseconds(status.st_mtim);
  result.ctim = nanoseconds(status.st_ctim);
  return result;
}

Errno timesForHost(uint64_t atim, uint64_t mtim, uint32_t fstflags,
                   timespec (&times)[2]) {
  constexpr uint32_t bothAtim = fstflagAtim | fstflagAtimNow;
  constexpr uint32_t bothMtim = fstflagMtim | fstflagMtimNow;
  if ((fstflags & ~fstflagsAll) || (fstflags & bothAtim) == bothAtim ||
      (fstflags & bothMtim) == bothMtim)
    return Errno::inval;
  times[0] =
      timeForHost(atim, fstflags & fstflagAtim, fstflags & fstflagAtimNow);
  times[1] =
      timeForHost(mtim, fstflags & fstflagMtim, fstflags & fstflagMtimNow);
  return Errno::success;
}

WASI_ENTRY(fd_filestat_get, fdFilestatGet)
WASI_ENTRY(fd_filestat_set_size, fdFilestatSetSize)
WASI_ENTRY(fd_filestat_set_times, fdFilestatSetTimes)
WASI_ENTRY(fd_allocate, fdAllocate)
WASI_ENTRY(fd_advise, fdAdvise)
WASI_ENTRY(fd_sync, fdSync)
WASI_ENTRY(fd_datasync, fdDatasync)

} // namespace wfx::rt
