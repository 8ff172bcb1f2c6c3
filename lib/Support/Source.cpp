//===- Source.cpp - An input file and the places in it --------------------===//

#include "Support/Source.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

Expected<Source> readSource(StringRef path) {
  auto buffer = MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false);
  if (!buffer)
    return usageError("cannot read '" + path +
                      "': " + buffer.getError().message());
  return Source{path == "-" ? "<stdin>" : path.str(),
                (*buffer)->getBuffer().str()};
}

uint64_t LineMap::lookup(WasmOffset module) const {
  auto it = partition_point(entries,
                            [&](const Entry &e) { return e.module <= module; });
  return it == entries.begin() ? 0 : std::prev(it)->text;
}

LineColumn lineColumn(StringRef text, uint64_t offset) {
  StringRef before = text.substr(0, offset);
  size_t lineStart = before.rfind('\n') + 1; // npos + 1 == 0
  return {unsigned(before.count('\n') + 1), unsigned(offset - lineStart + 1)};
}

/// Prints the line that holds \p offset and a caret under the column.
static void printSnippet(raw_ostream &os, StringRef text, uint64_t offset) {
  offset = std::min<uint64_t>(offset, text.size());
  size_t begin = text.substr(0, offset).rfind('\n') + 1;
  StringRef line = text.substr(begin).take_until(
      [](char c) { return c == '\n' || c == '\r'; });
  constexpr size_t width = 160; // a generated file may be one huge line
  size_t skip = offset - begin > width / 2 ? offset - begin - width / 2 : 0;
  line = line.substr(skip, width);
  os << "  ";
  for (char c : line)
    os << (isPrint(c) || (c & 0x80) ? c : ' ');
  os << "\n  ";
  os.indent(offset - begin - skip) << "^\n";
}

static void reportOne(raw_ostream &os, const ErrorInfoBase &info,
                      const Source *source, const LineMap *map) {
  DiagPlace place;
  if (info.isA<Diagnostic>())
    place = static_cast<const Diagnostic &>(info).place;
  if (place.kind == DiagPlace::Module && map && !map->empty())
    place = {DiagPlace::Text, map->lookup(place.offset)};
  bool isInText = source && place.kind == DiagPlace::Text;

  os << (source && place.kind != DiagPlace::None ? source->name : "wfxc")
     << ':';
  if (isInText) {
    auto [line, column] = lineColumn(source->text(), place.offset);
    os << line << ':' << column << ':';
  } else if (place.kind == DiagPlace::Module) {
    os << "0x" << utohexstr(place.offset, /*LowerCase=*/true) << ':';
  }
  os << ' ';
  WithColor(os, HighlightColor::Error) << "error: ";
  os << info.message() << '\n';
  if (isInText)
    printSnippet(os, source->text(), place.offset);
}

void reportError(raw_ostream &os, Error err, const Source *source,
                 const LineMap *map) {
  handleAllErrors(std::move(err), [&](const ErrorInfoBase &info) {
    reportOne(os, info, source, map);
  });
}

} // namespace wfx
