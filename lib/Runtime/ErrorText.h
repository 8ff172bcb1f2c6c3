//===- ErrorText.h - One sentence that says what went wrong ---------------===//
//
// For functions that get a buffer for it and return whether they succeeded.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Text.h"

namespace wfx::rt {

struct ErrorText {
  char *buffer;
  size_t size;

  /// Writes the parts one after the other. Returns false, for `return
  /// fail(...)`.
  template <class... Parts> bool fail(Parts... parts) {
    Text text(buffer, size);
    (text << ... << parts);
    text.terminate();
    return false;
  }
};

} // namespace wfx::rt
