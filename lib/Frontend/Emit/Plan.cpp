//===- Plan.cpp - Splitting a module into units ---------------------------===//

#include "Frontend/Emit/Emit.h"

using namespace llvm;

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
  auto close = [&](uint32_t end, bool optimize) {
    units.push_back(
        {unsigned(units.size()), FuncIdx(begin), FuncIdx(end), size, optimize});
    begin = end;
    size = 0;
  };
  ArrayRef<FuncIdx> excessive = module.excessiveFunctions();
  for (uint32_t i = first; i < functions.size(); ++i) {
    bool isExcessive = !excessive.empty() && excessive.front().value == i;
    if (isExcessive && begin < i)
      close(i, /*optimize=*/true);
    size += functions[i].body.size();
    if (isExcessive)
      excessive = excessive.drop_front();
    if (isExcessive || size >= target)
      close(i + 1, !isExcessive);
  }
  if (begin < functions.size() || units.empty())
    close(uint32_t(functions.size()), /*optimize=*/true);
  return units;
}

} // namespace wfx
