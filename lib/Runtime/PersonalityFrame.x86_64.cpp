//===- PersonalityFrame.x86_64.cpp - Looking into a frame -----------------===//

#include "Runtime/PersonalityFrame.h"

using namespace wfx;

static constexpr int rbp = 6; // DWARF's numbers

uintptr_t rt::framePointerOf(_Unwind_Context *frame) {
  return _Unwind_GetGR(frame, rbp);
}

/// "-40(%rbp)".
uintptr_t rt::addressInFrame(const char *place, _Unwind_Context *frame) {
  bool negative = *place == '-';
  place += negative;
  uintptr_t distance = 0;
  for (; *place >= '0' && *place <= '9'; ++place)
    distance = distance * 10 + static_cast<uintptr_t>(*place - '0');
  uintptr_t base = framePointerOf(frame);
  return negative ? base - distance : base + distance;
}
