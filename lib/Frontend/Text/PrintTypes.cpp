//===- PrintTypes.cpp - Types as text, with names -------------------------===//
//
// The counterpart of AssembleTypes.cpp. Always prints in full what may be
// abbreviated, except references: `funcref`, not `(ref null func)`.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/PrintTypes.h"

using namespace llvm;

namespace wfx::text {

void TypePrinter::heapType(HeapType type) {
  if (type.isConcrete())
    ids.types.use(os, type.index.value);
  else
    os << toString(type);
}

void TypePrinter::valType(ValType type) {
  if (!type.isRef() || !type.heap.isConcrete()) {
    os << toString(type);
    return;
  }
  os << (type.nullable ? "(ref null " : "(ref ");
  heapType(type.heap);
  os << ')';
}

void TypePrinter::valTypes(ArrayRef<ValType> types) {
  for (ValType type : types) {
    os << ' ';
    valType(type);
  }
}

void TypePrinter::signature(const FuncType &type, const IdTable *locals) {
  bool open = false;
  for (uint32_t i = 0; i < type.params.size(); ++i) {
    StringRef id = locals ? locals->id(i) : StringRef();
    if (open && !id.empty()) {
      os << ')';
      open = false;
    }
    if (!open)
      os << " (param";
    if (!id.empty())
      os << ' ' << id;
    os << ' ';
    valType(type.params[i]);
    open = id.empty();
    if (!open)
      os << ')';
  }
  if (open)
    os << ')';
  if (type.results.empty())
    return;
  os << " (result";
  valTypes(type.results);
  os << ')';
}

/// A longer signature is not repeated at its uses, or the output would be
/// quadratic.
static constexpr size_t maxSignature = 1000;

/// Of a type that is missing or no function type, only the index is printed:
/// printing does not ask for a valid module.
void TypePrinter::typeUse(TypeIdx type, const IdTable *locals) {
  os << " (type ";
  ids.types.use(os, type.value);
  os << ')';
  if (type.value >= m.types.size() ||
      m.types[type].comp.kind != CompositeType::Func)
    return;
  const FuncType &func = m.funcType(type);
  if (func.params.size() + func.results.size() <= maxSignature)
    signature(func, locals);
}

void TypePrinter::blockType(const BlockType &type) {
  if (type.kind == BlockType::TypeIndex)
    return typeUse(type.index);
  if (type.kind == BlockType::Empty)
    return;
  os << " (result ";
  valType(type.value);
  os << ')';
}

void TypePrinter::definition(uint32_t index) {
  const SubType &type = m.types[TypeIdx(index)];
  os << "(type";
  ids.types.define(os, index);
  os << ' ';
  bool sub = !type.isFinal || !type.supers.empty();
  if (sub) {
    os << (type.isFinal ? "(sub final " : "(sub ");
    for (TypeIdx super : type.supers) {
      ids.types.use(os, super.value);
      os << ' ';
    }
  }
  composite(index, type.comp);
  os << (sub ? "))" : ")");
}

void TypePrinter::composite(uint32_t index, const CompositeType &type) {
  switch (type.kind) {
  case CompositeType::Func:
    os << "(func";
    signature(type.func);
    break;
  case CompositeType::Struct: {
    os << "(struct";
    for (uint32_t i = 0; i < type.fields.size(); ++i) {
      StringRef id = ids.fieldsOf(index).id(i);
      os << " (field " << id << (id.empty() ? "" : " ");
      fieldType(type.fields[i]);
      os << ')';
    }
    break;
  }
  case CompositeType::Array:
    os << "(array ";
    fieldType(type.fields[0]);
    break;
  case CompositeType::Cont:
    os << "(cont ";
    ids.types.use(os, type.cont.value);
    break;
  }
  os << ')';
}

void TypePrinter::fieldType(const FieldType &type) {
  os << (type.isMutable ? "(mut " : "");
  if (type.packing == FieldType::None)
    valType(type.type);
  else
    os << (type.packing == FieldType::I8 ? "i8" : "i16");
  os << (type.isMutable ? ")" : "");
}

void TypePrinter::limits(const Limits &limits) {
  os << ' ' << (limits.is64 ? "i64 " : "") << limits.min;
  if (limits.max)
    os << ' ' << *limits.max;
}

void TypePrinter::tableType(const TableType &type) {
  limits(type.limits);
  os << ' ';
  valType(type.element);
}

void TypePrinter::memoryType(const MemoryType &type) {
  limits(type.limits);
  os << (type.shared ? " shared" : "");
  if (type.pageSizeLog2 != 16)
    os << " (pagesize " << (uint64_t(1) << type.pageSizeLog2) << ')';
}

void TypePrinter::globalType(const GlobalType &type) {
  os << (type.isMutable ? " (mut " : " ");
  valType(type.type);
  os << (type.isMutable ? ")" : "");
}

} // namespace wfx::text
