//===- FeatureUse.cpp - Which features a module uses, and where -----------===//

#include "Frontend/FeatureUse.h"

using namespace llvm;

namespace wfx {

Feature featureOf(HeapType type) {
  switch (type.kind) {
#define HEAP_TYPE(kind, code, text, refText, feature)                          \
  case HeapType::kind:                                                         \
    return Feature::feature;
#include "Frontend/HeapTypes.def"
  case HeapType::Concrete:
  case HeapType::Bot:
    return Feature::FunctionReferences;
  }
  return Feature::MVP;
}

Feature featureOf(ValType type) {
  if (type.kind == ValType::V128)
    return Feature::SIMD;
  if (!type.isRef())
    return Feature::MVP;
  Feature heap = featureOf(type.heap);
  return heap == Feature::ReferenceTypes && !type.nullable
             ? Feature::FunctionReferences
             : heap;
}

void FeatureUse::note(ValType type, WasmOffset at) {
  Feature feature = featureOf(type);
  used.set(feature);
  if (!isCompiled(feature))
    refuse(feature, toString(type), at);
}

void FeatureUse::note(HeapType type, WasmOffset at) {
  Feature feature = featureOf(type);
  used.set(feature);
  if (!isCompiled(feature))
    refuse(feature, toString(type), at);
}

void FeatureUse::refuse(Feature feature, StringRef what, WasmOffset at) {
  if (!refusal || at < refusal->offset)
    refusal = ValidModule::Refusal{feature, what.str(), at};
}

void FeatureUse::merge(const FeatureUse &other) {
  for (size_t f = 0; f < size_t(Feature::Count); ++f)
    if (other.used.has(Feature(f)))
      used.set(Feature(f));
  if (const auto &r = other.refusal)
    refuse(r->feature, r->what, r->offset);
}

Features FeatureUse::none() {
  Features features;
  for (size_t f = 0; f < size_t(Feature::Count); ++f)
    features.set(Feature(f), false);
  return features;
}

} // namespace wfx
