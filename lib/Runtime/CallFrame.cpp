//===- CallFrame.cpp - Whether a function has set up its frame ------------===//
//
// Finds the function's entry in .eh_frame and runs its instructions up to the
// address, following only which register the frame's address is relative to:
// the frame pointer once the frame record is there, the stack pointer before.
// Reads the encodings that LLVM emits.
//
//===----------------------------------------------------------------------===//

#include "Runtime/CallFrame.h"

using namespace wfx::rt;

namespace {

#if defined(__x86_64__)
constexpr uint64_t framePointer = 6;
#elif defined(__aarch64__)
constexpr uint64_t framePointer = 29;
#endif

/// What a CIE says that matters for its FDEs.
struct CommonEntry {
  ByteSpan instructions;
  uint64_t codeAlignment = 1;
  uint8_t pointerEncoding = 0;
  bool hasAugmentationData = false;
};

enum PointerEncoding : uint8_t {
  Absolute = 0x00,
  Udata4 = 0x03,
  Udata8 = 0x04,
  Sdata4 = 0x0b,
  Sdata8 = 0x0c,
  PcRelative = 0x10,
};

enum Instruction : uint8_t {
  // In the upper two bits, with an operand in the lower six.
  AdvanceLoc = 0x40,
  Offset = 0x80,
  Restore = 0xc0,
  Nop = 0x00,
  SetLoc,
  AdvanceLoc1,
  AdvanceLoc2,
  AdvanceLoc4,
  OffsetExtended,
  RestoreExtended,
  Undefined,
  SameValue,
  Register,
  RememberState,
  RestoreState,
  DefCfa,
  DefCfaRegister,
  DefCfaOffset,
  DefCfaExpression,
  Expression,
  OffsetExtendedSf,
  DefCfaSf,
  DefCfaOffsetSf,
  ValOffset,
  ValOffsetSf,
  ValExpression,
  GnuArgsSize = 0x2e,
};

/// Runs call frame instructions until the location passes the one asked for.
class Machine {
public:
  Machine(uint64_t codeAlignment, uint64_t distance)
      : codeAlignment(codeAlignment), left(distance) {}

  uint64_t cfaRegister = 0;

  /// False if something unknown came.
  bool run(Reader in) {
    while (in.left() && !in.failed && !done)
      if (!step(in, static_cast<uint8_t>(in.fixed(1))))
        return false;
    return !in.failed;
  }

private:
  bool step(Reader &in, uint8_t opcode);

  void advance(uint64_t delta) {
    delta *= codeAlignment;
    done = delta > left;
    left -= done ? 0 : delta;
  }

  uint64_t codeAlignment, left;
  bool done = false;
  uint64_t remembered[8];
  unsigned depth = 0;
};

} // namespace

bool Machine::step(Reader &in, uint8_t opcode) {
  switch (opcode & 0xc0) {
  case AdvanceLoc:
    return advance(opcode & 0x3f), true;
  case Offset:
    return in.uleb(), true;
  case Restore:
    return true;
  }
  switch (opcode) {
  case Nop:
    return true;
  case AdvanceLoc1:
    return advance(in.fixed(1)), true;
  case AdvanceLoc2:
    return advance(in.fixed(2)), true;
  case AdvanceLoc4:
    return advance(in.fixed(4)), true;
  case DefCfa:
  case DefCfaSf:
    cfaRegister = in.uleb();
    return in.uleb(), true;
  case DefCfaRegister:
    cfaRegister = in.uleb();
    return true;
  case RememberState:
    if (depth == sizeof(remembered) / sizeof(remembered[0]))
      return false;
    remembered[depth++] = cfaRegister;
    return true;
  case RestoreState:
    if (!depth)
      return false;
    cfaRegister = remembered[--depth];
    return true;
  case RestoreExtended:
  case Undefined:
  case SameValue:
  case DefCfaOffset:
  case DefCfaOffsetSf:
  case GnuArgsSize:
    return in.uleb(), true;
  case OffsetExtended:
  case OffsetExtendedSf:
  case Register:
  case ValOffset:
  case ValOffsetSf:
    return in.uleb(), in.uleb(), true;
  case DefCfaExpression: // in a switch of stacks, where the frame is set up
    cfaRegister = framePointer;
    return in.take(in.uleb());
  case Expression:
  case ValExpression:
    in.uleb();
    return in.take(in.uleb());
  default:
    return false;
  }
}

static CommonEntry readCommonEntry(Reader in) {
  CommonEntry entry;
  in.fixed(1); // version
  ByteSpan augmentation = in.string();
  entry.codeAlignment = in.uleb();
  in.uleb(); // data alignment
  in.uleb(); // return address register
  for (size_t i = 0; i < augmentation.size; ++i)
    switch (augmentation.data[i]) {
    case 'z':
      in.uleb();
      entry.hasAugmentationData = true;
      break;
    case 'R':
      entry.pointerEncoding = static_cast<uint8_t>(in.fixed(1));
      break;
    case 'L':
      in.fixed(1);
      break;
    case 'P': {
      uint8_t encoding = static_cast<uint8_t>(in.fixed(1)) & 0x0f;
      in.take(encoding == Udata4 || encoding == Sdata4 ? 4 : 8);
      break;
    }
    }
  if (!in.failed)
    entry.instructions = {in.at, in.left()};
  return entry;
}

/// A pointer that is read from the section's address \p here.
static uint64_t readPointer(Reader &in, uint8_t encoding, uint64_t here) {
  uint64_t value;
  switch (encoding & 0x0f) {
  case Udata4:
    value = in.fixed(4);
    break;
  case Sdata4:
    value = static_cast<uint64_t>(
        static_cast<int64_t>(static_cast<int32_t>(in.fixed(4))));
    break;
  default:
    value = in.fixed(8);
  }
  return (encoding & 0x70) == PcRelative ? value + here : value;
}

bool wfx::rt::isFrameless(ByteSpan section, uint64_t sectionAddress,
                          uint64_t address) {
  for (Reader in(section); in.left() && !in.failed;) {
    uint64_t size = in.fixed(4);
    const uint8_t *body = in.at;
    if (!size || !in.take(size))
      return false;
    Reader fde({body, static_cast<size_t>(size)});
    uint64_t toCommon = fde.fixed(4);
    auto offset = static_cast<uint64_t>(body - section.data);
    if (!toCommon || toCommon > offset)
      continue; // a CIE, or nonsense
    Reader cie({body - toCommon, static_cast<size_t>(toCommon)});
    uint64_t cieSize = cie.fixed(4);
    cie.fixed(4);
    CommonEntry common;
    if (cieSize >= 4 && cieSize - 4 <= cie.left())
      common =
          readCommonEntry(Reader({cie.at, static_cast<size_t>(cieSize - 4)}));

    uint64_t here =
        sectionAddress + static_cast<uint64_t>(fde.at - section.data);
    uint64_t begin = readPointer(fde, common.pointerEncoding, here);
    uint64_t length = readPointer(fde, common.pointerEncoding & 0x0f, 0);
    if (fde.failed || address - begin >= length)
      continue;
    if (common.hasAugmentationData)
      fde.take(fde.uleb());
    Machine machine(common.codeAlignment, address - begin);
    return machine.run(Reader(common.instructions)) && machine.run(fde) &&
           machine.cfaRegister != framePointer;
  }
  return false;
}
