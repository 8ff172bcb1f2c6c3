//===- CpuFeatures.x86_64.cpp - What this processor lacks -----------------===//
//
// cpuid, and xgetbv for the registers that the operating system must save.
//
//===----------------------------------------------------------------------===//

#include "Runtime/CpuFeatures.h"
#include <cpuid.h>

using namespace wfx::rt;

namespace {
struct Feature {
  const char *name;
  unsigned leaf, subleaf, reg, bit;
};
constexpr Feature features[] = {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit)                         \
  {name, leaf, subleaf, reg, bit},
#include "ABI/CpuFeatures.def"
};
constexpr unsigned featureCount = sizeof(features) / sizeof(features[0]);

enum FeatureIndex : unsigned {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit) id,
#include "ABI/CpuFeatures.def"
};
constexpr uint64_t mask(FeatureIndex index) { return uint64_t(1) << index; }

// Features that work on registers which the system has to save, and the bits of
// XCR0 that say it does (SSE and AVX state; opmask and both halves of ZMM).
constexpr uint64_t avxFeatures =
    mask(AVX) | mask(AVX2) | mask(FMA) | mask(F16C) | mask(AVX512F) |
    mask(AVX512DQ) | mask(AVX512CD) | mask(AVX512BW) | mask(AVX512VL);
constexpr uint64_t avx512Features = mask(AVX512F) | mask(AVX512DQ) |
                                    mask(AVX512CD) | mask(AVX512BW) |
                                    mask(AVX512VL);
constexpr uint32_t avxState = 0x06, avx512State = 0xe6;
} // namespace

/// XCR0, or 0 where the system does not use xsave.
static uint32_t savedState() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
    return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static bool processorHas(const Feature &feature) {
  unsigned registers[4];
  return __get_cpuid_count(feature.leaf, feature.subleaf, &registers[0],
                           &registers[1], &registers[2], &registers[3]) &&
         (registers[feature.reg] >> feature.bit & 1);
}

uint64_t wfx::rt::missingCpuFeatures(uint64_t needed) {
  uint64_t missing = 0;
  for (unsigned i = 0; i < featureCount; ++i)
    if ((needed >> i & 1) && !processorHas(features[i]))
      missing |= uint64_t(1) << i;
  uint32_t state = needed & avxFeatures ? savedState() : 0;
  if ((state & avxState) != avxState)
    missing |= needed & avxFeatures;
  if ((state & avx512State) != avx512State)
    missing |= needed & avx512Features;
  return missing;
}

void wfx::rt::printCpuFeatures(Text &out, uint64_t set) {
  const char *separator = "";
  for (unsigned i = 0; i < featureCount; ++i)
    if (set >> i & 1) {
      out << separator << features[i].name;
      separator = ", ";
    }
}
