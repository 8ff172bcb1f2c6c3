//===- InlineTable.cpp - Where inlined code was called from ---------------===//

#include "Runtime/InlineTable.h"

using namespace wfx::rt;

wfx::rt::InlineChain::InlineChain(ByteSpan section, uint64_t lines,
                                  uint64_t chain) {
  for (Reader in(section); chain && in.left() && !in.failed;) {
    uint64_t unit = in.fixed(4), count = in.fixed(4);
    const uint8_t *table = in.at;
    if (!in.take(count * sizeof(Row)) || unit != lines)
      continue;
    if (chain <= count) {
      rows = table;
      number = static_cast<uint32_t>(chain);
    }
    return;
  }
}

bool wfx::rt::InlineChain::next(uint64_t &callOffset) {
  if (!number)
    return false;
  Row row;
  memcpy(&row, rows + uint64_t(number - 1) * sizeof(Row), sizeof(Row));
  // Parents come first: whatever the table says, the chain ends.
  number = row.parent < number ? row.parent : 0;
  callOffset = row.callOffset;
  return true;
}
