//===- Payload.h - Values as the words of a payload -----------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"

namespace wfx {

/// \p parts (Convention.h) in 8-byte words: vectors take two.
llvm::SmallVector<llvm::Value *, 8>
toWords(llvm::IRBuilder<> &b, llvm::ArrayRef<llvm::Value *> parts);

/// The number of words of parts of \p types.
size_t countWords(llvm::ArrayRef<llvm::Type *> types);

/// The parts of \p types that \p words are.
llvm::SmallVector<llvm::Value *, 8>
fromWords(llvm::IRBuilder<> &b, llvm::ArrayRef<llvm::Type *> types,
          llvm::ArrayRef<llvm::Value *> words);

} // namespace wfx
