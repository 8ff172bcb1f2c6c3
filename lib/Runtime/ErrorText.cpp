//===- ErrorText.cpp - One sentence that says what went wrong -------------===//

#include "Runtime/ErrorText.h"

using namespace wfx::rt;

void ErrorText::write(const char *const *parts, size_t count) {
  Text text(buffer, size);
  for (size_t index = 0; index < count; ++index)
    text << parts[index];
  text.terminate();
}
