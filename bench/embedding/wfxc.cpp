// Through wfxc: the module's object and C++ header, the runtime archive.
#include "calls.hpp"
#include "host.h"
#include <optional>

namespace {
struct Host {
  int32_t env_tick(int32_t) { return 1; }
};
std::optional<calls::Instance> instance;
} // namespace

static void begin() { instance.emplace(Host()); }
static void nop() { instance->nop(); }
static uint32_t add(uint32_t a, uint32_t b) {
  return uint32_t(instance->add(int32_t(a), int32_t(b)));
}
static uint32_t ticks(uint32_t n) { return uint32_t(instance->ticks(int32_t(n))); }
