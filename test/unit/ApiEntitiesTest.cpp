//===- ApiEntitiesTest.cpp - wfx.h: memories, tables, globals, tags -------===//

#include "ApiTesting.h"
#include "Runtime/Memory.h"
#include "Runtime/Table.h"

namespace wfx::rt::testing {

TEST_F(ApiTest, Memories) {
  wfx_memory *memory = wfx_memory_new(context, 1, 3);
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(memory->size, 65536u);
  EXPECT_EQ(wfx_memory_page_bits(memory), 16u);
  uint8_t *data = memory->data;
  EXPECT_EQ(wfx_memory_grow(memory, 2), 1);
  EXPECT_EQ(memory->size, 3 * 65536u);
  EXPECT_EQ(memory->data, data);
  memory->data[3 * 65536 - 1] = 1;
  EXPECT_EQ(wfx_memory_grow(memory, 1), -1);
  EXPECT_EQ(wfx_memory_grow(memory, UINT64_MAX), -1);
  EXPECT_EQ(wfx_memory_new(context, 2, 1), nullptr);
  EXPECT_EQ(wfx_memory_new(context, 65537, UINT64_MAX), nullptr);
  EXPECT_NE(wfx_memory_new(context, 0, UINT64_MAX), nullptr);
}

TEST_F(ApiTest, MemoriesAreImported) {
  module.import.kind = abi::EntityMemory;
  module.import.slot = offsetof(Layout, memory);
  module.import.typeCode = 16;
  module.import.min = 1;
  module.import.max = 3;
  module.desc.memoryCount = 0;
  wfx_memory *memory = wfx_memory_new(context, 1, 3);
  wfx_instance *instance = link(wfx_memory_extern(memory));
  ASSERT_NE(instance, nullptr) << error.message;
  EXPECT_EQ(wfx_extern_memory(find(instance, "memory")), memory);
}

TEST_F(ApiTest, SharedMemoriesGrow) {
  abi::Memory *memory = createMemory(inner(context), {1, 3, abi::FlagShared});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(wfx_memory_grow(outer(memory), 1), 1);
  EXPECT_EQ(wfx_memory_grow(outer(memory), 2), -1);
}

TEST_F(ApiTest, TablesOfExternrefs) {
  wfx_table *table = wfx_table_new(context, false, 1, 3);
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(wfx_table_size(table), 1u);
  wfx_value value = {}, read;
  read.ref = this;
  EXPECT_TRUE(wfx_table_get(table, 0, &read));
  EXPECT_EQ(read.ref, nullptr);
  EXPECT_FALSE(wfx_table_get(table, 1, &read));
  value.ref = &host;
  EXPECT_TRUE(wfx_table_set(table, 0, &value));
  EXPECT_FALSE(wfx_table_set(table, 1, &value));
  EXPECT_EQ(wfx_table_grow(table, 2, &value), 1);
  EXPECT_EQ(wfx_table_grow(table, 1, &value), -1);
  EXPECT_TRUE(wfx_table_get(table, 2, &read));
  EXPECT_EQ(read.ref, &host);
  EXPECT_EQ(wfx_table_new(context, false, 2, 1), nullptr);
  EXPECT_EQ(wfx_table_new(context, false, UINT64_MAX, UINT64_MAX), nullptr);
}

TEST_F(ApiTest, TablesOfFunctionsAreShared) {
  module.import.kind = abi::EntityTable;
  module.import.slot = offsetof(Layout, table);
  module.import.typeCode = funcRefCode();
  module.import.min = 2;
  module.desc.tableCount = 0;
  wfx_table *table = wfx_table_new(context, true, 2, UINT64_MAX);
  wfx_instance *instance = link(wfx_table_extern(table));
  ASSERT_NE(instance, nullptr) << error.message;
  EXPECT_EQ(wfx_extern_table(find(instance, "table")), table);
  wfx_value value = {};
  value.func = function(instance, "divide");
  EXPECT_TRUE(wfx_table_set(table, 1, &value));
}

// What elements may be: tables of a concrete type, of continuations, of what
// has no null.
TEST_F(ApiTest, ElementsAreChecked) {
  auto make = [&](abi::HeapTypeCode heap, bool nullable, const Type *type) {
    return outer(createTable(
        inner(context),
        {1,
         2,
         0,
         {abi::CodeRef + 2 * heap + nullable, type ? &type->desc : nullptr}}));
  };
  wfx_value null = {}, unary = {}, binary = {}, some = {};
  unary.func = wfx_func_new(context, outer(&module.unary.desc),
                            TestHost::callback, &host);
  binary.func = wfx_func_new(context, outer(&module.binary.desc),
                             TestHost::callback, &host);
  some.cont = {this, 5};

  wfx_table *concrete = make(abi::HeapConcrete, true, &module.unary);
  EXPECT_TRUE(wfx_table_set(concrete, 0, &unary));
  EXPECT_FALSE(wfx_table_set(concrete, 0, &binary));
  EXPECT_EQ(wfx_table_grow(concrete, 1, &binary), -1);
  EXPECT_TRUE(wfx_table_set(concrete, 0, &null));

  wfx_table *notNull = make(abi::HeapConcrete, false, &module.unary);
  EXPECT_TRUE(wfx_table_set(notNull, 0, &unary));
  EXPECT_FALSE(wfx_table_set(notNull, 0, &null));

  static const Type cont("", nullptr, abi::KindCont); // the table refers to it
  wfx_table *conts = make(abi::HeapConcrete, true, &cont);
  auto *words = inner(conts)->elements;
  words[0] = this;
  words[1] = &host;
  wfx_value read = {};
  EXPECT_TRUE(wfx_table_get(conts, 0, &read));
  EXPECT_EQ(read.cont.stack, this);
  EXPECT_EQ(read.cont.revision, reinterpret_cast<uintptr_t>(&host));
  EXPECT_FALSE(wfx_table_set(conts, 0, &some));
  EXPECT_TRUE(wfx_table_set(conts, 0, &null));
  EXPECT_EQ(words[0], nullptr);
  EXPECT_EQ(words[1], nullptr);
  EXPECT_FALSE(wfx_table_set(make(abi::HeapExn, true, nullptr), 0, &some));
}

TEST_F(ApiTest, Globals) {
  wfx_value value = {};
  value.i64 = -5;
  wfx_extern global = wfx_global_new(context, 'I', true, value);
  EXPECT_EQ(wfx_extern_global(global)->i64, -5);
  EXPECT_EQ(global.code, abi::CodeI64);
  EXPECT_TRUE(global.is_mutable);
  for (char type : {'i', 'f', 'F', 'v', 'r'})
    EXPECT_NE(wfx_global_new(context, type, false, value).object, nullptr);
  for (char type : {'c', 'x', '\0'})
    EXPECT_EQ(wfx_global_new(context, type, false, value).object, nullptr);

  module.import.kind = abi::EntityGlobal;
  module.import.slot = offsetof(Layout, global);
  module.import.typeCode = abi::CodeI64;
  module.import.flags = abi::FlagMutable;
  module.exports[5].flags |= abi::FlagImported;
  module.exports[5].typeCode = abi::CodeI64;
  wfx_instance *instance = link(global);
  ASSERT_NE(instance, nullptr) << error.message;
  wfx_extern exported = find(instance, "global");
  EXPECT_EQ(exported.object, global.object);
  EXPECT_EQ(exported.code, global.code);
  EXPECT_TRUE(exported.is_mutable);
  EXPECT_EQ(link(wfx_global_new(context, 'I', false, value)), nullptr);
  EXPECT_EQ(link(wfx_global_new(context, 'i', true, value)), nullptr);
}

TEST_F(ApiTest, Tags) {
  wfx_extern tag = wfx_tag_new(context, outer(&module.tagType.desc));
  ASSERT_NE(wfx_extern_tag(tag), nullptr);
  EXPECT_EQ(wfx_tag_type(wfx_extern_tag(tag)), outer(&module.tagType.desc));
  module.import.kind = abi::EntityTag;
  module.import.slot = offsetof(Layout, tag);
  module.import.typeDesc = &module.tagType.desc;
  module.tag.imported = 1;
  wfx_instance *instance = link(tag);
  ASSERT_NE(instance, nullptr) << error.message;
  EXPECT_EQ(wfx_extern_tag(find(instance, "tag")), wfx_extern_tag(tag));
  EXPECT_EQ(link(wfx_tag_new(context, outer(&module.unary.desc))), nullptr);
}

} // namespace wfx::rt::testing
