//===- Symbolize.cpp - Wasm places in the running executable --------------===//
//
// Reads the executable's own file: line table, function names and symbols.
// Stripped executables give unknown places.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // dl_iterate_phdr
#endif
#include "Runtime/Symbolize.h"
#include "Runtime/CallFrame.h"
#include "Runtime/LineTable.h"
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;

namespace {

constexpr size_t maxQueries =
    abi::TrapRecord::innermost + abi::TrapRecord::outermost;

/// The parts of an ELF file that matter here; empty where there are none.
struct Sections {
  ByteSpan lines, lineStrings, strings, names, symbols, symbolNames, frames;
  uint64_t framesAddress = 0;
};

/// The section .wfx.names.
class NameTable {
public:
  explicit NameTable(ByteSpan section) {
    if (section.size < headerSize)
      return;
    memcpy(&count, section.data, 4);
    memcpy(&importedFunctions, section.data + 4, 4);
    uint64_t rowBytes = uint64_t(count) * sizeof(Row);
    if (rowBytes > section.size - headerSize) {
      count = 0;
      return;
    }
    rows = section.data + headerSize;
    strings = {rows + rowBytes, section.size - headerSize - rowBytes};
  }

  /// Fills in the function that contains the place's offset.
  bool findFunction(WasmPlace &place) const {
    uint32_t low = 0, high = count;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (row(middle).codeEnd <= place.offset)
        low = middle + 1;
      else
        high = middle;
    }
    if (low == count || row(low).codeBegin > place.offset)
      return false;
    place.function = importedFunctions + low;
    ByteSpan name = nameOf(place.function);
    place.name = reinterpret_cast<const char *>(name.data);
    place.nameSize = name.size;
    return true;
  }

  ByteSpan nameOf(uint32_t function) const {
    if (function < importedFunctions || function - importedFunctions >= count)
      return {};
    Row r = row(function - importedFunctions);
    if (r.nameOffset > strings.size || r.nameSize > strings.size - r.nameOffset)
      return {};
    return {strings.data + r.nameOffset, r.nameSize};
  }

private:
  static constexpr size_t headerSize = 8;
  struct Row {
    uint32_t codeBegin, codeEnd, nameOffset, nameSize;
  };
  Row row(uint32_t index) const {
    Row result;
    memcpy(&result, rows + uint64_t(index) * sizeof(Row), sizeof(Row));
    return result;
  }

  uint32_t count = 0, importedFunctions = 0;
  const uint8_t *rows = nullptr;
  ByteSpan strings;
};

} // namespace

static ByteSpan slice(ByteSpan file, uint64_t offset, uint64_t size) {
  if (offset > file.size || size > file.size - offset)
    return {};
  return {file.data + offset, static_cast<size_t>(size)};
}

static Elf64_Shdr sectionHeader(ByteSpan table, uint64_t index) {
  Elf64_Shdr header = {};
  ByteSpan bytes = slice(table, index * sizeof(header), sizeof(header));
  if (bytes.size)
    memcpy(&header, bytes.data, sizeof(header));
  return header;
}

static ByteSpan contents(ByteSpan file, const Elf64_Shdr &section) {
  if (section.sh_type == SHT_NOBITS || (section.sh_flags & SHF_COMPRESSED))
    return {};
  return slice(file, section.sh_offset, section.sh_size);
}

static bool hasName(ByteSpan names, const Elf64_Shdr &section,
                    const char *name) {
  size_t size = strlen(name) + 1;
  ByteSpan bytes = slice(names, section.sh_name, size);
  return bytes.size && !memcmp(bytes.data, name, size);
}

static Sections findSections(ByteSpan file) {
  Sections result;
  Elf64_Ehdr header;
  if (file.size < sizeof(header))
    return result;
  memcpy(&header, file.data, sizeof(header));
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) ||
      header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_shentsize != sizeof(Elf64_Shdr))
    return result;
  ByteSpan table = slice(file, header.e_shoff,
                         uint64_t(header.e_shnum) * sizeof(Elf64_Shdr));
  ByteSpan names = contents(file, sectionHeader(table, header.e_shstrndx));
  struct {
    const char *name;
    ByteSpan *place;
  } const wanted[] = {
      {".debug_line", &result.lines},  {".debug_line_str", &result.lineStrings},
      {".debug_str", &result.strings}, {".wfx.names", &result.names},
      {".symtab", &result.symbols},    {".strtab", &result.symbolNames},
      {".eh_frame", &result.frames}};
  for (uint64_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section = sectionHeader(table, i);
    for (auto &want : wanted)
      if (hasName(names, section, want.name)) {
        *want.place = contents(file, section);
        if (want.place == &result.frames)
          result.framesAddress = section.sh_addr;
      }
  }
  return result;
}

