//===- WasiTypes.h - Types of WASI preview 1 as the guest sees them -------===//
//
// Numbers, flags and memory layouts of wasi_snapshot_preview1. Padding is
// spelled out, so that no byte of the host's stack is copied to the guest with
// a record.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace wfx::rt {

enum class Errno : uint16_t {
#define WASI_ERRNO(name, host) name,
#include "Runtime/WasiErrno.def"
};

enum class Filetype : uint8_t {
  unknown,
  blockDevice,
  characterDevice,
  directory,
  regularFile,
  socketDgram,
  socketStream,
  symbolicLink,
};

/// What a descriptor may be used for.
using Rights = uint64_t;
namespace right {
// clang-format off
constexpr Rights fdDatasync          = 1 << 0;
constexpr Rights fdRead              = 1 << 1;
constexpr Rights fdSeek              = 1 << 2;
constexpr Rights fdFdstatSetFlags    = 1 << 3;
constexpr Rights fdSync              = 1 << 4;
constexpr Rights fdTell              = 1 << 5;
constexpr Rights fdWrite             = 1 << 6;
constexpr Rights fdAdvise            = 1 << 7;
constexpr Rights fdAllocate          = 1 << 8;
constexpr Rights pathCreateDirectory = 1 << 9;
constexpr Rights pathCreateFile      = 1 << 10;
constexpr Rights pathLinkSource      = 1 << 11;
constexpr Rights pathLinkTarget      = 1 << 12;
constexpr Rights pathOpen            = 1 << 13;
constexpr Rights fdReaddir           = 1 << 14;
constexpr Rights pathReadlink        = 1 << 15;
constexpr Rights pathRenameSource    = 1 << 16;
constexpr Rights pathRenameTarget    = 1 << 17;
constexpr Rights pathFilestatGet     = 1 << 18;
constexpr Rights pathFilestatSetSize = 1 << 19;
constexpr Rights pathFilestatSetTimes = 1 << 20;
constexpr Rights fdFilestatGet       = 1 << 21;
constexpr Rights fdFilestatSetSize   = 1 << 22;
constexpr Rights fdFilestatSetTimes  = 1 << 23;
constexpr Rights pathSymlink         = 1 << 24;
constexpr Rights pathRemoveDirectory = 1 << 25;
constexpr Rights pathUnlinkFile      = 1 << 26;
constexpr Rights pollFdReadwrite     = 1 << 27;
constexpr Rights sockShutdown        = 1 << 28;
constexpr Rights sockAccept          = 1 << 29;
// clang-format on
constexpr Rights none = 0;
constexpr Rights all = (1 << 30) - 1;
} // namespace right

enum Fdflags : uint16_t {
  fdflagAppend = 1,
  fdflagDsync = 2,
  fdflagNonblock = 4,
  fdflagRsync = 8,
  fdflagSync = 16,
  fdflagsAll = 31,
};
enum Lookupflags : uint32_t { lookupSymlinkFollow = 1 };
enum Oflags : uint32_t {
  oflagCreat = 1,
  oflagDirectory = 2,
  oflagExcl = 4,
  oflagTrunc = 8,
  oflagsAll = 15,
};
enum Fstflags : uint32_t {
  fstflagAtim = 1,
  fstflagAtimNow = 2,
  fstflagMtim = 4,
  fstflagMtimNow = 8,
  fstflagsAll = 15,
};
enum Whence : uint32_t { whenceSet, whenceCur, whenceEnd };
enum ClockId : uint32_t {
  clockRealtime,
  clockMonotonic,
  clockProcessCputime,
  clockThreadCputime,
};
enum Eventtype : uint8_t { eventClock, eventFdRead, eventFdWrite };
enum Subclockflags : uint16_t { subclockAbstime = 1 };
enum Eventrwflags : uint16_t { eventrwHangup = 1 };
enum Riflags : uint32_t { riflagPeek = 1, riflagWaitall = 2, riflagsAll = 3 };
enum Roflags : uint16_t { roflagDataTruncated = 1 };
enum Sdflags : uint32_t { sdflagRd = 1, sdflagWr = 2, sdflagsAll = 3 };

/// An address in the guest's memory; nothing is known about it.
template <class T> struct GuestPtr {
  uint32_t address;
};

struct Iovec {
  GuestPtr<uint8_t> data;
  uint32_t size;
};
static_assert(sizeof(Iovec) == 8 && offsetof(Iovec, size) == 4);

struct Fdstat {
  Filetype filetype;
  uint8_t pad0;
  uint16_t flags;
  uint32_t pad1;
  Rights base;
  Rights inheriting;
};
static_assert(sizeof(Fdstat) == 24 && offsetof(Fdstat, flags) == 2 &&
              offsetof(Fdstat, base) == 8 &&
              offsetof(Fdstat, inheriting) == 16);

struct Filestat {
  uint64_t dev;
  uint64_t ino;
  Filetype filetype;
  uint8_t pad[7];
  uint64_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(Filestat) == 64 && offsetof(Filestat, filetype) == 16 &&
              offsetof(Filestat, nlink) == 24 &&
              offsetof(Filestat, size) == 32 &&
              offsetof(Filestat, atim) == 40 &&
              offsetof(Filestat, mtim) == 48 && offsetof(Filestat, ctim) == 56);

/// Followed by the name.
struct Dirent {
  uint64_t next;
  uint64_t ino;
  uint32_t nameSize;
  Filetype type;
  uint8_t pad[3];
};
static_assert(sizeof(Dirent) == 24 && offsetof(Dirent, ino) == 8 &&
              offsetof(Dirent, nameSize) == 16 && offsetof(Dirent, type) == 20);

struct Prestat {
  uint8_t tag; ///< 0, a directory, is the only kind
  uint8_t pad[3];
  uint32_t nameSize;
};
static_assert(sizeof(Prestat) == 8 && offsetof(Prestat, nameSize) == 4);

struct SubscriptionClock {
  uint32_t id;
  uint32_t pad0;
  uint64_t timeout;
  uint64_t precision;
  uint16_t flags;
  uint8_t pad1[6];
};
struct SubscriptionFd {
  uint32_t fd;
};
struct Subscription {
  uint64_t userdata;
  uint8_t tag; ///< Eventtype
  uint8_t pad[7];
  union {
    SubscriptionClock clock;
    SubscriptionFd file;
  };
};
static_assert(sizeof(Subscription) == 48 && offsetof(Subscription, tag) == 8 &&
              offsetof(Subscription, clock.timeout) == 24 &&
              offsetof(Subscription, clock.precision) == 32 &&
              offsetof(Subscription, clock.flags) == 40 &&
              offsetof(Subscription, file.fd) == 16);

struct Event {
  uint64_t userdata;
  Errno error;
  uint8_t type; ///< Eventtype
  uint8_t pad0[5];
  uint64_t bytes;
  uint16_t flags; ///< Eventrwflags
  uint8_t pad1[6];
};
static_assert(sizeof(Event) == 32 && offsetof(Event, error) == 8 &&
              offsetof(Event, type) == 10 && offsetof(Event, bytes) == 16 &&
              offsetof(Event, flags) == 24);

} // namespace wfx::rt
