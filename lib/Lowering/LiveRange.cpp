//===- LiveRange.cpp - Where a value is needed ----------------------------===//

#include "Lowering/LiveRange.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wfx {

/// Goes back from the uses to the block that the value is made in.
LiveRange::LiveRange(const Instruction &value, const Detours &detours)
    : value(value) {
  SmallVector<const BasicBlock *, 16> left;
  auto add = [&](const BasicBlock *block) {
    if (block != value.getParent() && blocks.insert(block).second)
      left.push_back(block);
  };
  for (const Use &use : value.uses()) {
    auto *user = cast<Instruction>(use.getUser());
    auto *phi = dyn_cast<PHINode>(user);
    add(phi ? phi->getIncomingBlock(use) : user->getParent());
  }
  while (!left.empty()) {
    const BasicBlock *block = left.pop_back_val();
    for (const BasicBlock *before : predecessors(block))
      add(before);
    if (auto detour = detours.find(block); detour != detours.end())
      add(detour->second);
  }
}

bool LiveRange::isLiveOutOf(const BasicBlock *block) const {
  return any_of(successors(block), [&](const BasicBlock *next) {
    return isLiveInto(next) || any_of(next->phis(), [&](const PHINode &phi) {
             return phi.getIncomingValueForBlock(block) == &value;
           });
  });
}

bool LiveRange::isLiveAcross(const Instruction &place) const {
  const BasicBlock *block = place.getParent();
  bool isThere = block == value.getParent() ? value.comesBefore(&place)
                                            : isLiveInto(block);
  return isThere &&
         (isLiveOutOf(block) || any_of(value.users(), [&](const User *user) {
            auto *use = cast<Instruction>(user);
            return use->getParent() == block && !isa<PHINode>(use) &&
                   place.comesBefore(use);
          }));
}

} // namespace wfx
