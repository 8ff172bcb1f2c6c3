//===- NameTable.cpp - Names of functions for backtraces ------------------===//

#include "NameTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

/// Bytes as an assembler takes them, in lines of bearable length.
static void printAscii(raw_ostream &os, StringRef bytes) {
  for (; !bytes.empty();
       bytes = bytes.drop_front(std::min<size_t>(bytes.size(), 4096))) {
    os << ".ascii \"";
    for (char c : bytes.take_front(4096)) {
      if (isPrint(c) && c != '"' && c != '\\')
        os << c;
      else
        os << '\\' << char('0' + (uint8_t(c) >> 6))
           << char('0' + (uint8_t(c) >> 3 & 7)) << char('0' + (c & 7));
    }
    os << "\"\n";
  }
}

/// The table of \p module in .wfx.names (Runtime/Symbolize.h).
static void printTable(raw_ostream &os, const ProgramModule &module) {
  const Module &wasm = *module;
  uint32_t first = wasm.importedFunctions,
           count = uint32_t(wasm.functions.size()) - first;
  std::string rows, strings = module.fileName + module.name;
  raw_string_ostream rowText(rows);
  for (uint32_t i = first; i < wasm.functions.size(); ++i) {
    Slice body = wasm.functions[i].body;
    StringRef name = wasm.names.functions.lookup(i);
    rowText << ".long " << body.begin << ", " << body.end << ", "
            << strings.size() << ", " << name.size() << '\n';
    strings += name;
  }
  os << ".long " << 20 + uint64_t(count) * 16 + strings.size() << ", "
     << module.fileName.size() << ", " << module.name.size() << ", " << count
     << ", " << first << '\n'
     << rows;
  printAscii(os, strings);
}

std::string nameTable(const ProgramModule &module) {
  std::string text;
  raw_string_ostream os(text);
  os << ".section .wfx.names,\"\",@progbits\n";
  printTable(os, module);
  os << ".text\n";
  return text;
}

} // namespace wfx
