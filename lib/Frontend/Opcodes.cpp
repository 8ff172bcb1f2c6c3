//===- Opcodes.cpp - The instruction table --------------------------------===//
//
// The rows of Opcodes.def as data, and the way from bytes to a row. Reading
// immediates is the job of ReadInstr.cpp.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Opcodes.h"
#include "llvm/ADT/StringExtras.h"
#include <array>

using namespace llvm;

namespace wfx {

static constexpr OpInfo rows[] = {
#define OP(id, prefix, code, text, imm, sig, feature)                          \
  {prefix, code, text, Imm::imm, sig, Feature::feature, 0},
#define ACCESS(id, prefix, code, text, imm, sig, feature, alignLog2)           \
  {prefix, code, text, Imm::imm, sig, Feature::feature, alignLog2},
#include "Frontend/Opcodes.def"
};

const OpInfo &info(Op op) { return rows[size_t(op)]; }

/// Op by code for one prefix; Op::Count where there is no instruction.
template <size_t size>
static constexpr std::array<Op, size> codeTable(uint8_t prefix) {
  std::array<Op, size> table{};
  table.fill(Op::Count);
  for (size_t i = 0; i < std::size(rows); ++i)
    if (rows[i].prefix == prefix)
      table[rows[i].code] = Op(i);
  return table;
}

static constexpr auto plainOps = codeTable<0x100>(0);
static constexpr auto gcOps = codeTable<0x20>(0xFB);
static constexpr auto miscOps = codeTable<0x20>(0xFC);
static constexpr auto vectorOps = codeTable<0x114>(0xFD);
static constexpr auto atomicOps = codeTable<0x50>(0xFE);

static ArrayRef<Op> opsOfPrefix(uint8_t prefix) {
  switch (prefix) {
  case 0xFB:
    return gcOps;
  case 0xFC:
    return miscOps;
  case 0xFD:
    return vectorOps;
  case 0xFE:
    return atomicOps;
  default:
    return {};
  }
}

/// At least two digits, as the specification writes opcodes.
static std::string hex(uint32_t code) {
  return utohexstr(code, /*LowerCase=*/true, code <= 0xFF ? 2 : 0);
}

static Op readPrefixed(Cursor &cursor, WasmOffset start, uint8_t prefix) {
  uint32_t code = cursor.u32();
  ArrayRef<Op> ops = opsOfPrefix(prefix);
  if (code < ops.size() && ops[code] != Op::Count)
    return ops[code];
  cursor.fail(Diag::IllegalOpcode, start, hex(prefix) + " " + hex(code));
  return Op::Unreachable;
}

Op readOpcode(Cursor &cursor) {
  WasmOffset start = cursor.offset();
  uint8_t byte = cursor.u8();
  if (Op op = plainOps[byte]; op != Op::Count)
    return op;
  if (!opsOfPrefix(byte).empty())
    return readPrefixed(cursor, start, byte);
  cursor.fail(Diag::IllegalOpcode, start, hex(byte));
  return Op::Unreachable;
}

} // namespace wfx
