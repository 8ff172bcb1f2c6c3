//===- Names.h - The name section -----------------------------------------===//
//
// Reads names for people out of the custom section "name".
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"

namespace wfx {

/// Adds to \p names what the section \p contents of the module \p bytes says. A
/// malformed section is no error (spec, appendix on custom sections): reading
/// it stops there.
void readNameSection(llvm::ArrayRef<uint8_t> bytes, Slice contents,
                     Names &names);

} // namespace wfx
