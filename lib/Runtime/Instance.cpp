//===- Instance.cpp - Instantiation and linking ---------------------------===//
//
// Checks imports against their descriptors (Wasm 3.0 spec 3.5, import matching)
// and fills the records of a new instance.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Instance.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Memory.h"
#include "Runtime/Symbolize.h"
#include "Runtime/Table.h"
#include "Runtime/Text.h"
#include "Runtime/TypeMatch.h"
#include <stdlib.h>
#include <string.h>

using namespace wfx;
using namespace wfx::rt;
using abi::ImportDesc;
using abi::Instance;

//===--- Import matching --------------------------------------------------===//

/// Limits match if the entity is at least as large now and cannot grow further.
static bool limitsMatch(uint64_t size, uint64_t max, bool hasMax,
                        const ImportDesc &import) {
  if (size < import.min)
    return false;
  return import.max == ~0ull || (hasMax && max <= import.max);
}

static bool tableMatches(const abi::Table &table, const ImportDesc &import) {
  return isSameType({table.typeCode, table.typeDesc},
                    {import.typeCode, import.typeDesc}) &&
         table.is64 == ((import.flags & abi::FlagIs64) != 0) &&
         limitsMatch(table.size, table.max, table.hasMax, import);
}

static bool memoryMatches(const abi::Memory &memory, const ImportDesc &import) {
  return memory.pageSizeLog2 == import.typeCode &&
         memory.is64 == ((import.flags & abi::FlagIs64) != 0) &&
         memory.shared == ((import.flags & abi::FlagShared) != 0) &&
         limitsMatch(sizeOf(memory) >> memory.pageSizeLog2, memory.maxPages,
                     memory.hasMax, import);
}

static bool globalMatches(const Extern &global, const ImportDesc &import) {
  abi::ValueTypeDesc wanted = {import.typeCode, import.typeDesc};
  if (global.isMutable != ((import.flags & abi::FlagMutable) != 0))
    return false;
  return global.isMutable ? isSameType(global.type, wanted)
                          : isSubtype(global.type, wanted);
}

static bool matches(const Extern &entity, const ImportDesc &import) {
  if (entity.kind != import.kind)
    return false;
  switch (entity.kind) {
  case abi::EntityFunc:
    return isSubtype(static_cast<abi::FuncRef *>(entity.object)->type,
                     import.typeDesc);
  case abi::EntityTable:
    return tableMatches(*static_cast<abi::Table *>(entity.object), import);
  case abi::EntityMemory:
    return memoryMatches(*static_cast<abi::Memory *>(entity.object), import);
  case abi::EntityGlobal:
    return globalMatches(entity, import);
  case abi::EntityTag:
    return isSameType(entity.type.type, import.typeDesc);
  }
  return false;
}

/// True if \p import is of a memory whose accesses are left to fault, and
/// \p entity a memory of which they would not.
static bool lacksGuard(const Extern &entity, const ImportDesc &import) {
  return entity.kind == abi::EntityMemory &&
         static_cast<abi::Memory *>(entity.object)->checked &&
         !(import.flags & abi::FlagChecked);
}

/// Why \p entity cannot be linked with \p import, or null.
static const char *whyNot(const Extern &entity, const ImportDesc &import) {
  if (!entity.object)
    return "unknown import";
  if (!matches(entity, import))
    return "incompatible import type";
  if (lacksGuard(entity, import))
    return "import of a memory without guard by a module compiled with "
           "--bounds=guard";
  return nullptr;
}

static void fail(LinkError *error, const char *why, const ImportDesc *import) {
  Text text(error->message, sizeof(error->message));
  text << why;
  if (import)
    text << ": \"" << Text::Bytes{import->module, import->moduleSize} << "\".\""
         << Text::Bytes{import->name, import->nameSize} << '"';
  text.terminate();
}

static bool checkImports(const abi::ModuleDesc *module, const Extern *imports,
                         LinkError *error) {
  for (uint64_t i = 0; i < module->importCount; ++i) {
    const ImportDesc &import = module->imports[i];
    if (const char *why = whyNot(imports[i], import)) {
      fail(error, why, &import);
      return false;
    }
  }
  return true;
}

//===--- Filling the instance ---------------------------------------------===//

