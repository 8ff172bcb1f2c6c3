//===- BranchHints.h - The custom section of branch hints -----------------===//
//
// Checks the section "metadata.code.branch_hint" (spec 7.4.3), which says of
// branches how likely they are. Like every custom section it cannot make a
// module invalid: who wants to know asks here.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"

namespace wfx {

/// Errors: those of reading the section and the bodies, and BranchHintTarget
/// where a hint belongs to no conditional branch. \p module must be valid
/// otherwise.
llvm::Error checkBranchHints(const Module &module);

} // namespace wfx
