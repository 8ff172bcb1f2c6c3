//===- Convention.h - The calling convention of Wasm functions ------------===//
//
// Every Wasm function takes its instance first, then values in registers only
// (docs/abi.md): what does not fit the argument or result registers goes
// through the context's transfer buffer, which the callee reads on entry and
// the caller right after the call. No argument is ever on the stack, so a tail
// call between any two signatures leaves the stack as it is.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/TypeSection.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/DerivedTypes.h"

namespace wfx {

/// Where one parameter or result travels, or a part of one: a continuation
/// reference is two values here, a pointer and an i64.
struct ValueLocation {
  bool inRegister;
  /// In a register: its position among the register values. Else: the first
  /// 8-byte word in the transfer buffer.
  unsigned index;
  llvm::Type *type;
};

/// A function type in LLVM's terms.
struct Convention {
  llvm::FunctionType *type;
  std::vector<ValueLocation> params, results;
  /// The number of results in registers. One is returned plainly, more as a
  /// struct.
  unsigned registerResults = 0;
  bool usesTransfer = false;

  Convention(llvm::LLVMContext &context, const TypeSection &types,
             const FuncType &type);
};

/// i32, i64, float, double, ptr; 128-bit vectors are <16 x i8>, continuation
/// references {ptr, i64}.
llvm::Type *lowerType(llvm::LLVMContext &context, const TypeSection &types,
                      ValType type);

/// The parts of values of \p types that travel by themselves.
llvm::SmallVector<llvm::Type *, 8> partTypes(llvm::LLVMContext &context,
                                             const TypeSection &section,
                                             llvm::ArrayRef<ValType> types);

} // namespace wfx
