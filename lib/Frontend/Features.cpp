//===- Features.cpp - The proposals that can be switched on and off -------===//
//
// The table behind Features.h. What a feature means is decided by the decoder
// and the validator, not here.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Features.h"

using namespace llvm;

namespace wfx {

namespace {
struct Row {
  const char *name;
  bool on, compiled;
};
constexpr Row rows[] = {
#define FEATURE(id, name, on, compiled) {name, on, compiled},
#include "Frontend/Features.def"
};
} // namespace

Features::Features() {
  for (size_t i = 0; i < std::size(rows); ++i)
    bits[i] = rows[i].on;
}

StringRef featureName(Feature f) { return rows[size_t(f)].name; }
bool isCompiled(Feature f) { return rows[size_t(f)].compiled; }

std::optional<Feature> featureByName(StringRef name) {
  for (size_t i = 0; i < std::size(rows); ++i)
    if (name == rows[i].name)
      return Feature(i);
  return std::nullopt;
}

} // namespace wfx
