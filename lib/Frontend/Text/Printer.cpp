//===- Printer.cpp - A module as text -------------------------------------===//
//
// Prints the fields of a module, section after section. Does not validate: what
// decodes is printed, invalid indices as numbers.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Printer.h"
#include "Frontend/Text/PrintInstr.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace wfx {

using namespace text;

namespace {

/// As many locals as this are not written out: a few bytes can declare four
/// thousand million.
constexpr uint64_t maxLocals = 1'000'000;

class ModulePrinter {
public:
  ModulePrinter(raw_ostream &os, const Module &m)
      : os(os), m(m), ids(m), types(os, m, ids), instrs(os, m, ids) {}

  Error run();

private:
  void typeSection();
  void imports();
  void tables();
  void memories();
  void tags();
  void globals();
  void exports();
  void elems();
  void functions();
  void datas();
  void customs();

  void function(uint32_t index);
  void locals(Cursor &cursor, const FuncType *type, const IdTable &names);
  IdTable localIds(uint32_t function, uint64_t count) const;
  uint64_t countLocals(Cursor cursor);
  void constant(ConstExpr expr, const char *wrapper);
  void target(const char *word, const IdTable &space, uint32_t index);
  void elemItems(const ElemSegment &segment);
  Cursor cursorOf(Slice slice) const {
    return Cursor(m.bytes, slice.begin, slice.end);
  }
  const IdTable &idsOf(ExternKind kind) const;
  void finish(Cursor &cursor) {
    if (!failure && cursor.failed())
      failure = cursor.takeError();
  }

