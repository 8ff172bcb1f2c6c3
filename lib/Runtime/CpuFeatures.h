//===- CpuFeatures.h - What this processor lacks --------------------------===//
//
// Compares what a program was compiled for with the machine it runs on.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Text.h"

namespace wfx::rt {

/// Those of the features in \p needed (bits of CpuFeatures.def) that the
/// processor or the operating system does not have.
uint64_t missingCpuFeatures(uint64_t needed);

/// Appends LLVM's names of \p features to \p out, separated by commas.
void printCpuFeatures(Text &out, uint64_t features);

} // namespace wfx::rt
