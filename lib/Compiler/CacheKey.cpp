//===- CacheKey.cpp - What compiled objects depend on ---------------------===//

#include "ABI/ABIHash.h"
#include "Compiler/Cache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/TargetParser/Host.h"
#include <link.h>

using namespace llvm;

namespace wfx {

//===--- Which compiler ---------------------------------------------------===//

/// The descriptor of type NT_GNU_BUILD_ID among \p notes; empty if there is
/// none.
static StringRef findBuildId(StringRef notes) {
  constexpr size_t headerSize = sizeof(ElfW(Nhdr));
  while (notes.size() >= headerSize) {
    ElfW(Nhdr) note;
    memcpy(&note, notes.data(), headerSize);
    size_t nameSize = alignTo(note.n_namesz, 4),
           size = alignTo(note.n_descsz, 4);
    StringRef name = notes.substr(headerSize, note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && name == StringRef("GNU\0", 4))
      return notes.substr(headerSize + nameSize, note.n_descsz);
    notes =
        notes.drop_front(std::min(notes.size(), headerSize + nameSize + size));
  }
  return "";
}

/// The build ID of the executable or shared object that has \p code: it differs
/// between two builds of one version. Empty if the linker was told to make
/// none.
static StringRef buildIdOf(const void *code) {
  struct Search {
    uintptr_t address;
    StringRef result;
  } search{reinterpret_cast<uintptr_t>(code), ""};
  auto visit = [](dl_phdr_info *object, size_t, void *argument) {
    auto &search = *static_cast<Search *>(argument);
    ArrayRef headers(object->dlpi_phdr, object->dlpi_phnum);
    bool isIn = any_of(headers, [&](const ElfW(Phdr) & header) {
      uintptr_t begin = object->dlpi_addr + header.p_vaddr;
      return header.p_type == PT_LOAD &&
             search.address - begin < header.p_memsz;
    });
    if (!isIn)
      return 0;
    for (const ElfW(Phdr) &header : headers)
      if (header.p_type == PT_NOTE && search.result.empty())
        search.result = findBuildId(
            {reinterpret_cast<const char *>(object->dlpi_addr + header.p_vaddr),
             header.p_memsz});
    return 1;
  };
  dl_iterate_phdr(visit, &search);
  return search.result;
}

//===--- The key ----------------------------------------------------------===//

namespace {
/// Hashes values so that no two sequences of them look the same.
class KeyHasher {
public:
  void add(StringRef text) {
    add(uint64_t(text.size()));
    hasher.update(text);
  }
  void add(uint64_t number) {
    uint8_t bytes[8];
    support::endian::write64le(bytes, number);
    hasher.update(ArrayRef(bytes));
  }
  Cache::Key finish() { return hasher.final(); }

private:
  BLAKE3 hasher;
};
} // namespace

static void addCompiler(KeyHasher &hash) {
  hash.add(WFX_VERSION);
  hash.add(WFX_ABI_SYMBOL_NAME);
  hash.add(LLVM_VERSION_STRING);
  hash.add(buildIdOf(reinterpret_cast<const void *>(&addCompiler)));
  hash.add(buildIdOf(reinterpret_cast<const void *>(&sys::getHostCPUName)));
}

static void addTarget(KeyHasher &hash, const TargetMachine &machine) {
  hash.add(machine.getTargetTriple().str());
  hash.add(machine.getTargetCPU());
  hash.add(machine.getTargetFeatureString());
}

static void addLibrary(KeyHasher &hash, const LibrarySymbols &library) {
  hash.add(library.name);
  hash.add(library.accessor);
  for (const auto *list : {&library.entries, &library.wasi})
    for (const std::string &symbol : *list)
      hash.add(symbol);
}

/// Names every member, so that the compiler asks about new ones.
static void addOptions(KeyHasher &hash, const CompileOptions &options) {
  const auto &[level, jobs, cpu, moduleName, shownName, prefix, checkBounds,
               externalTypes, library, deterministic, hostImports, allStacks,
               verify, stopAfter, fileType] = options;
  // Objects have nothing of `jobs`, `cpu` (the target has), `shownName` and
  // `verify`.
  hash.add(uint64_t(level));
  hash.add(moduleName);
  hash.add(prefix);
  for (bool option : {checkBounds, externalTypes, deterministic, allStacks,
                      library != nullptr})
    hash.add(uint64_t(option));
  hash.add(hostImports.size());
  for (bool isHost : hostImports)
    hash.add(uint64_t(isHost));
  if (library)
    addLibrary(hash, *library);
  hash.add(uint64_t(stopAfter));
  hash.add(uint64_t(fileType));
}

Expected<Cache::Key> cacheKey(ArrayRef<uint8_t> bytes, const Features &features,
                              const CompileOptions &options) {
  auto machine = createTarget(targetOptions(options));
  if (!machine)
    return machine.takeError();
  KeyHasher hash;
  addCompiler(hash);
  addTarget(hash, **machine);
  addOptions(hash, options);
  for (size_t i = 0; i < size_t(Feature::Count); ++i)
    hash.add(uint64_t(features.has(Feature(i))));
  hash.add(toStringRef(bytes));
  return hash.finish();
}

} // namespace wfx
