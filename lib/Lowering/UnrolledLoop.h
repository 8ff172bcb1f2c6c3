//===- UnrolledLoop.h - Copies of an iteration in a loop's body -----------===//
//
// Finds out whether the one block of a loop is some number of copies of an
// iteration, and what corresponds to what. Changes nothing.
//
// The body is compared with itself. Instructions with effects, in order, fall
// into as many equal parts as there are copies; so do the chains of operations
// that lead from a value of the last iteration to the same value of the next
// one. From there operands are followed. An instruction of a copy must be the
// same operation as the one of the first copy, applied to what corresponds:
//
//   a value from outside the loop      to the same value
//   a value that was carried over      to what the copy before has made of it
//   an integer that grows in each      to an integer that is ahead of it by as
//   unrolled iteration by step         many step / copies as there are copies
//                                      in between ("progression")
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

namespace wfx {

/// \p v as something that changes by the same amount in every iteration of
/// \p loop; null if it is something else.
const llvm::SCEVAddRecExpr *progressionOf(llvm::Value *v,
                                          const llvm::Loop &loop,
                                          llvm::ScalarEvolution &evolution);

/// Finds out whether a loop's body is \p copies copies of one iteration.
class UnrolledLoop {
public:
  UnrolledLoop(llvm::Loop &loop, llvm::ScalarEvolution &evolution,
               unsigned copies)
      : loop(loop), block(*loop.getHeader()), evolution(evolution),
        copies(copies), images(copies) {}

  bool match();

  /// What \p v in the last copy is in the first one; null if it is not there.
  llvm::Instruction *firstOf(llvm::Instruction *v) const {
    return originals.lookup(v);
  }
  bool isInFirst(llvm::Instruction *v) const { return firstCopy.contains(v); }
  /// What is in the first copy, with what it is in each of the others.
  llvm::SmallVector<std::pair<llvm::Instruction *, llvm::Instruction *>>
  pairs() const {
    llvm::SmallVector<std::pair<llvm::Instruction *, llvm::Instruction *>> all;
    for (const auto &copy : images)
      all.append(copy.begin(), copy.end());
    return all;
  }
  /// \p recurrence in units of the iterations before unrolling; null if there
  /// are none.
  const llvm::SCEV *unit(const llvm::SCEVAddRecExpr *recurrence) const;

  /// Integers of the first copy that grow by a constant, each with its value.
  llvm::MapVector<llvm::Instruction *, const llvm::SCEVAddRecExpr *>
      progressions;
  /// For each value that is carried over, the one of the first copy that is
  /// handed on.
  llvm::MapVector<llvm::PHINode *, llvm::Instruction *> carried;

private:
  bool findRoots();
  bool findChain(llvm::PHINode &phi);
  bool isImage(llvm::Value *first, llvm::Value *other, unsigned copy);
  bool matchProgression(llvm::Instruction *first, llvm::Value *other,
                        unsigned copy);
  bool matchCarried(llvm::PHINode *phi, llvm::Value *other, unsigned copy);
  bool matchOperation(llvm::Instruction *first, llvm::Instruction *other,
                      unsigned copy);
  bool matchOperands(llvm::Instruction *first, llvm::Instruction *other,
                     unsigned copy);
  bool isComplete();
  bool keepsOrder();

  bool isInside(const llvm::Value *v) const {
    auto *instruction = llvm::dyn_cast<llvm::Instruction>(v);
    return instruction && instruction->getParent() == &block;
  }

  llvm::Loop &loop;
  llvm::BasicBlock &block;
  llvm::ScalarEvolution &evolution;
  unsigned copies;
  /// Comparisons before it gives up.
  unsigned budget = 2000;
  /// Pairs of instructions with the copy of the second to begin with.
  llvm::SmallVector<
      std::tuple<llvm::Instruction *, llvm::Instruction *, unsigned>>
      roots;
  /// For each copy what corresponds to an instruction of the first one.
  llvm::SmallVector<llvm::DenseMap<llvm::Instruction *, llvm::Instruction *>>
      images;
  llvm::DenseMap<llvm::Instruction *, llvm::Instruction *> originals;
  llvm::SmallPtrSet<llvm::Instruction *, 32> firstCopy;
};

} // namespace wfx
