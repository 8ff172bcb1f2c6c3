//===- Text.h - Messages without stdio ------------------------------------===//
//
// Builds text in a fixed buffer, cutting what does not fit, and writes it to a
// descriptor. Keeps printf and its tables out of small programs, and is safe
// where printf is not.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

namespace wfx::rt {

class Text {
public:
  struct Bytes {
    const char *data;
    size_t size;
  };
  struct Hex {
    uint64_t value;
  };

  Text(char *buffer, size_t capacity) : buffer(buffer), capacity(capacity) {}

  Text &operator<<(Bytes bytes) {
    size_t room = capacity - used;
    size_t size = bytes.size < room ? bytes.size : room;
    if (size)
      memcpy(buffer + used, bytes.data, size);
    used += size;
    return *this;
  }
  Text &operator<<(const char *string) {
    return *this << Bytes{string, strlen(string)};
  }
  Text &operator<<(char c) { return *this << Bytes{&c, 1}; }
  Text &operator<<(uint64_t value) { return number(value, 10); }
  Text &operator<<(int64_t value) {
    if (value >= 0)
      return number(static_cast<uint64_t>(value), 10);
    return *this << '-', number(0 - static_cast<uint64_t>(value), 10);
  }
  Text &operator<<(Hex hex) { return *this << "0x", number(hex.value, 16); }

  /// Makes the buffer a C string.
  void terminate() { buffer[used < capacity ? used : capacity - 1] = 0; }

  size_t size() const { return used; }

  /// Everything so far, valid until more comes; starts again.
  Bytes take() {
    size_t size = used;
    used = 0;
    return {buffer, size};
  }

  /// Writes everything to \p fd and starts again.
  void flush(int fd) {
    for (size_t done = 0; done < used;) {
      ssize_t written = write(fd, buffer + done, used - done);
      if (written <= 0)
        break;
      done += static_cast<size_t>(written);
    }
    used = 0;
  }

private:
  Text &number(uint64_t value, unsigned base) {
    char digits[20];
    size_t at = sizeof(digits);
    do
      digits[--at] = "0123456789abcdef"[value % base];
    while (value /= base);
    return *this << Bytes{digits + at, sizeof(digits) - at};
  }

  char *buffer;
  size_t capacity;
  size_t used = 0;
};

} // namespace wfx::rt
