//===- Suspending.h - What may suspend ------------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

namespace wfx {

/// The functions of a module that may suspend or switch to the handlers of
/// whoever has called them, and the order in which to look at functions.
class Suspending {
public:
  explicit Suspending(llvm::Module &module);

  /// True if \p call may suspend, or switches stacks itself.
  bool maySuspend(const llvm::CallBase &call) const;
  /// Looks at \p f again, which has changed.
  void update(const llvm::Function &f);

  /// All functions with bodies: before each, if recursion lets it be, those
  /// that it calls and those of the continuations that it makes.
  llvm::ArrayRef<llvm::Function *> order() const { return ordered; }

private:
  struct Others {
    llvm::SmallSetVector<llvm::Function *, 4> called, started;
  };

  bool anyMaySuspend(const llvm::Function &f) const;
  void spread();
  void sort(llvm::Module &module);

  llvm::DenseSet<const llvm::Function *> functions;
  llvm::DenseMap<const llvm::Function *, Others> others;
  std::vector<llvm::Function *> ordered;
};

} // namespace wfx
