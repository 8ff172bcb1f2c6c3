//===- InlineChains.cpp - Where inlined code was called from --------------===//

#include "Lowering/InlineChains.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

class ChainTable {
public:
  /// \p location, at its own line or else at \p line, with its chain.
  DILocation *annotate(const DILocation &location, unsigned line) {
    const DILocation *site = location.getInlinedAt();
    if (!site)
      return moved(location, line, 0, nullptr);
    visit(site);
    const Site &at = sites.find(site)->second;
    return moved(location, line, at.chain, at.location);
  }

  void emit(llvm::Module &module) const;

private:
  static constexpr unsigned maxChains = UINT16_MAX; ///< of DILocation's column

  struct Row {
    unsigned parent, callOffset;
  };
  /// A call that was inlined.
  struct Site {
    DILocation *location; ///< of the call, annotated itself
    unsigned chain;       ///< of the code that took its place
  };

  static DILocation *moved(const DILocation &location, unsigned line,
                           unsigned chain, DILocation *inlinedAt) {
    auto get = location.isDistinct() ? &DILocation::getDistinct
                                     : static_cast<decltype(&DILocation::getDistinct)>(&DILocation::get);
    return get(location.getContext(), line, chain, location.getScope(),
               inlinedAt, location.isImplicitCode(), 0, 0);
  }
  void visit(const DILocation *site);
  unsigned intern(Row row);

  DenseMap<const DILocation *, Site> sites;
  DenseMap<std::pair<unsigned, unsigned>, unsigned> numbers;
  std::vector<Row> rows; ///< of chain 1 and up
};

} // namespace
