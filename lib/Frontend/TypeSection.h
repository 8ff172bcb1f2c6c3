//===- TypeSection.h - A module's types, canonical and comparable ---------===//
//
// Holds the types of the type section with their recursion groups, and answers
// equality, subtyping and identity across modules. Types are iso-recursive
// (spec 3.1.3): two are equal if their groups are equal after references into the own
// group are replaced by positions. Equality is therefore a comparison of
// canonical ids, and identity across separately compiled modules is a hash of the
// closed form of the group plus the position in it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <array>

namespace wfx {

/// 128 bits that are equal for equal types in any module.
struct TypeHash {
  uint64_t hi = 0, lo = 0;
  bool operator==(const TypeHash &) const = default;
};

/// The abstract heap type that a concrete type of \p kind is directly below.
HeapType::Kind abstractOf(CompositeType::Kind kind);

class TypeSection {
public:
  uint32_t size() const { return uint32_t(types.size()); }
  const SubType &operator[](TypeIdx i) const { return types[i.value]; }
  llvm::ArrayRef<SubType> all() const { return types; }
  llvm::ArrayRef<RecGroup> groups() const { return recGroups; }

  /// Appends a group. Only the decoder and tests call this; canonicalize()
  /// comes after the last group.
  void addGroup(std::vector<SubType> group);
  /// Computes canonical ids and hashes. Indices may still be out of range
  /// (validation reports that); such types get ids of their own.
  void canonicalize();

  /// Types with equal ids are equal.
  uint32_t canonicalId(TypeIdx i) const { return canonical[i.value]; }
  TypeHash hash(TypeIdx i) const { return hashes[i.value]; }

  bool equal(TypeIdx a, TypeIdx b) const {
    return canonicalId(a) == canonicalId(b);
  }
  bool equal(HeapType a, HeapType b) const;
  bool equal(ValType a, ValType b) const;
  /// Declared subtyping, reflexive and transitive (spec 3.3).
  bool isSubtype(TypeIdx a, TypeIdx b) const;
  bool isSubtype(HeapType a, HeapType b) const;
  bool isSubtype(ValType a, ValType b) const;
  /// True for references to continuations, the only ones of two words.
  bool isContinuation(ValType type) const;
  /// The type above all others of \p type's hierarchy.
  HeapType top(HeapType type) const;
  /// Structural subtyping of function types (contravariant parameters).
  bool isSubtype(const FuncType &a, const FuncType &b) const;

private:
  std::vector<SubType> types;
  std::vector<RecGroup> recGroups;
  std::vector<uint32_t> canonical;
  std::vector<TypeHash> hashes;
};

} // namespace wfx
