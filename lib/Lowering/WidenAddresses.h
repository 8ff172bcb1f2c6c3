//===- WidenAddresses.h - Addresses in loops that need not wrap -----------===//
//
// An address of a 32-bit memory wraps where it is computed, before it becomes a
// pointer. To LLVM that means that it cannot tell neighbouring elements of an
// array from two ends of the memory: it checks when it vectorises, and computes
// each pointer anew. This pass knows better. Where no memory reaches the last
// 64 KiB of what 32 bits can address (dialect::unfilledMemories), an address
// that is accessed in every iteration and grows by no more than that traps
// before it wraps. So it becomes a number of 64 bits that just grows.
//
// The trap is the same, in the same iteration. What was written in this
// iteration before may differ, as behind any trap (docs/decisions.md).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct WidenAddressesPass : llvm::PassInfoMixin<WidenAddressesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace wfx
