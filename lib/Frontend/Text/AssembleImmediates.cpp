//===- AssembleImmediates.cpp - Immediates from text ----------------------===//
//
// One case for each kind of immediate (Opcodes.h): reads its text and writes
// its bytes. Two texts belong to more than one opcode, `select` and `ref.test`
// with `ref.cast`: their immediates decide.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/AssembleInstr.h"
#include "Frontend/Text/Literals.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace wfx::text {

void InstrAssembler::plain(Op op, Encoder &to) {
  if (info(op).imm == Imm::RefType)
    return refTypeOp(op, to);
  if (op == Op::Select && in.atOpen(Kw::Result))
    op = Op::SelectT;
  opcode(op, to);
  immediates(op, to);
}

void InstrAssembler::opcode(Op op, Encoder &to) {
  const OpInfo &row = info(op);
  if (row.prefix == 0)
    return to.byte(row.code);
  to.byte(row.prefix);
  to.u32(row.code);
}

void InstrAssembler::immediates(Op op, Encoder &to) {
  switch (info(op).imm) {
  case Imm::None:
    return;
  case Imm::AtomicFence:
    return to.byte(0);
  case Imm::Block:
  case Imm::TryTable:
    llvm_unreachable("the head of a structured instruction: see blockHead");
  case Imm::Label:
  case Imm::Delegate:
    return to.u32(label());
  case Imm::LabelTable:
    return labelTable(to);
  case Imm::Func:
    return to.u32(m.functions.index(in));
  case Imm::TypeTable:
    return typeTable(to);
  case Imm::Type:
    return to.u32(m.types.index(in));
  case Imm::TypeType:
    return twoIndices(m.types, m.types, to);
  case Imm::TypeField:
    return typeField(to);
  case Imm::TypeCount:
    to.u32(m.types.index(in));
    return to.u32(in.nat32());
  case Imm::TypeData:
    m.usesDataCount = true;
    return twoIndices(m.types, m.datas, to);
  case Imm::TypeElem:
    return twoIndices(m.types, m.elems, to);
  case Imm::TypeTag:
    return twoIndices(m.types, m.tags, to);
  case Imm::Local:
    return to.u32(locals.index(in));
  case Imm::Global:
    return to.u32(m.globals.index(in));
  case Imm::Tag:
    return to.u32(m.tags.index(in));
  case Imm::Elem:
    return to.u32(m.elems.index(in));
  case Imm::Data:
    m.usesDataCount = true;
    return to.u32(m.datas.index(in));
  case Imm::Table:
    return to.u32(m.tables.indexOr(in, 0));
  case Imm::Memory:
    return to.u32(m.memories.indexOr(in, 0));
  case Imm::TableTable:
    return pairOf(m.tables, to);
  case Imm::MemoryMemory:
    return pairOf(m.memories, to);
  case Imm::TableElem:
    return segmentOf(m.elems, m.tables, to);
  case Imm::MemoryData:
    m.usesDataCount = true;
    return segmentOf(m.datas, m.memories, to);
  case Imm::MemArg:
    return memArg(op, to, false);
  case Imm::MemArgLane:
    return memArg(op, to, true);
  case Imm::I32:
    return to.s64(int32_t(in.integer(32)));
  case Imm::I64:
    return to.s64(int64_t(in.integer(64)));
  case Imm::F32:
    return to.fixed(in.floating(false), 4);
  case Imm::F64:
    return to.fixed(in.floating(true), 8);
  case Imm::V128:
    return vector(to);
  case Imm::Lane:
    return lane(to);
  case Imm::Shuffle:
    return shuffle(to);
  case Imm::SelectTypes:
    return selectTypes(to);
  case Imm::HeapType:
    return to.heapType(parseHeapType(m));
  case Imm::RefType:
    llvm_unreachable("decides the opcode: see plain");
  case Imm::BrOnCast:
    return brOnCast(to);
  case Imm::ResumeTable:
    to.u32(m.types.index(in));
    return handlers(to);
  case Imm::ResumeThrow:
    twoIndices(m.types, m.tags, to);
    return handlers(to);
  }
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

/// A block type: nothing or one result in the short form, else a type index.
void InstrAssembler::blockType(Encoder &to) {
  bool named = in.atOpen(Kw::Type);
  uint32_t begin = in.position();
  FuncType type;
  if (!named) {
    parseSignature(m, type, nullptr);
    if (type.params.empty() && type.results.empty())
      return to.byte(0x40);
    if (type.params.empty() && type.results.size() == 1)
      return to.valType(type.results[0]);
    in.seek(begin);
  }
  to.s64(parseTypeUse(m, nullptr).type);
}

uint32_t InstrAssembler::label() {
  if (!in.at(Tok::Id))
    return in.nat32();
  Id id = in.takeId();
  uint32_t entry = labelByName.lookup(id.name);
  if (entry == 0)
    in.fail(Diag::UnknownLabelId, id.offset, "$" + id.name);
  return uint32_t(labels.size()) - entry;
}

void InstrAssembler::labelTable(Encoder &to) {
  SmallVector<uint32_t, 32> targets;
  do
    targets.push_back(label());
  while (in.atIndex());
  to.u32(targets.size() - 1);
  for (uint32_t target : targets)
    to.u32(target);
}

void InstrAssembler::catches(Encoder &to) {
  Encoder list;
  uint32_t count = 0;
  while (in.at(Tok::LParen)) {
    Kw kw = in.openKw();
    bool all = kw == Kw::CatchAll || kw == Kw::CatchAllRef;
    bool ref = kw == Kw::CatchRef || kw == Kw::CatchAllRef;
    if (!all && !ref && kw != Kw::Catch)
      break;
    in.next();
    in.next();
    list.byte((all ? 2 : 0) + (ref ? 1 : 0));
    if (!all)
      list.u32(m.tags.index(in));
    list.u32(label());
    in.close();
    ++count;
  }
  to.u32(count);
  to.append(list);
}

void InstrAssembler::handlers(Encoder &to) {
  Encoder list;
  uint32_t count = 0;
  for (; in.takeOpen(Kw::On); ++count) {
    uint32_t tag = m.tags.index(in);
    bool isSwitch = in.take(Kw::Switch);
    list.byte(isSwitch);
    list.u32(tag);
    if (!isSwitch)
      list.u32(label());
    in.close();
  }
  to.u32(count);
  to.append(list);
}

void InstrAssembler::typeTable(Encoder &to) {
  uint32_t table = m.tables.indexOr(in, 0);
  to.u32(parseTypeUse(m, nullptr).type);
  to.u32(table);
}

void InstrAssembler::selectTypes(Encoder &to) {
  FuncType type;
  parseSignature(m, type, nullptr);
  if (!type.params.empty())
    in.unexpected();
  to.u32(type.results.size());
  for (ValType t : type.results)
    to.valType(t);
}

/// ref.test and ref.cast: the row with the nullable type follows the other.
void InstrAssembler::refTypeOp(Op op, Encoder &to) {
  static_assert(int(Op::RefTestNull) == int(Op::RefTest) + 1 &&
                int(Op::RefCastNull) == int(Op::RefCast) + 1);
  ValType type = parseRefType(m);
  opcode(type.nullable ? Op(int(op) + 1) : op, to);
  to.heapType(type.heap);
}

void InstrAssembler::brOnCast(Encoder &to) {
  uint32_t target = label();
  ValType from = parseRefType(m), type = parseRefType(m);
  to.byte((from.nullable ? 1 : 0) | (type.nullable ? 2 : 0));
  to.u32(target);
  to.heapType(from.heap);
  to.heapType(type.heap);
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

void InstrAssembler::twoIndices(const NameSpace &first, const NameSpace &second,
                                Encoder &to) {
  to.u32(first.index(in));
  to.u32(second.index(in));
}

void InstrAssembler::typeField(Encoder &to) {
  static const NameSpace unnamed(Diag::UnknownFieldId, Diag::DuplicateField);
  uint32_t type = m.types.index(in);
  auto fields = m.structFields.find(type);
  to.u32(type);
  to.u32((fields == m.structFields.end() ? unnamed : fields->second).index(in));
}

/// Destination and source, both or neither.
void InstrAssembler::pairOf(const NameSpace &space, Encoder &to) {
  uint32_t first = 0, second = 0;
  if (in.atIndex()) {
    first = space.index(in);
    second = space.index(in);
  }
  to.u32(first);
  to.u32(second);
}

/// `owner? segment`; the binary format has the segment first.
void InstrAssembler::segmentOf(const NameSpace &segments,
                               const NameSpace &owners, Encoder &to) {
  uint32_t owner = in.atIndex(1) ? owners.index(in) : 0;
  to.u32(segments.index(in));
  to.u32(owner);
}

//===----------------------------------------------------------------------===//
// Memory accesses and literals
//===----------------------------------------------------------------------===//

/// `memory? offset=n? align=n? lane?`
void InstrAssembler::memArg(Op op, Encoder &to, bool withLane) {
  auto keywordAt = [&](unsigned ahead) {
    return keywordInfo(in.peek(ahead)).kw;
  };
  // A number alone in front of operands is the lane.
  bool hasMemory =
      in.at(Tok::Id) || (in.at(Tok::Nat) && (!withLane || in.atIndex(1) ||
                                             keywordAt(1) == Kw::OffsetEq ||
                                             keywordAt(1) == Kw::AlignEq));
  uint32_t memory = hasMemory ? m.memories.index(in) : 0;
  auto value = [&](Kw kw, uint64_t otherwise) {
    if (!in.at(kw))
      return otherwise;
    const Token &token = in.next();
    std::optional<uint64_t> n = parseNat(in.text(token).split('=').second);
    if (!n)
      in.fail(Diag::I64OutOfRange, token.offset);
    return n.value_or(1);
  };
  uint64_t offset = value(Kw::OffsetEq, 0);
  uint32_t alignAt = in.offset();
  uint64_t align = value(Kw::AlignEq, uint64_t(1) << info(op).alignLog2);
  if (!isPowerOf2_64(align))
    return in.fail(Diag::AlignmentNotPowerOfTwo, alignAt);
  to.u32(Log2_64(align) | (memory != 0 ? 0x40 : 0));
  if (memory != 0)
    to.u32(memory);
  to.u64(offset);
  if (withLane)
    lane(to);
}

/// `shape lane*`: sixteen bytes.
void InstrAssembler::vector(Encoder &to) {
  uint32_t at = in.offset();
  std::optional<VectorShape> shape = vectorShape(keywordInfo(in.peek()).kw);
  if (!shape)
    return in.unexpected();
  in.next();
  SmallVector<Token, 16> lanes = numbers();
  if (in.at(Tok::Reserved))
    return in.unexpected();
  if (lanes.size() != 128 / shape->bits)
    return in.fail(Diag::WrongLaneCount, at);
  for (const Token &token : lanes)
    to.fixed(shape->isFloat ? in.floating(token, shape->bits == 64)
                            : in.integer(token, shape->bits),
             shape->bits / 8);
}

SmallVector<Token, 16> InstrAssembler::numbers() {
  SmallVector<Token, 16> result;
  while (in.atNumber())
    result.push_back(in.next());
  return result;
}

void InstrAssembler::lane(Encoder &to) {
  uint32_t at = in.offset();
  if (!in.at(Tok::Nat))
    return in.unexpected();
  std::optional<uint64_t> value = parseNat(in.text(in.next()));
  if (!value || *value > 0xFF)
    return in.fail(Diag::I8OutOfRange, at);
  to.byte(*value);
}

void InstrAssembler::shuffle(Encoder &to) {
  uint32_t at = in.offset();
  SmallVector<Token, 16> lanes = numbers();
  if (lanes.size() != 16)
    return in.fail(Diag::InvalidLaneLength, at);
  for (const Token &token : lanes) {
    std::optional<uint64_t> value;
    if (token.kind == Tok::Nat)
      value = parseNat(in.text(token));
    if (!value || *value > 0xFF)
      return in.fail(Diag::I8OutOfRange, token.offset);
    to.byte(*value);
  }
}

std::optional<VectorShape> vectorShape(Kw kw) {
  switch (kw) {
  case Kw::I8x16:
    return VectorShape{8, false};
  case Kw::I16x8:
    return VectorShape{16, false};
  case Kw::I32x4:
    return VectorShape{32, false};
  case Kw::I64x2:
    return VectorShape{64, false};
  case Kw::F32x4:
    return VectorShape{32, true};
  case Kw::F64x2:
    return VectorShape{64, true};
  default:
    return std::nullopt;
  }
}

} // namespace wfx::text