/// False if there is no memory left.
static bool setImport(Instance *instance, const ImportDesc &import,
                      const Extern &entity) {
  switch (entity.kind) {
  case abi::EntityFunc: {
    auto *ref = static_cast<abi::FuncRef *>(entity.object);
    slotAt<abi::ImportSlot>(instance, import.slot) = {ref->code, ref->instance,
                                                      ref};
    return true;
  }
  case abi::EntityTable: {
    auto *table = static_cast<abi::Table *>(entity.object);
    slotAt<abi::TableSlot>(instance, import.slot) = {table->elements, table};
    return true;
  }
  case abi::EntityMemory: {
    auto *memory = static_cast<abi::Memory *>(entity.object);
    slotAt<abi::MemorySlot>(instance, import.slot) = {memory->base, memory};
    return !memory->shared || useMemory(instance->context, memory);
  }
  case abi::EntityGlobal:
    slotAt<void *>(instance, import.slot) = entity.object;
    return true;
  case abi::EntityTag:
    slotAt<abi::TagSlot>(instance, import.slot) = {entity.object,
                                                   import.typeDesc};
    return true;
  }
  return true;
}

static const char *setImports(Instance *instance, const Extern *imports) {
  const abi::ModuleDesc *module = instance->module;
  for (uint64_t i = 0; i < module->importCount; ++i)
    if (!setImport(instance, module->imports[i], imports[i]))
      return "not enough memory for the imports";
  return nullptr;
}

/// Bytes behind the instance for element segments that generated code fills in.
static uint64_t computedElemBytes(const abi::ModuleDesc *module) {
  uint64_t elements = 0;
  for (uint64_t i = 0; i < module->elemCount; ++i)
    if (!module->elems[i].refs)
      elements += module->elems[i].size;
  return elements * sizeof(void *);
}

static void setSegments(Instance *instance) {
  const abi::ModuleDesc *module = instance->module;
  for (uint64_t i = 0; i < module->dataCount; ++i)
    dataSlot(instance, i) = {module->datas[i].bytes, module->datas[i].size};
  auto **computed = &slotAt<void *>(instance, module->instanceSize);
  for (uint64_t i = 0; i < module->elemCount; ++i) {
    const abi::ElemDesc &segment = module->elems[i];
    elemSlot(instance, i) = {segment.refs ? nullptr : computed, segment.size};
    if (!segment.refs)
      computed += segment.size;
  }
}

static void setTags(Instance *instance) {
  const abi::ModuleDesc *module = instance->module;
  for (uint64_t i = 0; i < module->tagCount; ++i)
    if (abi::TagSlot &slot = tagSlot(instance, i); !module->tags[i].imported)
      slot = {&slot, module->tags[i].type};
}

static const char *createMemories(Instance *instance) {
  const abi::ModuleDesc *module = instance->module;
  for (uint64_t i = 0; i < module->memoryCount; ++i) {
    const abi::MemoryDesc &desc = module->memories[i];
    abi::Memory *memory = createMemory(
        instance->context, {desc.min, desc.max, desc.flags,
                            static_cast<unsigned>(desc.pageSizeLog2)});
    if (!memory)
      return desc.flags & abi::FlagChecked
                 ? "not enough memory for the module's linear memory"
                 : "not enough memory for the module's linear memory and its "
                   "guard (--bounds=check does without)";
    slotAt<abi::MemorySlot>(instance, desc.slot) = {memory->base, memory};
  }
  return nullptr;
}

static const char *createTables(Instance *instance) {
  const abi::ModuleDesc *module = instance->module;
  for (uint64_t i = 0; i < module->tableCount; ++i) {
    const abi::TableDesc &desc = module->tables[i];
    abi::Table *table = createTable(
        instance->context,
        {desc.min, desc.max, desc.flags, {desc.typeCode, desc.typeDesc}});
    if (!table)
      return "not enough memory for the module's table";
    slotAt<abi::TableSlot>(instance, desc.slot) = {table->elements, table};
  }
  return nullptr;
}

/// Allocates the instance with a zeroed block behind it and puts it into the
/// context.
static Instance *allocate(abi::Context *context,
                          const abi::ModuleDesc *module) {
  uint64_t size = module->instanceSize + computedElemBytes(module);
  auto *instance = static_cast<Instance *>(calloc(1, size));
  if (!instance)
    return nullptr;
  instance->context = context;
  instance->module = module;
  instance->next = context->instances;
  context->instances = instance;
  if (auto *resolver = static_cast<Resolver *>(module->resolver))
    resolver->retain(resolver, module);
  return instance;
}

