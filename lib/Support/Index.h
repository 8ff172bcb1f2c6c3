//===- Index.h - Strong index types ---------------------------------------===//
//
// One type for each index space of a Wasm module, so that a table index can
// never stand where a memory index is meant. Nothing else lives here.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace wfx {

/// A 32-bit index into the index space named by \p Space (Wasm spec, 2.5.1).
template <class Space> struct Index {
  uint32_t value = 0;

  constexpr Index() = default;
  constexpr explicit Index(uint32_t v) : value(v) {}
  constexpr auto operator<=>(const Index &) const = default;
};

using TypeIdx = Index<struct TypeSpace>;
using FuncIdx = Index<struct FuncSpace>;
using TableIdx = Index<struct TableSpace>;
using MemIdx = Index<struct MemSpace>;
using GlobalIdx = Index<struct GlobalSpace>;
using TagIdx = Index<struct TagSpace>;
using ElemIdx = Index<struct ElemSpace>;
using DataIdx = Index<struct DataSpace>;
using LocalIdx = Index<struct LocalSpace>;
using LabelIdx = Index<struct LabelSpace>;

/// A byte offset in the binary module: the one location type of the compiler.
using WasmOffset = uint64_t;

} // namespace wfx

template <class Space> struct std::hash<wfx::Index<Space>> {
  size_t operator()(wfx::Index<Space> i) const { return i.value; }
};
