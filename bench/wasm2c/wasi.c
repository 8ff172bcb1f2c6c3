// wasi.c - the host of a program that wasm2c has made C of (wabt 1.0.32).
//
// It has what the programs of bench/run import. Descriptors are the system's, 3
// is the current directory, and addresses that the program passes are believed:
// it is no sandbox. What only links says so when it is called.
#include "program.h"
#include "wasm-rt-impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
  directory = 3,
  success = 0,
  badf = 8,
  fault = 21,
  io = 29,
  noent = 44,
  nosys = 52
};

typedef struct Z_wasi_snapshot_preview1_instance_t {
  wasm_rt_memory_t *memory;
  int count;
  char **arguments;
} Wasi;

#define IMPORT(name) Z_wasi_snapshot_preview1Z_##name

static void *at(Wasi *wasi, u32 address) {
  return wasi->memory->data + address;
}
static void store32(Wasi *wasi, u32 to, u32 value) {
  memcpy(at(wasi, to), &value, 4);
}
static void store64(Wasi *wasi, u32 to, u64 value) {
  memcpy(at(wasi, to), &value, 8);
}

static u32 load32(Wasi *wasi, u32 from) {
  u32 value;
  memcpy(&value, at(wasi, from), 4);
  return value;
}

static u32 failure(void) {
  return errno == ENOENT   ? noent
         : errno == EBADF  ? badf
         : errno == EFAULT ? fault
                           : io;
}

// Program: arguments, environment, clocks, the end.

u32 IMPORT(args_sizes_get)(Wasi *wasi, u32 count, u32 size) {
  u32 bytes = 0;
  for (int i = 0; i < wasi->count; i++)
    bytes += (u32)strlen(wasi->arguments[i]) + 1;
  store32(wasi, count, (u32)wasi->count);
  store32(wasi, size, bytes);
  return success;
}

u32 IMPORT(args_get)(Wasi *wasi, u32 pointers, u32 bytes) {
  for (int i = 0; i < wasi->count; i++) {
    u32 length = (u32)strlen(wasi->arguments[i]) + 1;
    store32(wasi, pointers + 4 * (u32)i, bytes);
    memcpy(at(wasi, bytes), wasi->arguments[i], length);
    bytes += length;
  }
  return success;
}

u32 IMPORT(environ_sizes_get)(Wasi *wasi, u32 count, u32 size) {
  store32(wasi, count, 0);
  store32(wasi, size, 0);
  return success;
}

u32 IMPORT(environ_get)(Wasi *wasi, u32 pointers, u32 bytes) { return success; }

u32 IMPORT(clock_time_get)(Wasi *wasi, u32 id, u64 precision, u32 to) {
  static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
                                     CLOCK_PROCESS_CPUTIME_ID,
                                     CLOCK_THREAD_CPUTIME_ID};
  struct timespec now;
  clock_gettime(clocks[id & 3], &now);
  store64(wasi, to, (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec);
  return success;
}

void IMPORT(proc_exit)(Wasi *wasi, u32 status) { exit((int)status); }

// Descriptors.

u32 IMPORT(fd_prestat_get)(Wasi *wasi, u32 fd, u32 to) {
  if (fd != directory)
    return badf;
  store32(wasi, to, 0);
  store32(wasi, to + 4, 1);
  return success;
}

u32 IMPORT(fd_prestat_dir_name)(Wasi *wasi, u32 fd, u32 to, u32 size) {
  memcpy(at(wasi, to), ".", 1);
  return success;
}

static u32 fileType(mode_t mode) {
  return S_ISCHR(mode) ? 2 : S_ISDIR(mode) ? 3 : S_ISREG(mode) ? 4 : 0;
}

u32 IMPORT(fd_fdstat_get)(Wasi *wasi, u32 fd, u32 to) {
  struct stat found;
  if (fstat((int)fd, &found))
    return failure();
  store32(wasi, to, fileType(found.st_mode));
  store32(wasi, to + 4, 0);
  store64(wasi, to + 8, ~(u64)0);
  store64(wasi, to + 16, ~(u64)0);
  return success;
}

static void storeStatus(Wasi *wasi, u32 to, const struct stat *found) {
  const struct timespec *times[] = {&found->st_atim, &found->st_mtim,
                                    &found->st_ctim};
  store64(wasi, to, found->st_dev);
  store64(wasi, to + 8, found->st_ino);
  store64(wasi, to + 16, fileType(found->st_mode));
  store64(wasi, to + 24, found->st_nlink);
  store64(wasi, to + 32, (u64)found->st_size);
  for (u32 i = 0; i < 3; i++)
    store64(wasi, to + 40 + 8 * i,
            (u64)times[i]->tv_sec * 1000000000 + (u64)times[i]->tv_nsec);
}

u32 IMPORT(fd_filestat_get)(Wasi *wasi, u32 fd, u32 to) {
  struct stat found;
  if (fstat((int)fd, &found))
    return failure();
  storeStatus(wasi, to, &found);
  return success;
}

