//===- Validate.h - The proof that a module is valid ----------------------===//
//
// validate() checks everything that spec chapter 3 asks. Its result is the only
// thing the emitter takes; code behind it has no user errors left to report.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/FixedTable.h"
#include "llvm/ADT/DenseSet.h"

namespace wfx {

/// A module that validate() has accepted. Movable; owns the Module.
class ValidModule {
public:
  const Module &operator*() const { return module; }
  const Module *operator->() const { return &module; }

  /// The functions that can become references at run time: exported, in an
  /// element segment, or named by ref.func. In ascending order.
  llvm::ArrayRef<FuncIdx> escapingFunctions() const { return escaping; }
  /// The functions that are too large or too deeply nested for optimisation,
  /// whose time grows with a power of that. In ascending order.
  llvm::ArrayRef<FuncIdx> excessiveFunctions() const { return excessive; }
  /// What is in \p table if it never changes, else null.
  const FixedTable *fixedTable(TableIdx table) const {
    const auto &found = fixed[table.value];
    return found ? &*found : nullptr;
  }
  /// Features whose instructions or types the module uses.
  const Features &usedFeatures() const { return used; }
  /// The first use of a feature that this version does not compile, if any.
  struct Refusal {
    Feature feature;
    std::string what; ///< the instruction or construct
    WasmOffset offset;
  };
  const std::optional<Refusal> &refusal() const { return refused; }

private:
  friend llvm::Expected<ValidModule> validate(Module, unsigned);
  explicit ValidModule(Module m) : module(std::move(m)) {}

  Module module;
  std::vector<FuncIdx> escaping, excessive;
  std::vector<std::optional<FixedTable>> fixed; ///< by table
  Features used;
  std::optional<Refusal> refused;
};

/// Validates \p module, its bodies on \p threads threads. The error with the
/// smallest byte offset is reported, whatever the number of threads.
/// Errors: Invalid diagnostics, and Malformed ones from bodies.
llvm::Expected<ValidModule> validate(Module module, unsigned threads = 1);

/// An error (NotCompiled, naming instruction and feature, with the offset) if
/// \p module uses what this version does not compile.
llvm::Error checkCompilable(const ValidModule &module);

} // namespace wfx
