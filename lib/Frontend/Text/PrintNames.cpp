//===- PrintNames.cpp - Identifiers for printing --------------------------===//
//
// What the name section says twice, or what cannot be an identifier, gets a
// unique one, and the name itself goes into an annotation.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/PrintNames.h"
#include "Frontend/Text/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace wfx::text {

IdTable::IdTable(const NameMap &names, uint64_t size, bool unique) {
  std::vector<uint32_t> indices;
  for (const auto &entry : names)
    if (entry.first < size)
      indices.push_back(entry.first);
  llvm::sort(indices);
  StringSet<> taken;
  for (uint32_t index : indices) {
    Entry entry;
    entry.name = names.lookup(index);
    std::string name = entry.name.str();
    // The first of several members with a name keeps it; an empty one cannot be
    // an identifier.
    while (name.empty() || (unique && !taken.insert(name).second)) {
      name += "#" + std::to_string(index);
      entry.renamed = true;
    }
    raw_string_ostream os(entry.id);
    printId(os, name);
    entries.try_emplace(index, std::move(entry));
  }
}

StringRef IdTable::id(uint32_t index) const {
  auto it = entries.find(index);
  return it == entries.end() ? StringRef() : StringRef(it->second.id);
}

void IdTable::use(raw_ostream &os, uint32_t index) const {
  if (StringRef name = id(index); !name.empty())
    os << name;
  else
    os << index;
}

void IdTable::define(raw_ostream &os, uint32_t index) const {
  auto it = entries.find(index);
  if (it != entries.end())
    os << ' ' << it->second.id;
  os << " (;" << index << ";)";
  if (it == entries.end() || !it->second.renamed)
    return;
  os << " (@name ";
  printString(os, it->second.name);
  os << ')';
}

ModuleIds::ModuleIds(const Module &m)
    : types(m.names.types, m.types.size()),
      functions(m.names.functions, m.functions.size()),
      tables(m.names.tables, m.tables.size()),
      memories(m.names.memories, m.memories.size()),
      globals(m.names.globals, m.globals.size()),
      tags(m.names.tags, m.tags.size()), elems(m.names.elems, m.elems.size()),
      datas(m.names.datas, m.datas.size()) {
  for (const auto &entry : m.names.fields)
    if (entry.first < m.types.size())
      fields.try_emplace(
          entry.first,
          IdTable(entry.second,
                  m.types[TypeIdx(entry.first)].comp.fields.size()));
}

const IdTable &ModuleIds::fieldsOf(uint32_t type) const {
  auto it = fields.find(type);
  return it == fields.end() ? none : it->second;
}

void printString(raw_ostream &os, StringRef bytes) {
  os << '"';
  for (size_t i = 0; i < bytes.size();) {
    // Plain stretches in one piece: data can be megabytes.
    size_t end = i;
    while (end < bytes.size() && isPrint(bytes[end]) && bytes[end] != '"' &&
           bytes[end] != '\\')
      ++end;
    os << bytes.slice(i, end);
    if (end < bytes.size()) {
      uint8_t c = uint8_t(bytes[end]);
      os << '\\' << hexdigit(c >> 4, true) << hexdigit(c & 15, true);
    }
    i = end + 1;
  }
  os << '"';
}

void printId(raw_ostream &os, StringRef name) {
  os << '$';
  if (isIdentifier(name))
    os << name;
  else
    printString(os, name);
}

} // namespace wfx::text
