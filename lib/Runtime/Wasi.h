//===- Wasi.h - WASI preview 1: the environment of a program --------------===//
//
// A Wasi holds the arguments, environment, descriptors and preopened
// directories of one program. Its functions are the symbols wfx_wasi_* of
// ABI/WasiCalls.def; each takes the WasiCaller of the calling instance as its
// first argument. Instances in several contexts may have the same Wasi; if
// several threads may call at a time, WasiOptions says so.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

struct wfx_stream;

namespace wfx::rt {

struct Wasi;
struct Program;

/// An instance that calls WASI.
struct WasiCaller {
  Wasi *wasi;
  abi::Memory *memory; ///< what the pointers in its calls refer to, or null
  abi::Context *context;
  Program *program; ///< what threads are of; only thread-spawn needs it
};

/// What a program is given. All strings are copied; lists end with null.
struct WasiOptions {
  int argc = 0;
  const char *const *argv = nullptr;
  /// "NAME=VALUE", or "NAME" to take the value from the process.
  const char *const *environment = nullptr;
  /// "HOST::GUEST", or "PATH" for the same on both sides.
  const char *const *preopens = nullptr;
  /// Host descriptors of sockets (listening or connected) to hand over; null
  /// for those that the environment names.
  const int *listenFds = nullptr;
  size_t listenFdCount = 0;
  /// Descriptors 0 to 2, three, or null: those with a function for their
  /// direction are read or written by it, the others are the process's own or,
  /// if areClosed, do not exist.
  const wfx_stream *streams = nullptr;
  bool areClosed = false;
  /// Several threads may call at a time.
  bool isThreaded = false;
};

/// Creates a Wasi with descriptors 0 to 2, the preopens from 3 and after them
/// the sockets: those of \p options, else those that the environment variables
/// LISTEN_PID and LISTEN_FDS hand to this process (sd_listen_fds(3)). On
/// failure returns null and writes one sentence (no newline) to \p error.
Wasi *wasiCreate(const WasiOptions &options, char *error, size_t errorSize);
/// Closes every descriptor but 0 to 2 and frees the Wasi.
void wasiDestroy(Wasi *wasi);

/// What ProgramDesc::wasi points to; referenced only by programs that import
/// WASI, so that others do not link it.
struct WasiEntry {
  Wasi *(*create)(const WasiOptions &, char *, size_t);
  void (*destroy)(Wasi *);
};
extern "C" const WasiEntry wfx_wasi_entry;

} // namespace wfx::rt
