//===- InlineTable.h - Where inlined code was called from -----------------===//
//
// Reads .wfx.inlines, which has one table for each unit with inlined code
// (little-endian):
//
//   u32 lines, u32 count, then count rows {u32 parent, u32 callOffset}
//
// `lines` is where the unit's line program begins in .debug_line. There the
// column is the number of a chain of call sites, 0 for code that was not
// inlined. Row n (they count from 1) is the innermost call of chain n: its
// offset in the module, and the chain of the code that it is in, which has a
// lower number. If that is a row whose callOffset is resumptionMark, the call
// resumes a continuation which has no stack, and the row's parent is the chain.
// So it is with a call that was not inlined. Any input is safe.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Reader.h"

namespace wfx::rt {

/// The calls by which code came to be in another function, innermost first.
class InlineChain {
public:
  InlineChain() = default;
  /// Chain \p number of the unit whose line program begins at \p lines.
  InlineChain(ByteSpan section, uint64_t lines, uint64_t number);

  /// Takes the innermost call off. False if none is left.
  bool next(uint64_t &callOffset);
  /// True if the place that is left now resumes a continuation there.
  bool isResumption() const { return isMarked; }

private:
  struct Row {
    uint32_t parent, callOffset;
  };
  Row row() const;
  void moveTo(uint32_t chain);

  const uint8_t *rows = nullptr;
  uint32_t number = 0;
  bool isMarked = false;
};

} // namespace wfx::rt
