//===- CodeFile.cpp - What a file says about its code ---------------------===//

#include "Runtime/CodeFile.h"
#include "Runtime/CallFrame.h"
#include "Runtime/LineTable.h"
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;

namespace {

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

//===--- The file ---------------------------------------------------------===//

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

void rt::CodeFile::findSections() {
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
  ByteSpan sectionNames =
      contents(file, sectionHeader(table, header.e_shstrndx));
  struct {
    const char *name;
    ByteSpan *place;
  } const wanted[] = {
      {".debug_line", &lines},    {".debug_line_str", &lineStrings},
      {".debug_str", &strings},   {".wfx.names", &names},
      {".wfx.inlines", &inlines}, {".eh_frame", &frames}};
  for (uint64_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section = sectionHeader(table, i);
    for (auto &want : wanted)
      if (hasName(sectionNames, section, want.name)) {
        *want.place = contents(file, section);
        if (want.place == &frames)
          framesAddress = section.sh_addr;
      }
  }
}

bool rt::CodeFile::map(const char *path) {
  int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  struct stat status;
  if (!fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
    auto size = static_cast<size_t>(status.st_size);
    void *mapping = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapping != MAP_FAILED)
      file = {static_cast<const uint8_t *>(mapping), size};
  }
  ::close(fd);
  return file.size;
}

void rt::CodeFile::open(const char *path, const void *loaded, size_t size) {
  if (!map(path))
    return;
  Elf64_Ehdr header = {};
  if (file.size >= sizeof(header))
    memcpy(&header, file.data, sizeof(header));
  ByteSpan own = slice(file, header.e_phoff, size);
  if (own.size && uint64_t(header.e_phnum) * sizeof(Elf64_Phdr) == size &&
      !memcmp(own.data, loaded, size))
    findSections();
}

void rt::CodeFile::close() {
  if (file.size)
    munmap(const_cast<uint8_t *>(file.data), file.size);
}

//===--- Places -----------------------------------------------------------===//

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

void rt::CodeFile::resolve(const abi::TrapFrame *traced, size_t *order,
                           size_t count, WasmPlace *places) const {
  LineQuery queries[maxQueries];
  for (size_t i = 0; i < count; ++i)
    queries[i].address = traced[order[i]].lookup() - base;
  sortQueries(queries, order, count);
  findLines(lines, lineStrings, strings, queries, count);
  for (size_t i = 0; i < count; ++i) {
    const LineQuery &line = queries[i];
    WasmPlace &place = places[order[i]];
    place = {};
    place.offset = line.offset;
    NameTable table = NameTable::find(names, line.file);
    place.known = line.found && table.findFunction(place);
    if (!place.known)
      continue;
    table.nameModule(place);
    place.hasSiblings = table.size() < names.size;
    place.inlinedAt = InlineChain(inlines, line.program, line.column);
    place.frameless = traced[order[i]].kind == abi::FrameKind::Fault &&
                      isFrameless(frames, framesAddress, line.address);
  }
}

bool rt::CodeFile::has(const WasmPlace &place) const {
  auto *table = static_cast<const uint8_t *>(place.module);
  return table >= names.data && table < names.data + names.size;
}

void rt::CodeFile::findFunction(WasmPlace &place) const {
  auto *table = static_cast<const uint8_t *>(place.module);
  auto size = static_cast<size_t>(names.data + names.size - table);
  place.known = NameTable({table, size}).findFunction(place);
}
