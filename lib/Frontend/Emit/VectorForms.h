//===- VectorForms.h - Rows of vector instructions ------------------------===//
//
// UNARY(op, lane, result), BINARY(op, lane, result)
//   The emit method of an instruction whose vector operands, x or x and y, have
//   lanes of the builder's type \p lane; `result` is an expression of them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Emit/FunctionEmitter.h"

#define UNARY(op, lane, result)                                                \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *x = popVector(b.lane());                                            \
    pushVector(result);                                                        \
  }
#define BINARY(op, lane, result)                                               \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &) {              \
    Value *y = popVector(b.lane()), *x = popVector(b.lane());                  \
    pushVector(result);                                                        \
  }
