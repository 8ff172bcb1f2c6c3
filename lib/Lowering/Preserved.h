//===- Preserved.h - What a pass leaves valid -----------------------------===//
#pragma once

#include "llvm/IR/Analysis.h"

namespace wfx {

/// The answer of a pass that changes instructions, if it has \p changed any,
/// but no control flow.
inline llvm::PreservedAnalyses preservedUnless(bool changed) {
  if (!changed)
    return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses preserved;
  preserved.preserveSet<llvm::CFGAnalyses>();
  return preserved;
}

} // namespace wfx
