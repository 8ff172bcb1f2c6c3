//===- ReadTypes.cpp - Value, heap and block types from bytes -------------===//
//
// Spec 5.3, and the block types of 5.4. The section decoder builds its
// composite types out of these.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FeatureUse.h"
#include "Frontend/Opcodes.h"

using namespace llvm;

namespace wfx {

/// One-byte types are the negative values of a one-byte s33.
static bool isNegativeByte(uint8_t byte) { return (byte & 0xC0) == 0x40; }

static std::optional<HeapType> abstractHeapType(uint8_t code) {
  switch (code) {
#define HEAP_TYPE(kind, code, text, refText, feature)                          \
  case code:                                                                   \
    return HeapType::kind;
#include "Frontend/HeapTypes.def"
  default:
    return std::nullopt;
  }
}

static std::optional<ValType> numberType(uint8_t code) {
  switch (code) {
  case 0x7F:
    return ValType::I32;
  case 0x7E:
    return ValType::I64;
  case 0x7D:
    return ValType::F32;
  case 0x7C:
    return ValType::F64;
  case 0x7B:
    return ValType::V128;
  default:
    return std::nullopt;
  }
}

static TypeIdx readTypeIndex(Cursor &cursor, Diag onNegative) {
  WasmOffset start = cursor.offset();
  int64_t index = cursor.s33();
  if (index < 0)
    cursor.fail(onNegative, start);
  return TypeIdx(index < 0 ? 0 : uint32_t(index));
}

HeapType readHeapType(Cursor &cursor, const Features &features) {
  WasmOffset start = cursor.offset();
  HeapType type;
  if (isNegativeByte(cursor.peek())) {
    auto known = abstractHeapType(cursor.u8());
    if (!known) {
      cursor.fail(Diag::MalformedHeapType, start);
      return {};
    }
    type = *known;
  } else {
    type = HeapType(readTypeIndex(cursor, Diag::MalformedHeapType));
  }
  if (!features.has(featureOf(type)))
    requireFeature(cursor, features, featureOf(type), start, toString(type));
  return type;
}

ValType readRefType(Cursor &cursor, const Features &features) {
  WasmOffset start = cursor.offset();
  uint8_t code = cursor.u8();
  ValType type;
  if (code == 0x63 || code == 0x64) { // ref null ht, ref ht
    type = ValType::ref(readHeapType(cursor, features), code == 0x63);
  } else if (auto heap = abstractHeapType(code)) {
    type = ValType::ref(*heap, /*nullable=*/true);
  } else {
    cursor.fail(Diag::MalformedRefType, start);
    return ValType::funcref();
  }
  // In tables, funcref is as old as WebAssembly.
  if (type != ValType::funcref() && !features.has(featureOf(type)))
    requireFeature(cursor, features, featureOf(type), start, toString(type));
  return type;
}

ValType readValType(Cursor &cursor, const Features &features) {
  WasmOffset start = cursor.offset();
  uint8_t code = cursor.peek();
  if (auto number = numberType(code)) {
    cursor.u8();
    if (number->isVec())
      requireFeature(cursor, features, Feature::SIMD, start, "v128");
    return *number;
  }
  if (code != 0x63 && code != 0x64 && !abstractHeapType(code)) {
    cursor.u8(); // reports the end of the section, if that is what it is
    cursor.fail(code & 0x80 ? Diag::IntTooLong : Diag::MalformedValueType,
                start);
    return {};
  }
  ValType type = readRefType(cursor, features);
  if (type == ValType::funcref())
    requireFeature(cursor, features, Feature::ReferenceTypes, start, "funcref");
  return type;
}

BlockType readBlockType(Cursor &cursor, const Features &features) {
  BlockType type;
  WasmOffset start = cursor.offset();
  if (cursor.peek() == 0x40) {
    cursor.u8();
  } else if (isNegativeByte(cursor.peek())) {
    type.kind = BlockType::Value;
    type.value = readValType(cursor, features);
  } else {
    type.kind = BlockType::TypeIndex;
    type.index = readTypeIndex(cursor, Diag::MalformedBlockType);
    requireFeature(cursor, features, Feature::MultiValue, start,
                   "a block with a type index");
  }
  return type;
}

} // namespace wfx
