//===- Table.h - Tables ---------------------------------------------------===//
//
// A table is a reservation of address space whose first `size` elements can be
// accessed; the elements never move. An element is one word, or two in tables
// of continuations.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

/// The declared type of a table.
struct TableType {
  uint64_t min = 0;
  uint64_t max = ~0ull; ///< ~0 if none was declared
  uint64_t flags = 0;   ///< FlagIs64
  abi::ValueTypeDesc element = {};
};

/// No table grows beyond this; one that starts larger cannot be created.
constexpr uint64_t maxTableElements = 10'000'000;

/// Creates a table of nulls that lives as long as \p context; null if the
/// system refuses the address space.
abi::Table *createTable(abi::Context *context, const TableType &type);

/// Grows by \p elements, each {value, second}, the latter only for
/// continuations; returns the former size, or -1.
int64_t growTable(abi::Table *table, void *value, uint64_t second,
                  uint64_t elements);

/// Frees the table that was created last.
void destroyNewestTable(abi::Context *context);

} // namespace wfx::rt

extern "C" {
int64_t wfx_grow_table_host(wfx::abi::Instance *, uint64_t table, void *value,
                            uint64_t second, uint64_t elements);
void wfx_table_fill(wfx::abi::Instance *, uint64_t table, uint64_t index,
                    void *value, uint64_t second, uint64_t elements);
void wfx_table_copy(wfx::abi::Instance *, uint64_t destinationTable,
                    uint64_t sourceTable, uint64_t destination, uint64_t source,
                    uint64_t elements);
void wfx_table_init(wfx::abi::Instance *, uint64_t table, uint64_t segment,
                    uint64_t destination, uint64_t source, uint64_t elements);
}
