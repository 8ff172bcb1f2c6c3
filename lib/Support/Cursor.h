//===- Cursor.h - Reading the binary format, with a sticky error ----------===//
//
// A Cursor reads the primitive values of the binary format (spec 5.2). Its
// first failure sticks: every later read returns zero, and the caller asks
// once, at the end of what it reads. Offsets are those of the whole module,
// also where a Cursor covers a slice of it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Diagnostics.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace wfx {

class Cursor {
public:
  /// Reads \p module from offset \p begin up to, not including, \p end.
  Cursor(llvm::ArrayRef<uint8_t> module, WasmOffset begin, WasmOffset end)
      : base(module.data()), pos(begin), end(end) {}
  explicit Cursor(llvm::ArrayRef<uint8_t> module)
      : Cursor(module, 0, module.size()) {}

  WasmOffset offset() const { return pos; }
  WasmOffset endOffset() const { return end; }
  uint64_t remaining() const { return end - pos; }
  bool atEnd() const { return pos >= end; }
  bool failed() const { return failure.has_value(); }
  explicit operator bool() const { return !failed(); }

  uint8_t u8() {
    if (!atEnd()) [[likely]]
      return base[pos++];
    fail(Diag::UnexpectedEndOfSection, pos);
    return 0;
  }
  /// The next byte without consuming it; 0 at the end (no failure).
  uint8_t peek() const { return atEnd() ? 0 : base[pos]; }
  uint32_t u32() { return uint32_t(leb(32, false)); }
  uint64_t u64() { return leb(64, false); }
  int32_t s32() { return int32_t(leb(32, true)); }
  int64_t s33() { return int64_t(leb(33, true)); }
  int64_t s64() { return int64_t(leb(64, true)); }
  uint32_t fixed32() { return uint32_t(fixed(4)); }
  uint64_t fixed64() { return fixed(8); }
  /// \p size raw bytes; fails with \p onShort when fewer remain.
  llvm::ArrayRef<uint8_t> bytes(uint64_t size,
                                Diag onShort = Diag::UnexpectedEndOfSection);
  /// A name: length and valid UTF-8. Points into the module.
  llvm::StringRef name();
  /// A vector's length, at most the number of bytes from its own first one
  /// (each element takes at least one), so that hostile lengths cannot reserve
  /// memory.
  uint32_t count();
  void skip(uint64_t size) { (void)bytes(size); }
  /// Moves to \p offset, which must lie within the slice.
  void seek(WasmOffset offset) { pos = offset; }

  /// Records a failure at \p at unless one is recorded already.
  void fail(Diag id, WasmOffset at, const llvm::Twine &detail = "");
  /// The failure as an error, or success. Call once, at the end.
  llvm::Error takeError();

private:
  uint64_t leb(unsigned bits, bool isSigned) {
    if (!atEnd() && base[pos] < 0x80) [[likely]] {
      uint8_t b = base[pos++];
      return isSigned && (b & 0x40) ? uint64_t(b) | ~uint64_t(0x7f) : b;
    }
    return longLeb(bits, isSigned);
  }
  uint64_t longLeb(unsigned bits, bool isSigned);
  uint64_t fixed(unsigned size);

  struct Failure {
    Diag id;
    WasmOffset offset;
    std::string detail;
  };
  const uint8_t *base;
  WasmOffset pos, end;
  std::optional<Failure> failure;
};

/// True if \p s is well-formed UTF-8 (spec 5.2.4: no surrogates, no overlong
/// forms, nothing above U+10FFFF).
bool isValidUTF8(llvm::StringRef s);

} // namespace wfx
