//===- Lower.h - Optimising and lowering a unit ---------------------------===//
//
// lower() optimises the IR of one unit and replaces what only the frontend's
// dialect has; codegen() makes an object or assembly of it. Both work in the
// unit's own LLVMContext, so units go through them in parallel.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lowering/Target.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"

namespace wfx {

struct LowerOptions {
  OptLevel level = OptLevel::O2;
  /// Runs LLVM's verifier before and after.
  bool verify = false;
  /// LLVM's own report of passes (-time-passes form), for --time-report.
  bool timePasses = false;
};

/// Whether lower() looks for continuations that need no stack (ElideStacks.h).
inline bool elidesStacks(OptLevel level) {
  return level != OptLevel::O0 && level != OptLevel::O1;
}

/// Optimises \p module for \p machine in place.
void lower(llvm::Module &module, llvm::TargetMachine &machine,
           const LowerOptions &options);

/// An ELF object, as bytes.
using Object = llvm::SmallVector<char, 0>;

/// Generates code for \p module; \p type is an object or assembly. Calls \p
/// functionDone after each function.
Object codegen(
    llvm::Module &module, llvm::TargetMachine &machine,
    llvm::CodeGenFileType type = llvm::CodeGenFileType::ObjectFile,
    llvm::function_ref<void()> functionDone = [] {});

} // namespace wfx
