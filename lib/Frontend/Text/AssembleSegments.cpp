//===- AssembleSegments.cpp - Element and data segments from text ---------===//
//
// Segments as fields of their own and inside tables and memories (spec 6.6.7,
// 6.6.8), written in the shortest of the binary format's forms that says the
// same (5.5.12, 5.5.14).
//
//===----------------------------------------------------------------------===//

#include "Frontend/Module.h"
#include "Frontend/Text/FieldAssembler.h"

using namespace llvm;

namespace wfx::text {

/// Where a segment goes.
struct FieldAssembler::Place {
  SegmentMode mode = SegmentMode::Passive;
  uint32_t target = 0; ///< Active: table or memory
  Encoder offset;      ///< Active
};

/// The elements of a segment: function indices or expressions.
struct FieldAssembler::ElemList {
  bool expressions = false;
  ValType type = ValType::ref(HeapType::Func, false);
  uint32_t count = 0;
  Encoder items;
};

/// `(offset instr*)` or one folded instruction.
bool FieldAssembler::atOffset() const {
  return in.atOpen(Kw::Offset) ||
         (in.at(Tok::LParen) && keywordInfo(in.peek(1)).op != Op::Count);
}

void FieldAssembler::offset(Encoder &out) {
  if (!in.takeOpen(Kw::Offset))
    return instrs.folded(out);
  instrs.sequence(out);
  in.close();
}

void FieldAssembler::zero(Encoder &out, bool is64) {
  out.mark(text);
  out.byte(info(is64 ? Op::I64Const : Op::I32Const).code);
  out.s64(0);
  out.byte(info(Op::End).code);
}

/// Reads `(table x)` or `(memory x)` if it is there. Wasm 1.0 wrote the number
/// alone.
bool FieldAssembler::takeTarget(Kw kw, const NameSpace &space,
                                uint32_t &target) {
  if (in.at(Tok::Nat)) {
    target = in.nat32();
    return true;
  }
  if (!in.takeOpen(kw))
    return false;
  target = space.index(in);
  in.close();
  return true;
}

//===----------------------------------------------------------------------===//
// Element segments
//===----------------------------------------------------------------------===//

void FieldAssembler::elem() {
  in.takeId();
  Place place;
  bool bareFunctions = false;
  if (in.take(Kw::Declare)) {
    place.mode = SegmentMode::Declarative;
  } else if (takeTarget(Kw::Table, m.tables, place.target)) {
    place.mode = SegmentMode::Active;
    offset(place.offset);
    bareFunctions = true;
  } else if (atOffset()) {
    place.mode = SegmentMode::Active;
    offset(place.offset);
    bareFunctions = true;
  }
  writeElem(place, elemList(bareFunctions));
}

/// Reads the `(elem ...)` inside of a table and returns its length, which is
/// the table's.
uint64_t FieldAssembler::inlineElem(uint32_t table, const TableType &type) {
  in.expectOpen(Kw::Elem);
  Place place;
  place.mode = SegmentMode::Active;
  place.target = table;
  zero(place.offset, type.limits.is64);
  ElemList list;
  list.type = type.element;
  if (!in.atIndex() && !in.at(Tok::RParen))
    elemExpressions(list);
  else if (list.type == ValType::funcref())
    elemFunctions(list);
  else
    elemReferences(list);
  in.close();
  writeElem(place, list);
  return list.count;
}

FieldAssembler::ElemList FieldAssembler::elemList(bool bareFunctions) {
  ElemList list;
  if (in.take(Kw::Func) || (bareFunctions && !atRefType(in))) {
    elemFunctions(list);
  } else {
    list.type = parseRefType(m);
    elemExpressions(list);
  }
  return list;
}

void FieldAssembler::elemFunctions(ElemList &list) {
  for (; in.atIndex(); ++list.count)
    list.items.u32(m.functions.index(in));
}

/// Function indices as expressions, whose type is the one of the list.
void FieldAssembler::elemReferences(ElemList &list) {
  list.expressions = true;
  for (; in.atIndex(); ++list.count) {
    list.items.byte(info(Op::RefFunc).code);
    list.items.u32(m.functions.index(in));
    list.items.byte(info(Op::End).code);
  }
}

/// `(item instr*)` or folded instructions, one for each element.
void FieldAssembler::elemExpressions(ElemList &list) {
  list.expressions = true;
  for (; in.at(Tok::LParen); ++list.count) {
    if (!in.takeOpen(Kw::Item)) {
      instrs.folded(list.items);
      continue;
    }
    instrs.sequence(list.items);
    in.close();
  }
}

/// Flags: 1 not active, 2 a table index (active) or declarative, 4 expressions.
/// The forms without element type stand for functions and for funcref.
void FieldAssembler::writeElem(const Place &place, const ElemList &list) {
  bool active = place.mode == SegmentMode::Active;
  bool implied = !list.expressions || list.type == ValType::funcref();
  bool shortForm = active && place.target == 0 && implied;
  unsigned flags = (active ? 0 : 1) | (list.expressions ? 4 : 0);
  if (active ? !shortForm : place.mode == SegmentMode::Declarative)
    flags |= 2;

  Encoder &out = entry(Section::Elem);
  out.u32(flags);
  if (active && !shortForm)
    out.u32(place.target);
  if (active)
    out.append(place.offset);
  if (!shortForm && list.expressions)
    out.valType(list.type);
  else if (!shortForm)
    out.byte(0); // elemkind: functions
  out.u32(list.count);
  out.append(list.items);
}

//===----------------------------------------------------------------------===//
// Data segments
//===----------------------------------------------------------------------===//

void FieldAssembler::data() {
  in.takeId();
  Place place;
  if (takeTarget(Kw::Memory, m.memories, place.target) || atOffset()) {
    place.mode = SegmentMode::Active;
    offset(place.offset);
  }
  writeData(place, in.strings());
}

/// Reads the `(data ...)` inside of a memory and returns its size.
uint64_t FieldAssembler::inlineData(uint32_t memory, bool is64) {
  in.expectOpen(Kw::Data);
  Place place;
  place.mode = SegmentMode::Active;
  place.target = memory;
  zero(place.offset, is64);
  std::string contents = in.strings();
  in.close();
  writeData(place, contents);
  return contents.size();
}

void FieldAssembler::writeData(const Place &place, StringRef contents) {
  bool active = place.mode == SegmentMode::Active;
  Encoder &out = entry(Section::Data);
  out.u32(!active ? 1 : place.target != 0 ? 2 : 0);
  if (active && place.target != 0)
    out.u32(place.target);
  if (active)
    out.append(place.offset);
  out.name(contents);
}

} // namespace wfx::text
