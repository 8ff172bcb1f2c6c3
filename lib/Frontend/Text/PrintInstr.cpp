//===- PrintInstr.cpp - Instructions as text ------------------------------===//
//
// One case for each kind of immediate (Opcodes.h), the counterpart of
// AssembleImmediates.cpp: what this prints, that reads.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/PrintInstr.h"
#include "Frontend/Text/PrintNumbers.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace wfx::text {

//===----------------------------------------------------------------------===//
// Sequences
//===----------------------------------------------------------------------===//

void InstrPrinter::body(Cursor &cursor, uint32_t function,
                        const IdTable &localIds) {
  locals = &localIds;
  labels.clear();
  blockCount = 0;
  auto names = m.names.labels.find(function);
  labelIds = names == m.names.labels.end()
                 ? IdTable()
                 : IdTable(names->second, UINT32_MAX, false);
  while (cursor) {
    readInstr(cursor, m.features, instr);
    if (instr.op == Op::End && labels.empty())
      break;
    if (!structure(cursor))
      break;
  }
  if (!cursor.atEnd())
    cursor.fail(Diag::EndExpected, cursor.offset());
  locals = nullptr;
}

namespace {

bool opensBlock(Op op) {
  return info(op).imm == Imm::Block || info(op).imm == Imm::TryTable;
}

/// True for what opens, divides or ends a block.
bool isStructure(Op op) {
  return opensBlock(op) || op == Op::Else || op == Op::End || op == Op::Catch ||
         op == Op::CatchAll || op == Op::Delegate;
}

} // namespace

/// Prints the current instruction on its line and keeps track of blocks.
bool InstrPrinter::structure(Cursor &cursor) {
  if (cursor.failed())
    return false;
  Op op = instr.op;
  bool ends = op == Op::End || op == Op::Delegate;
  bool divides = op == Op::Else || op == Op::Catch || op == Op::CatchAll;
  if (ends || divides) {
    Op opener = labels.empty() ? Op::Nop : labels.back().op;
    bool matches = op == Op::Else  ? opener == Op::If
                   : op == Op::End ? !labels.empty()
                                   : opener == Op::Try;
    if (!matches) {
      cursor.fail(Diag::EndExpected, instr.offset);
      return false;
    }
    // A second else, or a catch behind catch_all, would match nothing.
    if (op == Op::Else || op == Op::CatchAll)
      labels.back().op = Op::Else;
    newline(unsigned(labels.size()) - 1);
    if (ends)
      labels.pop_back();
    instruction();
    return true;
  }
  newline(unsigned(labels.size()));
  instruction();
  if (opensBlock(op))
    labels.push_back({op, labelIds.id(blockCount++).str()});
  return true;
}

/// Indentation stops growing at some depth, so that deep nesting does not make
/// the output quadratic.
void InstrPrinter::newline(unsigned depth) {
  os << '\n';
  os.indent(4 + 2 * std::min(depth, 50u));
}

