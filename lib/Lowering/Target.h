//===- Target.h - The machine that code is made for -----------------------===//
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>
#include <string>

namespace wfx {

/// -O0 to -O3 and -Os.
enum class OptLevel : uint8_t { O0, O1, O2, O3, Os };

struct TargetOptions {
  /// A triple, or empty for the host's architecture on Linux.
  std::string triple;
  /// LLVM's name of a processor, "native", or empty for the baseline
  /// (x86-64-v2).
  std::string cpu;
  OptLevel level = OptLevel::O2;
};

/// Makes a machine for position-independent code. Each thread needs its own.
/// Errors: usageError for unknown triples and processors.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTarget(const TargetOptions &options);

/// True if \p machine multiplies and adds with one rounding in one instruction.
bool hasFMA(const llvm::TargetMachine &machine);

/// The bits of ABI/CpuFeatures.def that code for \p machine may use.
uint64_t requiredCpuFeatures(const llvm::TargetMachine &machine);

} // namespace wfx
