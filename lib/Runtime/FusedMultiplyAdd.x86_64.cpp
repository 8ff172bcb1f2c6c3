//===- FusedMultiplyAdd.x86_64.cpp - By the processor's instruction -------===//

#include "Runtime/FusedMultiplyAdd.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/Sanitizer.h"

using namespace wfx::rt;

namespace {
enum Row : unsigned {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit, state) id,
#include "ABI/CpuFeatures.def"
};
enum Answer : uint8_t { Unknown, No, Yes };
} // namespace

WFX_FOREIGN_STACK_BEGIN

/// A hypervisor may make cpuid slow, so it is asked once. Threads that ask at
/// the same time get the same answer.
static bool hasInstruction() {
  static uint8_t known = Unknown;
  uint8_t answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer == Unknown) {
    constexpr uint64_t needed = uint64_t(1) << AVX | uint64_t(1) << FMA;
    answer = missingCpuFeatures(needed) ? No : Yes;
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  return answer == Yes;
}

__attribute__((target("fma"))) static float fused(float x, float y, float z) {
  return __builtin_fmaf(x, y, z);
}
__attribute__((target("fma"))) static double fused(double x, double y,
                                                   double z) {
  return __builtin_fma(x, y, z);
}

float wfx_fma_f32(wfx::abi::Instance *, float x, float y, float z) {
  return hasInstruction() ? fused(x, y, z) : fusedMultiplyAdd(x, y, z);
}
double wfx_fma_f64(wfx::abi::Instance *, double x, double y, double z) {
  return hasInstruction() ? fused(x, y, z) : fusedMultiplyAdd(x, y, z);
}

WFX_FOREIGN_STACK_END
