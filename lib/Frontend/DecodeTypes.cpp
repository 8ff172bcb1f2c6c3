//===- DecodeTypes.cpp - Types that only sections contain -----------------===//

#include "Frontend/DecodeTypes.h"
#include "Frontend/Opcodes.h"

using namespace llvm;

namespace wfx {

//===----------------------------------------------------------------------===//
// The type section
//===----------------------------------------------------------------------===//

std::vector<ValType> readResultType(Cursor &cursor, const Features &features) {
  uint32_t count = cursor.count();
  std::vector<ValType> types;
  types.reserve(count);
  for (uint32_t i = 0; i < count && cursor; ++i)
    types.push_back(readValType(cursor, features));
  return types;
}

static bool readMutability(Cursor &cursor) {
  WasmOffset start = cursor.offset();
  uint8_t flag = cursor.u8();
  if (flag > 1)
    cursor.fail(Diag::MalformedMutability, start);
  return flag == 1;
}

static FieldType readFieldType(Cursor &cursor, const Features &features) {
  WasmOffset start = cursor.offset();
  FieldType field;
  uint8_t code = cursor.peek();
  if (code == 0x78 || code == 0x77) {
    cursor.u8();
    field.packing = code == 0x78 ? FieldType::I8 : FieldType::I16;
  } else if (code >= 0x40 && code < 0x80) {
    field.type = readValType(cursor, features);
  } else {
    cursor.u8();
    cursor.fail(Diag::MalformedStorageType, start);
  }
  field.isMutable = readMutability(cursor);
  return field;
}

static TypeIdx readContTarget(Cursor &cursor) {
  WasmOffset start = cursor.offset();
  int64_t index = cursor.s33();
  if (index < 0)
    cursor.fail(Diag::MalformedHeapType, start);
  return TypeIdx(uint32_t(index));
}

static void readFuncType(Cursor &cursor, const Features &features,
                         FuncType &out) {
  out.params = readResultType(cursor, features);
  WasmOffset start = cursor.offset();
  out.results = readResultType(cursor, features);
  if (out.results.size() > 1)
    requireFeature(cursor, features, Feature::MultiValue, start,
                   "several results");
}

static CompositeType readCompositeType(Cursor &cursor,
                                       const Features &features) {
  WasmOffset start = cursor.offset();
  CompositeType type;
  uint8_t code = cursor.u8();
  switch (code) {
  case 0x60:
    readFuncType(cursor, features, type.func);
    break;
  case 0x5F: {
    requireFeature(cursor, features, Feature::GC, start, "struct");
    type.kind = CompositeType::Struct;
    uint32_t count = cursor.count();
    type.fields.reserve(count);
    for (uint32_t i = 0; i < count && cursor; ++i)
      type.fields.push_back(readFieldType(cursor, features));
    break;
  }
  case 0x5E:
    requireFeature(cursor, features, Feature::GC, start, "array");
    type.kind = CompositeType::Array;
    type.fields.push_back(readFieldType(cursor, features));
    break;
  case 0x5D:
    requireFeature(cursor, features, Feature::StackSwitching, start, "cont");
    type.kind = CompositeType::Cont;
    type.cont = readContTarget(cursor);
    break;
  default: // codes are one-byte signed integers
    cursor.fail(code & 0x80 ? Diag::IntTooLong : Diag::MalformedDefinitionType,
                start);
  }
  return type;
}

static SubType readSubType(Cursor &cursor, const Features &features) {
  SubType type;
  type.offset = cursor.offset();
  uint8_t code = cursor.peek();
  if (code == 0x50 || code == 0x4F) {
    requireFeature(cursor, features, Feature::FunctionReferences, type.offset,
                   "sub");
    cursor.u8();
    type.isFinal = code == 0x4F;
    uint32_t count = cursor.count();
    for (uint32_t i = 0; i < count && cursor; ++i)
      type.supers.push_back(TypeIdx(cursor.u32()));
  }
  type.comp = readCompositeType(cursor, features);
  return type;
}

std::vector<SubType> readRecGroup(Cursor &cursor, const Features &features) {
  std::vector<SubType> group;
  if (cursor.peek() != 0x4E) {
    group.push_back(readSubType(cursor, features));
    return group;
  }
  requireFeature(cursor, features, Feature::FunctionReferences, cursor.offset(),
                 "rec");
  cursor.u8();
  uint32_t count = cursor.count();
  for (uint32_t i = 0; i < count && cursor; ++i)
    group.push_back(readSubType(cursor, features));
  return group;
}

//===----------------------------------------------------------------------===//
// Types of imports and definitions
//===----------------------------------------------------------------------===//

namespace {
/// The flags of limits; each kind of definition allows some of them.
enum LimitsFlag : uint8_t {
  HasMax = 1,
  IsShared = 2,
  Is64 = 4,
  HasPageSize = 8,
};
} // namespace

static uint8_t readLimitsFlags(Cursor &cursor, uint8_t allowed) {
  WasmOffset start = cursor.offset();
  uint8_t flags = cursor.u8();
  if (flags & ~allowed)
    cursor.fail(Diag::MalformedLimits, start);
  return flags;
}

static Limits readLimits(Cursor &cursor, uint8_t flags) {
  Limits limits;
  limits.is64 = flags & Is64;
  limits.min = cursor.u64();
  if (flags & HasMax)
    limits.max = cursor.u64();
  return limits;
}

TableType readTableType(Cursor &cursor, const Features &features) {
  TableType type;
  type.element = readRefType(cursor, features);
  WasmOffset start = cursor.offset();
  uint8_t flags = readLimitsFlags(cursor, HasMax | Is64);
  if (flags & Is64)
    requireFeature(cursor, features, Feature::Memory64, start,
                   "a 64-bit table");
  type.limits = readLimits(cursor, flags);
  return type;
}

/// The suite of the core specification asks for "malformed limits flags" where
/// the flag is that of a later proposal that is off.
MemoryType readMemoryType(Cursor &cursor, const Features &features) {
  WasmOffset start = cursor.offset();
  bool pageSizes = features.has(Feature::CustomPageSizes);
  uint8_t flags = readLimitsFlags(cursor, HasMax | IsShared | Is64 |
                                              (pageSizes ? HasPageSize : 0));
  if (flags & IsShared)
    requireFeature(cursor, features, Feature::Threads, start,
                   "a shared memory");
  if (flags & Is64)
    requireFeature(cursor, features, Feature::Memory64, start,
                   "a 64-bit memory");
  MemoryType type;
  type.shared = flags & IsShared;
  type.limits = readLimits(cursor, flags);
  if (flags & HasPageSize) {
    start = cursor.offset();
    uint32_t log2 = cursor.u32();
    if (log2 >= 64)
      cursor.fail(Diag::MalformedPageSize, start);
    type.pageSizeLog2 = uint8_t(log2);
  }
  return type;
}

GlobalType readGlobalType(Cursor &cursor, const Features &features) {
  GlobalType type;
  type.type = readValType(cursor, features);
  type.isMutable = readMutability(cursor);
  return type;
}

TypeIdx readTagType(Cursor &cursor) {
  WasmOffset start = cursor.offset();
  if (cursor.u8() != 0)
    cursor.fail(Diag::MalformedTagAttribute, start);
  return TypeIdx(cursor.u32());
}

} // namespace wfx
