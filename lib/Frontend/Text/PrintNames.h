//===- PrintNames.h - Identifiers for printing ----------------------------===//
//
// Turns the names of the name section into identifiers of the text format:
// unique within their index space, quoted where the name has other characters
// than an identifier may have.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"
#include "llvm/Support/raw_ostream.h"

namespace wfx::text {

using NameMap = llvm::DenseMap<uint32_t, llvm::StringRef>;

/// The identifiers of one index space.
class IdTable {
public:
  /// \p names may name indices from \p size on: these are left out. Labels need
  /// not be \p unique: an inner one hides an outer one.
  IdTable(const NameMap &names, uint64_t size, bool unique = true);
  IdTable() = default;

  /// The identifier of \p index with its `$`, empty if it has none.
  llvm::StringRef id(uint32_t index) const;
  /// Prints the identifier, or the number where there is none.
  void use(llvm::raw_ostream &os, uint32_t index) const;
  /// Prints " $id (;index;)" and, where the identifier is not the name itself,
  /// a @name annotation that keeps the name.
  void define(llvm::raw_ostream &os, uint32_t index) const;

private:
  struct Entry {
    std::string id;
    llvm::StringRef name;
    bool renamed = false;
  };
  llvm::DenseMap<uint32_t, Entry> entries;
};

/// The identifiers of a whole module. Those of locals and labels are made where
/// they are needed.
struct ModuleIds {
  explicit ModuleIds(const Module &m);
  IdTable types, functions, tables, memories, globals, tags, elems, datas;
  /// Those of the fields of \p type, which need not be a struct type.
  const IdTable &fieldsOf(uint32_t type) const;

private:
  llvm::DenseMap<uint32_t, IdTable> fields;
  IdTable none;
};

/// Prints a string literal whose value is \p bytes.
void printString(llvm::raw_ostream &os, llvm::StringRef bytes);
/// Prints `$name`, quoted where it must be.
void printId(llvm::raw_ostream &os, llvm::StringRef name);

} // namespace wfx::text
