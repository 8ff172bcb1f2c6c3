//===- PersonalityFrame.h - Looking into a frame that is being unwound ----===//
//
// Implemented by PersonalityFrame.<architecture>.cpp.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stdint.h>
#include <unwind.h>

namespace wfx::rt {

/// The frame pointer that the code of \p frame runs with.
uintptr_t framePointerOf(_Unwind_Context *frame);

/// The address that \p place, a memory operand in the assembler's text form,
/// means in \p frame.
uintptr_t addressInFrame(const char *place, _Unwind_Context *frame);

} // namespace wfx::rt
