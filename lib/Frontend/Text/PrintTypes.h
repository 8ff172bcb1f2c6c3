//===- PrintTypes.h - Types as text, with names ---------------------------===//
//
// The text form of types where concrete ones are named as the name section
// says; toString in Types.h is the form without names, for messages.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/PrintNames.h"

namespace wfx::text {

class TypePrinter {
public:
  TypePrinter(llvm::raw_ostream &os, const Module &m, const ModuleIds &ids)
      : os(os), m(m), ids(ids) {}

  void heapType(HeapType type);
  void valType(ValType type);
  /// A list of types, each after a space.
  void valTypes(llvm::ArrayRef<ValType> types);
  /// " (param ...) (result ...)"; names in \p locals, if given, split the
  /// parameters.
  void signature(const FuncType &type, const IdTable *locals = nullptr);
  /// " (type x)" and the signature that belongs to it.
  void typeUse(TypeIdx type, const IdTable *locals = nullptr);
  void blockType(const BlockType &type);
  void definition(uint32_t index);
  void tableType(const TableType &type);
  void memoryType(const MemoryType &type);
  void globalType(const GlobalType &type);

private:
  void composite(uint32_t index, const CompositeType &type);
  void fieldType(const FieldType &type);
  void limits(const Limits &limits);

  llvm::raw_ostream &os;
  const Module &m;
  const ModuleIds &ids;
};

} // namespace wfx::text
