//===- LiveRange.h - Where a value is needed ------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Instruction.h"

namespace wfx {

/// Where in its function the value of an instruction is still needed.
class LiveRange {
public:
  /// From a block to one from which code gets there, too, though the function
  /// is left in between.
  using Detours =
      llvm::SmallDenseMap<const llvm::BasicBlock *, const llvm::BasicBlock *>;

  explicit LiveRange(const llvm::Instruction &value,
                     const Detours &detours = Detours());

  /// True if the value comes into \p block and is needed there or later.
  bool isLiveInto(const llvm::BasicBlock *block) const {
    return blocks.contains(block);
  }
  /// True if the value is there before \p place and needed behind it.
  bool isLiveAcross(const llvm::Instruction &place) const;

private:
  bool isLiveOutOf(const llvm::BasicBlock *block) const;

  const llvm::Instruction &value;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> blocks;
};

} // namespace wfx
