//===- Names.cpp - The name section ---------------------------------------===//
//
// The section of the spec's appendix, with the subsections of the
// extended-name-section proposal. Names are not checked against the index
// spaces: an index without an owner is simply never asked for.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Names.h"
#include "Support/Cursor.h"

using namespace llvm;

namespace wfx {

using NameMap = DenseMap<uint32_t, StringRef>;
using IndirectNameMap = DenseMap<uint32_t, NameMap>;

/// The two highest indices are DenseMap's markers; no index space reaches them.
static bool isIndex(uint32_t n) { return n < UINT32_MAX - 1; }

/// A map of the right size from the start: most are tiny, and there is one for
/// each function.
static void readNameMap(Cursor &cursor, NameMap &map) {
  uint32_t count = cursor.count();
  if (map.empty())
    map = NameMap(std::min<uint64_t>(count, cursor.remaining() / 2));
  for (uint32_t i = 0; i < count && cursor; ++i) {
    uint32_t index = cursor.u32();
    StringRef name = cursor.name();
    if (cursor && isIndex(index))
      map.try_emplace(index, name);
  }
}

static void readIndirectNameMap(Cursor &cursor, IndirectNameMap &map) {
  uint32_t count = cursor.count();
  for (uint32_t i = 0; i < count && cursor; ++i) {
    uint32_t index = cursor.u32();
    if (isIndex(index))
      readNameMap(cursor, map[index]);
  }
}

static void readSubsection(Cursor &cursor, uint8_t id, Names &names) {
  switch (id) {
  case 0:
    names.module = cursor.name();
    return;
  case 1:
    return readNameMap(cursor, names.functions);
  case 2:
    return readIndirectNameMap(cursor, names.locals);
  case 3:
    return readIndirectNameMap(cursor, names.labels);
  case 4:
    return readNameMap(cursor, names.types);
  case 5:
    return readNameMap(cursor, names.tables);
  case 6:
    return readNameMap(cursor, names.memories);
  case 7:
    return readNameMap(cursor, names.globals);
  case 8:
    return readNameMap(cursor, names.elems);
  case 9:
    return readNameMap(cursor, names.datas);
  case 10:
    return readIndirectNameMap(cursor, names.fields);
  case 11:
    return readNameMap(cursor, names.tags);
  default: // of a later proposal
    return;
  }
}

void readNameSection(ArrayRef<uint8_t> bytes, Slice contents, Names &names) {
  Cursor cursor(bytes, contents.begin, contents.end);
  while (cursor && !cursor.atEnd()) {
    uint8_t id = cursor.u8();
    uint32_t size = cursor.u32();
    WasmOffset begin = cursor.offset();
    cursor.skip(size);
    if (!cursor)
      return;
    Cursor inner(bytes, begin, begin + size);
    readSubsection(inner, id, names);
  }
}

} // namespace wfx
