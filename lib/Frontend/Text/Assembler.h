//===- Assembler.h - Text format to bytes ---------------------------------===//
//
// The text format is an assembler: it makes a binary module and a line map and
// knows nothing of validity beyond what the text grammar itself asks (names
// that resolve, literals in range, inline types that agree). One decoder and
// one validator then serve both formats.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Features.h"
#include "Support/Source.h"

namespace wfx {

struct Assembled {
  std::vector<uint8_t> bytes;
  LineMap map; ///< module offset -> text offset in the whole source text
};

/// Assembles the one module in \p text, with or without the `(module ...)`
/// around its fields (spec 6). Writes a name section from the identifiers.
/// Errors: Malformed diagnostics at text offsets, with the spec's messages.
/// \p features decide only where the grammar without a feature is another one.
llvm::Expected<Assembled> assemble(llvm::StringRef text,
                                   const Features &features = {});

} // namespace wfx
