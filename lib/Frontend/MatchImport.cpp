//===- MatchImport.cpp - Imports against another module's exports ---------===//

#include "Frontend/MatchImport.h"

using namespace llvm;

namespace wfx {

namespace {

/// Compares types of two modules. Concrete types are equal if their hashes are.
class Matcher {
public:
  Matcher(const Module &exporter, const Module &importer)
      : exporter(exporter), importer(importer) {}

  bool matches(const Export &found, const Import &import) const;

private:
  bool matches(const TableType &a, const TableType &b) const {
    return isSame(a.element, b.element) && matches(a.limits, b.limits);
  }
  bool matches(const MemoryType &a, const MemoryType &b) const {
    return a.shared == b.shared && a.pageSizeLog2 == b.pageSizeLog2 &&
           matches(a.limits, b.limits);
  }
  bool matches(const Limits &a, const Limits &b) const {
    return a.is64 == b.is64 && a.min >= b.min &&
           (!b.max || (a.max && *a.max <= *b.max));
  }
  bool matches(const GlobalType &a, const GlobalType &b) const {
    if (a.isMutable != b.isMutable)
      return false;
    return a.isMutable ? isSame(a.type, b.type) : isSubtype(a.type, b.type);
  }

  bool isSame(TypeIdx a, TypeIdx b) const {
    return exporter.types.hash(a) == importer.types.hash(b);
  }
  bool isSame(ValType a, ValType b) const {
    if (!a.isRef() || !b.isRef() || !a.heap.isConcrete() ||
        !b.heap.isConcrete())
      return a == b;
    return a.nullable == b.nullable && isSame(a.heap.index, b.heap.index);
  }
  bool isSubtype(TypeIdx a, TypeIdx b) const;
  bool isSubtype(HeapType a, HeapType b) const;
  bool isSubtype(ValType a, ValType b) const {
    if (!a.isRef() || !b.isRef())
      return a == b;
    return (!a.nullable || b.nullable) && isSubtype(a.heap, b.heap);
  }

  const Module &exporter, &importer;
};

} // namespace

bool Matcher::isSubtype(TypeIdx a, TypeIdx b) const {
  while (!isSame(a, b)) {
    const SubType &type = exporter.types[a];
    if (type.supers.empty())
      return false;
    a = type.supers.front();
  }
  return true;
}

bool Matcher::isSubtype(HeapType a, HeapType b) const {
  if (a.isConcrete() && b.isConcrete())
    return isSubtype(a.index, b.index);
  // At most one is concrete: the module that has it can tell.
  return a.isConcrete() ? exporter.types.isSubtype(a, b)
                        : importer.types.isSubtype(a, b);
}

bool Matcher::matches(const Export &found, const Import &import) const {
  if (found.kind != import.kind)
    return false;
  uint32_t a = found.index, b = import.index;
  switch (found.kind) {
  case ExternKind::Func:
    return isSubtype(exporter.functions[a].type, importer.functions[b].type);
  case ExternKind::Table:
    return matches(exporter.tables[a].type, importer.tables[b].type);
  case ExternKind::Memory:
    return matches(exporter.memories[a].type, importer.memories[b].type);
  case ExternKind::Global:
    return matches(exporter.globals[a].type, importer.globals[b].type);
  case ExternKind::Tag:
    return isSame(exporter.tags[a].type, importer.tags[b].type);
  }
  llvm_unreachable("kind of import");
}

bool matches(const Module &exporter, const Export &found,
             const Module &importer, const Import &import) {
  return Matcher(exporter, importer).matches(found, import);
}

} // namespace wfx
