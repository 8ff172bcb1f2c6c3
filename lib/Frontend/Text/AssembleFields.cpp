//===- AssembleFields.cpp - Module fields from text -----------------------===//
//
// Reads the fields of a module in order and writes the entries of their
// sections (spec 6.6). Types are done before (AssembleTypes.cpp); segments are
// in AssembleSegments.cpp, instructions in AssembleInstr.cpp.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/FieldAssembler.h"

using namespace llvm;

namespace wfx::text {

void assembleFields(ModuleState &m) { FieldAssembler(m).run(); }

void FieldAssembler::run() {
  if (in.failed())
    return;
  for (const Field &field : m.fields) {
    in.seek(field.position);
    text = in.offset();
    if (field.kind == Kw::Type || field.kind == Kw::Rec)
      continue;
    in.next();
    in.next();
    this->field(field.kind);
    in.close();
    if (in.failed())
      return;
  }
}

void FieldAssembler::field(Kw kind) {
  switch (kind) {
  case Kw::Import:
    return import();
  case Kw::Func:
    return function();
  case Kw::Table:
    return table();
  case Kw::Memory:
    return memory();
  case Kw::Global:
    return global();
  case Kw::Tag:
    return tag();
  case Kw::Export:
    return exportField();
  case Kw::Start:
    return entry(Section::Start).u32(m.functions.index(in));
  case Kw::Elem:
    return elem();
  case Kw::Data:
    return data();
  default:
    llvm_unreachable("declareFields accepts no other field");
  }
}

//===----------------------------------------------------------------------===//
// Imports and exports
//===----------------------------------------------------------------------===//

namespace {

ExternKind externKind(Kw kw) {
  switch (kw) {
  case Kw::Func:
    return ExternKind::Func;
  case Kw::Table:
    return ExternKind::Table;
  case Kw::Memory:
    return ExternKind::Memory;
  case Kw::Global:
    return ExternKind::Global;
  default:
    return ExternKind::Tag;
  }
}

} // namespace

void FieldAssembler::import() {
  importNames();
  Kw kw = in.openKw();
  in.next();
  in.next();
  in.takeId();
  importType(kw);
  ++members[size_t(externKind(kw))];
  in.close();
}

void FieldAssembler::importNames() {
  Encoder &out = entry(Section::Import);
  out.name(in.name());
  out.name(in.name());
}

void FieldAssembler::importType(Kw kw) {
  Encoder &out = m.section(Section::Import).body;
  out.byte(unsigned(externKind(kw)));
  switch (kw) {
  case Kw::Func:
    return importFunction(out);
  case Kw::Table:
    return out.tableType(parseTableType(m));
  case Kw::Memory:
    return out.memoryType(parseMemoryType(m, parseAddressType(in)));
  case Kw::Global:
    return out.globalType(parseGlobalType(m));
  default: {
    Ids ids;
    out.byte(0);
    return out.u32(parseTypeUse(m, &ids).type);
  }
  }
}

/// The parameters' identifiers mean nothing here, but the name section has
/// them.
void FieldAssembler::importFunction(Encoder &out) {
  Ids ids;
  out.u32(parseTypeUse(m, &ids).type);
  std::vector<NameSpace::Name> names;
  for (uint32_t i = 0; i < ids.size(); ++i)
    if (ids[i])
      names.push_back({i, ids[i].name});
  m.localNames.indirectEntry(members[size_t(ExternKind::Func)], names);
}

void FieldAssembler::exportField() {
  Encoder &out = entry(Section::Export);
  out.name(in.name());
  Kw kw = in.openKw();
  if (kw != Kw::Func && kw != Kw::Table && kw != Kw::Memory &&
      kw != Kw::Global && kw != Kw::Tag)
    return in.unexpected(in.at(Tok::LParen) ? in.peek(1) : in.peek());
  in.next();
  in.next();
  out.byte(unsigned(externKind(kw)));
  out.u32(m.space(kw)->index(in));
  in.close();
}

/// Reads `id? (export "x")* (import "m" "n")?`, the start of a definition. True
/// if it is an import: then the rest of the field is done.
bool FieldAssembler::definitionHead(Kw kw) {
  in.takeId();
  uint32_t index = members[size_t(externKind(kw))];
  for (; in.atOpen(Kw::Export); in.close()) {
    Encoder &out = m.section(Section::Export).entry(in.offset());
    in.takeOpen(Kw::Export);
    out.name(in.name());
    out.byte(unsigned(externKind(kw)));
    out.u32(index);
  }
  bool isImport = in.takeOpen(Kw::Import);
  if (isImport) {
    importNames();
    in.close();
    importType(kw);
  }
  ++members[size_t(externKind(kw))];
  return isImport;
}

//===----------------------------------------------------------------------===//
// Definitions
//===----------------------------------------------------------------------===//

void FieldAssembler::function() {
  uint32_t index = members[size_t(ExternKind::Func)];
  if (definitionHead(Kw::Func))
    return;
  instrs.clear();
  Ids ids;
  TypeUse use = parseTypeUse(m, &ids);
  entry(Section::Function).u32(use.type);
  for (Id id : ids)
    instrs.locals.add(in, id);
  instrs.locals.addAnonymous(use.params - uint32_t(ids.size()));

  body.clear();
  locals();
  instrs.sequence(body);
  SectionBuilder &code = m.section(Section::Code);
  ++code.count;
  code.body.mark(text);
  code.body.appendSized(body);

  m.localNames.indirectEntry(index, instrs.locals.names());
  m.labelNames.indirectEntry(index, instrs.labelNames);
  for (auto [offset, value] : instrs.hints)
    m.branchHints.push_back({index, offset, value});
}

/// Declarations of locals; equal neighbours share an entry.
void FieldAssembler::locals() {
  struct Run {
    ValType type;
    uint32_t count;
  };
  SmallVector<Run, 8> runs;
  auto add = [&](Id id) {
    ValType type = parseValType(m);
    instrs.locals.add(in, id);
    if (runs.empty() || !(runs.back().type == type))
      runs.push_back({type, 0});
    ++runs.back().count;
  };
  while (in.takeOpen(Kw::Local)) {
    if (Id id = in.takeId())
      add(id);
    else
      while (!in.failed() && !in.at(Tok::RParen))
        add({});
    in.close();
  }
  body.u32(runs.size());
  for (const Run &run : runs) {
    body.u32(run.count);
    body.valType(run.type);
  }
}

void FieldAssembler::table() {
  uint32_t index = members[size_t(ExternKind::Table)];
  if (definitionHead(Kw::Table))
    return;
  Encoder &out = entry(Section::Table);
  TableType type;
  type.limits.is64 = parseAddressType(in);
  if (atRefType(in)) {
    type.element = parseRefType(m);
    type.limits.min = inlineElem(index, type);
    type.limits.max = type.limits.min;
    return out.tableType(type);
  }
  type.limits = parseLimits(m, type.limits.is64);
  type.element = parseRefType(m);
  if (in.at(Tok::RParen))
    return out.tableType(type);
  out.byte(0x40); // a table with an initializer
  out.byte(0x00);
  out.tableType(type);
  instrs.sequence(out);
}

void FieldAssembler::memory() {
  uint32_t index = members[size_t(ExternKind::Memory)];
  if (definitionHead(Kw::Memory))
    return;
  bool is64 = parseAddressType(in);
  MemoryType type;
  if (in.atOpen(Kw::Data) || in.atOpen(Kw::PageSize)) {
    type.pageSizeLog2 = parsePageSize(in);
    uint64_t bytes = inlineData(index, is64);
    uint64_t pages = bytes >> type.pageSizeLog2;
    pages += (pages << type.pageSizeLog2) != bytes;
    type.limits = {pages, pages, is64};
  } else {
    type = parseMemoryType(m, is64);
  }
  entry(Section::Memory).memoryType(type);
}

void FieldAssembler::global() {
  if (definitionHead(Kw::Global))
    return;
  Encoder &out = entry(Section::Global);
  out.globalType(parseGlobalType(m));
  instrs.sequence(out);
}

void FieldAssembler::tag() {
  if (definitionHead(Kw::Tag))
    return;
  Encoder &out = entry(Section::Tag);
  Ids ids;
  out.byte(0);
  out.u32(parseTypeUse(m, &ids).type);
}

} // namespace wfx::text
