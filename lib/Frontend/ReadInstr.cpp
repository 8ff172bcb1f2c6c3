//===- ReadInstr.cpp - Instructions from bytes ----------------------------===//
//
// The one reader of instructions (spec 5.4). Each immediate kind is read in one
// place; what it means is not asked here.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Opcodes.h"

using namespace llvm;

namespace wfx {

static void readImmediate(Cursor &cursor, const Features &features, Imm imm,
                          Instr &out);

void readInstr(Cursor &cursor, const Features &features, Instr &out) {
  out.offset = cursor.offset();
  out.op = readOpcode(cursor);
  const OpInfo &row = info(out.op);
  if (!features.has(row.feature)) [[unlikely]]
    requireFeature(cursor, features, row.feature, out.offset, row.text);
  if (row.imm != Imm::None)
    readImmediate(cursor, features, row.imm, out);
}

void requireFeature(Cursor &cursor, const Features &features, Feature feature,
                    WasmOffset at, StringRef what) {
  if (!features.has(feature))
    cursor.fail(Diag::FeatureOff, at, featureName(feature) + ", for " + what);
}

/// Bit 6 of the flags says that a memory index follows.
static void readMemArg(Cursor &cursor, const Features &features, MemArg &out) {
  WasmOffset start = cursor.offset();
  uint32_t flags = cursor.u32();
  if (flags >= 0x80)
    cursor.fail(Diag::MalformedMemArg, start);
  bool hasMemory = flags & 0x40;
  if (hasMemory)
    requireFeature(cursor, features, Feature::MultiMemory, start,
                   "a memory index");
  out.alignLog2 = flags & 0x3F;
  out.memory = MemIdx(hasMemory ? cursor.u32() : 0);
  out.offset = cursor.u64();
}

static void readLabels(Cursor &cursor, Instr &out) {
  uint32_t count = cursor.count();
  out.list.clear();
  out.list.reserve(count);
  for (uint32_t i = 0; i < count && cursor; ++i)
    out.list.push_back(cursor.u32());
  out.index = cursor.u32();
}

static void readSixteen(Cursor &cursor, Instr &out) {
  out.bits[0] = cursor.fixed64();
  out.bits[1] = cursor.fixed64();
}

static void readSelectTypes(Cursor &cursor, const Features &features,
                            Instr &out) {
  uint32_t count = cursor.count();
  out.types.clear();
  for (uint32_t i = 0; i < count && cursor; ++i)
    out.types.push_back(readValType(cursor, features));
}

static void readBrOnCast(Cursor &cursor, const Features &features, Instr &out) {
  WasmOffset start = cursor.offset();
  uint8_t flags = cursor.u8();
  if (flags > 3)
    cursor.fail(Diag::MalformedCastFlags, start);
  out.index = cursor.u32();
  HeapType from = readHeapType(cursor, features);
  HeapType to = readHeapType(cursor, features);
  out.from = ValType::ref(from, flags & 1);
  out.to = ValType::ref(to, flags & 2);
}

static void readCatches(Cursor &cursor, Instr &out) {
  uint32_t count = cursor.count();
  out.catches.clear();
  for (uint32_t i = 0; i < count && cursor; ++i) {
    WasmOffset start = cursor.offset();
    uint8_t kind = cursor.u8();
    if (kind > CatchClause::CatchAllRef)
      cursor.fail(Diag::MalformedCatch, start);
    CatchClause clause{CatchClause::Kind(kind & 3), {}, {}};
    if (clause.kind <= CatchClause::CatchRef)
      clause.tag = TagIdx(cursor.u32());
    clause.label = LabelIdx(cursor.u32());
    out.catches.push_back(clause);
  }
}

static void readHandlers(Cursor &cursor, Instr &out) {
  uint32_t count = cursor.count();
  out.handlers.clear();
  for (uint32_t i = 0; i < count && cursor; ++i) {
    WasmOffset start = cursor.offset();
    uint8_t kind = cursor.u8();
    if (kind > 1)
      cursor.fail(Diag::MalformedHandler, start,
                  "older encodings of stack switching are not supported");
    HandlerClause clause{kind == 1, TagIdx(cursor.u32()), {}};
    if (!clause.isSwitch)
      clause.label = LabelIdx(cursor.u32());
    out.handlers.push_back(clause);
  }
}

static void readZeroByte(Cursor &cursor) {
  WasmOffset start = cursor.offset();
  if (cursor.u8() != 0)
    cursor.fail(Diag::ZeroByteExpected, start);
}

static void readImmediate(Cursor &cursor, const Features &features, Imm imm,
                          Instr &out) {
  switch (imm) {
  case Imm::None:
    return;
  case Imm::Block:
    out.block = readBlockType(cursor, features);
    return;
  case Imm::LabelTable:
    return readLabels(cursor, out);
  case Imm::Label:
  case Imm::Func:
  case Imm::Type:
  case Imm::Local:
  case Imm::Global:
  case Imm::Table:
  case Imm::Elem:
  case Imm::Data:
  case Imm::Memory:
  case Imm::Tag:
  case Imm::Delegate:
    out.index = cursor.u32();
    return;
  case Imm::TypeTable:
  case Imm::TypeType:
  case Imm::TypeField:
  case Imm::TypeCount:
  case Imm::TypeData:
  case Imm::TypeElem:
  case Imm::TableTable:
  case Imm::MemoryMemory:
  case Imm::TypeTag:
    out.index = cursor.u32();
    out.index2 = cursor.u32();
    return;
  case Imm::TableElem:
  case Imm::MemoryData:
    out.index2 = cursor.u32();
    out.index = cursor.u32();
    return;
  case Imm::MemArg:
    return readMemArg(cursor, features, out.mem);
  case Imm::MemArgLane:
    readMemArg(cursor, features, out.mem);
    out.lane = cursor.u8();
    return;
  case Imm::I32:
    out.bits[0] = uint32_t(cursor.s32());
    return;
  case Imm::I64:
    out.bits[0] = uint64_t(cursor.s64());
    return;
  case Imm::F32:
    out.bits[0] = cursor.fixed32();
    return;
  case Imm::F64:
    out.bits[0] = cursor.fixed64();
    return;
  case Imm::V128:
  case Imm::Shuffle:
    return readSixteen(cursor, out);
  case Imm::Lane:
    out.lane = cursor.u8();
    return;
  case Imm::SelectTypes:
    return readSelectTypes(cursor, features, out);
  case Imm::HeapType:
    out.heap = readHeapType(cursor, features);
    return;
  case Imm::RefType:
    out.heap = readHeapType(cursor, features);
    out.nullable = out.op == Op::RefTestNull || out.op == Op::RefCastNull;
    return;
  case Imm::BrOnCast:
    return readBrOnCast(cursor, features, out);
  case Imm::TryTable:
    out.block = readBlockType(cursor, features);
    return readCatches(cursor, out);
  case Imm::ResumeTable:
    out.index = cursor.u32();
    return readHandlers(cursor, out);
  case Imm::ResumeThrow:
    out.index = cursor.u32();
    out.index2 = cursor.u32();
    return readHandlers(cursor, out);
  case Imm::AtomicFence:
    return readZeroByte(cursor);
  }
}

} // namespace wfx
