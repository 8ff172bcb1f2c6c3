//===- Convention.h - The calling convention of Wasm functions ------------===//
//
// Every Wasm function takes its instance first, then values in registers only
// (docs/abi.md): what does not fit the argument or result registers goes
// through the context's transfer buffer, which the callee reads on entry and
// the caller right after the call. No argument is ever on the stack, so a tail
// call between any two signatures leaves the stack as it is.
//
// LLVM asks for equal prototypes on both sides of a tail call. In modules with
// tail calls the parameters of every function are therefore all argument
// registers, whether it uses them or not; code of other modules and of the
// runtime need not know, because the values are in the same registers.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/TypeSection.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"

namespace wfx {

/// Where one parameter or result travels, or a part of one: a continuation
/// reference is two values here, a pointer and an i64.
struct ValueLocation {
  bool inRegister;
  /// In a register: its position among the register values, which the instance
  /// precedes. Else: the first 8-byte word in the transfer buffer.
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

  /// If it \p isUniform its parameters are all argument registers.
  Convention(llvm::LLVMContext &context, const TypeSection &types,
             const FuncType &type, bool isUniform);

  /// The arguments of a call of such a function: \p parts of its parameters,
  /// those that are not in registers through \p store.
  llvm::SmallVector<llvm::Value *, 16>
  arguments(llvm::IRBuilder<> &b, llvm::Value *instance,
            llvm::ArrayRef<llvm::Value *> parts,
            llvm::function_ref<void(llvm::Value *, unsigned word)> store) const;

  /// The parts that a call of such a function returned, those that are not in
  /// registers through \p load.
  using Load = llvm::function_ref<llvm::Value *(llvm::Type *, unsigned word)>;
  llvm::SmallVector<llvm::Value *, 8>
  resultParts(llvm::IRBuilder<> &b, llvm::Value *call, Load load) const;

  /// Inside of the function \p fn: the parts of its parameters.
  llvm::SmallVector<llvm::Value *, 8>
  parameterParts(llvm::IRBuilder<> &b, llvm::Function *fn, Load load) const;
  /// Inside of the function: returns \p parts.
  void emitReturn(
      llvm::IRBuilder<> &b, llvm::ArrayRef<llvm::Value *> parts,
      llvm::function_ref<void(llvm::Value *, unsigned word)> store) const;

private:
  void makeUniform(llvm::SmallVectorImpl<llvm::Type *> &registers);
};

/// The value of type \p type that the argument register \p argument holds.
llvm::Value *fromRegister(llvm::IRBuilder<> &b, llvm::Value *argument,
                          llvm::Type *type);

/// i32, i64, float, double, ptr; 128-bit vectors are <16 x i8>, continuation
/// references {ptr, i64}.
llvm::Type *lowerType(llvm::LLVMContext &context, const TypeSection &types,
                      ValType type);

/// The parts of values of \p types that travel by themselves.
llvm::SmallVector<llvm::Type *, 8> partTypes(llvm::LLVMContext &context,
                                             const TypeSection &section,
                                             llvm::ArrayRef<ValType> types);

} // namespace wfx
