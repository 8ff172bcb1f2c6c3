//===- Opcodes.h - The instruction table ----------------------------------===//
//
// The enum, the table and the one reader of instructions. One row of
// Opcodes.def is one instruction; decoder, validator, assembler, printer and
// emitter all take it from there.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Features.h"
#include "Frontend/Types.h"
#include "Support/Cursor.h"

namespace wfx {

enum class Op : uint16_t {
#define OP(id, prefix, code, text, imm, sig, feature) id,
#include "Frontend/Opcodes.def"
  Count
};

/// The shapes of immediates. For each: what the reader stores in Instr.
enum class Imm : uint8_t {
  None,
  Block,        ///< block
  Label,        ///< index
  LabelTable,   ///< list (targets), index (default)
  Func,         ///< index
  TypeTable,    ///< index (type), index2 (table): call_indirect
  Type,         ///< index
  TypeType,     ///< index, index2
  TypeField,    ///< index (type), index2 (field)
  TypeCount,    ///< index (type), index2 (count): array.new_fixed
  TypeData,     ///< index (type), index2 (data)
  TypeElem,     ///< index (type), index2 (elem)
  Local,        ///< index
  Global,       ///< index
  Table,        ///< index
  TableTable,   ///< index (destination), index2 (source)
  TableElem,    ///< index (table), index2 (elem); the encoding has elem first
  Elem,         ///< index
  Data,         ///< index
  Memory,       ///< index
  MemoryMemory, ///< index (destination), index2 (source)
  MemoryData,   ///< index (memory), index2 (data); the encoding has data first
  MemArg,       ///< mem
  MemArgLane,   ///< mem, lane
  I32,          ///< bits[0], zero-extended
  I64,          ///< bits[0]
  F32,          ///< bits[0], the bit pattern
  F64,          ///< bits[0]
  V128,         ///< bits, little-endian halves
  Lane,         ///< lane
  Shuffle,      ///< bits: 16 lane numbers, little-endian
  SelectTypes,  ///< types
  HeapType,     ///< heap
  RefType,      ///< heap, nullable: ref.test and ref.cast fold it into the opcode
  BrOnCast,     ///< index (label), from, to
  Tag,          ///< index
  TryTable,     ///< block, catches
  Delegate,     ///< index (label): legacy delegate, rethrow
  ResumeTable,  ///< index (cont type), handlers
  ResumeThrow,  ///< index (cont type), index2 (tag), handlers
  TypeTag,      ///< index (cont type), index2 (tag): switch
  AtomicFence,  ///< nothing to keep; the byte must be zero
};

struct OpInfo {
  uint8_t prefix; ///< 0 for one-byte opcodes
  uint16_t code;
  const char *text;
  Imm imm;
  /// "ii:i": parameters and results of an instruction of fixed type, one
  /// letter a value (i I f F v = i32 i64 f32 f64 v128; e = externref). Of an
  /// access to memory, 'a' stands for the address type. "*" where the type
  /// depends on immediates or context: the validator has a method for each.
  const char *sig;
  Feature feature;
  /// Of an access to memory: its natural alignment, and so the logarithm of the
  /// number of bytes that it accesses.
  uint8_t alignLog2;
};
const OpInfo &info(Op op);

struct MemArg {
  uint32_t alignLog2 = 0;
  uint64_t offset = 0;
  MemIdx memory;
};

struct CatchClause {
  enum Kind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef } kind;
  TagIdx tag;
  LabelIdx label;
};

struct HandlerClause {
  bool isSwitch; ///< (on $tag switch)
  TagIdx tag;
  LabelIdx label; ///< where not isSwitch
};

/// One decoded instruction. Reused from one read to the next, so that lists
/// keep their storage.
struct Instr {
  Op op;
  WasmOffset offset;
  uint32_t index = 0, index2 = 0;
  uint8_t lane = 0;
  bool nullable = false;
  uint64_t bits[2] = {0, 0};
  MemArg mem;
  BlockType block;
  HeapType heap;
  ValType from, to;
  llvm::SmallVector<uint32_t, 8> list;
  llvm::SmallVector<ValType, 1> types;
  llvm::SmallVector<CatchClause, 2> catches;
  llvm::SmallVector<HandlerClause, 2> handlers;
};

/// Fails with FeatureOff unless \p feature is on; \p what is what needs it.
void requireFeature(Cursor &cursor, const Features &features, Feature feature,
                    WasmOffset at, llvm::StringRef what);

/// Reads an opcode; fails with IllegalOpcode and returns Unreachable where no
/// row has it.
Op readOpcode(Cursor &cursor);

/// Reads the next instruction into \p out. Failures (unknown opcode, a feature
/// that is off, malformed immediates) stick to \p cursor. Indices are not
/// checked against any index space here.
void readInstr(Cursor &cursor, const Features &features, Instr &out);

/// Value, reference, heap and block types in the binary format (spec 5.3); used
/// by the section decoder too.
ValType readValType(Cursor &cursor, const Features &features);
ValType readRefType(Cursor &cursor, const Features &features);
HeapType readHeapType(Cursor &cursor, const Features &features);
BlockType readBlockType(Cursor &cursor, const Features &features);

} // namespace wfx
