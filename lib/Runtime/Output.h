//===- Output.h - Where text goes -----------------------------------------===//
//
// To a descriptor, or into a buffer, of which it may need more than there is.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Text.h"

namespace wfx::rt {

class Output {
public:
  explicit Output(int fd) : fd(fd) {}
  Output(char *buffer, size_t capacity) : buffer(buffer), capacity(capacity) {}

  /// Takes everything that \p text has, which starts again.
  void take(Text &text);

  /// Makes the buffer, if there is one, a C string.
  void terminate() {
    if (capacity)
      buffer[used < capacity ? used : capacity - 1] = 0;
  }

  /// Bytes of the text for the buffer, also of what did not fit.
  size_t size() const { return used; }

private:
  int fd = -1;
  char *buffer = nullptr;
  size_t capacity = 0, used = 0;
};

} // namespace wfx::rt
