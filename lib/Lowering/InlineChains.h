//===- InlineChains.h - Where inlined code was called from ----------------===//
//
// A native frame stands for several Wasm frames where LLVM has inlined. The
// line table says only where the innermost of them is, so this pass, the last
// one before code generation, puts the others into its *column*, which Wasm has
// no other use for: the number of a chain of call sites, 0 for code that was
// not inlined. The chains of a unit go to its section .wfx.inlines
// (Runtime/InlineTable.h), which is not loaded. Until then the column says
// whether a call resumes a continuation that has no stack (ElideStacks.h).
//
// Optimisation drops the place of an instruction that it has merged from
// several or moved. What may trap or call gets the start of its function there.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

struct InlineChainsPass : llvm::PassInfoMixin<InlineChainsPass> {
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace wfx
