//===- ApiWasi.cpp - wfx.h: what modules that import WASI are given -------===//

#include "Runtime/Api.h"

using namespace wfx;
using namespace wfx::rt;

wfx_wasi *wfx_wasi_new(const wfx_wasi_options *given, wfx_error *error) {
  wfx_wasi_options options = copyOptions(given);
  WasiOptions inside;
  inside.argv = options.arguments;
  while (inside.argv && inside.argv[inside.argc])
    ++inside.argc;
  inside.environment = options.environment;
  inside.preopens = options.preopens;
  inside.isThreaded = options.is_threaded;
  wfx_stream streams[] = {options.input, options.output, options.error};
  inside.streams = streams;
  inside.areClosed = options.is_closed;
  // What systemd may have handed to the process is the host's.
  static const int noSockets[1] = {};
  inside.listenFds = noSockets;
  char why[256];
  Wasi *wasi = wasiCreate(inside, why, sizeof(why));
  if (!wasi)
    return refuse(error, why);
  return outer(wasi);
}

void wfx_wasi_free(wfx_wasi *wasi) {
  if (wasi)
    wasiDestroy(inner(wasi));
}
