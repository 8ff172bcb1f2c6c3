//===- TypeSection.cpp - A module's types, canonical and comparable -------===//
//
// Canonical ids come from the hash of a group's closed form: its definitions
// written out with references into the group as positions, and references to
// earlier types as their hashes. The hash is cryptographic, because types meet
// across separately compiled modules by their hash alone, and a forged
// collision would be a hole in the sandbox. The work is linear in the size of
// the section.
//
//===----------------------------------------------------------------------===//

#include "Frontend/TypeSection.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace wfx {

void TypeSection::addGroup(std::vector<SubType> group) {
  uint32_t begin = size();
  types.insert(types.end(), std::make_move_iterator(group.begin()),
               std::make_move_iterator(group.end()));
  recGroups.push_back({begin, size()});
}

//===----------------------------------------------------------------------===//
// Canonical form
//===----------------------------------------------------------------------===//

namespace {

TypeHash hashOf(ArrayRef<uint8_t> bytes) {
  auto digest = BLAKE3::hash<16>(bytes);
  return {support::endian::read64le(digest.data()),
          support::endian::read64le(digest.data() + 8)};
}

/// Writes the closed form of one group.
class ClosedForm {
public:
  ClosedForm(RecGroup group, ArrayRef<TypeHash> earlier)
      : group(group), earlier(earlier) {}

  void add(const SubType &type);
  void add(uint64_t n);
  void add(TypeHash h) { add(h.hi), add(h.lo); }
  /// True if every reference leads into the group or to an earlier type.
  bool isClosed() const { return closed; }
  TypeHash hash() const { return hashOf(bytes); }

private:
  enum Tag : uint8_t { Inner, Earlier, Dangling };

  void add(uint8_t byte) { bytes.push_back(byte); }
  void add(TypeIdx index);
  void add(HeapType type);
  void add(ValType type);
  void add(ArrayRef<ValType> list);

  RecGroup group;
  ArrayRef<TypeHash> earlier;
  bool closed = true;
  SmallVector<uint8_t, 256> bytes;
};

void ClosedForm::add(uint64_t n) {
  uint8_t raw[8];
  support::endian::write64le(raw, n);
  bytes.append(raw, raw + 8);
}

void ClosedForm::add(TypeIdx index) {
  if (index.value >= group.end) {
    closed = false;
    add(uint8_t(Dangling));
  } else if (index.value >= group.begin) {
    add(uint8_t(Inner));
    add(uint64_t(index.value - group.begin));
  } else {
    add(uint8_t(Earlier));
    add(earlier[index.value]);
  }
}

void ClosedForm::add(HeapType type) {
  add(uint8_t(type.kind));
  if (type.isConcrete())
    add(type.index);
}

void ClosedForm::add(ValType type) {
  add(uint8_t(type.kind));
  if (!type.isRef())
    return;
  add(uint8_t(type.nullable));
  add(type.heap);
}

void ClosedForm::add(ArrayRef<ValType> list) {
  add(uint64_t(list.size()));
  for (const ValType &type : list)
    add(type);
}

void ClosedForm::add(const SubType &type) {
  add(uint8_t(type.isFinal));
  add(uint64_t(type.supers.size()));
  for (TypeIdx super : type.supers)
    add(super);
  add(uint8_t(type.comp.kind));
  switch (type.comp.kind) {
  case CompositeType::Func:
    add(ArrayRef(type.comp.func.params));
    add(ArrayRef(type.comp.func.results));
    return;
  case CompositeType::Struct:
  case CompositeType::Array:
    add(uint64_t(type.comp.fields.size()));
    for (const FieldType &field : type.comp.fields) {
      add(uint8_t(field.packing));
      add(uint8_t(field.isMutable));
      add(field.type);
    }
    return;
  case CompositeType::Cont:
    add(type.comp.cont);
    return;
  }
}

/// The identity of the type at \p position of a group.
TypeHash memberHash(TypeHash group, uint32_t position) {
  uint8_t raw[20];
  support::endian::write64le(raw, group.hi);
  support::endian::write64le(raw + 8, group.lo);
  support::endian::write32le(raw + 16, position);
  return hashOf(raw);
}

} // namespace

/// The first group of each hash gives its indices to all that equal it.
void TypeSection::canonicalize() {
  canonical.resize(size());
  hashes.resize(size());
  DenseMap<std::pair<uint64_t, uint64_t>, uint32_t> firstBegin;
  for (RecGroup group : recGroups) {
    ClosedForm form(group, hashes);
    for (uint32_t i = group.begin; i < group.end; ++i)
      form.add(types[i]);
    if (!form.isClosed())
      form.add(uint64_t(group.begin)); // invalid: equal to nothing else
    TypeHash hash = form.hash();
    uint32_t begin =
        firstBegin.try_emplace({hash.hi, hash.lo}, group.begin).first->second;
    for (uint32_t i = group.begin; i < group.end; ++i) {
      canonical[i] = begin + (i - group.begin);
      hashes[i] = memberHash(hash, i - group.begin);
    }
  }
}

