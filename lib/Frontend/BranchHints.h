//===- BranchHints.h - The custom section of branch hints -----------------===//
//
// The section "metadata.code.branch_hint" (spec 7.4.3) says of conditional
// branches how likely they are. Like every custom section it cannot make a
// module invalid: code generation ignores what is malformed, and who wants to
// know asks here.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"
#include "Support/Cursor.h"

namespace wfx {

constexpr llvm::StringLiteral branchHintSection = "metadata.code.branch_hint";

/// Reads the contents of the section at \p cursor into \p hints. A malformed
/// section fails \p cursor; \p hints then has what came before.
void readBranchHints(Cursor &cursor, BranchHints &hints);

/// Errors: those of reading the sections, and BranchHintTarget where a hint
/// belongs to no conditional branch. \p module must be valid otherwise.
llvm::Error checkBranchHints(const Module &module);

} // namespace wfx
