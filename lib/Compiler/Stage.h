//===- Stage.h - The arrows of the pipeline -------------------------------===//
#pragma once

#include <cstdint>

namespace wfx {

/// In the order in which an input goes through them.
enum class Stage : uint8_t {
  Read,
  Decode,
  Validate,
  Plan,
  Emit,
  Lower,
  Codegen,
  Link,
};

} // namespace wfx
