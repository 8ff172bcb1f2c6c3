//===- ValidateFixed.cpp - Instructions of fixed type ---------------------===//
//
// Numbers, vectors, atomics and accesses to memory: their rows in Opcodes.def
// say it all. What is left are the immediates, by kind.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"

using namespace llvm;

namespace wfx {

namespace {

/// A row's signature token; empty for "*". Kind Bot stands for the address
/// type.
struct Signature {
  uint8_t paramCount = 0, resultCount = 0;
  ValType::Kind params[4] = {}, results[2] = {};
};

constexpr ValType::Kind kindOf(char letter) {
  switch (letter) {
  case 'i':
    return ValType::I32;
  case 'I':
    return ValType::I64;
  case 'f':
    return ValType::F32;
  case 'F':
    return ValType::F64;
  case 'v':
    return ValType::V128;
  default:
    return ValType::Bot;
  }
}

constexpr Signature parseSignature(const char *sig) {
  Signature out;
  if (*sig == '*')
    return out;
  for (; *sig != ':'; ++sig)
    out.params[out.paramCount++] = kindOf(*sig);
  for (++sig; *sig; ++sig)
    out.results[out.resultCount++] = kindOf(*sig);
  return out;
}

constexpr Signature signatures[] = {
#define OP(id, prefix, code, text, imm, sig, feature) parseSignature(sig),
#include "Frontend/Opcodes.def"
};

/// "i8x16.extract_lane_s" -> 16.
unsigned lanesOfShape(StringRef text) {
  unsigned lanes = 0;
  text.split('x').second.consumeInteger(10, lanes);
  return lanes;
}

} // namespace

void BodyValidator::fixedSignature() {
  const Signature &sig = signatures[size_t(in.op)];
  ValType address = info(in.op).imm == Imm::None ? ValType() : checkImmediate();
  if (!cursor)
    return;
  auto typeOf = [&](ValType::Kind kind) {
    return kind == ValType::Bot ? address : ValType(kind);
  };
  ValType wanted[4];
  for (unsigned i = 0; i < sig.paramCount; ++i)
    wanted[i] = typeOf(sig.params[i]);
  popAll(ArrayRef(wanted, sig.paramCount));
  for (unsigned i = 0; i < sig.resultCount; ++i)
    push(typeOf(sig.results[i]));
}

/// The address type of the memory \p index.
ValType BodyValidator::memoryAddress(uint32_t index) {
  if (!checkIndex(index, module.memories.size(), Diag::UnknownMemory))
    return {};
  return addressType(module.memories[index].type.limits);
}

ValType BodyValidator::checkImmediate() {
  switch (info(in.op).imm) {
  case Imm::MemArgLane:
    if (in.lane >= 16u >> info(in.op).alignLog2)
      fail(Diag::InvalidLane);
    [[fallthrough]];
  case Imm::MemArg:
    checkAccess(in.mem);
    return memoryAddress(in.mem.memory.value);
  case Imm::Memory:
    return memoryAddress(in.index);
  case Imm::MemoryData: {
    ValType address = memoryAddress(in.index);
    checkData(in.index2);
    return address;
  }
  case Imm::Data:
    checkData(in.index);
    return {};
  case Imm::Elem:
    checkIndex(in.index, module.elems.size(), Diag::UnknownElem);
    return {};
  case Imm::Lane:
    if (in.lane >= lanesOfShape(info(in.op).text))
      fail(Diag::InvalidLane);
    return {};
  case Imm::Shuffle:
    for (uint64_t half : in.bits)
      if (half & 0xE0E0E0E0E0E0E0E0)
        fail(Diag::InvalidLane);
    return {};
  default: // nothing that could be wrong
    return {};
  }
}

/// Alignment, and an offset that the address type can hold.
void BodyValidator::checkAccess(const MemArg &mem) {
  if (!checkIndex(mem.memory.value, module.memories.size(),
                  Diag::UnknownMemory))
    return;
  const OpInfo &row = info(in.op);
  if (row.prefix == 0xFE && mem.alignLog2 != row.alignLog2)
    return fail(Diag::AtomicAlignment);
  if (mem.alignLog2 > row.alignLog2)
    return fail(Diag::AlignmentTooLarge);
  const MemoryType &type = module.memories[mem.memory.value].type;
  if (!type.limits.is64 && mem.offset > UINT32_MAX)
    fail(Diag::OffsetOutOfRange);
}

} // namespace wfx
