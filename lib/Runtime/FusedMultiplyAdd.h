//===- FusedMultiplyAdd.h - x * y + z, rounded once -----------------------===//
//
// The entry points are RuntimeCall::FmaF32 and FmaF64: they use the processor's
// instruction where it has one, though the program was compiled without.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

/// x * y + z, rounded once to nearest, by other arithmetic. NaNs are quiet.
float fusedMultiplyAdd(float x, float y, float z);
double fusedMultiplyAdd(double x, double y, double z);

} // namespace wfx::rt

extern "C" {
float wfx_fma_f32(wfx::abi::Instance *, float x, float y, float z);
double wfx_fma_f64(wfx::abi::Instance *, double x, double y, double z);
}
