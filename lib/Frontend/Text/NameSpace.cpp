//===- NameSpace.cpp - The identifiers of one index space -----------------===//
//
// Identifiers are hashed, so that a module with many of them assembles in linear
// time.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/NameSpace.h"

using namespace llvm;

namespace wfx::text {

void NameSpace::clear() {
  count = 0;
  byName.clear();
  named.clear();
}

uint32_t NameSpace::add(TokenCursor &in, Id id) {
  if (id) {
    if (!byName.try_emplace(id.name, count).second)
      in.fail(duplicate, id.offset, "$" + id.name);
    named.push_back({count, id.name});
  }
  return count++;
}

uint32_t NameSpace::index(TokenCursor &in) const {
  if (!in.at(Tok::Id))
    return in.nat32();
  Id id = in.takeId();
  auto it = byName.find(id.name);
  if (it == byName.end()) {
    in.fail(unknown, id.offset, "$" + id.name);
    return 0;
  }
  return it->second;
}

void NameSpace::renameLast(StringRef name) {
  if (named.empty() || named.back().index + 1 != count)
    named.push_back({count - 1, name});
  else
    named.back().name = name;
}

} // namespace wfx::text
