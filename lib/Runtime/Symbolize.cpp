//===- Symbolize.cpp - Wasm places in the running process -----------------===//
//
// Finds the file that has the code of a frame. Stripped files give unknown
// places.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // dl_iterate_phdr
#endif
#include "Runtime/Symbolize.h"
#include "Runtime/CodeFile.h"
#include <link.h>
#include <new>
#include <stdlib.h>

using namespace wfx;
using namespace wfx::rt;

namespace {
/// Frames that are being resolved.
struct Batch {
  ProcessResolver &resolver;
  const abi::TrapFrame *frames;
  size_t count;
  WasmPlace *places;
  size_t left; ///< of the frames, those whose file has not been found yet
};
} // namespace

static bool contains(const dl_phdr_info &object, uintptr_t address) {
  for (unsigned i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = object.dlpi_phdr[i];
    if (segment.p_type == PT_LOAD &&
        address - object.dlpi_addr - segment.p_vaddr < segment.p_memsz)
      return true;
  }
  return false;
}

/// The file of \p object; null if there is no memory.
static CodeFile *fileOf(ProcessResolver &resolver, const dl_phdr_info &object) {
  for (CodeFile *file = resolver.files; file; file = file->next)
    if (file->headers == object.dlpi_phdr && file->base == object.dlpi_addr)
      return file;
  void *memory = malloc(sizeof(CodeFile));
  if (!memory)
    return nullptr;
  auto *file = new (memory) CodeFile;
  file->headers = object.dlpi_phdr;
  file->base = object.dlpi_addr;
  // The program itself has no name.
  const char *name = object.dlpi_name;
  file->open(name && *name ? name : "/proc/self/exe", object.dlpi_phdr,
             object.dlpi_phnum * sizeof(ElfW(Phdr)));
  file->next = resolver.files;
  resolver.files = file;
  return file;
}

static int visitObject(dl_phdr_info *object, size_t, void *data) {
  Batch &batch = *static_cast<Batch *>(data);
  size_t order[maxQueries], count = 0;
  for (size_t i = 0; i < batch.count; ++i)
    if (contains(*object, batch.frames[i].lookup()))
      order[count++] = i;
  if (!count)
    return 0;
  if (const CodeFile *file = fileOf(batch.resolver, *object))
    file->resolve(batch.frames, order, count, batch.places);
  batch.left -= count;
  return !batch.left;
}

static void resolveInProcess(Resolver *resolver, const abi::TrapFrame *frames,
                             size_t count, WasmPlace *places) {
  auto &self = *static_cast<ProcessResolver *>(resolver);
  for (size_t i = 0; i < count; ++i)
    places[i] = {};
  for (size_t done = 0, size; done < count; done += size) {
    size = count - done < maxQueries ? count - done : maxQueries;
    Batch batch = {self, frames + done, size, places + done, size};
    dl_iterate_phdr(visitObject, &batch);
  }
}

static void findFunctionInProcess(Resolver *resolver, WasmPlace &place) {
  auto *self = static_cast<ProcessResolver *>(resolver);
  for (const CodeFile *file = self->files; file; file = file->next)
    if (file->has(place))
      return file->findFunction(place);
  place.known = false;
}

rt::ProcessResolver::ProcessResolver()
    : Resolver{resolveInProcess, findFunctionInProcess} {}

rt::ProcessResolver::~ProcessResolver() {
  while (CodeFile *file = files) {
    files = file->next;
    file->close();
    free(file);
  }
}
