//===- Reader.h - Bounded reading of debug sections -----------------------===//
//
// The encodings that DWARF and call frame information share.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace wfx::rt {

struct ByteSpan {
  const uint8_t *data = nullptr;
  size_t size = 0;
};

/// Reads little-endian values. Past the end everything is 0 and `failed` stays
/// set.
struct Reader {
  const uint8_t *at, *end;
  bool failed = false;

  explicit Reader(ByteSpan span) : at(span.data), end(span.data + span.size) {}

  size_t left() const { return static_cast<size_t>(end - at); }

  bool take(size_t size) {
    if (failed || size > left()) {
      failed = true;
      at = end;
      return false;
    }
    at += size;
    return true;
  }

  uint64_t fixed(unsigned size) {
    uint64_t value = 0;
    if (take(size))
      memcpy(&value, at - size, size);
    return value;
  }

  uint64_t uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      uint8_t byte = static_cast<uint8_t>(fixed(1));
      if (shift < 64)
        value |= uint64_t(byte & 0x7f) << shift;
      if (!(byte & 0x80))
        return value;
    }
  }

  int64_t sleb() {
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
      byte = static_cast<uint8_t>(fixed(1));
      if (shift < 64)
        value |= uint64_t(byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    if (shift < 64 && (byte & 0x40))
      value |= ~uint64_t(0) << shift;
    return static_cast<int64_t>(value);
  }

  ByteSpan string() {
    const uint8_t *begin = at;
    while (fixed(1)) {
    }
    return {begin, failed ? 0 : static_cast<size_t>(at - begin - 1)};
  }
};

} // namespace wfx::rt
