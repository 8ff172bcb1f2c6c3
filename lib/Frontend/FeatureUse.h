//===- FeatureUse.h - Which features a module uses, and where -------------===//
//
// Says which feature a type belongs to, and records uses of features: which
// occur at all, and the first one that this version does not compile.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Validate.h"

namespace wfx {

/// The feature that a module needs in order to mention \p type. A concrete heap
/// type counts as function references; its definition counts for itself.
Feature featureOf(HeapType type);
Feature featureOf(ValType type);

class FeatureUse {
public:
  /// Notes that \p feature is used by \p what at \p at.
  void note(Feature feature, llvm::StringRef what, WasmOffset at) {
    used.set(feature);
    if (!isCompiled(feature))
      refuse(feature, what, at);
  }
  void note(ValType type, WasmOffset at);
  void note(HeapType type, WasmOffset at);
  /// For the instruction loop, which asks isCompiled() by table.
  void set(Feature feature) { used.set(feature); }
  /// Records a refusal unless one with a smaller offset is known.
  void refuse(Feature feature, llvm::StringRef what, WasmOffset at);
  void merge(const FeatureUse &other);

  Features used = none();
  std::optional<ValidModule::Refusal> refusal;

private:
  static Features none();
};

} // namespace wfx
