//===- InlineTable.cpp - Where inlined code was called from ---------------===//

#include "Runtime/InlineTable.h"
#include "ABI/Layout.h"

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
      moveTo(static_cast<uint32_t>(chain));
    }
    return;
  }
}

wfx::rt::InlineChain::Row wfx::rt::InlineChain::row() const {
  Row row;
  memcpy(&row, rows + uint64_t(number - 1) * sizeof(Row), sizeof(Row));
  // Parents come first: whatever the table says, the chain ends.
  if (row.parent >= number)
    row.parent = 0;
  return row;
}

/// Goes to \p chain, or, if that is a mark, to the chain that has it.
void wfx::rt::InlineChain::moveTo(uint32_t chain) {
  number = chain;
  isMarked = chain && row().callOffset == abi::resumptionMark;
  if (isMarked)
    number = row().parent;
}

bool wfx::rt::InlineChain::next(uint64_t &callOffset) {
  if (!number)
    return false;
  Row call = row();
  callOffset = call.callOffset;
  moveTo(call.parent);
  return true;
}
