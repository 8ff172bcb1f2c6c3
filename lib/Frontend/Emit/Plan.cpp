//===- Plan.cpp - Splitting a module into units ---------------------------===//

#include "Frontend/Emit/Emit.h"

namespace wfx {

/// Bytes of Wasm code in a unit. Smaller units share the work better and bound
/// memory; larger ones give the inliner more to see (docs/decisions.md).
static constexpr uint64_t unitCodeSize = 256 * 1024;

std::vector<Unit> planUnits(const ValidModule &module) {
  const auto &functions = module->functions;
  uint32_t first = module->importedFunctions;
  uint64_t total = 0;
  for (uint32_t i = first; i < functions.size(); ++i)
    total += functions[i].body.size();
  uint64_t count =
      std::max<uint64_t>(1, (total + unitCodeSize - 1) / unitCodeSize);
  uint64_t target = total / count + 1;

  std::vector<Unit> units;
  uint32_t begin = first;
  uint64_t size = 0;
  for (uint32_t i = first; i < functions.size(); ++i) {
    size += functions[i].body.size();
    if (size < target)
      continue;
    units.push_back({unsigned(units.size()), FuncIdx(begin), FuncIdx(i + 1), size});
    begin = i + 1;
    size = 0;
  }
  if (begin < functions.size() || units.empty())
    units.push_back({unsigned(units.size()), FuncIdx(begin),
                     FuncIdx(uint32_t(functions.size())), size});
  return units;
}

} // namespace wfx
