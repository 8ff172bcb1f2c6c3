//===- Features.h - The proposals that can be switched on and off ---------===//
//
// One row per feature in Features.def, named as wasmtime's -W options name
// them. A feature has two bits: whether input may use it (`-W name=y/n`), and,
// constant, whether this version compiles it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include <bitset>

namespace wfx {

enum class Feature : uint8_t {
#define FEATURE(id, name, on, compiled) id,
#include "Frontend/Features.def"
  Count
};

/// The set of features that are on.
class Features {
public:
  /// The defaults of Features.def.
  Features();
  bool has(Feature f) const { return bits[size_t(f)]; }
  void set(Feature f, bool on = true) { bits[size_t(f)] = on; }
  bool operator==(const Features &) const = default;

private:
  std::bitset<size_t(Feature::Count)> bits;
};

llvm::StringRef featureName(Feature f);
/// True if this version generates code for \p f.
bool isCompiled(Feature f);
/// Switches what \p list says: "simd=n,gc", "all=y". False if it cannot be
/// understood.
bool parseFeatures(llvm::StringRef list, Features &features);

} // namespace wfx
