//===- WasiSymbols.cpp - WASI for code that is linked in memory -----------===//
//
// Apart from Symbols.cpp, so that WASI is linked only by those who use it.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Symbols.h"

extern "C" {
#define WASI_CALL(name, signature) void wfx_wasi_##name();
#define WASI_THREADS_CALL(import, name, signature) void wfx_wasi_##name();
#include "ABI/WasiCalls.def"
}

const wfx::rt::Symbol wfx::rt::wasiSymbols[] = {
#define WASI_CALL(name, signature)                                             \
  {"wfx_wasi_" #name, reinterpret_cast<void *>(&wfx_wasi_##name)},
#define WASI_THREADS_CALL(import, name, signature) WASI_CALL(name, signature)
#include "ABI/WasiCalls.def"
    {nullptr, nullptr},
};