//===----------------------------------------------------------------------===//
// Equality and subtyping
//===----------------------------------------------------------------------===//

bool TypeSection::equal(HeapType a, HeapType b) const {
  if (a.isConcrete() && b.isConcrete())
    return equal(a.index, b.index);
  return a.kind == b.kind;
}

bool TypeSection::equal(ValType a, ValType b) const {
  if (a.kind != b.kind)
    return false;
  return !a.isRef() || (a.nullable == b.nullable && equal(a.heap, b.heap));
}

/// Validation bounds the length of the chain, and that each supertype comes
/// before its subtype; the latter is asked here too, because validation itself
/// comes here before it is through.
bool TypeSection::isSubtype(TypeIdx a, TypeIdx b) const {
  while (!equal(a, b)) {
    const SubType &type = types[a.value];
    if (type.supers.empty() || type.supers.front().value >= a.value)
      return false;
    a = type.supers.front();
  }
  return true;
}

/// The abstract type right above \p kind, or nothing at the top.
static std::optional<HeapType::Kind> abstractSuper(HeapType::Kind kind) {
  switch (kind) {
  case HeapType::NoFunc:
    return HeapType::Func;
  case HeapType::NoExtern:
    return HeapType::Extern;
  case HeapType::NoExn:
    return HeapType::Exn;
  case HeapType::NoCont:
    return HeapType::Cont;
  case HeapType::I31:
  case HeapType::Struct:
  case HeapType::Array:
    return HeapType::Eq;
  case HeapType::Eq:
    return HeapType::Any;
  case HeapType::None: // below I31, Struct and Array; see below
  case HeapType::Func:
  case HeapType::Extern:
  case HeapType::Any:
  case HeapType::Exn:
  case HeapType::Cont:
  case HeapType::Concrete:
  case HeapType::Bot:
    return std::nullopt;
  }
  return std::nullopt;
}

static bool isAbstractSubtype(HeapType::Kind a, HeapType::Kind b) {
  if (a == HeapType::None)
    return b == HeapType::None || b == HeapType::I31 || b == HeapType::Struct ||
           b == HeapType::Array || b == HeapType::Eq || b == HeapType::Any;
  for (std::optional<HeapType::Kind> k = a; k; k = abstractSuper(*k))
    if (*k == b)
      return true;
  return false;
}

HeapType::Kind abstractOf(CompositeType::Kind kind) {
  switch (kind) {
  case CompositeType::Func:
    return HeapType::Func;
  case CompositeType::Struct:
    return HeapType::Struct;
  case CompositeType::Array:
    return HeapType::Array;
  case CompositeType::Cont:
    return HeapType::Cont;
  }
  return HeapType::Bot;
}

/// The type below all types of the hierarchy of \p kind.
static HeapType::Kind bottomOf(CompositeType::Kind kind) {
  switch (kind) {
  case CompositeType::Func:
    return HeapType::NoFunc;
  case CompositeType::Struct:
  case CompositeType::Array:
    return HeapType::None;
  case CompositeType::Cont:
    return HeapType::NoCont;
  }
  return HeapType::Bot;
}

bool TypeSection::isContinuation(ValType type) const {
  if (!type.isRef())
    return false;
  if (type.heap.isConcrete())
    return types[type.heap.index.value].comp.kind == CompositeType::Cont;
  return type.heap.kind == HeapType::Cont || type.heap.kind == HeapType::NoCont;
}

HeapType TypeSection::top(HeapType type) const {
  HeapType::Kind kind = type.kind;
  if (type.isConcrete())
    kind = abstractOf(types[type.index.value].comp.kind);
  if (kind == HeapType::None)
    return HeapType::Any;
  while (std::optional<HeapType::Kind> above = abstractSuper(kind))
    kind = *above;
  return kind;
}

bool TypeSection::isSubtype(HeapType a, HeapType b) const {
  if (a.kind == HeapType::Bot)
    return true;
  if (a.isConcrete() && b.isConcrete())
    return isSubtype(a.index, b.index);
  if (a.isConcrete())
    return isAbstractSubtype(abstractOf(types[a.index.value].comp.kind),
                             b.kind);
  if (b.isConcrete())
    return a.kind == bottomOf(types[b.index.value].comp.kind);
  return isAbstractSubtype(a.kind, b.kind);
}

bool TypeSection::isSubtype(ValType a, ValType b) const {
  if (a.kind == ValType::Bot)
    return true;
  if (a.kind != b.kind)
    return false;
  if (!a.isRef())
    return true;
  return (!a.nullable || b.nullable) && isSubtype(a.heap, b.heap);
}

bool TypeSection::isSubtype(const FuncType &a, const FuncType &b) const {
  auto all = [&](ArrayRef<ValType> below, ArrayRef<ValType> above) {
    if (below.size() != above.size())
      return false;
    for (size_t i = 0; i < below.size(); ++i)
      if (!isSubtype(below[i], above[i]))
        return false;
    return true;
  };
  return all(b.params, a.params) && all(a.results, b.results);
}

} // namespace wfx
