//===- ValidateTypes.h - Types that make sense ----------------------------===//
//
// Validation of the type section and of single types (spec 3.2).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/FeatureUse.h"
#include "Support/Diagnostics.h"

namespace wfx {

/// Checks the type section: indices, supertypes, limits of this implementation.
/// Uses of features are added to \p use.
llvm::Error validateTypes(const TypeSection &types, FeatureUse &use);

/// An error if \p type names a type that does not exist.
llvm::Error checkValType(const TypeSection &types, ValType type, WasmOffset at);

/// The function type \p index; an error if it is not one.
llvm::Expected<const FuncType *> getFuncType(const TypeSection &types,
                                             TypeIdx index, WasmOffset at);

llvm::Error checkTableType(const TypeSection &types, const TableType &type,
                           WasmOffset at, FeatureUse &use);
llvm::Error checkMemoryType(const MemoryType &type, WasmOffset at,
                            FeatureUse &use);
llvm::Error checkTagType(const Module &module, TypeIdx type, WasmOffset at,
                         FeatureUse &use);

} // namespace wfx
