//===- Decode.cpp - Sections from bytes -----------------------------------===//
//
// The section decoder (spec 5.5). Contents are read with a cursor over the
// whole module and compared with the section's size afterwards, as the
// specification's own interpreter does, whose messages its test suite pins.
//
// Function bodies are only delimited; constant expressions are decoded, because
// nothing else says where they end, but not kept.
//
//===----------------------------------------------------------------------===//

#include "Frontend/DecodeTypes.h"
#include "Frontend/Module.h"
#include "Frontend/BranchHints.h"
#include "Frontend/Names.h"
#include "Frontend/Opcodes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace wfx {

namespace {

/// Bounds on the size of index spaces, as the JavaScript embedding has them.
constexpr uint32_t maxDefinitions = 1'000'000;

class Decoder {
public:
  Decoder(ArrayRef<uint8_t> bytes, const Features &features)
      : cursor(bytes), features(features) {
    module.bytes = bytes;
    module.features = features;
  }
  Expected<Module> decode();

private:
  struct Section {
    uint8_t id;
    void (Decoder::*read)();
  };
  static ArrayRef<Section> sectionsInOrder();

  void readCustom(const CustomSection &custom);
  void header();
  void section();
  void orderedSection(uint8_t id, WasmOffset start);
  void customSection(WasmOffset end);
  void lengths();
  void preferBodyFailure();

  void typeSection();
  void importSection();
  void functionSection();
  void tableSection();
  void memorySection();
  void tagSection();
  void globalSection();
  void exportSection();
  void startSection();
  void elemSection();
  void dataCountSection();
  void codeSection();
  void dataSection();

  Import importEntry();
  uint32_t importedDefinition(ExternKind kind, WasmOffset at);
  Table tableEntry();
  ElemSegment elemSegment();
  void elemContents(ElemSegment &segment, uint32_t flags);
  DataSegment dataSegment();
  ConstExpr constExpr();
  /// Reads a list with \p one for each element.
  template <class Fn> void list(Fn one);
  void requireTags(WasmOffset at);

