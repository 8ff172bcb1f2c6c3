//===- TypeMatch.h - Subtyping at run time --------------------------------===//
//
// Matching of value types and heap types (Wasm 3.0 spec 3.3) on descriptors,
// for linking and for calls. Files that were linked separately have descriptors
// of their own for the same type, so concrete types are compared by their
// hashes.
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

bool isSameType(const abi::TypeDesc *a, const abi::TypeDesc *b);
bool isSameType(const abi::ValueTypeDesc &a, const abi::ValueTypeDesc &b);

/// True for continuation references, which take two words.
bool isContinuation(const abi::ValueTypeDesc &type);

} // namespace wfx::rt

extern "C" {
/// The runtime call TypesMatch (TypeMatch.<architecture>.S).
void wfx_types_match();
/// What it calls.
uint64_t wfx_compare_types(wfx::abi::Instance *,
                           const wfx::abi::TypeDesc *actual,
                           const wfx::abi::TypeDesc *wanted);
}
