//===- CompareBytes.h - Loops that compare bytes, eight at a time ---------===//
//
// memcmp, strcmp and what resembles them are loops over single bytes in Wasm,
// because a wider load might trap where the comparison does not get. This pass
// puts a loop in front of such a loop that takes eight bytes at a time and ends
// at the first one that ends the comparison. Bytes of one page of the machine
// are there if the first one is, so it loads eight within pages only, and one
// by one across the end of a page. The original loop makes the last iteration,
// with every value that is used after it.
//
// Such a loop loads bytes at addresses that grow by one, all at the beginning
// of an iteration, compares them with each other and with what does not
// change, counts, and does nothing else. Searches in one array are left alone:
// libraries take words at a time there, and what they leave to a loop over
// bytes ends after three.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct CompareBytesPass : llvm::PassInfoMixin<CompareBytesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace wfx