  Cursor cursor;
  const Features &features;
  Module module;
  Instr instr;         ///< reused by all that read instructions
  size_t position = 0; ///< sections that come before this one are over
  uint8_t lastId = 0;
  uint32_t bodies = 0;
};

/// The order in which sections may occur.
ArrayRef<Decoder::Section> Decoder::sectionsInOrder() {
  static constexpr Section sections[] = {
      {1, &Decoder::typeSection},       {2, &Decoder::importSection},
      {3, &Decoder::functionSection},   {4, &Decoder::tableSection},
      {5, &Decoder::memorySection},     {13, &Decoder::tagSection},
      {6, &Decoder::globalSection},     {7, &Decoder::exportSection},
      {8, &Decoder::startSection},      {9, &Decoder::elemSection},
      {12, &Decoder::dataCountSection}, {10, &Decoder::codeSection},
      {11, &Decoder::dataSection},
  };
  return sections;
}

Expected<Module> Decoder::decode() {
  header();
  while (cursor && !cursor.atEnd())
    section();
  if (cursor)
    lengths();
  if (!cursor)
    preferBodyFailure();
  if (Error err = cursor.takeError())
    return err;
  module.types.canonicalize();
  for (const CustomSection &custom : module.customs)
    readCustom(custom);
  return std::move(module);
}

/// What code generation and people make use of. Malformed contents are no error.
void Decoder::readCustom(const CustomSection &custom) {
  if (custom.name == "name")
    readNameSection(module.bytes, custom.contents, module.names);
  if (custom.name == branchHintSection) {
    Cursor hints(module.bytes, custom.contents.begin, custom.contents.end);
    readBranchHints(hints, module.branchHints);
    consumeError(hints.takeError());
  }
}

void Decoder::header() {
  ArrayRef<uint8_t> magic = cursor.bytes(4, Diag::UnexpectedEnd);
  if (cursor && toStringRef(magic) != StringRef("\0asm", 4))
    cursor.fail(Diag::MagicMissing, 0);
  ArrayRef<uint8_t> version = cursor.bytes(4, Diag::UnexpectedEnd);
  if (cursor && toStringRef(version) != StringRef("\1\0\0\0", 4))
    cursor.fail(Diag::UnknownVersion, 4);
}

void Decoder::section() {
  WasmOffset start = cursor.offset();
  uint8_t id = cursor.u8();
  uint32_t size = cursor.count();
  WasmOffset begin = cursor.offset(), end = begin + size;
  if (cursor && end > module.bytes.size())
    cursor.fail(Diag::UnexpectedEndOfSection, begin);
  if (!cursor)
    return;
  if (id == 0)
    return customSection(end);
  orderedSection(id, start);
  if (cursor && cursor.offset() != end)
    cursor.fail(Diag::SectionSizeMismatch, cursor.offset());
  lastId = id;
}

void Decoder::orderedSection(uint8_t id, WasmOffset start) {
  ArrayRef<Section> sections = sectionsInOrder();
  const Section *row = find_if(sections, [&](auto &s) { return s.id == id; });
  if (row == sections.end())
    return cursor.fail(Diag::MalformedSectionId, start);
  size_t at = row - sections.begin();
  if (at < position)
    return cursor.fail(Diag::UnexpectedContent, start);
  position = at + 1;
  (this->*row->read)();
}

void Decoder::customSection(WasmOffset end) {
  StringRef name = cursor.name();
  if (cursor && cursor.offset() > end)
    cursor.fail(Diag::UnexpectedEndOfSection, end);
  if (!cursor)
    return;
  module.customs.push_back({name, {cursor.offset(), end}, lastId});
  cursor.seek(end);
}

/// What can only be compared when all sections are read.
void Decoder::lengths() {
  size_t defined = module.functions.size() - module.importedFunctions;
  if (bodies != defined)
    cursor.fail(Diag::FuncCodeMismatch, cursor.offset());
  if (module.dataCount && *module.dataCount != module.datas.size())
    cursor.fail(Diag::DataCountMismatch, cursor.offset());
}

/// What goes wrong behind a malformed body is often its consequence, and comes
/// later in any case: the body's failure takes its place.
void Decoder::preferBodyFailure() {
  for (const Function &function : module.functions) {
    if (function.body.size() == 0)
      continue;
    Cursor body(module.bytes, function.body.begin, module.bytes.size());
    uint32_t groups = body.count();
    for (uint32_t i = 0; i < groups && body; ++i) {
      body.u32();
      readValType(body, features);
    }
    while (body && body.offset() < function.body.end)
      readInstr(body, features, instr);
    if (!body) {
      cursor = body;
      return;
    }
  }
}

template <class Fn> void Decoder::list(Fn one) {
  WasmOffset start = cursor.offset();
  uint32_t count = cursor.count();
  if (count > maxDefinitions)
    cursor.fail(Diag::LimitExceeded, start,
                "more than " + Twine(maxDefinitions) + " entries");
  for (uint32_t i = 0; i < count && cursor; ++i)
    one();
}

/// Delimits the expression at the cursor.
ConstExpr Decoder::constExpr() {
  ConstExpr expr{cursor.offset(), cursor.offset()};
  for (uint64_t depth = 1; depth && cursor;) {
    readInstr(cursor, features, instr);
    switch (instr.op) {
    case Op::Block:
    case Op::Loop:
    case Op::If:
    case Op::Try:
    case Op::TryTable:
      ++depth;
      break;
    case Op::End:
    case Op::Delegate:
      --depth;
      break;
    default:
      break;
    }
  }
  expr.end = cursor.offset();
  return expr;
}

//===----------------------------------------------------------------------===//
// Sections, in their order
//===----------------------------------------------------------------------===//

void Decoder::typeSection() {
  list([&] {
    WasmOffset start = cursor.offset();
    module.types.addGroup(readRecGroup(cursor, features));
    if (module.types.size() > maxDefinitions)
      cursor.fail(Diag::LimitExceeded, start,
                  "more than " + Twine(maxDefinitions) + " types");
  });
}

/// Tags serve exceptions and stack switching alike.
void Decoder::requireTags(WasmOffset at) {
  if (!features.has(Feature::LegacyExceptions) &&
      !features.has(Feature::StackSwitching))
    requireFeature(cursor, features, Feature::Exceptions, at, "tags");
}

Import Decoder::importEntry() {
  WasmOffset start = cursor.offset();
  Import import{cursor.name(), cursor.name(), ExternKind::Func, 0, start};
  WasmOffset at = cursor.offset();
  uint8_t kind = cursor.u8();
  if (kind > uint8_t(ExternKind::Tag)) {
    cursor.fail(Diag::MalformedImportKind, at);
    return import;
  }
  import.kind = ExternKind(kind);
  import.index = importedDefinition(import.kind, at);
  return import;
}

/// Reads the type of an import and adds it to its index space. Returns its
/// index.
uint32_t Decoder::importedDefinition(ExternKind kind, WasmOffset at) {
  uint32_t number = module.imports.size();
  switch (kind) {
  case ExternKind::Func:
    module.functions.push_back({TypeIdx(cursor.u32()), number, {}, at});
    return module.importedFunctions++;
  case ExternKind::Table:
    module.tables.push_back({readTableType(cursor, features), number, {}, at});
    return module.importedTables++;
  case ExternKind::Memory:
    module.memories.push_back({readMemoryType(cursor, features), number, at});
    return module.importedMemories++;
  case ExternKind::Global:
    module.globals.push_back(
        {readGlobalType(cursor, features), number, {}, at});
    return module.importedGlobals++;
  case ExternKind::Tag:
    requireTags(at);
    module.tags.push_back({readTagType(cursor), number, at});
    return module.importedTags++;
  }
  return 0;
}

void Decoder::importSection() {
  list([&] { module.imports.push_back(importEntry()); });
}

void Decoder::functionSection() {
  list([&] {
    WasmOffset at = cursor.offset();
    module.functions.push_back({TypeIdx(cursor.u32()), {}, {}, at});
  });
}

/// 0x40 0x00 says that an initial value follows the type.
Table Decoder::tableEntry() {
  Table table;
  table.offset = cursor.offset();
  bool hasInit = cursor.peek() == 0x40;
  if (hasInit) {
    cursor.u8();
    requireFeature(cursor, features, Feature::FunctionReferences, table.offset,
                   "a table with an initial value");
    WasmOffset at = cursor.offset();
    if (cursor.u8() != 0)
      cursor.fail(Diag::ZeroByteExpected, at);
  }
  table.type = readTableType(cursor, features);
  if (hasInit)
    table.init = constExpr();
  return table;
}

void Decoder::tableSection() {
  list([&] { module.tables.push_back(tableEntry()); });
}

void Decoder::memorySection() {
  list([&] {
    WasmOffset at = cursor.offset();
    module.memories.push_back({readMemoryType(cursor, features), {}, at});
  });
}

void Decoder::tagSection() {
  requireTags(cursor.offset());
  list([&] {
    WasmOffset at = cursor.offset();
    module.tags.push_back({readTagType(cursor), {}, at});
  });
}

void Decoder::globalSection() {
  list([&] {
    Global global;
    global.offset = cursor.offset();
    global.type = readGlobalType(cursor, features);
    global.init = constExpr();
    module.globals.push_back(global);
  });
}

void Decoder::exportSection() {
  list([&] {
    WasmOffset start = cursor.offset();
    StringRef name = cursor.name();
    WasmOffset at = cursor.offset();
    uint8_t kind = cursor.u8();
    if (kind > uint8_t(ExternKind::Tag))
      cursor.fail(Diag::MalformedExportKind, at);
    module.exports.push_back({name, ExternKind(kind), cursor.u32(), start});
  });
}

void Decoder::startSection() {
  module.startOffset = cursor.offset();
  module.start = FuncIdx(cursor.u32());
}

void Decoder::elemSection() {
  list([&] { module.elems.push_back(elemSegment()); });
}

/// Bit 0 of the flags: not active. Bit 1: with an explicit table, or
/// declarative. Bit 2: expressions instead of function indices.
ElemSegment Decoder::elemSegment() {
  ElemSegment segment;
  segment.offset = cursor.offset();
  uint32_t flags = cursor.u32();
  if (flags > 7)
    cursor.fail(Diag::MalformedElemSegment, segment.offset);
  if (flags != 0)
    requireFeature(cursor, features, Feature::BulkMemory, segment.offset,
                   "this kind of element segment");
  if (flags & 1)
    segment.mode = flags & 2 ? SegmentMode::Declarative : SegmentMode::Passive;
  else
    segment.mode = SegmentMode::Active;
  if (segment.mode == SegmentMode::Active) {
    segment.table = TableIdx(flags & 2 ? cursor.u32() : 0);
    segment.address = constExpr();
  }
  elemContents(segment, flags);
  return segment;
}

void Decoder::elemContents(ElemSegment &segment, uint32_t flags) {
  segment.usesExpressions = flags & 4;
  segment.type = ValType::ref(HeapType::Func, segment.usesExpressions);
  if (flags & 3) { // the form without a type is that of the first version
    WasmOffset at = cursor.offset();
    if (segment.usesExpressions)
      segment.type = readRefType(cursor, features);
    else if (cursor.u8() != 0)
      cursor.fail(Diag::MalformedElemKind, at);
  }
  uint32_t count = cursor.count();
  if (segment.usesExpressions)
    segment.expressions.reserve(count);
  else
    segment.functions.reserve(count);
  for (uint32_t i = 0; i < count && cursor; ++i)
    if (segment.usesExpressions)
      segment.expressions.push_back(constExpr());
    else
      segment.functions.push_back(FuncIdx(cursor.u32()));
}

void Decoder::dataCountSection() {
  requireFeature(cursor, features, Feature::BulkMemory, cursor.offset(),
                 "a data count section");
  module.dataCount = cursor.u32();
}

void Decoder::codeSection() {
  size_t defined = module.functions.size() - module.importedFunctions;
  list([&] {
    uint32_t size = cursor.count();
    WasmOffset begin = cursor.offset();
    cursor.skip(size);
    if (bodies < defined)
      module.functions[module.importedFunctions + bodies].body = {
          begin, cursor.offset()};
    ++bodies;
  });
}

void Decoder::dataSection() {
  list([&] { module.datas.push_back(dataSegment()); });
}

DataSegment Decoder::dataSegment() {
  DataSegment segment;
  segment.offset = cursor.offset();
  uint32_t flags = cursor.u32();
  if (flags > 2)
    cursor.fail(Diag::MalformedDataSegment, segment.offset);
  if (flags != 0)
    requireFeature(cursor, features, Feature::BulkMemory, segment.offset,
                   "this kind of data segment");
  segment.mode = flags == 1 ? SegmentMode::Passive : SegmentMode::Active;
  if (segment.mode == SegmentMode::Active) {
    segment.memory = MemIdx(flags == 2 ? cursor.u32() : 0);
    segment.address = constExpr();
  }
  uint32_t size = cursor.count();
  segment.bytes.begin = cursor.offset();
  cursor.skip(size);
  segment.bytes.end = cursor.offset();
  return segment;
}

} // namespace

Expected<Module> decodeModule(ArrayRef<uint8_t> bytes,
                              const Features &features) {
  return Decoder(bytes, features).decode();
}

std::string Module::functionName(FuncIdx func) const {
  if (StringRef name = names.functions.lookup(func.value); !name.empty())
    return name.str();
  for (const Export &e : exports)
    if (e.kind == ExternKind::Func && e.index == func.value)
      return e.name.str();
  return "func[" + std::to_string(func.value) + "]";
}

std::string Module::typeText(ExternKind kind, uint32_t index) const {
  switch (kind) {
  case ExternKind::Func:
    return toString(funcType(FuncIdx(index)));
  case ExternKind::Table:
    return toString(tables[index].type);
  case ExternKind::Memory:
    return toString(memories[index].type);
  case ExternKind::Global:
    return toString(globals[index].type);
  case ExternKind::Tag:
    // A tag's type is written as a function's, with another keyword.
    return "(tag" + toString(funcType(tags[index].type)).substr(5);
  }
  llvm_unreachable("covered switch");
}

} // namespace wfx
