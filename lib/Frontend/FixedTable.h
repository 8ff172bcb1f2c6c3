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

/// Elements by index; null references are nothing.
using ConstantElements = std::vector<std::optional<FuncIdx>>;

/// The elements that a table has before any function of the module can run, and
/// for ever.
struct FixedTable {
  /// Those that have one type.
  struct Group {
    std::vector<uint32_t> elements; ///< ascending
    bool hasImported = false;       ///< functions
  };

  ConstantElements elements;
  /// By TypeSection::canonicalId().
  llvm::DenseMap<uint32_t, Group> groups;
};

/// The elements of \p segment, which is valid; nothing if an expression needs
/// an instance (global.get and the like).
std::optional<ConstantElements> constantElements(const Module &module,
                                                 const ElemSegment &segment);

/// The tables of \p module, which is valid, that nobody can change: none that
/// is imported or exported, or among \p changed, those that an instruction
/// changes. Nothing stands for the others, and for those whose elements are
/// computed or many more than the module has functions.
std::vector<std::optional<FixedTable>>
findFixedTables(const Module &module, const llvm::BitVector &changed);

} // namespace wfx
