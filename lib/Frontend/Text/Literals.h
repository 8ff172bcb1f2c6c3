//===- Literals.h - Numbers and strings of the text format ----------------===//
//
// The values of literals (spec 6.3). What is not in the grammar is classified
// by the lexer and never comes here: these functions take well-formed literals
// and fail only where a value is out of range.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace wfx::text {

enum class NumberClass : uint8_t { None, Nat, Int, Float };

/// What \p s is in the grammar of numbers.
NumberClass classifyNumber(llvm::StringRef s);

/// The value of an unsigned integer, if it fits 64 bits.
std::optional<uint64_t> parseNat(llvm::StringRef s);

/// The value of an integer in \p bits bits, two's complement, zero-extended.
/// Its range is that of signed and unsigned integers together.
std::optional<uint64_t> parseInt(llvm::StringRef s, unsigned bits);

/// The bit pattern of a number as f32 or, with \p is64, as f64: correctly
/// rounded; none where rounding gives infinity or a NaN's payload does not fit.
std::optional<uint64_t> parseFloat(llvm::StringRef s, bool is64);

/// The bytes of a string token, whose escapes are known to be well formed.
std::string decodeString(llvm::StringRef token);

} // namespace wfx::text
