//===- CpuFeatures.x86_64.cpp - What this processor lacks -----------------===//
//
// cpuid, and xgetbv for the registers that the operating system must save.
//
//===----------------------------------------------------------------------===//

#include "Runtime/CpuFeatures.h"
#include <cpuid.h>

using namespace wfx::rt;

namespace {

/// The bits of XCR0 that say which registers the operating system saves (SSE
/// and AVX state; opmask and both halves of ZMM).
enum class State : uint8_t { None = 0, AVX = 0x06, AVX512 = 0xe6 };

struct Feature {
  uint32_t leaf;
  uint8_t subleaf, reg, bit;
  State state;
};
constexpr Feature features[] = {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit, state)                  \
  {leaf, subleaf, reg, bit, State::state},
#include "ABI/CpuFeatures.def"
};
/// Each ends with a zero: pointers to them would be relocated at every start.
constexpr char names[] =
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit, state) name "\0"
#include "ABI/CpuFeatures.def"
    ;
constexpr unsigned featureCount = sizeof(features) / sizeof(features[0]);
static_assert(featureCount <= 64);

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

namespace {
/// cpuid, which costs a virtual machine tens of microseconds: once for each
/// leaf, as the rows of one leaf are together.
class Processor {
public:
  bool has(const Feature &feature) {
    auto state = uint32_t(feature.state);
    read(feature.leaf, feature.subleaf);
    return (registers[feature.reg] >> feature.bit & 1) &&
           (saved & state) == state;
  }

private:
  void read(unsigned newLeaf, unsigned newSubleaf) {
    if (newLeaf == leaf && newSubleaf == subleaf)
      return;
    leaf = newLeaf;
    subleaf = newSubleaf;
    if (!__get_cpuid_count(leaf, subleaf, &registers[0], &registers[1],
                           &registers[2], &registers[3]))
      registers[0] = registers[1] = registers[2] = registers[3] = 0;
  }

  uint32_t saved = savedState();
  unsigned leaf = ~0u, subleaf = ~0u, registers[4] = {};
};
} // namespace

/// What the processor has been found to have: the same for the whole process.
static uint64_t knownFeatures;

uint64_t wfx::rt::missingCpuFeatures(uint64_t needed) {
  uint64_t known = __atomic_load_n(&knownFeatures, __ATOMIC_RELAXED);
  if (!(needed & ~known))
    return 0;
  Processor processor;
  uint64_t missing = 0;
  for (unsigned i = 0; i < featureCount; ++i)
    if ((needed >> i & 1) && !processor.has(features[i]))
      missing |= uint64_t(1) << i;
  __atomic_fetch_or(&knownFeatures, needed & ~missing, __ATOMIC_RELAXED);
  return missing;
}

void wfx::rt::printCpuFeatures(Text &out, uint64_t set) {
  const char *separator = "";
  const char *name = names;
  for (unsigned i = 0; i < featureCount; ++i, name += strlen(name) + 1)
    if (set >> i & 1) {
      out << separator << name;
      separator = ", ";
    }
}
