//===- DecodeTypes.h - Types that only sections contain -------------------===//
//
// Recursion groups and the types of imports and definitions, read from bytes
// (spec 5.3). Failures stick to the cursor.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Features.h"
#include "Frontend/Types.h"
#include "Support/Cursor.h"

namespace wfx {

std::vector<SubType> readRecGroup(Cursor &cursor, const Features &features);
TableType readTableType(Cursor &cursor, const Features &features);
MemoryType readMemoryType(Cursor &cursor, const Features &features);
GlobalType readGlobalType(Cursor &cursor, const Features &features);
TypeIdx readTagType(Cursor &cursor);

/// A list of types, the number of its elements first.
std::vector<ValType> readResultType(Cursor &cursor, const Features &features);

} // namespace wfx
