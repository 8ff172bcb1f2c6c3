//===- TrapRecord.h - What a context remembers of its last trap -----------===//
//
// Filled while the trap is being taken, possibly in a signal handler, so it
// allocates nothing: native program counters only, and of a deep recursion only
// both ends, with a count of what was between them. Symbolize.h turns them into
// names.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Trap.h"

namespace wfx::abi {

/// How a frame's pc relates to the instruction that the frame is at.
enum class FrameKind : uint8_t {
  Fault,      ///< it is that instruction
  Resumed,    ///< a return address too: where the frame before it was resumed
  Return,     ///< a return address: the call ends just before it
  LeafReturn, ///< a return address if the function before it has no frame
              ///< record (a leaf of libc, or Wasm code ahead of its prologue),
              ///< else meaningless: WasmPlace::frameless decides
};

struct TrapFrame {
  uintptr_t pc;
  FrameKind kind;
  /// The address to look up for this frame.
  uintptr_t lookup() const { return kind == FrameKind::Fault ? pc : pc - 1; }
};

struct TrapRecord {
  static constexpr unsigned innermost = 50;
  static constexpr unsigned outermost = 20;

  uint64_t number; ///< of those that there have been in the context
  rt::Trap trap;
  int exitCode;      ///< where the status is Exited
  uintptr_t address; ///< the faulting address, if a memory fault was the reason
  /// Number of frames there were. If that is above innermost + outermost,
  /// `frames` has the innermost ones, then the outermost ones.
  uint64_t frameCount;
  TrapFrame frames[innermost + outermost];

  /// The return addresses between them, which are few in a recursion, with how
  /// often each occurred: a native frame can stand for several Wasm frames.
  struct Repeated {
    uintptr_t pc;
    uint64_t count; ///< 0: not in use
  };
  static constexpr unsigned repeatedSlots = 256;
  Repeated repeated[repeatedSlots]; ///< filled if frames were left out
  uint64_t uncounted; ///< frames left out for which there was no slot

  unsigned kept() const {
    constexpr unsigned limit = innermost + outermost;
    return frameCount < limit ? static_cast<unsigned>(frameCount) : limit;
  }
};

} // namespace wfx::abi
