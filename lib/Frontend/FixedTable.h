//===- FixedTable.h - Tables that never change ----------------------------===//
//
// Most producers fill one table when an instance begins and never write to it.
// What such a table has is known when calls through it are compiled.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"
#include "llvm/ADT/BitVector.h"

namespace wfx {

/// The elements that a table has before any function of the module can run, and
/// for ever.
struct FixedTable {
  /// Those that have one type.
  struct Group {
    std::vector<uint32_t> elements; ///< ascending
    bool hasImported = false;       ///< functions
  };

  /// By index; null references are nothing.
  std::vector<std::optional<FuncIdx>> elements;
  /// By TypeSection::canonicalId().
  llvm::DenseMap<uint32_t, Group> groups;
};

/// The tables of \p module, which is valid, that nobody can change: none that
/// is imported or exported, or among \p changed, those that an instruction
/// changes. Nothing stands for the others, and for those whose elements are
/// computed or many more than the module has functions.
std::vector<std::optional<FixedTable>>
findFixedTables(const Module &module, const llvm::BitVector &changed);

} // namespace wfx
