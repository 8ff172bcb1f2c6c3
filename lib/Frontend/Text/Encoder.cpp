//===- Encoder.cpp - Writing the binary format ----------------------------===//
//
// Types in the binary format (spec 5.3), always in their shortest form: equal
// types give equal bytes.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Encoder.h"

using namespace llvm;

namespace wfx::text {

namespace {

uint8_t heapTypeCode(HeapType::Kind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, code, text, refText, feature)                          \
  case HeapType::kind:                                                         \
    return code;
#include "Frontend/HeapTypes.def"
  case HeapType::Concrete:
  case HeapType::Bot:
    break;
  }
  llvm_unreachable("not an abstract heap type of the binary format");
}

} // namespace

void Encoder::heapType(HeapType type) {
  if (type.isConcrete())
    s64(type.index.value);
  else
    byte(heapTypeCode(type.kind));
}

void Encoder::valType(ValType type) {
  switch (type.kind) {
  case ValType::I32:
    return byte(0x7F);
  case ValType::I64:
    return byte(0x7E);
  case ValType::F32:
    return byte(0x7D);
  case ValType::F64:
    return byte(0x7C);
  case ValType::V128:
    return byte(0x7B);
  case ValType::Ref:
    // The nullable reference to an abstract heap type is the heap type's code.
    if (!type.nullable || type.heap.isConcrete())
      byte(type.nullable ? 0x63 : 0x64);
    return heapType(type.heap);
  case ValType::Bot:
    break;
  }
  llvm_unreachable("not a value type of the binary format");
}

void Encoder::fieldType(const FieldType &type) {
  if (type.packing == FieldType::None)
    valType(type.type);
  else
    byte(type.packing == FieldType::I8 ? 0x78 : 0x77);
  byte(type.isMutable);
}

void Encoder::funcType(const FuncType &type) {
  byte(0x60);
  u32(type.params.size());
  for (ValType t : type.params)
    valType(t);
  u32(type.results.size());
  for (ValType t : type.results)
    valType(t);
}

void Encoder::limits(const Limits &limits, unsigned flags) {
  byte(flags | (limits.max ? 1 : 0) | (limits.is64 ? 4 : 0));
  u64(limits.min);
  if (limits.max)
    u64(*limits.max);
}

void Encoder::tableType(const TableType &type) {
  valType(type.element);
  limits(type.limits);
}

void Encoder::memoryType(const MemoryType &type) {
  bool customPages = type.pageSizeLog2 != 16;
  limits(type.limits, (type.shared ? 2 : 0) | (customPages ? 8 : 0));
  if (customPages)
    u32(type.pageSizeLog2);
}

void Encoder::globalType(const GlobalType &type) {
  valType(type.type);
  byte(type.isMutable);
}

} // namespace wfx::text
