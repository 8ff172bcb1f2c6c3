//===- Diagnostics.h - Errors in the input --------------------------------===//
//
// Every message that an input can cause is a row of Diagnostics.def with the
// spec's own text. A Diagnostic carries its row, its place and, after a colon,
// its particulars. It travels as llvm::Error; rendering it with the source line
// and a caret is the job of Source.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Index.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>

namespace wfx {

/// What a diagnostic says about its input. The .wast runner holds
/// assert_malformed, assert_invalid and assert_unlinkable against it.
enum class DiagClass : uint8_t {
  Malformed,   ///< not in the grammar of the binary or text format
  Invalid,     ///< decoded, but not valid (spec chapter 3)
  Unlinkable,  ///< imports do not match
  Unsupported, ///< valid Wasm that this compiler or these options refuse
  Usage,       ///< files, command lines, environment
};

enum class Diag : uint16_t {
#define DIAG(id, cls, text) id,
#include "Support/Diagnostics.def"
};

DiagClass diagClass(Diag id);
llvm::StringRef diagText(Diag id);

/// Where a diagnostic points.
struct DiagPlace {
  enum Kind : uint8_t {
    None,   ///< no position (usage errors)
    Module, ///< a byte offset in the binary module
    Text,   ///< a byte offset in the text source (assembler errors)
  } kind = None;
  uint64_t offset = 0;
};

/// One error in the input. `message()` is "row text" or "row text: detail";
/// a row whose text ends in a space is continued by the detail without a colon.
class Diagnostic : public llvm::ErrorInfo<Diagnostic> {
public:
  static char ID;

  Diagnostic(Diag id, DiagPlace place, const llvm::Twine &detail);

  Diag id;
  DiagPlace place;

  DiagClass cls() const { return diagClass(id); }
  std::string message() const override { return text; }
  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

private:
  std::string text;
};

/// An error at byte \p offset of the binary module.
llvm::Error errorAt(Diag id, WasmOffset offset, const llvm::Twine &detail = "");
/// An error at byte \p offset of the text source.
llvm::Error errorInText(Diag id, uint64_t offset,
                        const llvm::Twine &detail = "");
/// An error without a place in the input.
llvm::Error usageError(const llvm::Twine &detail);

} // namespace wfx
