//===- Symbols.h - The runtime for code that is linked in memory ----------===//
//
// Names and addresses of what generated code refers to, for a linker inside the
// process. Executables get the same from the archive.
//
//===----------------------------------------------------------------------===//
#pragma once

namespace wfx::rt {

struct Symbol {
  const char *name; ///< null in the last row
  void *address;
};

/// Runtime calls, what entries and adapters of libraries need, the ABI symbol.
extern const Symbol runtimeSymbols[];
/// The functions of WASI preview 1 and of wasi-threads.
extern const Symbol wasiSymbols[];

} // namespace wfx::rt
