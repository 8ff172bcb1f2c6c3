//===- Encoder.h - Writing the binary format ------------------------------===//
//
// The counterpart of Cursor: appends the primitive values of the binary format
// (spec 5.2) and types (5.3) to a buffer, and remembers which byte came from
// which place in the text. Buffers nest: a body is built in its own and
// appended with its size in front.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace wfx::text {

class Encoder {
public:
  /// The byte at `offset` comes from text offset `text`.
  struct Mark {
    uint64_t offset;
    uint32_t text;
  };

  std::vector<uint8_t> bytes;
  std::vector<Mark> marks;

  size_t size() const { return bytes.size(); }
  void clear() {
    bytes.clear();
    marks.clear();
  }
  /// What is written next comes from text offset \p text.
  void mark(uint32_t text) { marks.push_back({bytes.size(), text}); }

  void byte(unsigned value) { bytes.push_back(uint8_t(value)); }
  void u32(uint32_t value) { u64(value); }
  void u64(uint64_t value) {
    while (value >= 0x80) {
      byte((value & 0x7F) | 0x80);
      value >>= 7;
    }
    byte(value);
  }
  void s64(int64_t value) {
    while (value < -64 || value >= 64) {
      byte((value & 0x7F) | 0x80);
      value >>= 7;
    }
    byte(value & 0x7F);
  }
  /// \p size bytes, little-endian.
  void fixed(uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
      byte((value >> (8 * i)) & 0xFF);
  }
  void raw(llvm::ArrayRef<uint8_t> data) {
    bytes.insert(bytes.end(), data.begin(), data.end());
  }
  void raw(llvm::StringRef data) {
    bytes.insert(bytes.end(), data.bytes_begin(), data.bytes_end());
  }
  void name(llvm::StringRef name) {
    u32(name.size());
    raw(name);
  }
  void append(const Encoder &other) {
    for (Mark m : other.marks)
      marks.push_back({bytes.size() + m.offset, m.text});
    raw(other.bytes);
  }
  /// The size of \p other, then \p other.
  void appendSized(const Encoder &other) {
    u32(other.size());
    append(other);
  }

  void heapType(HeapType type);
  void valType(ValType type);
  void fieldType(const FieldType &type);
  void funcType(const FuncType &type);
  void limits(const Limits &limits, unsigned flags = 0);
  void tableType(const TableType &type);
  void memoryType(const MemoryType &type);
  void globalType(const GlobalType &type);
};

} // namespace wfx::text
