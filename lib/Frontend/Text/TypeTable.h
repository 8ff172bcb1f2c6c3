//===- TypeTable.h - The type section while it is assembled ---------------===//
//
// The defined types in order, with the function types that inline type uses
// append at the end (spec 6.4.9). Reading their text is in AssembleTypes.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Encoder.h"
#include "llvm/ADT/StringMap.h"

namespace wfx::text {

class TypeTable {
public:
  uint32_t size() const { return uint32_t(types.size()); }

  /// Appends a defined type; its group is opened before and closed after it.
  void add(SubType type, uint32_t text);
  void openGroup(uint32_t text) { groups.push_back({size(), size(), text}); }
  void closeGroup();

  /// The function type at \p index; null if it is none.
  const FuncType *func(uint32_t index) const;
  /// The index of the first type that defines just \p type, appended if there
  /// is none. Comes after the last defined type.
  uint32_t find(const FuncType &type, uint32_t text);
  /// Gives the continuation type \p index its function type.
  void setCont(uint32_t index, uint32_t func) {
    types[index].type.comp.cont = TypeIdx(func);
  }

  uint32_t groupCount() const { return uint32_t(groups.size()); }
  void encode(Encoder &out) const;

private:
  struct Entry {
    SubType type;
    uint32_t text;
  };
  struct Group {
    uint32_t begin, end;
    uint32_t text;
  };
  void encode(Encoder &out, const Entry &entry) const;

  std::vector<Entry> types;
  std::vector<Group> groups;
  /// Types that an inline type use may stand for, by their encoding.
  llvm::StringMap<uint32_t> byEncoding;
  Encoder scratch;
};

} // namespace wfx::text
