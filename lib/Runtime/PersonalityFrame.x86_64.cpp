//===- PersonalityFrame.x86_64.cpp - Looking into a frame -----------------===//

#include "Runtime/PersonalityFrame.h"

using namespace wfx;

static constexpr int rbp = 6; // DWARF's numbers

uintptr_t rt::framePointerOf(_Unwind_Context *frame) {
  return _Unwind_GetGR(frame, rbp);
}

/// "-40(%rbp)", or relative to %rsp where a frame is aligned further.
uintptr_t rt::addressInFrame(const char *place, _Unwind_Context *frame) {
  bool negative = *place == '-';
  place += negative;
  uintptr_t distance = 0;
  for (; *place >= '0' && *place <= '9'; ++place)
    distance = distance * 10 + static_cast<uintptr_t>(*place - '0');
  // place is "(%rbp)" or "(%rsp)". What the unwinder calls a frame's CFA is the
  // stack pointer that its code goes on with.
  uintptr_t base =
      place[3] == 'b' ? framePointerOf(frame) : _Unwind_GetCFA(frame);
  return negative ? base - distance : base + distance;
}
