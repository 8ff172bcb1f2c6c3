//===- Variables.h - What a function's locals hold ------------------------===//
//
// Without optimisation variables are in memory, which keeps the cost of a huge
// function linear. With it the emitter makes SSA form itself: structured
// control flow is all that it takes, and promoting memory afterwards costs more
// than the whole emission.
//
// A variable has the value that its block, or one in front of it, has set last.
// Code in one place only follows its single predecessor. At a join it matters
// whether the variable has been set since the control frame was opened, for
// which sets are numbered: if not, the value is that of the block in which the
// frame was opened; else a PHI is put there, whose operands follow when the
// function is complete and all predecessors are known.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"
#include <vector>

namespace wfx {

class Variables {
public:
  Variables(llvm::IRBuilder<> &builder, bool inMemory)
      : b(builder), inMemory(inMemory) {}

  /// A new variable that holds \p initial from the function's start on. The
  /// builder is in the entry block.
  unsigned declare(llvm::Value *initial);
  llvm::Value *get(unsigned variable);
  void set(unsigned variable, llvm::Value *value);

  /// \p block, which does not run yet, will be reached from code between now
  /// and close(), which goes out from the builder's place, and from that place.
  void openJoin(llvm::BasicBlock *block);
  /// As \p other, which was opened before.
  void openJoin(llvm::BasicBlock *block, llvm::BasicBlock *other);
  /// From now on no set can lie between the opening of \p block and its start.
  void closeJoin(llvm::BasicBlock *block);
  /// Code of \p block, whose predecessors come later, follows that of \p other.
  void follow(llvm::BasicBlock *block, llvm::BasicBlock *other);
  /// To be called before \p block, which was opened, is deleted.
  void forget(llvm::BasicBlock *block) { joins.erase(block); }

  /// Completes the function, of which no value may be in use elsewhere.
  void finish();

private:
  struct Variable {
    llvm::Value *initial; ///< in memory: its address
    llvm::Type *type;
    std::vector<unsigned> sets; ///< ascending numbers
    /// The block that was looked at last, and its value.
    llvm::BasicBlock *lastBlock = nullptr;
    llvm::Value *lastValue = nullptr;
  };
  struct Join {
    llvm::BasicBlock *before; ///< where it was opened
    unsigned begin, end;      ///< the sets in between are in (begin, end]
  };
  struct Phi {
    llvm::PHINode *node;
    unsigned variable;
  };

  bool isSetWithin(unsigned variable, const Join &join) const;
  llvm::Value *find(unsigned variable, llvm::BasicBlock *block);
  llvm::PHINode *createPhi(unsigned variable, llvm::BasicBlock *block);
  void complete(Phi phi);
  llvm::Value *resolve(llvm::Value *value) const;

  llvm::IRBuilder<> &b;
  const bool inMemory;
  std::vector<Variable> variables;
  unsigned setCount = 0;
  llvm::DenseMap<llvm::BasicBlock *, Join> joins;
  /// The value at the end of a block so far.
  llvm::DenseMap<std::pair<llvm::BasicBlock *, unsigned>, llvm::Value *> values;
  std::vector<Phi> phis; ///< without operands
  /// PHIs that turned out to be one value.
  llvm::DenseMap<llvm::Value *, llvm::Value *> replaced;
};

} // namespace wfx
