//===- CodeFile.h - What a file says about its code -----------------------===//
//
// An ELF file that the process has loaded code from, the program's or that of a
// shared object, with the sections that Symbolize.h describes. A host that is
// compiled with debugging information has units of its own in them, of any
// version; they are passed over. What is missing, compressed or damaged gives
// unknown places.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Symbolize.h"

namespace wfx::rt {

/// Frames that are resolved at a time.
constexpr size_t maxQueries =
    abi::TrapRecord::innermost + abi::TrapRecord::outermost;

struct CodeFile {
  const void *headers = nullptr; ///< its program headers in memory
  uintptr_t base = 0;            ///< what was added to the file's addresses
  ByteSpan file;                 ///< mapped
  /// Its sections; empty where there are none.
  ByteSpan lines, lineStrings, strings, names, inlines, frames;
  uint64_t framesAddress = 0;
  CodeFile *next = nullptr;

  /// Maps the file called \p path if it has the \p size bytes of program
  /// headers that have been loaded: it may have been replaced since.
  void open(const char *path, const void *loaded, size_t size);
  void close();

  /// Resolves those \p frames whose numbers are in \p order, \p count of them,
  /// at most maxQueries. Changes \p order.
  void resolve(const abi::TrapFrame *frames, size_t *order, size_t count,
               WasmPlace *places) const;
  /// True if \p place is in a module of this file.
  bool has(const WasmPlace &place) const;
  /// As Resolver::findFunction, for a place that it has.
  void findFunction(WasmPlace &place) const;

private:
  bool map(const char *path);
  void findSections();
};

} // namespace wfx::rt
