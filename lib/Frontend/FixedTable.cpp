//===- FixedTable.cpp - Tables that never change --------------------------===//

#include "Frontend/FixedTable.h"
#include "Frontend/Opcodes.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace wfx {

/// A table of more elements than this is no more than half full.
static uint64_t mostElements(const Module &module) {
  return 2 * module.functions.size() + 64;
}

/// The only instruction of \p expr but its end; nothing if there are more.
static std::optional<Instr> soleInstruction(const Module &module,
                                            ConstExpr expr) {
  Instr first, end;
  Cursor cursor(module.bytes, expr.begin, expr.end);
  readInstr(cursor, module.features, first);
  readInstr(cursor, module.features, end);
  if (end.op != Op::End)
    return std::nullopt;
  return first;
}

/// Where the active \p segment begins, if it certainly fits into its table.
static std::optional<uint64_t> placeOf(const Module &module,
                                       const ElemSegment &segment) {
  uint64_t size = module.tables[segment.table.value].type.limits.min;
  auto address = soleInstruction(module, segment.address);
  if (!address || (address->op != Op::I32Const && address->op != Op::I64Const))
    return std::nullopt;
  uint64_t begin = address->op == Op::I32Const ? uint32_t(address->bits[0])
                                               : address->bits[0];
  bool fits = begin <= size && segment.size() <= size - begin;
  return fits ? std::optional(begin) : std::nullopt;
}

std::optional<ConstantElements> constantElements(const Module &module,
                                                 const ElemSegment &segment) {
  ConstantElements elements(segment.functions.begin(), segment.functions.end());
  for (ConstExpr expr : segment.expressions) {
    auto value = soleInstruction(module, expr);
    if (value && value->op == Op::RefFunc)
      elements.push_back(FuncIdx(value->index));
    else if (value && value->op == Op::RefNull)
      elements.push_back(std::nullopt);
    else
      return std::nullopt;
  }
  return elements;
}

static void addGroups(const Module &module, FixedTable &table) {
  for (auto [index, f] : enumerate(table.elements)) {
    if (!f)
      continue;
    TypeIdx type = module.functions[f->value].type;
    FixedTable::Group &group = table.groups[module.types.canonicalId(type)];
    group.elements.push_back(uint32_t(index));
    group.hasImported |= f->value < module.importedFunctions;
  }
}

std::vector<std::optional<FixedTable>>
findFixedTables(const Module &module, const BitVector &changed) {
  std::vector<std::optional<FixedTable>> tables(module.tables.size());
  for (size_t i = module.importedTables; i < tables.size(); ++i) {
    const Table &table = module.tables[i];
    if (!changed[i] && !table.init &&
        table.type.limits.min <= mostElements(module))
      tables[i].emplace().elements.resize(table.type.limits.min);
  }
  for (const Export &e : module.exports)
    if (e.kind == ExternKind::Table)
      tables[e.index].reset();
  for (const ElemSegment &segment : module.elems) {
    if (segment.mode != SegmentMode::Active)
      continue;
    auto place = placeOf(module, segment);
    // If it traps there is no instance. But functions that are in the tables of
    // others by then can be called, and find the later segments missing.
    if (!place)
      return std::vector<std::optional<FixedTable>>(tables.size());
    auto &table = tables[segment.table.value];
    if (!table)
      continue;
    if (auto elements = constantElements(module, segment))
      llvm::copy(*elements, table->elements.begin() + *place);
    else
      table.reset();
  }
  for (auto &table : tables)
    if (table)
      addGroups(module, *table);
  return tables;
}

} // namespace wfx
