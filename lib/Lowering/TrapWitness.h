//===- TrapWitness.h - Keeping loads that only trap -----------------------===//
//
// The emitter gives each load from linear memory a witness (Dialect.h), because
// LLVM would delete a load without users and with it the trap. A witness costs:
// it keeps loads from being vectorised and folded into other instructions. This
// pass removes those that another use makes superfluous, and makes calls of
// llvm.fake.use of the others. It runs where dead code is gone already and
// inlining is over, in front of the vectorisers and again behind all of them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace wfx {

/// In the place of TrapWitnessPass in code that is hardly optimised: fast
/// instruction selection takes no notice of llvm.fake.use, so loads that
/// nothing else keeps become volatile. Deletes dead code before.
struct VolatileLoadsPass : llvm::PassInfoMixin<VolatileLoadsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &);
  static bool isRequired() { return true; }
};

struct TrapWitnessPass : llvm::PassInfoMixin<TrapWitnessPass> {
  llvm::PreservedAnalyses run(llvm::Function &f,
                              llvm::FunctionAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace wfx
