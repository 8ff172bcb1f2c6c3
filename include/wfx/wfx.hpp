//===- wfx/wfx.hpp - WebAssembly modules in C++ programs ------------------===//
//
// The C++20 side of wfx.h, all in headers: what the headers that wfxc makes of
// modules build on, and instances that are linked by name (instance.hpp).
// docs/embedding.md shows how all of it is used.
//
// Works without RTTI; without exceptions whatever would throw ends the process,
// so such programs call through Result.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_WFX_HPP
#define WFX_WFX_HPP

#include <wfx/call.hpp>
#include <wfx/instance.hpp>

#endif
