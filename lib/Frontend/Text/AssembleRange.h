//===- AssembleRange.h - One module of a larger text ----------------------===//
//
// What scripts need of the assembler beyond Assembler.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Assembler.h"

namespace wfx::text {

/// As assemble(), for the module in \p source from \p begin to \p end. Offsets
/// in the map and in errors are those in \p source.
llvm::Expected<Assembled> assembleRange(llvm::StringRef source, uint64_t begin,
                                        uint64_t end, const Features &features);

} // namespace wfx::text
