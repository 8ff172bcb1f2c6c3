//===- Symbolize.cpp - Wasm places in the running executable --------------===//
//
// Reads the executable's own file: line table, function names, inlined calls.
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

/// One table of the section .wfx.names.
class NameTable {
public:
  /// The table that begins at \p section; empty if there is none.
  explicit NameTable(ByteSpan section) {
    if (section.size < sizeof(Header))
      return;
    memcpy(&header, section.data, sizeof(Header));
    uint64_t rowBytes = uint64_t(header.count) * sizeof(Row);
    uint64_t stringSize = uint64_t(header.fileSize) + header.moduleSize;
    if (header.size > section.size || header.size < sizeof(Header) ||
        rowBytes + stringSize > header.size - sizeof(Header)) {
      header = {};
      return;
    }
    rows = section.data + sizeof(Header);
    strings = {rows + rowBytes,
               static_cast<size_t>(header.size - sizeof(Header) - rowBytes)};
  }

  /// The table of the module whose line programs are about \p file.
  static NameTable find(ByteSpan section, ByteSpan file) {
    for (NameTable table(section); table.header.size;) {
      if (table.header.fileSize == file.size &&
          !memcmp(table.strings.data, file.data, file.size))
        return table;
      section.data += table.header.size;
      section.size -= table.header.size;
      table = NameTable(section);
    }
    return NameTable(ByteSpan());
  }

  /// What WasmPlace::module is for this module.
  const void *begin() const { return rows - sizeof(Header); }
  uint32_t size() const { return header.size; }

  /// Fills in the function that contains the place's offset.
  bool findFunction(WasmPlace &place) const {
    uint32_t low = 0, high = header.count;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (row(middle).codeEnd <= place.offset)
        low = middle + 1;
      else
        high = middle;
    }
    if (low == header.count || row(low).codeBegin > place.offset)
      return false;
    place.function = header.importedFunctions + low;
    ByteSpan name = nameOf(row(low));
    place.name = reinterpret_cast<const char *>(name.data);
    place.nameSize = name.size;
    place.module = begin();
    return true;
  }

  void nameModule(WasmPlace &place) const {
    place.moduleName =
        reinterpret_cast<const char *>(strings.data + header.fileSize);
    place.moduleNameSize = header.moduleSize;
  }

private:
  struct Header {
    uint32_t size = 0, fileSize = 0, moduleSize = 0, count = 0,
             importedFunctions = 0;
  };
  struct Row {
    uint32_t codeBegin, codeEnd, nameOffset, nameSize;
  };
  Row row(uint32_t index) const {
    Row result;
    memcpy(&result, rows + uint64_t(index) * sizeof(Row), sizeof(Row));
    return result;
  }
  ByteSpan nameOf(Row r) const {
    if (r.nameOffset > strings.size || r.nameSize > strings.size - r.nameOffset)
      return {};
    return {strings.data + r.nameOffset, r.nameSize};
  }

  Header header;
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

static void findSections(ExecutableResolver &result) {
  ByteSpan file = result.file;
  Elf64_Ehdr header;
  if (file.size < sizeof(header))
    return;
  memcpy(&header, file.data, sizeof(header));
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) ||
      header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_shentsize != sizeof(Elf64_Shdr))
    return;
  ByteSpan table = slice(file, header.e_shoff,
                         uint64_t(header.e_shnum) * sizeof(Elf64_Shdr));
  ByteSpan names = contents(file, sectionHeader(table, header.e_shstrndx));
  struct {
    const char *name;
    ByteSpan *place;
  } const wanted[] = {{".debug_line", &result.lines},
                      {".debug_line_str", &result.lineStrings},
                      {".debug_str", &result.strings},
                      {".wfx.names", &result.names},
                      {".wfx.inlines", &result.inlines},
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

static void resolveBatch(const ExecutableResolver &self,
                         const abi::TrapFrame *frames, size_t count,
                         WasmPlace *places) {
  LineQuery queries[maxQueries];
  size_t order[maxQueries];
  uintptr_t base = loadBase();
  for (size_t i = 0; i < count; ++i) {
    queries[i].address = frames[i].lookup() - base;
    order[i] = i;
  }
  sortQueries(queries, order, count);
  findLines(self.lines, self.lineStrings, self.strings, queries, count);
  for (size_t i = 0; i < count; ++i) {
    const LineQuery &line = queries[i];
    WasmPlace &place = places[order[i]];
    place = {};
    place.offset = line.offset;
    NameTable names = NameTable::find(self.names, line.file);
    place.known = line.found && names.findFunction(place);
    if (!place.known)
      continue;
    if (names.size() < self.names.size)
      names.nameModule(place);
    place.inlinedAt = InlineChain(self.inlines, line.program, line.column);
    place.frameless =
        frames[order[i]].kind == abi::FrameKind::Fault &&
        isFrameless(self.frames, self.framesAddress, line.address);
  }
}

static void resolveExecutable(Resolver *resolver, const abi::TrapFrame *frames,
                              size_t count, WasmPlace *places) {
  auto *self = static_cast<ExecutableResolver *>(resolver);
  for (size_t done = 0; done < count;) {
    size_t size = count - done < maxQueries ? count - done : maxQueries;
    resolveBatch(*self, frames + done, size, places + done);
    done += size;
  }
}

static void findFunctionOfExecutable(Resolver *resolver, WasmPlace &place) {
  ByteSpan names = static_cast<ExecutableResolver *>(resolver)->names;
  auto *table = static_cast<const uint8_t *>(place.module);
  names = {table, static_cast<size_t>(names.data + names.size - table)};
  place.known = NameTable(names).findFunction(place);
}

rt::ExecutableResolver::ExecutableResolver()
    : Resolver{resolveExecutable, findFunctionOfExecutable} {
  int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0)
    return;
  if (!fstat(fd, &status) && status.st_size > 0) {
    auto size = static_cast<size_t>(status.st_size);
    void *mapping = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapping != MAP_FAILED)
      file = {static_cast<const uint8_t *>(mapping), size};
  }
  close(fd);
  findSections(*this);
}

rt::ExecutableResolver::~ExecutableResolver() {
  if (file.size)
    munmap(const_cast<uint8_t *>(file.data), file.size);
}
