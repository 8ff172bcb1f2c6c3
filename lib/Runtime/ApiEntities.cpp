//===- ApiEntities.cpp - wfx.h: memories, tables, globals, tags -----------===//

#include "Runtime/Api.h"
#include "Runtime/Memory.h"
#include "Runtime/Table.h"
#include "Runtime/TypeMatch.h"

using namespace wfx;
using namespace wfx::rt;

//===--- Memories ---------------------------------------------------------===//

int64_t wfx_memory_grow(wfx_memory *memory, uint64_t pages) {
  abi::Memory *inside = inner(memory);
  return inside->shared ? growSharedMemory(inside, pages)
                        : growMemory(inside, pages);
}

unsigned wfx_memory_page_bits(const wfx_memory *memory) {
  return static_cast<unsigned>(inner(memory)->pageSizeLog2);
}

wfx_memory *wfx_memory_new(wfx_context *context, uint64_t min, uint64_t max) {
  return min <= max ? outer(createMemory(inner(context), {min, max})) : nullptr;
}

wfx_extern wfx_memory_extern(wfx_memory *memory) {
  return outer(Extern{abi::EntityMemory, memory});
}

//===--- Tables -----------------------------------------------------------===//

static constexpr uint64_t nullable(abi::HeapTypeCode heap) {
  return abi::CodeRef + 2 * heap + 1;
}

/// Whether \p value may be an element of \p table. Of references that carry no
/// type, only null is known to fit.
static bool isElement(const abi::Table &table, const Value &value) {
  if (!value.ref)
    return (table.typeCode - abi::CodeRef) % 2;
  auto heap =
      static_cast<abi::HeapTypeCode>((table.typeCode - abi::CodeRef) / 2);
  switch (heap) {
  case abi::HeapExtern:
  case abi::HeapFunc:
    return true;
  case abi::HeapConcrete:
    return table.typeDesc->kind == abi::KindFunc &&
           isSubtype(static_cast<abi::FuncRef *>(value.ref)->type,
                     table.typeDesc);
  default:
    return false;
  }
}

/// The words of an element: one, or two of a continuation.
static void **elementAt(const abi::Table &table, uint64_t index,
                        unsigned &words) {
  words = isContinuation({table.typeCode, table.typeDesc}) ? 2 : 1;
  return table.elements + index * words;
}

uint64_t wfx_table_size(const wfx_table *table) { return inner(table)->size; }

bool wfx_table_get(const wfx_table *table, uint64_t index, wfx_value *value) {
  const abi::Table &inside = *inner(table);
  if (index >= inside.size)
    return false;
  unsigned words;
  void **element = elementAt(inside, index, words);
  *value = {};
  memcpy(value->words, element, words * sizeof(uint64_t));
  return true;
}

bool wfx_table_set(wfx_table *table, uint64_t index, const wfx_value *value) {
  const abi::Table &inside = *inner(table);
  if (index >= inside.size || !isElement(inside, *inner(value)))
    return false;
  unsigned words;
  void **element = elementAt(inside, index, words);
  element[0] = value->ref;
  if (words == 2)
    element[1] = nullptr;
  return true;
}

int64_t wfx_table_grow(wfx_table *table, uint64_t elements,
                       const wfx_value *value) {
  if (!isElement(*inner(table), *inner(value)))
    return -1;
  return growTable(inner(table), value->ref, 0, elements);
}

wfx_table *wfx_table_new(wfx_context *context, bool of_functions, uint64_t min,
                         uint64_t max) {
  uint64_t code = nullable(of_functions ? abi::HeapFunc : abi::HeapExtern);
  return outer(createTable(inner(context), {min, max, 0, {code, nullptr}}));
}

wfx_extern wfx_table_extern(wfx_table *table) {
  return outer(Extern{abi::EntityTable, table});
}

//===--- Globals and tags -------------------------------------------------===//

/// False if globals of such a type cannot be made here.
static bool typeOf(char letter, uint64_t &code) {
  switch (letter) {
  case WFX_I32:
    code = abi::CodeI32;
    return true;
  case WFX_I64:
    code = abi::CodeI64;
    return true;
  case WFX_F32:
    code = abi::CodeF32;
    return true;
  case WFX_F64:
    code = abi::CodeF64;
    return true;
  case WFX_V128:
    code = abi::CodeV128;
    return true;
  case WFX_REF:
    code = nullable(abi::HeapExtern);
    return true;
  default:
    return false;
  }
}

wfx_extern wfx_global_new(wfx_context *context, char type, bool is_mutable,
                          wfx_value value) {
  Extern result;
  result.kind = abi::EntityGlobal;
  result.isMutable = is_mutable;
  if (!typeOf(type, result.type.code))
    return outer(result);
  if (auto *cell = makeIn<wfx_value>(inner(context))) {
    *cell = value;
    result.object = cell;
  }
  return outer(result);
}

wfx_extern wfx_tag_new(wfx_context *context, const wfx_functype *type) {
  Extern result;
  result.kind = abi::EntityTag;
  result.type.type = inner(type);
  if (auto *tag = makeIn<abi::TagSlot>(inner(context))) {
    *tag = {tag, inner(type)};
    result.object = tag;
  }
  return outer(result);
}

const wfx_functype *wfx_tag_type(const wfx_tag *tag) {
  return outer(inner(tag)->type);
}