// Reads or writes with each of the program's buffers.
static u32 transfer(Wasi *wasi, u32 fd, u32 buffers, u32 count, u32 to,
                    ssize_t (*operation)(int, const struct iovec *, int)) {
  struct iovec vectors[16];
  count = count < 16 ? count : 16;
  for (u32 i = 0; i < count; i++) {
    vectors[i].iov_base = at(wasi, load32(wasi, buffers + 8 * i));
    vectors[i].iov_len = load32(wasi, buffers + 8 * i + 4);
  }
  ssize_t done = operation((int)fd, vectors, (int)count);
  if (done < 0)
    return failure();
  store32(wasi, to, (u32)done);
  return success;
}

u32 IMPORT(fd_read)(Wasi *wasi, u32 fd, u32 buffers, u32 count, u32 to) {
  return transfer(wasi, fd, buffers, count, to, readv);
}

u32 IMPORT(fd_write)(Wasi *wasi, u32 fd, u32 buffers, u32 count, u32 to) {
  return transfer(wasi, fd, buffers, count, to, writev);
}

u32 IMPORT(fd_seek)(Wasi *wasi, u32 fd, u64 offset, u32 whence, u32 to) {
  static const int origins[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  off_t now = lseek((int)fd, (off_t)offset, origins[whence % 3]);
  if (now < 0)
    return failure();
  store64(wasi, to, (u64)now);
  return success;
}

u32 IMPORT(fd_sync)(Wasi *wasi, u32 fd) {
  return fsync((int)fd) ? failure() : success;
}
u32 IMPORT(fd_close)(Wasi *wasi, u32 fd) {
  return close((int)fd) ? failure() : success;
}

// Paths.

static const char *path(Wasi *wasi, u32 from, u32 length, char *room,
                        size_t size) {
  snprintf(room, size, "%.*s", (int)length, (const char *)at(wasi, from));
  return room;
}

u32 IMPORT(path_open)(Wasi *wasi, u32 fd, u32 follow, u32 from, u32 length,
                      u32 creation, u64 rights, u64 inherited, u32 status,
                      u32 to) {
  static const int flags[] = {O_CREAT, O_DIRECTORY, O_EXCL, O_TRUNC};
  int reads = rights >> 1 & 1, writes = rights >> 6 & 1;
  int mode = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY;
  for (int i = 0; i < 4; i++)
    mode |= creation >> i & 1 ? flags[i] : 0;
  mode |= status & 1 ? O_APPEND : 0;
  char room[4096];
  int opened =
      openat((int)fd, path(wasi, from, length, room, sizeof room), mode, 0666);
  if (opened < 0)
    return failure();
  store32(wasi, to, (u32)opened);
  return success;
}

u32 IMPORT(path_filestat_get)(Wasi *wasi, u32 fd, u32 follow, u32 from,
                              u32 length, u32 to) {
  char room[4096];
  struct stat found;
  if (fstatat((int)fd, path(wasi, from, length, room, sizeof room), &found, 0))
    return failure();
  storeStatus(wasi, to, &found);
  return success;
}

// Imported, but never called by these programs.

static u32 missing(const char *name) {
  fprintf(stderr, "wasi.c has no %s\n", name);
  return nosys;
}

#define MISSING(name, ...)                                                     \
  u32 IMPORT(name)(__VA_ARGS__) { return missing(#name); }

MISSING(fd_fdstat_set_flags, Wasi *wasi, u32 a, u32 b)
MISSING(fd_filestat_set_size, Wasi *wasi, u32 a, u64 b)
MISSING(fd_renumber, Wasi *wasi, u32 a, u32 b)
MISSING(path_create_directory, Wasi *wasi, u32 a, u32 b, u32 c)
MISSING(path_filestat_set_times, Wasi *wasi, u32 a, u32 b, u32 c, u32 d, u64 e,
        u64 f, u32 g)
MISSING(path_readlink, Wasi *wasi, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
MISSING(path_remove_directory, Wasi *wasi, u32 a, u32 b, u32 c)
MISSING(path_unlink_file, Wasi *wasi, u32 a, u32 b, u32 c)
MISSING(poll_oneoff, Wasi *wasi, u32 a, u32 b, u32 c, u32 d)

int main(int count, char **arguments) {
  static Z_program_instance_t program;
  int opened = open(".", O_RDONLY | O_DIRECTORY);
  if (opened < 0 || (opened != directory && dup2(opened, directory) < 0))
    return 1;
  Wasi wasi = {NULL, count, arguments};
  wasm_rt_init();
  Z_program_init_module();
  wasm_rt_trap_t trap = wasm_rt_impl_try();
  if (trap) {
    fprintf(stderr, "trap: %s\n", wasm_rt_strerror(trap));
    return 134;
  }
  wasi.memory = Z_programZ_memory(&program);
  Z_program_instantiate(&program, &wasi);
  Z_programZ__start(&program);
  return 0;
}
