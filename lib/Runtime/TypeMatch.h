//===- TypeMatch.h - Subtyping at run time --------------------------------===//
//
// Matching of value types and heap types (Wasm 3.0 spec 3.3) on descriptors,
// for linking. Concrete types are canonical: one descriptor for each in the
// process.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

/// True if a function, struct, array or continuation of type \p sub may stand
/// where
/// \p super is expected.
bool isSubtype(const abi::TypeDesc *sub, const abi::TypeDesc *super);

/// True if values of type \p sub may stand where \p super is expected.
bool isSubtype(const abi::ValueTypeDesc &sub, const abi::ValueTypeDesc &super);

bool isSameType(const abi::ValueTypeDesc &a, const abi::ValueTypeDesc &b);

/// True for continuation references, which take two words.
bool isContinuation(const abi::ValueTypeDesc &type);

} // namespace wfx::rt