  raw_ostream &os;
  const Module &m;
  ModuleIds ids;
  TypePrinter types;
  InstrPrinter instrs;
  Error failure = Error::success();
};

/// The words for the kinds of imports and exports, by their codes.
constexpr const char *kindWords[] = {"func", "table", "memory", "global",
                                     "tag"};

/// Where a custom section stands, given the section before it.
StringRef customPlacement(uint8_t after) {
  switch (after) {
#define SECTION(id, code, text)                                                \
  case code:                                                                   \
    return "after " text;
#include "Frontend/Text/Sections.def"
  }
  return "before first";
}

Error ModulePrinter::run() {
  os << "(module";
  if (!m.names.module.empty()) {
    os << ' ';
    printId(os, m.names.module);
  }
  typeSection();
  imports();
  tables();
  memories();
  tags();
  globals();
  exports();
  if (m.start) {
    os << "\n  (start ";
    ids.functions.use(os, m.start->value);
    os << ')';
  }
  elems();
  functions();
  datas();
  customs();
  os << ")\n";
  return std::move(failure);
}

void ModulePrinter::typeSection() {
  for (RecGroup group : m.types.groups()) {
    bool single = group.end - group.begin == 1;
    os << (single ? "" : "\n  (rec");
    for (uint32_t i = group.begin; i < group.end; ++i) {
      os << (single ? "\n  " : "\n    ");
      types.definition(i);
    }
    os << (single ? "" : ")");
  }
}

const IdTable &ModulePrinter::idsOf(ExternKind kind) const {
  const IdTable *tables[] = {&ids.functions, &ids.tables, &ids.memories,
                             &ids.globals, &ids.tags};
  return *tables[size_t(kind)];
}

void ModulePrinter::imports() {
  for (const Import &import : m.imports) {
    os << "\n  (import ";
    printString(os, import.module);
    os << ' ';
    printString(os, import.name);
    os << " (" << kindWords[size_t(import.kind)];
    idsOf(import.kind).define(os, import.index);
    switch (import.kind) {
    case ExternKind::Func: {
      IdTable names = localIds(import.index, UINT32_MAX);
      types.typeUse(m.functions[import.index].type, &names);
      break;
    }
    case ExternKind::Table:
      types.tableType(m.tables[import.index].type);
      break;
    case ExternKind::Memory:
      types.memoryType(m.memories[import.index].type);
      break;
    case ExternKind::Global:
      types.globalType(m.globals[import.index].type);
      break;
    case ExternKind::Tag:
      types.typeUse(m.tags[import.index].type);
      break;
    }
    os << "))";
  }
}

void ModulePrinter::tables() {
  for (uint32_t i = m.importedTables; i < m.tables.size(); ++i) {
    os << "\n  (table";
    ids.tables.define(os, i);
    types.tableType(m.tables[i].type);
    if (m.tables[i].init)
      constant(*m.tables[i].init, nullptr);
    os << ')';
  }
}

void ModulePrinter::memories() {
  for (uint32_t i = m.importedMemories; i < m.memories.size(); ++i) {
    os << "\n  (memory";
    ids.memories.define(os, i);
    types.memoryType(m.memories[i].type);
    os << ')';
  }
}

void ModulePrinter::tags() {
  for (uint32_t i = m.importedTags; i < m.tags.size(); ++i) {
    os << "\n  (tag";
    ids.tags.define(os, i);
    types.typeUse(m.tags[i].type);
    os << ')';
  }
}

void ModulePrinter::globals() {
  for (uint32_t i = m.importedGlobals; i < m.globals.size(); ++i) {
    os << "\n  (global";
    ids.globals.define(os, i);
    types.globalType(m.globals[i].type);
    constant(m.globals[i].init, nullptr);
    os << ')';
  }
}

void ModulePrinter::exports() {
  for (const Export &e : m.exports) {
    os << "\n  (export ";
    printString(os, e.name);
    os << " (" << kindWords[size_t(e.kind)] << ' ';
    idsOf(e.kind).use(os, e.index);
    os << "))";
  }
}

void ModulePrinter::constant(ConstExpr expr, const char *wrapper) {
  if (failure)
    return;
  Cursor cursor = cursorOf(expr);
  instrs.constant(cursor, wrapper);
  finish(cursor);
}

/// Says which table or memory a segment goes to; 0 is understood.
void ModulePrinter::target(const char *word, const IdTable &space,
                           uint32_t index) {
  if (index == 0)
    return;
  os << " (" << word << ' ';
  space.use(os, index);
  os << ')';
}

void ModulePrinter::elems() {
  for (uint32_t i = 0; i < m.elems.size(); ++i) {
    const ElemSegment &segment = m.elems[i];
    os << "\n  (elem";
    ids.elems.define(os, i);
    if (segment.mode == SegmentMode::Active) {
      target("table", ids.tables, segment.table.value);
      constant(segment.address, "offset");
    } else if (segment.mode == SegmentMode::Declarative) {
      os << " declare";
    }
    elemItems(segment);
    os << ')';
  }
}

void ModulePrinter::elemItems(const ElemSegment &segment) {
  if (segment.usesExpressions) {
    os << ' ';
    types.valType(segment.type);
    for (ConstExpr expr : segment.expressions)
      constant(expr, "item");
    return;
  }
  os << " func";
  for (FuncIdx f : segment.functions) {
    os << ' ';
    ids.functions.use(os, f.value);
  }
}

void ModulePrinter::datas() {
  for (uint32_t i = 0; i < m.datas.size(); ++i) {
    const DataSegment &segment = m.datas[i];
    os << "\n  (data";
    ids.datas.define(os, i);
    if (segment.mode == SegmentMode::Active) {
      target("memory", ids.memories, segment.memory.value);
      constant(segment.address, "offset");
    }
    os << ' ';
    printString(os, toStringRef(m.slice(segment.bytes)));
    os << ')';
  }
}

void ModulePrinter::functions() {
  for (uint32_t i = m.importedFunctions; i < m.functions.size(); ++i)
    if (!failure)
      function(i);
}

void ModulePrinter::function(uint32_t index) {
  const Function &f = m.functions[index];
  const FuncType *type = nullptr;
  if (f.type.value < m.types.size() &&
      m.types[f.type].comp.kind == CompositeType::Func)
    type = &m.funcType(f.type);
  Cursor cursor = cursorOf(f.body);
  uint64_t count = countLocals(cursor) + (type ? type->params.size() : 0);
  IdTable names = localIds(index, count);

  os << "\n  (func";
  ids.functions.define(os, index);
  types.typeUse(f.type, &names);
  if (count > maxLocals)
    cursor.fail(Diag::LimitExceeded, f.body.begin, "too many locals to print");
  locals(cursor, type, names);
  instrs.body(cursor, index, names);
  os << ')';
  finish(cursor);
}

IdTable ModulePrinter::localIds(uint32_t function, uint64_t count) const {
  auto found = m.names.locals.find(function);
  return found == m.names.locals.end() ? IdTable()
                                       : IdTable(found->second, count);
}

uint64_t ModulePrinter::countLocals(Cursor cursor) {
  uint64_t count = 0;
  for (uint32_t runs = cursor.count(); runs > 0 && cursor; --runs) {
    count += cursor.u32();
    readValType(cursor, m.features);
  }
  return count;
}

/// Named locals each in their own declaration.
void ModulePrinter::locals(Cursor &cursor, const FuncType *type,
                           const IdTable &names) {
  uint32_t index = type ? uint32_t(type->params.size()) : 0;
  bool open = false;
  auto close = [&] {
    os << (open ? ")" : "");
    open = false;
  };
  for (uint32_t runs = cursor.count(); runs > 0 && cursor; --runs) {
    uint32_t count = cursor.u32();
    ValType local = readValType(cursor, m.features);
    for (uint32_t i = 0; i < count && cursor; ++i, ++index) {
      StringRef id = names.id(index);
      if (!id.empty())
        close();
      if (!open)
        os << "\n    (local";
      os << (id.empty() ? "" : " ") << id << ' ';
      types.valType(local);
      open = true;
      if (!id.empty())
        close();
    }
  }
  close();
}

/// Custom sections as annotations, the name section as identifiers.
void ModulePrinter::customs() {
  for (const CustomSection &custom : m.customs) {
    if (custom.name == "name")
      continue;
    os << "\n  (@custom ";
    printString(os, custom.name);
    os << " (" << customPlacement(custom.after) << ") ";
    printString(os, toStringRef(m.slice(custom.contents)));
    os << ')';
  }
}

} // namespace

Error printModule(raw_ostream &os, const Module &module) {
  return ModulePrinter(os, module).run();
}

} // namespace wfx
