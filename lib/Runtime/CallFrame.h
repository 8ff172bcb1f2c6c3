//===- CallFrame.h - Whether a function has set up its frame --------------===//
//
// Answers one question from call frame information (.eh_frame): at this
// instruction, does the frame pointer point to the function's own frame record?
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Reader.h"

namespace wfx::rt {

/// True if the function at \p address has no frame record there. \p section is
/// .eh_frame, as it is when loaded at \p sectionAddress. False if nothing is
/// known.
bool isFrameless(ByteSpan section, uint64_t sectionAddress, uint64_t address);

} // namespace wfx::rt
