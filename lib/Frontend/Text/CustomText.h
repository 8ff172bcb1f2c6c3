//===- CustomText.h - Annotations that become custom sections -------------===//
//
// @custom, @name and @metadata.code.branch_hint (the spec's appendix on custom
// sections), and the name section that identifiers give.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/ModuleState.h"

namespace wfx::text {

/// Reads the @custom annotations in front of the field at \p position.
void readCustoms(ModuleState &m, uint32_t position);
/// The name that a @name annotation at \p position gives to a \p what.
std::optional<llvm::StringRef> readName(ModuleState &m, uint32_t position,
                                        llvm::StringRef what);
/// The value of a branch hint for the instruction at \p position.
std::optional<uint8_t> readBranchHint(ModuleState &m, uint32_t position);

/// Writes the contents of the name section; empty if nothing has a name.
void encodeNames(const ModuleState &m, Encoder &out);
/// Writes the contents of the branch hint section; empty without hints.
void encodeBranchHints(const ModuleState &m, Encoder &out);

} // namespace wfx::text
