//===- StepFunction.h - A generator's function without a stack ------------===//
//
// Of the function that a continuation runs, a function that goes on from one
// suspension to the next, as C++ compiles coroutines:
//
//   i64 step(ptr %instance, ptr %frame, i64 %word0, i64 %word1, i64 %word2)
//
// The frame belongs to whoever resumes the continuation. Its first member says
// where to go on, 0 where the function begins; words that are passed back are
// next; then come the arguments that are bound, and what lives across a
// suspension. The result is 0 if the function has returned, else the number
// from 1 of one of `tags`. All words are those of a payload, as with a switch
// of stacks.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "Lowering/References.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"

namespace wfx {

/// The first members of every frame: words of 8 bytes.
enum FrameMember : unsigned {
  FrameState,
  FrameWord,
  FrameBound = FrameWord + abi::payloadRegisters
};

/// The address of one of these.
inline llvm::Value *frameWord(llvm::IRBuilderBase &b, llvm::Value *frame,
                              unsigned index) {
  return b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), frame, index);
}

struct StepFunction {
  llvm::Function *function;
  llvm::StructType *frame;
  /// The tags that it suspends with, as numbers of the dialect.
  llvm::SmallVector<int64_t> tags;
};

/// Makes the step function of \p body, which \p thunk starts with \p words. All
/// that \p body does with stacks must be suspensions between bounds, which are
/// closed. It loses its name to the step function, and its debug information.
StepFunction makeStepFunction(llvm::Function &body, llvm::Function &thunk,
                              BoundWords words);

} // namespace wfx
