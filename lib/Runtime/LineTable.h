//===- LineTable.h - Decoding DWARF line programs -------------------------===//
//
// Finds the rows of .debug_line for a set of addresses. Reads what LLVM writes:
// 32-bit DWARF 5; units in other formats or of other languages are passed over.
// Any input is safe.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Reader.h"

namespace wfx::rt {

/// An address to look up, and what was found: the row's line, which is the byte
/// offset in the Wasm module, its column, where its line program begins, and
/// the file that this is about.
struct LineQuery {
  uint64_t address;
  bool found = false;
  uint64_t offset = 0, column = 0, program = 0;
  ByteSpan file;
};

/// Answers \p queries, which are sorted by address, from the line programs of
/// Wasm modules in \p lines (.debug_line); \p lineStrings and \p strings are
/// .debug_line_str and .debug_str.
void findLines(ByteSpan lines, ByteSpan lineStrings, ByteSpan strings,
               LineQuery *queries, size_t count);

} // namespace wfx::rt
