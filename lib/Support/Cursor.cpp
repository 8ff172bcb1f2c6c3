//===- Cursor.cpp - Reading the binary format, with a sticky error --------===//

#include "Support/Cursor.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;

namespace wfx {

void Cursor::fail(Diag id, WasmOffset at, const Twine &detail) {
  if (failure)
    return;
  failure = Failure{id, at, detail.str()};
  pos = end;
}

Error Cursor::takeError() {
  if (!failure)
    return Error::success();
  return errorAt(failure->id, failure->offset, failure->detail);
}

/// LEB128 with the spec's limits (5.2.2): at most ceil(bits/7) bytes, and the
/// unused bits of the last byte must repeat the sign (or be zero).
uint64_t Cursor::longLeb(unsigned bits, bool isSigned) {
  WasmOffset start = pos;
  const unsigned maxBytes = (bits + 6) / 7;
  uint64_t result = 0;
  for (unsigned i = 0, shift = 0;; ++i, shift += 7) {
    if (atEnd()) {
      fail(Diag::UnexpectedEndOfSection, pos);
      return 0;
    }
    uint8_t b = base[pos++];
    if (i + 1 == maxBytes) {
      if (b & 0x80) {
        fail(Diag::IntTooLong, start);
        return 0;
      }
      unsigned used = bits - shift; // bits of this byte that count
      uint8_t mask = uint8_t(0x7f & ~((1u << used) - 1));
      bool negative = isSigned && (b >> (used - 1) & 1);
      if ((b & mask) != (negative ? mask : 0)) {
        fail(Diag::IntTooLarge, start);
        return 0;
      }
    }
    result |= uint64_t(b & 0x7f) << shift;
    if (!(b & 0x80)) {
      if (isSigned && (b & 0x40) && shift + 7 < 64)
        result |= ~uint64_t(0) << (shift + 7);
      return result;
    }
  }
}

uint64_t Cursor::fixed(unsigned size) {
  ArrayRef<uint8_t> b = bytes(size, Diag::UnexpectedEndOfSection);
  uint64_t result = 0;
  for (size_t i = 0; i < b.size(); ++i)
    result |= uint64_t(b[i]) << (8 * i);
  return result;
}

ArrayRef<uint8_t> Cursor::bytes(uint64_t size, Diag onShort) {
  if (size > remaining()) {
    fail(onShort, pos);
    return {};
  }
  ArrayRef<uint8_t> result(base + pos, size);
  pos += size;
  return result;
}

uint32_t Cursor::count() {
  WasmOffset start = pos;
  uint32_t n = u32();
  if (n > end - start) {
    fail(Diag::LengthOutOfBounds, start);
    return 0;
  }
  return n;
}

StringRef Cursor::name() {
  uint32_t size = count();
  WasmOffset start = pos;
  ArrayRef<uint8_t> b = bytes(size);
  StringRef s(reinterpret_cast<const char *>(b.data()), b.size());
  if (!isValidUTF8(s)) {
    fail(Diag::MalformedUTF8, start);
    return {};
  }
  return s;
}

bool isValidUTF8(StringRef s) {
  const UTF8 *p = reinterpret_cast<const UTF8 *>(s.data());
  return isLegalUTF8String(&p, p + s.size());
}

} // namespace wfx
