//===- PrintNumbers.h - Floating-point numbers as text --------------------===//
//
// Prints floats so that assembling gives back the very bits.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/Support/raw_ostream.h"

namespace wfx::text {

/// Prints the f32 or, with \p is64, the f64 whose bit pattern is \p bits: the
/// shortest decimal that rounds to it, or inf, or nan with its payload.
void printFloat(llvm::raw_ostream &os, uint64_t bits, bool is64);

} // namespace wfx::text
