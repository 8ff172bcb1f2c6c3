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

  /// Writes the parts, C strings, one after the other. Returns false, for
  /// `return fail(...)`.
  template <class... Parts> bool fail(Parts... parts) {
    const char *list[] = {parts...};
    write(list, sizeof...(parts));
    return false;
  }

private:
  void write(const char *const *parts, size_t count);
};

} // namespace wfx::rt
