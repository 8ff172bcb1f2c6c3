//===- Output.cpp - Where text goes ---------------------------------------===//

#include "Runtime/Output.h"

using namespace wfx::rt;

void wfx::rt::Output::take(Text &text) {
  if (fd >= 0)
    return text.flush(fd);
  Text::Bytes bytes = text.take();
  if (used < capacity)
    memcpy(buffer + used, bytes.data,
           bytes.size < capacity - used ? bytes.size : capacity - used);
  used += bytes.size;
}
