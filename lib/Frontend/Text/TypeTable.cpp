//===- TypeTable.cpp - The type section while it is assembled -------------===//
//
// Groups, the search for the type of an inline type use, and the contents of the
// type section (spec 5.5.4). Types are taken as they are: whether supertypes and
// indices make sense is validation's to say.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/TypeTable.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace wfx::text {

void TypeTable::add(SubType type, uint32_t text) {
  types.push_back({std::move(type), text});
}

/// Ends the last group. A final function type without supertypes, alone in its
/// group, is what an inline type use means.
void TypeTable::closeGroup() {
  Group &group = groups.back();
  group.end = size();
  if (group.end - group.begin != 1)
    return;
  const SubType &type = types.back().type;
  if (type.comp.kind != CompositeType::Func || !type.isFinal ||
      !type.supers.empty())
    return;
  scratch.clear();
  scratch.funcType(type.comp.func);
  byEncoding.try_emplace(toStringRef(scratch.bytes), group.begin);
}

const FuncType *TypeTable::func(uint32_t index) const {
  if (index >= size() || types[index].type.comp.kind != CompositeType::Func)
    return nullptr;
  return &types[index].type.comp.func;
}

uint32_t TypeTable::find(const FuncType &type, uint32_t text) {
  scratch.clear();
  scratch.funcType(type);
  auto it = byEncoding.find(toStringRef(scratch.bytes));
  if (it != byEncoding.end())
    return it->second;
  SubType sub;
  sub.comp.func = type;
  openGroup(text);
  add(std::move(sub), text);
  closeGroup();
  return size() - 1;
}

void TypeTable::encode(Encoder &out) const {
  for (const Group &group : groups) {
    if (group.end - group.begin != 1) {
      out.mark(group.text);
      out.byte(0x4E);
      out.u32(group.end - group.begin);
    }
    for (uint32_t i = group.begin; i < group.end; ++i)
      encode(out, types[i]);
  }
}

void TypeTable::encode(Encoder &out, const Entry &entry) const {
  const SubType &type = entry.type;
  out.mark(entry.text);
  if (!type.isFinal || !type.supers.empty()) {
    out.byte(type.isFinal ? 0x4F : 0x50);
    out.u32(type.supers.size());
    for (TypeIdx super : type.supers)
      out.u32(super.value);
  }
  switch (type.comp.kind) {
  case CompositeType::Func:
    return out.funcType(type.comp.func);
  case CompositeType::Struct:
    out.byte(0x5F);
    out.u32(type.comp.fields.size());
    for (const FieldType &field : type.comp.fields)
      out.fieldType(field);
    return;
  case CompositeType::Array:
    out.byte(0x5E);
    return out.fieldType(type.comp.fields[0]);
  case CompositeType::Cont:
    out.byte(0x5D);
    return out.s64(type.comp.cont.value);
  }
}

} // namespace wfx::text
