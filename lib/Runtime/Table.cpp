//===- Table.cpp - Tables -------------------------------------------------===//
//
// Reservation, growth, and the table instructions that are not generated code.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Table.h"
#include "Runtime/Context.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Trap.h"
#include "Runtime/TypeMatch.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

using namespace wfx;
using namespace wfx::rt;

static abi::ValueTypeDesc elementType(const abi::Table &table) {
  return {table.typeCode, table.typeDesc};
}

static uint64_t elementSize(const abi::Table &table) {
  return isContinuation(elementType(table)) ? 16 : 8;
}

/// The address of element \p index.
static uint8_t *element(const abi::Table &table, uint64_t index) {
  return reinterpret_cast<uint8_t *>(table.elements) +
         index * elementSize(table);
}

/// Stores a reference in the given elements. Only continuations have a second
/// word.
static void fill(const abi::Table &table, uint64_t index, void *value,
                 uint64_t second, uint64_t elements) {
  uint64_t words = elementSize(table) / sizeof(void *);
  auto **slot = reinterpret_cast<void **>(element(table, index));
  if (words == 1) {
    for (uint64_t i = 0; i < elements; ++i)
      slot[i] = value;
    return;
  }
  for (uint64_t i = 0; i < elements; ++i) {
    slot[2 * i] = value;
    slot[2 * i + 1] = reinterpret_cast<void *>(second);
  }
}

abi::Table *rt::createTable(abi::Context *context, const TableType &type) {
  if (type.min > maxTableElements || type.min > type.max)
    return nullptr;
  auto *table = static_cast<abi::Table *>(calloc(1, sizeof(abi::Table)));
  if (!table)
    return nullptr;
  table->max = type.max;
  table->hasMax = type.max != ~0ull;
  table->is64 = (type.flags & abi::FlagIs64) != 0;
  table->typeCode = type.element.code;
  table->typeDesc = type.element.type;
  table->reserved = type.max < maxTableElements ? type.max : maxTableElements;
  uint64_t bytes = roundToSystemPages(table->reserved * elementSize(*table));
  void *base = mmap(nullptr, bytes ? bytes : roundToSystemPages(1), PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) {
    free(table);
    return nullptr;
  }
  table->elements = static_cast<void **>(base);
  table->context = context;
  table->next = context->tables;
  context->tables = table;
  if (growTable(table, nullptr, 0, type.min) < 0) {
    destroyNewestTable(context);
    return nullptr;
  }
  return table;
}

int64_t rt::growTable(abi::Table *table, void *value, uint64_t second,
                      uint64_t elements) {
  uint64_t former = table->size;
  if (elements > table->reserved - former ||
      elements > table->context->elementsLeft)
    return -1;
  uint64_t committed = roundToSystemPages(former * elementSize(*table));
  uint64_t wanted =
      roundToSystemPages((former + elements) * elementSize(*table));
  auto *base = reinterpret_cast<uint8_t *>(table->elements);
  if (wanted > committed &&
      mprotect(base + committed, wanted - committed, PROT_READ | PROT_WRITE))
    return -1;
  if (value)
    fill(*table, former, value, second, elements);
  table->size = former + elements;
  table->context->elementsLeft -= elements;
  return static_cast<int64_t>(former);
}

void rt::destroyNewestTable(abi::Context *context) {
  abi::Table *table = context->tables;
  context->tables = table->next;
  context->elementsLeft += table->size;
  uint64_t bytes = roundToSystemPages(table->reserved * elementSize(*table));
  munmap(table->elements, bytes ? bytes : roundToSystemPages(1));
  free(table);
}

int64_t wfx_grow_table_host(abi::Instance *instance, uint64_t table,
                            void *value, uint64_t second, uint64_t elements) {
  return growTable(tableSlot(instance, table).table, value, second, elements);
}

WFX_FOREIGN_STACK_BEGIN

void wfx_table_fill(abi::Instance *instance, uint64_t tableIndex,
                    uint64_t index, void *value, uint64_t second,
                    uint64_t elements) {
  const abi::Table &table = *tableSlot(instance, tableIndex).table;
  if (!isInBounds(index, elements, table.size))
    raiseTrap(instance->context, Trap::TableOutOfBounds);
  fill(table, index, value, second, elements);
  pollInterrupt(instance->context);
}

void wfx_table_copy(abi::Instance *instance, uint64_t destinationTable,
                    uint64_t sourceTable, uint64_t destination, uint64_t source,
                    uint64_t elements) {
  const abi::Table &to = *tableSlot(instance, destinationTable).table;
  const abi::Table &from = *tableSlot(instance, sourceTable).table;
  if (!isInBounds(source, elements, from.size) ||
      !isInBounds(destination, elements, to.size))
    raiseTrap(instance->context, Trap::TableOutOfBounds);
  memmove(element(to, destination), element(from, source),
          elements * elementSize(to));
  pollInterrupt(instance->context);
}

void wfx_table_init(abi::Instance *instance, uint64_t tableIndex,
                    uint64_t segmentIndex, uint64_t destination,
                    uint64_t source, uint64_t elements) {
  const abi::Table &table = *tableSlot(instance, tableIndex).table;
  const abi::ElemDesc &segment = instance->module->elems[segmentIndex];
  const abi::ElemSlot &slot = elemSlot(instance, segmentIndex);
  if (!isInBounds(source, elements, slot.size) ||
      !isInBounds(destination, elements, table.size))
    raiseTrap(instance->context, Trap::TableOutOfBounds);
  for (uint64_t i = 0; i < elements; ++i)
    fill(table, destination + i,
         slot.refs ? slot.refs[source + i]
                   : elemRef(instance, segment, source + i),
         0, 1);
  pollInterrupt(instance->context);
}

WFX_FOREIGN_STACK_END
