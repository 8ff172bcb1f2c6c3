//===- Invoke.h - Calling a Wasm function whose type is known at run time -===//
//
// Distributes values over the registers and the transfer buffer as the calling
// convention says (docs/abi.md), from the signature of the function's type.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"

namespace wfx::rt {

/// A value of any type. Which member counts is the signature's to say.
union alignas(16) Value {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint8_t v128[16];
  void *ref;
  uint64_t words[2]; ///< a continuation reference: {stack pointer, revision}
};

/// Numbers of parameters and results in a signature such as "iIfFvrc:i".
struct Arity {
  size_t params, results;
};
Arity arityOf(const char *signature);

/// Calls \p function with \p args (as many as its type has parameters) and
/// stores its results (as many as its type has) if it returns.
Status invoke(abi::Context *context, const abi::FuncRef *function,
              const Value *args, Value *results);

} // namespace wfx::rt
