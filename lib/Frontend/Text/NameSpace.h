//===- NameSpace.h - The identifiers of one index space -------------------===//
//
// Counts the members of an index space and finds them by identifier (spec
// 6.3.5). Indices that are numbers pass through unchecked: whether they are in
// range is validation's to say.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/TokenCursor.h"
#include "llvm/ADT/DenseMap.h"

namespace wfx::text {

class NameSpace {
public:
  NameSpace(Diag unknown, Diag duplicate)
      : unknown(unknown), duplicate(duplicate) {}

  uint32_t size() const { return count; }
  void clear();
  /// Appends a member with an optional identifier and returns its index.
  uint32_t add(TokenCursor &in, Id id);
  void addAnonymous(uint32_t members) { count += members; }
  /// Reads an index: a number or an identifier.
  uint32_t index(TokenCursor &in) const;
  /// As index(), or \p otherwise where none follows.
  uint32_t indexOr(TokenCursor &in, uint32_t otherwise) const {
    return in.atIndex() ? index(in) : otherwise;
  }

  /// The names for the name section, in ascending order of index.
  struct Name {
    uint32_t index;
    llvm::StringRef name;
  };
  llvm::ArrayRef<Name> names() const { return named; }
  /// Lets the last member appear as \p name in the name section.
  void renameLast(llvm::StringRef name);

private:
  Diag unknown, duplicate;
  uint32_t count = 0;
  llvm::DenseMap<llvm::StringRef, uint32_t> byName;
  std::vector<Name> named;
};

} // namespace wfx::text