void InstrPrinter::constant(Cursor &cursor, const char *wrapper) {
  readInstr(cursor, m.features, instr);
  // Whether it is a single instruction is known by the `end` behind it.
  bool single = cursor && !isStructure(instr.op) && cursor.remaining() == 1 &&
                cursor.peek() == info(Op::End).code;
  if (single) {
    os << " (";
    instruction();
    os << ')';
    cursor.u8();
    return;
  }
  if (wrapper)
    os << " (" << wrapper;
  labels.clear();
  while (cursor && !(instr.op == Op::End && labels.empty())) {
    if (!structure(cursor))
      break;
    readInstr(cursor, m.features, instr);
  }
  if (!cursor.atEnd())
    cursor.fail(Diag::EndExpected, cursor.offset());
  if (wrapper)
    os << ')';
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

void InstrPrinter::instruction() {
  os << info(instr.op).text;
  immediates();
}

void InstrPrinter::immediates() {
  switch (info(instr.op).imm) {
  case Imm::None:
  case Imm::AtomicFence:
    return;
  case Imm::Block:
  case Imm::TryTable:
    if (StringRef id = labelIds.id(blockCount); !id.empty())
      os << ' ' << id;
    types.blockType(instr.block);
    if (info(instr.op).imm == Imm::TryTable)
      catches();
    return;
  case Imm::Label:
  case Imm::Delegate:
    return label(instr.index);
  case Imm::LabelTable:
    return labelTable();
  case Imm::Func:
    return use(ids.functions, instr.index);
  case Imm::TypeTable:
    optional(ids.tables, instr.index2);
    return types.typeUse(TypeIdx(instr.index));
  case Imm::Type:
    return use(ids.types, instr.index);
  case Imm::TypeType:
    return both(ids.types, ids.types);
  case Imm::TypeField:
    return typeField();
  case Imm::TypeCount:
    use(ids.types, instr.index);
    os << ' ' << instr.index2;
    return;
  case Imm::TypeData:
    return both(ids.types, ids.datas);
  case Imm::TypeElem:
    return both(ids.types, ids.elems);
  case Imm::TypeTag:
    return both(ids.types, ids.tags);
  case Imm::Local:
    return locals ? use(*locals, instr.index) : use(IdTable(), instr.index);
  case Imm::Global:
    return use(ids.globals, instr.index);
  case Imm::Tag:
    return use(ids.tags, instr.index);
  case Imm::Elem:
    return use(ids.elems, instr.index);
  case Imm::Data:
    return use(ids.datas, instr.index);
  case Imm::Table:
    return optional(ids.tables, instr.index);
  case Imm::Memory:
    return optional(ids.memories, instr.index);
  case Imm::TableTable:
    return pair(ids.tables);
  case Imm::MemoryMemory:
    return pair(ids.memories);
  case Imm::TableElem:
    optional(ids.tables, instr.index);
    return use(ids.elems, instr.index2);
  case Imm::MemoryData:
    optional(ids.memories, instr.index);
    return use(ids.datas, instr.index2);
  case Imm::MemArg:
    return memArg();
  case Imm::MemArgLane:
    memArg();
    os << ' ' << unsigned(instr.lane);
    return;
  case Imm::I32:
    os << ' ' << int32_t(instr.bits[0]);
    return;
  case Imm::I64:
    os << ' ' << int64_t(instr.bits[0]);
    return;
  case Imm::F32:
    os << ' ';
    return printFloat(os, instr.bits[0], false);
  case Imm::F64:
    os << ' ';
    return printFloat(os, instr.bits[0], true);
  case Imm::V128:
    return vector();
  case Imm::Lane:
    os << ' ' << unsigned(instr.lane);
    return;
  case Imm::Shuffle:
    return shuffle();
  case Imm::SelectTypes:
    os << " (result";
    types.valTypes(instr.types);
    os << ')';
    return;
  case Imm::HeapType:
    os << ' ';
    return types.heapType(instr.heap);
  case Imm::RefType:
    return refType(ValType::ref(instr.heap, instr.nullable));
  case Imm::BrOnCast:
    label(instr.index);
    refType(instr.from);
    return refType(instr.to);
  case Imm::ResumeTable:
    use(ids.types, instr.index);
    return handlers();
  case Imm::ResumeThrow:
    both(ids.types, ids.tags);
    return handlers();
  }
}

/// Prints a label by name where that name means this label, by number else.
/// Only near labels are looked at for being hidden: the cost must not grow with
/// depth.
void InstrPrinter::label(uint32_t depth) {
  constexpr uint32_t near = 64;
  os << ' ';
  if (depth >= labels.size() || depth >= near) {
    os << depth;
    return;
  }
  const std::string &id = labels[labels.size() - 1 - depth].id;
  bool hidden = id.empty();
  for (uint32_t i = 0; i < depth && !hidden; ++i)
    hidden = labels[labels.size() - 1 - i].id == id;
  if (hidden)
    os << depth;
  else
    os << id;
}

void InstrPrinter::labelTable() {
  for (uint32_t target : instr.list)
    label(target);
  label(instr.index);
}

void InstrPrinter::use(const IdTable &space, uint32_t index) {
  os << ' ';
  space.use(os, index);
}

void InstrPrinter::both(const IdTable &first, const IdTable &second) {
  use(first, instr.index);
  use(second, instr.index2);
}

/// Index 0 is what the text means where nothing is said.
void InstrPrinter::optional(const IdTable &space, uint32_t index) {
  if (index != 0)
    use(space, index);
}

void InstrPrinter::pair(const IdTable &space) {
  if (instr.index != 0 || instr.index2 != 0)
    both(space, space);
}

void InstrPrinter::typeField() {
  use(ids.types, instr.index);
  use(ids.fieldsOf(instr.index), instr.index2);
}

void InstrPrinter::memArg() {
  optional(ids.memories, instr.mem.memory.value);
  if (instr.mem.offset != 0)
    os << " offset=" << instr.mem.offset;
  if (instr.mem.alignLog2 != info(instr.op).alignLog2)
    os << " align=" << (uint64_t(1) << instr.mem.alignLog2);
}

void InstrPrinter::vector() {
  os << " i32x4";
  for (uint64_t half : instr.bits)
    os << ' ' << format_hex(uint32_t(half), 10) << ' '
       << format_hex(half >> 32, 10);
}

void InstrPrinter::shuffle() {
  for (unsigned i = 0; i < 16; ++i)
    os << ' ' << (instr.bits[i / 8] >> (i % 8 * 8) & 0xFF);
}

void InstrPrinter::refType(ValType type) {
  os << ' ';
  types.valType(type);
}

void InstrPrinter::catches() {
  static constexpr const char *words[] = {"catch", "catch_ref", "catch_all",
                                          "catch_all_ref"};
  for (const CatchClause &clause : instr.catches) {
    os << " (" << words[clause.kind];
    if (clause.kind <= CatchClause::CatchRef)
      use(ids.tags, clause.tag.value);
    label(clause.label.value);
    os << ')';
  }
}

void InstrPrinter::handlers() {
  for (const HandlerClause &clause : instr.handlers) {
    os << " (on";
    use(ids.tags, clause.tag.value);
    if (clause.isSwitch)
      os << " switch";
    else
      label(clause.label.value);
    os << ')';
  }
}

} // namespace wfx::text
