//===- AssembleTypes.h - The grammar of types -----------------------------===//
//
// Reads types (spec 6.4) from tokens. Failures stick to the module's cursor.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/ModuleState.h"
#include "llvm/ADT/SmallVector.h"

namespace wfx::text {

using Ids = llvm::SmallVector<Id, 8>;

bool atRefType(const TokenCursor &in);
HeapType parseHeapType(ModuleState &m);
ValType parseRefType(ModuleState &m);
ValType parseValType(ModuleState &m);

/// Reads `(param ...)* (result ...)*` and says whether anything was there.
/// Parameters may have identifiers only where \p ids is given; it gets one
/// entry for each.
bool parseSignature(ModuleState &m, FuncType &type, Ids *ids);

struct TypeUse {
  uint32_t type = 0;
  /// Also where they come from `(type x)` alone and \p ids stays empty.
  uint32_t params = 0;
};
/// Reads a type use (spec 6.4.9). \p ids as above.
TypeUse parseTypeUse(ModuleState &m, Ids *ids);

/// `i32`, `i64` or nothing in front of limits: true for i64.
bool parseAddressType(TokenCursor &in);
Limits parseLimits(ModuleState &m, bool is64);
/// `(pagesize n)`, if it is there: the logarithm of n, 16 otherwise.
uint8_t parsePageSize(TokenCursor &in);
TableType parseTableType(ModuleState &m);
/// What follows a memory's address type.
MemoryType parseMemoryType(ModuleState &m, bool is64);
GlobalType parseGlobalType(ModuleState &m);

} // namespace wfx::text
