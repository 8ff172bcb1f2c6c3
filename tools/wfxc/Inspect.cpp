//===- Inspect.cpp - `wfxc inspect`: what is in a module ------------------===//
//
// Tables for people. Types are written as the text format writes them.
//
//===----------------------------------------------------------------------===//

#include "Inspect.h"
#include "Input.h"
#include "Support/Cursor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

/// Rows of words that are printed in columns. A column whose first word is a
/// number is aligned at the right.
class Columns {
public:
  void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }

  /// Prints \p title with the number of rows, and the rows; nothing if there
  /// are none.
  void print(raw_ostream &os, StringRef title) const {
    if (rows.empty())
      return;
    os << '\n' << title << " (" << rows.size() << ")\n";
    for (const auto &row : rows) {
      std::string line = " ";
      for (size_t i = 0; i < row.size(); ++i) {
        line += ' ';
        bool isNumber = isDigit(rows[0][i].front());
        size_t width = this->width(i), pad = width - row[i].size();
        line += isNumber ? std::string(pad, ' ') + row[i]
                         : row[i] + std::string(pad, ' ');
        line += ' ';
      }
      os << StringRef(line).rtrim() << '\n';
    }
  }

private:
  size_t width(size_t column) const {
    size_t width = 0;
    for (const auto &row : rows)
      width = std::max(width, row[column].size());
    return width;
  }

  std::vector<std::vector<std::string>> rows;
};

} // namespace

/// A name from the module: control characters must not reach the terminal.
static std::string printable(StringRef name) {
  std::string text;
  for (char c : name)
    text += uint8_t(c) < 0x20 || c == 0x7F ? '?' : c;
  return text;
}

//===--- Sections ---------------------------------------------------------===//

/// By section id.
static constexpr const char *sectionNames[] = {
    "custom", "type",  "import",  "function", "table", "memory",     "global",
    "export", "start", "element", "code",     "data",  "data count", "tag"};

/// Prints a row for each section of the module \p bytes, which is well-formed.
static void printSections(raw_ostream &os, ArrayRef<uint8_t> bytes) {
  Columns table;
  Cursor cursor(bytes);
  cursor.skip(8);
  while (cursor && !cursor.atEnd()) {
    uint8_t id = cursor.u8();
    uint32_t size = cursor.u32();
    WasmOffset begin = cursor.offset();
    std::string name = sectionNames[id];
    if (id == 0)
      name += " " + printable(Cursor(bytes, begin, begin + size).name());
    table.add({utostr(size), "bytes at 0x" + utohexstr(begin, true), name});
    cursor.skip(size);
  }
  consumeError(cursor.takeError());
  table.print(os, "Sections");
}

//===--- Index spaces -----------------------------------------------------===//

static void printImports(raw_ostream &os, const Module &module) {
  Columns table;
  for (const Import &import : module.imports)
    table.add({printable(import.module) + "." + printable(import.name),
               module.typeText(import.kind, import.index)});
  table.print(os, "Imports");
}

static void printExports(raw_ostream &os, const Module &module) {
  Columns table;
  for (const Export &entry : module.exports)
    table.add(
        {printable(entry.name), module.typeText(entry.kind, entry.index)});
  table.print(os, "Exports");
}

/// The definitions of one index space, imports included.
template <class Entity>
static void printSpace(raw_ostream &os, const Module &module, ExternKind kind,
                       ArrayRef<Entity> space,
                       const DenseMap<uint32_t, StringRef> &names,
                       StringRef title) {
  Columns table;
  for (uint32_t i = 0; i < space.size(); ++i)
    table.add({utostr(i), module.typeText(kind, i), printable(names.lookup(i)),
               space[i].import ? "imported" : ""});
  table.print(os, title);
}

//===--- Summary ----------------------------------------------------------===//

static void printFeatures(raw_ostream &os, const ValidModule &module) {
  os << "\nFeatures used:";
  for (size_t i = 0; i < size_t(Feature::Count); ++i)
    if (module.usedFeatures().has(Feature(i)))
      os << ' ' << featureName(Feature(i));
  os << '\n';
}

static void printFunctions(raw_ostream &os, const Module &module) {
  uint64_t bytes = 0;
  for (const Function &function : module.functions)
    bytes += function.body.size();
  os << "Functions: " << module.functions.size() - module.importedFunctions
     << " defined (" << bytes << " bytes of code), " << module.importedFunctions
     << " imported\n";
  if (module.start)
    os << "Start function: " << printable(module.functionName(*module.start))
       << '\n';
}

static void printCompilable(raw_ostream &os, const ValidModule &module) {
  os << "Can be compiled: ";
  if (const auto &refusal = module.refusal())
    os << "no, because of " << refusal->what << " ("
       << featureName(refusal->feature) << ") at 0x"
       << utohexstr(refusal->offset, true) << '\n';
  else
    os << "yes\n";
}

int inspectModule(const Options &options) {
  Report report(options.verbose, options.timeReport);
  Input input;
  if (Error failed = input.read(options.inputs[0]))
    return input.report(std::move(failed));
  auto valid = checkModule(input.module(), options.features, options.jobs, report);
  if (!valid)
    return input.report(valid.takeError());
  const Module &module = **valid;
  raw_ostream &os = outs();
  os << options.inputs[0] << ": " << module.bytes.size() << " bytes";
  if (!module.names.module.empty())
    os << ", module " << printable(module.names.module);
  os << '\n';
  printSections(os, module.bytes);
  printImports(os, module);
  printExports(os, module);
  printSpace(os, module, ExternKind::Memory, ArrayRef(module.memories),
             module.names.memories, "Memories");
  printSpace(os, module, ExternKind::Table, ArrayRef(module.tables),
             module.names.tables, "Tables");
  printSpace(os, module, ExternKind::Global, ArrayRef(module.globals),
             module.names.globals, "Globals");
  printSpace(os, module, ExternKind::Tag, ArrayRef(module.tags),
             module.names.tags, "Tags");
  printFeatures(os, *valid);
  printFunctions(os, module);
  printCompilable(os, *valid);
  return 0;
}

} // namespace wfx
