//===- Features.cpp - The proposals that can be switched on and off -------===//
//
// The table behind Features.h. What a feature means is decided by the decoder
// and the validator, not here.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Features.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

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

static std::optional<Feature> featureByName(StringRef name) {
  for (size_t i = 0; i < std::size(rows); ++i)
    if (name == rows[i].name)
      return Feature(i);
  return std::nullopt;
}

static bool parseFeature(StringRef value, Features &features) {
  auto [name, state] = value.split('=');
  auto on = StringSwitch<std::optional<bool>>(state)
                .Cases({"y", "yes", "true", "on", ""}, true)
                .Cases({"n", "no", "false", "off"}, false)
                .Default(std::nullopt);
  if (!on)
    return false;
  if (name == "all" || name == "all-proposals") {
    for (size_t i = 1; i < size_t(Feature::Count); ++i)
      features.set(Feature(i), *on);
    return true;
  }
  auto feature = featureByName(name);
  if (feature)
    features.set(*feature, *on);
  return feature.has_value();
}

bool parseFeatures(StringRef value, Features &features) {
  SmallVector<StringRef> list;
  value.split(list, ',');
  return all_of(list,
                [&](StringRef one) { return parseFeature(one, features); });
}

} // namespace wfx
