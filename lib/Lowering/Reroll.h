//===- Reroll.h - Loops as they were before they were unrolled ------------===//
//
// Compilers that make Wasm unroll loops, because engines do not. LLVM's
// vectoriser does not see through that: what was one access of neighbouring
// elements is several accesses with gaps, whose 32-bit addresses may wrap
// apart. This pass finds loops whose body is some number of copies of one
// iteration and keeps the first copy. What the vectoriser then leaves alone is
// unrolled again as often as before.
//
// A loop is one block here, as are all that a vectoriser takes without
// branches inside.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct RerollPass : llvm::PassInfoMixin<RerollPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace wfx
