//===- Bounds.h - What lies between bounds of the dialect -----------------===//
//
// The bounds of Dialect.h around what cont.new, resume and suspend do, and how
// to take that out.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IRBuilder.h"

namespace wfx {

/// \p value as a call of the bound, or of another function, \p name; else null.
llvm::CallBase *callOf(llvm::Value *value, llvm::StringRef name);
/// All calls of \p name in \p f.
llvm::SmallVector<llvm::CallBase *> callsOf(llvm::Function &f,
                                            llvm::StringRef name);

/// What lies between a begin and its end.
class Region {
public:
  explicit Region(llvm::CallBase &begin);

  /// True if it is as Dialect.h says, so that it can be taken out.
  bool isClosed() const;
  /// Where an exception goes from its switch of stacks; null for out of the
  /// function.
  llvm::InvokeInst *unwinding() const;
  /// Makes the begin's block end in front of it, without a terminator, and
  /// returns a block that begins with the end. What lies between cannot be
  /// reached any more.
  llvm::BasicBlock *cut();
  /// Where the clauses of a resume get their references: wfx.suspended.
  llvm::SmallVector<llvm::CallBase *, 2> suspended() const;

  llvm::CallBase &begin;
  llvm::CallBase *end = nullptr;

private:
  bool contains(const llvm::Instruction &instruction) const;

  llvm::SmallPtrSet<llvm::BasicBlock *, 8> blocks;
};

/// What a switch in a function that runs for \p instance returns, without the
/// kind and what was passed.
llvm::Value *resultWithoutSwitch(llvm::IRBuilderBase &b, llvm::Value &instance);
/// The pointer that is slot \p index of \p record.
llvm::LoadInst *loadPointer(llvm::IRBuilderBase &b, llvm::Value &record,
                            unsigned index);
/// The context of \p instance.
llvm::Value *loadContext(llvm::IRBuilderBase &b, llvm::Value &instance);

/// Makes \p value the result of \p bound, which goes.
void replaceBound(llvm::CallBase &bound, llvm::Value *value);
/// Takes all bounds out of \p module; what lies between stays.
void removeBounds(llvm::Module &module);

} // namespace wfx
