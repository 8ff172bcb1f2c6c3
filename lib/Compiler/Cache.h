//===- Cache.h - Objects that have been compiled before -------------------===//
//
// A folder with one file for each compiled module, named by the hash of all that its
// objects depend on. Several processes may use it at once. Whatever is wrong with a
// file or with the folder only means that the module is compiled again; files that
// others could have made or changed are not read.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Compile.h"
#include <array>

namespace wfx {

class Cache {
public:
  using Key = std::array<uint8_t, 32>;

  /// Files of more than \p limit bytes together go, those first that have not been used
  /// for the longest time.
  Cache(llvm::StringRef folder, uint64_t limit);

  /// The objects that add() was given with \p key.
  std::optional<std::vector<Object>> find(const Key &key) const;
  void add(const Key &key, llvm::ArrayRef<Object> objects) const;

private:
  std::string folder;
  uint64_t limit;
};

/// The key of what compileModule() makes of the module \p bytes: a hash of it, of
/// everything in \p options and \p features that matters, of the processor as it is,
/// and of this compiler. Errors: createTarget()'s.
llvm::Expected<Cache::Key> cacheKey(llvm::ArrayRef<uint8_t> bytes,
                                    const Features &features,
                                    const CompileOptions &options);

/// compileModule(), or what it has made before of the same \p module, whose bytes are
/// \p bytes; it goes into \p cache, which may be null. Errors: those of both.
llvm::Expected<std::vector<Object>>
compileCached(const Cache *cache, const ValidModule &module, llvm::ArrayRef<uint8_t> bytes,
              const Features &features, const CompileOptions &options, Report &report);

} // namespace wfx