Instance *rt::instantiate(abi::Context *context, const abi::ModuleDesc *module,
                          const Extern *imports, LinkError *error) {
  if (!checkImports(module, imports, error))
    return nullptr;
  Instance *instance = allocate(context, module);
  if (!instance) {
    fail(error, "not enough memory for the instance", nullptr);
    return nullptr;
  }
  for (uint64_t i = 0; i < module->functionCount; ++i) {
    const abi::FunctionDesc &desc = module->functions[i];
    slotAt<abi::FuncRef>(instance, desc.slot) = {desc.code, desc.type,
                                                 instance};
  }
  setSegments(instance);
  setTags(instance);

  const abi::MemoryUse *formerMemory = context->memories;
  const abi::Table *formerTable = context->tables;
  const char *why = setImports(instance, imports);
  if (!why)
    why = createMemories(instance);
  if (!why)
    why = createTables(instance);
  if (!why)
    return instance;
  while (context->memories != formerMemory)
    releaseNewestMemory(context);
  while (context->tables != formerTable)
    destroyNewestTable(context);
  destroyNewestInstance(context);
  fail(error, why, nullptr);
  return nullptr;
}

Status rt::initialize(Instance *instance) {
  if (!instance->module->initialize)
    return Status::Returned;
  abi::FuncRef function = {instance->module->initialize, nullptr, instance};
  abi::RegisterFile registers = {};
  return enter(instance->context, &function, &registers);
}

void rt::destroyNewestInstance(abi::Context *context) {
  Instance *instance = context->instances;
  context->instances = instance->next;
  const abi::ModuleDesc *module = instance->module;
  free(instance);
  if (auto *resolver = static_cast<Resolver *>(module->resolver))
    resolver->release(resolver, module);
}

//===--- Exports ----------------------------------------------------------===//

Extern rt::exportAt(Instance *instance, uint64_t index) {
  const abi::ExportDesc &desc = instance->module->exports[index];
  Extern result;
  result.kind = static_cast<abi::EntityKind>(desc.kind);
  result.type = {desc.typeCode, desc.typeDesc};
  result.isMutable = desc.flags & abi::FlagMutable;
  bool imported = desc.flags & abi::FlagImported;
  switch (result.kind) {
  case abi::EntityFunc:
    result.object = imported ? slotAt<abi::ImportSlot>(instance, desc.slot).ref
                             : &slotAt<abi::FuncRef>(instance, desc.slot);
    break;
  case abi::EntityTable:
    result.object = slotAt<abi::TableSlot>(instance, desc.slot).table;
    break;
  case abi::EntityMemory:
    result.object = slotAt<abi::MemorySlot>(instance, desc.slot).memory;
    break;
  case abi::EntityTag:
    result.object = slotAt<abi::TagSlot>(instance, desc.slot).address;
    break;
  case abi::EntityGlobal:
    result.object = imported ? slotAt<void *>(instance, desc.slot)
                             : &slotAt<uint8_t>(instance, desc.slot);
    break;
  }
  return result;
}

bool rt::findExport(Instance *instance, const char *name, size_t nameSize,
                    Extern *result) {
  for (uint64_t i = 0; i < instance->module->exportCount; ++i) {
    const abi::ExportDesc &desc = instance->module->exports[i];
    if (desc.nameSize != nameSize || memcmp(desc.name, name, nameSize))
      continue;
    *result = exportAt(instance, i);
    return true;
  }
  return false;
}

bool rt::findExport(Instance *instance, const char *name, Extern *result) {
  return findExport(instance, name, strlen(name), result);
}

abi::Memory *rt::wasiMemory(Instance *instance) {
  Extern memory;
  if (findExport(instance, "memory", &memory) &&
      memory.kind == abi::EntityMemory)
    return static_cast<abi::Memory *>(memory.object);
  const abi::ModuleDesc *module = instance->module;
  bool hasMemory = module->memoryCount;
  for (uint64_t i = 0; i < module->importCount; ++i)
    hasMemory |= module->imports[i].kind == abi::EntityMemory;
  return hasMemory ? memorySlot(instance, 0).memory : nullptr;
}

abi::FuncRef rt::hostFuncRef(abi::HostFunc *host, const abi::TypeDesc *type) {
  return {reinterpret_cast<void *>(&wfx_host_call), type, host};
}
