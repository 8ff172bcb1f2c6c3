//===- InlineChains.cpp - Where inlined code was called from --------------===//

#include "Lowering/InlineChains.h"
#include "Lowering/Dialect.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

/// The chains of a unit. Call sites get columns like instructions do, so that
/// what code generation makes of several places is right as far as it goes.
class ChainTable {
public:
  /// The place of an instruction at \p offset, otherwise that of \p old.
  DILocation *annotate(const DILocation &old, unsigned offset) {
    const Site &site = siteOf(old.getInlinedAt());
    return DILocation::get(old.getContext(), offset, chainOf(old, site),
                           old.getScope(), site.location);
  }

  void emit(llvm::Module &module) const;

private:
  static constexpr size_t maxChains = UINT16_MAX; // LLVM keeps 16 bits

  /// A call that was inlined.
  struct Site {
    DILocation *location = nullptr;
    unsigned chain = 0; ///< of the code in its place; 0 if there are too many
  };
  /// A call site, and the chain of the code that it is in.
  using Row = std::pair<unsigned, unsigned>; // {parent, offset}

  Site siteOf(const DILocation *inlinedAt);
  unsigned chainOf(const DILocation &location, const Site &site);
  unsigned intern(Row row);

  DenseMap<const DILocation *, Site> sites;
  DenseMap<Row, unsigned> numbers;
  std::vector<Row> rows; ///< those of the chains 1, 2, ...
};

} // namespace

/// The offset of \p location, or that of its function if it has none.
static unsigned offsetOf(const DILocation &location) {
  return location.getLine() ? location.getLine()
                            : location.getScope()->getSubprogram()->getLine();
}

/// Goes outward to what is known, then back. Not recursive: a unit may have
/// thousands of functions that end up in one.
ChainTable::Site ChainTable::siteOf(const DILocation *inlinedAt) {
  SmallVector<const DILocation *, 16> path;
  const DILocation *outer = inlinedAt;
  for (; outer && !sites.contains(outer); outer = outer->getInlinedAt())
    path.push_back(outer);
  Site site = sites.lookup(outer);
  for (const DILocation *call : reverse(path)) {
    unsigned offset = offsetOf(*call);
    bool isLost = site.location && !site.chain;
    unsigned chain = chainOf(*call, site);
    site = {DILocation::getDistinct(call->getContext(), offset, chain,
                                    call->getScope(), site.location),
            isLost ? 0 : intern({chain, offset})};
    sites[call] = site;
  }
  return site;
}

/// The chain of what is at \p location in code that came to \p site, with a
/// mark if it resumes a continuation.
unsigned ChainTable::chainOf(const DILocation &location, const Site &site) {
  bool isMarked = location.getColumn() == dialect::resumptionColumn;
  return isMarked ? intern({site.chain, abi::resumptionMark}) : site.chain;
}

unsigned ChainTable::intern(Row row) {
  if (auto known = numbers.find(row); known != numbers.end())
    return known->second;
  if (rows.size() == maxChains)
    return 0;
  rows.push_back(row);
  return numbers[row] = rows.size();
}

/// LLVM's globals are always loaded, hence assembly.
void ChainTable::emit(llvm::Module &module) const {
  if (rows.empty())
    return;
  std::string text;
  raw_string_ostream os(text);
  os << ".pushsection .wfx.inlines,\"\",@progbits\n"
     << ".long .debug_line, " << rows.size() << '\n';
  for (auto [parent, offset] : rows)
    os << ".long " << parent << ", " << offset << '\n';
  os << ".popsection\n";
  module.appendModuleInlineAsm(text);
}

static void annotate(Instruction &instruction, DISubprogram &function,
                     ChainTable &chains) {
  const DILocation *old = instruction.getDebugLoc();
  if (old && old->getLine() && !old->getInlinedAt() && !old->getColumn())
    return;
  bool needsOffset =
      isa<CallBase>(instruction) || instruction.mayReadOrWriteMemory();
  if (!old && needsOffset)
    old = DILocation::get(instruction.getContext(), 0, 0, &function);
  if (!old)
    return;
  unsigned offset = needsOffset ? offsetOf(*old) : old->getLine();
  if (old->getInlinedAt() || old->getColumn() || offset != old->getLine())
    instruction.setDebugLoc(chains.annotate(*old, offset));
}

PreservedAnalyses InlineChainsPass::run(llvm::Module &module,
                                        ModuleAnalysisManager &) {
  ChainTable chains;
  for (Function &f : module)
    if (DISubprogram *function = f.getSubprogram())
      for (Instruction &instruction : instructions(f))
        annotate(instruction, *function, chains);
  chains.emit(module);
  return PreservedAnalyses::all();
}

} // namespace wfx
