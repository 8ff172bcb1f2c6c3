//===- Dialect.h - What the emitter's IR has beyond LLVM's ----------------===//
//
// Names that the emitter uses and lower() replaces.
//
//===----------------------------------------------------------------------===//
#pragma once

namespace wfx::dialect {

/// void (ptr): a function with handlers tells the instance that it runs for, at
/// its start (FrameInstance.h).
constexpr char frameInstance[] = "wfx.frame.instance";
/// The personality routine of functions with handlers.
constexpr char personality[] = "wfx_personality";

} // namespace wfx::dialect
