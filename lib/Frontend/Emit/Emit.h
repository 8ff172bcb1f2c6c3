//===- Emit.h - From a valid module to LLVM IR ----------------------------===//
//
// planUnits() splits a module into units, emitUnit() turns one into an
// llvm::Module of its own LLVMContext, so that units compile in parallel. The
// split depends on the module alone, never on the number of threads. Unit 0
// also holds what exists once per module: descriptors, segments and the
// function that initialises an instance.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Emit/InstanceLayout.h"
#include "llvm/IR/Module.h"

namespace wfx {

/// A run of defined functions that is compiled as one llvm::Module.
struct Unit {
  unsigned number;
  FuncIdx begin, end; ///< half-open
  uint64_t codeSize;  ///< bytes of Wasm code
  /// If not, it is one of ValidModule::excessiveFunctions().
  bool optimize;
};

/// What a module has for C programs that are linked with it (docs/abi.md).
struct LibrarySymbols {
  std::string name;     ///< in the ModuleDesc
  std::string accessor; ///< the function that returns the ModuleDesc
  /// By export: the C function that calls it; empty if it is no function.
  std::vector<std::string> entries;
  /// By import: the function of WASI that it is; empty for all others.
  std::vector<std::string> wasi;
};

struct EmitOptions {
  std::string moduleName;     ///< in descriptors and debug information
  std::string prefix = "wfx"; ///< of every global symbol but shared types
  std::string triple;
  std::string dataLayout;
  /// Code that will not be optimised: loads are volatile, which keeps them
  /// trapping more cheaply than a witness for each.
  bool optimize = true;
  /// Continuations that need no stack will be looked for (ElideStacks.h).
  bool findElidable = false;
  /// By import, which of them are certainly functions of a host; may be empty.
  std::vector<bool> hostImports;
  /// Every access to a memory is checked in code, none is left to fault.
  bool checkBounds = false;
  /// Function types are symbols that somebody else defines (in-process
  /// linking, where objects of one process share them).
  bool externalTypes = false;
  /// Set for a library: entries and adapters are emitted, and nothing of the
  /// runtime or of other modules is assumed to be in the same file.
  const LibrarySymbols *library = nullptr;
  /// The target multiplies and adds with one rounding in one instruction.
  bool hasFMA = false;
  /// Relaxed instructions give the results of the deterministic profile (spec,
  /// appendix "Profiles"), not those that the target is fastest with.
  bool deterministic = false;
  uint64_t cpuFeatures = 0; ///< requiredCpuFeatures() of the target
  /// The number of units of the whole module.
  unsigned unitCount = 1;

  /// A symbol of the module's own. A library's has a dot, so that it is none of
  /// those that C sees.
  std::string symbol(const llvm::Twine &name) const {
    return (prefix + (library ? "." : "_") + name).str();
  }
  /// Equal types of other modules may have other descriptors.
  bool hasForeignTypes() const { return library || externalTypes; }
};

/// One unit in LLVM IR.
struct IRUnit {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
};

/// Splits \p module into units of about equal code size. There is always a
/// unit 0.
std::vector<Unit> planUnits(const ValidModule &module);

/// Emits \p unit. Never fails: a ValidModule that checkCompilable() accepts has
/// nothing left to refuse.
IRUnit emitUnit(const ValidModule &module, const InstanceLayout &layout,
                const Unit &unit, const EmitOptions &options);

/// The symbol of the ModuleDesc: "<prefix>_module"; nobody needs to know a
/// library's.
std::string moduleSymbol(const EmitOptions &options);
/// The symbol of a function type: "wfx_type_<hash>".
std::string typeSymbol(TypeHash hash);
/// The "iI:f" form of a function type (TypeDesc::signature).
std::string signatureString(const TypeSection &types, const FuncType &type);
/// ValueTypeDesc::code of \p type.
uint64_t valueTypeCode(ValType type);

} // namespace wfx