/// What the loader added to the addresses in the executable's file.
static uintptr_t loadBase() {
  uintptr_t base = 0;
  // The first object is the executable.
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *result) {
        *static_cast<uintptr_t *>(result) = info->dlpi_addr;
        return 1;
      },
      &base);
  return base;
}

/// Sorted queries with the place each of them is for.
static void sortQueries(LineQuery *queries, size_t *order, size_t count) {
  for (size_t i = 1; i < count; ++i)
    for (size_t j = i; j && queries[j].address < queries[j - 1].address; --j) {
      LineQuery query = queries[j];
      queries[j] = queries[j - 1];
      queries[j - 1] = query;
      size_t place = order[j];
      order[j] = order[j - 1];
      order[j - 1] = place;
    }
}

/// The function index in a symbol's name "wfx_f<index>..."; false for other
/// symbols.
static bool functionOfSymbol(ByteSpan names, uint32_t nameOffset,
                             uint32_t &function) {
  static constexpr char prefix[] = {'w', 'f', 'x', '_', 'f'};
  ByteSpan bytes = slice(names, nameOffset, sizeof(prefix));
  if (!bytes.size || memcmp(bytes.data, prefix, sizeof(prefix)))
    return false;
  size_t at = nameOffset + sizeof(prefix), begin = at;
  uint64_t value = 0;
  for (; at < names.size && at < begin + 10 && names.data[at] >= '0' &&
         names.data[at] <= '9';
       ++at)
    value = value * 10 + (names.data[at] - '0');
  function = static_cast<uint32_t>(value);
  return at > begin;
}

/// Says of places in inlined code which function's native code they are in.
static void findEnclosing(const Sections &sections, const NameTable &names,
                          const LineQuery *queries, const size_t *order,
                          size_t count, WasmPlace *places) {
  for (size_t at = 0; at + sizeof(Elf64_Sym) <= sections.symbols.size;
       at += sizeof(Elf64_Sym)) {
    Elf64_Sym symbol;
    memcpy(&symbol, sections.symbols.data + at, sizeof(symbol));
    uint32_t function;
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC ||
        !functionOfSymbol(sections.symbolNames, symbol.st_name, function))
      continue;
    for (size_t i = 0; i < count; ++i) {
      WasmPlace &place = places[order[i]];
      if (!place.known ||
          queries[i].address - symbol.st_value >= symbol.st_size ||
          place.function == function)
        continue;
      ByteSpan name = names.nameOf(function);
      place.inlinedInto = reinterpret_cast<const char *>(name.data);
      place.inlinedIntoSize = name.size;
    }
  }
}

static void resolveBatch(ByteSpan file, const abi::TrapFrame *frames,
                         size_t count, WasmPlace *places) {
  LineQuery queries[maxQueries];
  size_t order[maxQueries];
  uintptr_t base = loadBase();
  for (size_t i = 0; i < count; ++i) {
    queries[i] = {frames[i].lookup() - base, 0, false};
    order[i] = i;
  }
  sortQueries(queries, order, count);
  Sections sections = findSections(file);
  findLines(sections.lines, sections.lineStrings, sections.strings, queries,
            count);
  NameTable names(sections.names);
  for (size_t i = 0; i < count; ++i) {
    WasmPlace &place = places[order[i]];
    place = {};
    place.offset = queries[i].offset;
    place.known = queries[i].found && names.findFunction(place);
    place.frameless = place.known &&
                      frames[order[i]].kind == abi::FrameKind::Fault &&
                      isFrameless(sections.frames, sections.framesAddress,
                                  queries[i].address);
  }
  findEnclosing(sections, names, queries, order, count, places);
}

static void resolveExecutable(Resolver *resolver, const abi::TrapFrame *frames,
                              size_t count, WasmPlace *places) {
  auto *self = static_cast<ExecutableResolver *>(resolver);
  for (size_t done = 0; done < count;) {
    size_t size = count - done < maxQueries ? count - done : maxQueries;
    resolveBatch({self->file, self->fileSize}, frames + done, size,
                 places + done);
    done += size;
  }
}

rt::ExecutableResolver::ExecutableResolver() : Resolver{resolveExecutable} {
  int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0)
    return;
  if (!fstat(fd, &status) && status.st_size > 0) {
    void *mapping = mmap(nullptr, static_cast<size_t>(status.st_size),
                         PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapping != MAP_FAILED) {
      file = static_cast<const uint8_t *>(mapping);
      fileSize = static_cast<size_t>(status.st_size);
    }
  }
  close(fd);
}

rt::ExecutableResolver::~ExecutableResolver() {
  if (file)
    munmap(const_cast<uint8_t *>(file), fileSize);
}
