//===- Source.h - An input file and the places in it ----------------------===//
//
// A Source is the bytes of one input as they were read, with its name. A text
// input becomes a binary module together with a LineMap that leads from module
// offsets back to text offsets, so that every stage behind the assembler speaks
// of module offsets only and the user still sees lines and columns.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Diagnostics.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace wfx {

/// The contents of one input file and the name to use for it in messages.
struct Source {
  std::string name;
  std::string contents;

  llvm::ArrayRef<uint8_t> bytes() const {
    return {reinterpret_cast<const uint8_t *>(contents.data()),
            contents.size()};
  }
  llvm::StringRef text() const { return contents; }
  /// True if the contents start with the binary format's magic "\0asm".
  bool isBinary() const {
    return text().starts_with(llvm::StringRef("\0asm", 4));
  }
};

/// Reads \p path ("-" is standard input). Errors: usageError naming the file.
llvm::Expected<Source> readSource(llvm::StringRef path);

/// Maps module offsets to offsets in the text that they were assembled from.
class LineMap {
public:
  /// Says that the module's bytes from \p module on come from text offset
  /// \p text. Calls must come with growing module offsets.
  void add(WasmOffset module, uint64_t text) {
    entries.push_back({module, text});
  }
  bool empty() const { return entries.empty(); }
  /// The text offset of the last entry at or before \p module, 0 if none.
  uint64_t lookup(WasmOffset module) const;

private:
  struct Entry {
    WasmOffset module;
    uint64_t text;
  };
  std::vector<Entry> entries;
};

/// Line and column (both from 1; columns count bytes) of a text offset.
struct LineColumn {
  unsigned line, column;
};
LineColumn lineColumn(llvm::StringRef text, uint64_t offset);

/// Prints \p err as `name:0x1f3: error: ...` or, where \p source is text,
/// `name:12:9: error: ...` with the source line and a caret; an error without a
/// place as `wfxc: error: ...`. Consumes \p err; several joined errors are printed
/// one after the other.
void reportError(llvm::raw_ostream &os, llvm::Error err, const Source *source,
                 const LineMap *map);

} // namespace wfx
