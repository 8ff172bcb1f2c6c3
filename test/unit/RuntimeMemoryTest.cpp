//===- RuntimeMemoryTest.cpp - Memories and tables ------------------------===//
//
// Sizes, limits and growth; the bulk table instructions and their traps.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InstanceSlots.h"
#include "Runtime/Memory.h"
#include "Runtime/Table.h"
#include "RuntimeTesting.h"
#include <cstring>
#include <sys/resource.h>

namespace wfx::rt::testing {

TEST(RuntimeMemory, GrowsToItsMaximum) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {1, 3});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(memory->size, 65536u);
  EXPECT_EQ(memory->reserved, abi::memory32Reservation);
  uint8_t *base = memory->base;
  base[65535] = 7;
  EXPECT_EQ(growMemory(memory, 0), 1);
  EXPECT_EQ(growMemory(memory, 3), -1);
  EXPECT_EQ(growMemory(memory, 2), 1);
  EXPECT_EQ(memory->size, 3 * 65536u);
  EXPECT_EQ(memory->base, base);
  EXPECT_EQ(base[65535], 7);
  EXPECT_EQ(base[3 * 65536 - 1], 0);
  EXPECT_EQ(growMemory(memory, 1), -1);
  EXPECT_EQ(growMemory(memory, ~0ull), -1);
}

static ContextPtr makeLimited(uint64_t bytes, uint64_t elements) {
  ContextOptions options;
  options.maxMemory = bytes;
  options.maxTableElements = elements;
  return ContextPtr(createContext(options));
}

TEST(RuntimeMemory, TheContextsLimit) {
  constexpr uint64_t page = 65536;
  auto context = makeLimited(10 * page, 0);
  abi::Memory *first = createMemory(context.get(), {4}),
              *second = createMemory(context.get(), {3});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(growMemory(first, 4), -1);
  EXPECT_EQ(growMemory(first, 3), 4);
  EXPECT_EQ(growMemory(second, 1), -1);
  EXPECT_EQ(growMemory(second, ~0ull), -1);
  EXPECT_EQ(growMemory(second, 0), 3);
  EXPECT_EQ(createMemory(context.get(), {1}), nullptr);
  EXPECT_EQ(
      createMemory(context.get(), {uint64_t(1) << 30, ~0ull, abi::FlagIs64}),
      nullptr);
  EXPECT_NE(createMemory(context.get(), {0}), nullptr);
  // What goes makes room; what has failed has taken none.
  releaseNewestMemory(context.get());
  releaseNewestMemory(context.get());
  EXPECT_EQ(growMemory(first, 4), -1);
  EXPECT_EQ(growMemory(first, 3), 7);
  EXPECT_EQ(context->memoryLeft, 0u);
}

TEST(RuntimeMemory, SmallPagesCountInBytes) {
  auto context = makeLimited(100, 0);
  abi::Memory *memory = createMemory(context.get(), {60, ~0ull, 0, 0});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(growMemory(memory, 41), -1);
  EXPECT_EQ(growMemory(memory, 40), 60);
}

TEST(RuntimeMemory, ASharedMemoryCountsWhereItIsCreated) {
  constexpr uint64_t page = 65536;
  auto creator = makeLimited(10 * page, 0), user = makeLimited(page, 0);
  EXPECT_EQ(createMemory(creator.get(), {1, 11, abi::FlagShared}), nullptr);
  abi::Memory *memory = createMemory(creator.get(), {1, 8, abi::FlagShared});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(createMemory(creator.get(), {3}), nullptr);
  EXPECT_TRUE(useMemory(user.get(), memory));
  EXPECT_EQ(growSharedMemory(memory, 7), 1);
  EXPECT_NE(createMemory(user.get(), {1}), nullptr);
  EXPECT_NE(createMemory(creator.get(), {2}), nullptr);
}

TEST(RuntimeTable, TheContextsLimit) {
  auto context = makeLimited(0, 10);
  TableType type = {4, ~0ull, 0, {abi::CodeRef + 2 * abi::HeapFunc + 1}};
  abi::Table *table = createTable(context.get(), type);
  ASSERT_NE(table, nullptr);
  type.min = 7;
  EXPECT_EQ(createTable(context.get(), type), nullptr);
  EXPECT_EQ(growTable(table, nullptr, 0, 7), -1);
  EXPECT_EQ(growTable(table, nullptr, 0, ~0ull), -1);
  EXPECT_EQ(growTable(table, nullptr, 0, 6), 4);
  EXPECT_EQ(growTable(table, nullptr, 0, 1), -1);
  destroyNewestTable(context.get());
  EXPECT_EQ(context->elementsLeft, 10u);
  // The declared maximum counts for nothing.
  type = {10, ~0ull, 0, type.element};
  EXPECT_NE(createTable(context.get(), type), nullptr);
}

TEST(RuntimeMemory, TheWholeOf32Bits) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {65536});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(memory->hasMax, 0u);
  memory->base[(uint64_t(1) << 32) - 1] = 1;
  EXPECT_EQ(growMemory(memory, 1), -1);
  EXPECT_EQ(createMemory(context.get(), {65537}), nullptr);
}

TEST(RuntimeMemory, GrowthLeavesTheLastPage) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {1});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(growMemory(memory, 65535), -1);
  EXPECT_EQ(growMemory(memory, 65534), 1);
  memory->base[(uint64_t(65535) << 16) - 1] = 1;
  EXPECT_EQ(growMemory(memory, 1), -1);
}

TEST(RuntimeMemory, SmallPages) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {10, 5000, 0, 0});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(memory->size, 10u);
  EXPECT_EQ(growMemory(memory, 4990), 10);
  EXPECT_EQ(memory->size, 5000u);
  memory->base[4999] = 1;
  EXPECT_EQ(growMemory(memory, 1), -1);
  // 2^32 bytes would not be a number that memory.size can return.
  abi::Memory *unbounded = createMemory(context.get(), {0, ~0ull, 0, 0});
  EXPECT_EQ(unbounded->maxPages, ~uint32_t(0));
  EXPECT_EQ(unbounded->checked, 1u);
}

TEST(RuntimeMemory, SixtyFourBits) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {1, ~0ull, abi::FlagIs64});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(growMemory(memory, 100), 1);
  memory->base[101 * 65536 - 1] = 1;
  EXPECT_EQ(growMemory(memory, uint64_t(1) << 40), -1);
  EXPECT_EQ(growMemory(memory, ~0ull - 50), -1);
  abi::Memory *bounded = createMemory(context.get(), {0, 2, abi::FlagIs64});
  EXPECT_EQ(bounded->bound, 2 * 65536u);
  EXPECT_EQ(bounded->reserved, 2 * 65536u + abi::memory64Guard);
  EXPECT_EQ(createMemory(context.get(), {0, 0, abi::FlagIs64})->size, 0u);
  EXPECT_EQ(
      createMemory(context.get(), {uint64_t(1) << 48, ~0ull, abi::FlagIs64}),
      nullptr);
  EXPECT_EQ(context->memories->next->memory, bounded);
}

TEST(RuntimeMemory, CheckedReserveWhatTheyMayGrowTo) {
  auto context = makeContext();
  abi::Memory *memory = createMemory(context.get(), {1, 100, abi::FlagChecked});
  ASSERT_NE(memory, nullptr);
  EXPECT_EQ(memory->checked, 1u);
  EXPECT_EQ(memory->reserved, 100 * 65536u);
  EXPECT_EQ(growMemory(memory, 99), 1);
  EXPECT_EQ(growMemory(memory, 1), -1);
  memory = createMemory(context.get(), {1, ~0ull, abi::FlagChecked});
  EXPECT_EQ(memory->reserved, uint64_t(1) << 32);
}

TEST(RuntimeMemory, FailsWhenTheSystemDoes) {
  auto limited = [] {
    auto context = makeContext();
    abi::Memory *checked =
        createMemory(context.get(), {1, ~0ull, abi::FlagIs64});
    rlimit limit = {checked->reserved + (uint64_t(2) << 30), RLIM_INFINITY};
    setrlimit(RLIMIT_AS, &limit);
    bool good = !createMemory(context.get(), {1});
    good = good && !createMemory(context.get(), {1, ~0ull, abi::FlagIs64});
    // Smaller than wanted, but there.
    for (uint64_t flags : {uint64_t(0), uint64_t(abi::FlagIs64)}) {
      abi::Memory *small =
          createMemory(context.get(), {1, ~0ull, flags | abi::FlagChecked});
      good = good && small && growMemory(small, 10) == 1;
    }
    good = good && createContext({uint64_t(1) << 40}) == nullptr;
    _exit(good ? 0 : 1);
  };
#if !__has_feature(address_sanitizer)
  EXPECT_EXIT(limited(), ::testing::ExitedWithCode(0), "");
#else
  (void)limited;
#endif
}

constexpr abi::ValueTypeDesc funcref = {abi::CodeRef + 2 * abi::HeapFunc + 1,
                                        nullptr};

static void *ref(uintptr_t n) { return reinterpret_cast<void *>(n); }

TEST(RuntimeTable, Grows) {
  auto context = makeContext();
  abi::Table *table = createTable(context.get(), {2, 5, 0, funcref});
  ASSERT_NE(table, nullptr);
  void **elements = table->elements;
  EXPECT_EQ(elements[1], nullptr);
  EXPECT_EQ(growTable(table, ref(9), 0, 4), -1);
  EXPECT_EQ(growTable(table, ref(9), 0, 3), 2);
  EXPECT_EQ(table->elements, elements);
  EXPECT_EQ(elements[1], nullptr);
  EXPECT_EQ(elements[2], ref(9));
  EXPECT_EQ(elements[4], ref(9));
  EXPECT_EQ(growTable(table, nullptr, 0, 0), 5);
  abi::Table *open = createTable(context.get(), {0, ~0ull, 0, funcref});
  EXPECT_EQ(growTable(open, nullptr, 0, maxTableElements + 1), -1);
  EXPECT_EQ(growTable(open, nullptr, 0, ~0ull), -1);
  EXPECT_EQ(growTable(open, nullptr, 0, maxTableElements), 0);
  EXPECT_EQ(
      createTable(context.get(), {maxTableElements + 1, ~0ull, 0, funcref}),
      nullptr);
  EXPECT_EQ(createTable(context.get(), {0, 0, 0, funcref})->size, 0u);
}

TEST(RuntimeTable, ContinuationsTakeTwoWords) {
  auto context = makeContext();
  abi::ValueTypeDesc cont = {abi::CodeRef + 2 * abi::HeapCont + 1, nullptr};
  abi::Table *table = createTable(context.get(), {3, 1000, 0, cont});
  ASSERT_NE(table, nullptr);
  table->elements[5] = ref(1);
  EXPECT_EQ(growTable(table, nullptr, 0, 997), 3);
  EXPECT_EQ(table->elements[1999], nullptr);
  EXPECT_EQ(table->elements[5], ref(1));
}

namespace {
/// An instance with tables 0 and 1 of 10 and 6 elements and two element
/// segments.
struct Tables : ::testing::Test {
  struct Layout {
    abi::Instance header;
    abi::TableSlot tables[2];
    abi::ElemSlot elems[2];
    abi::FuncRef function;
    abi::ImportSlot import;
    void *computed[3];
  };
  ContextPtr context = makeContext();
  Layout layout = {};
  uint32_t entries[4] = {offsetof(Layout, function) / 8, 0,
                         abi::elemRefImported | offsetof(Layout, import) / 8,
                         offsetof(Layout, function) / 8};
  abi::ElemDesc elems[2] = {
      {offsetof(Layout, elems), 4, entries},
      {offsetof(Layout, elems) + sizeof(abi::ElemSlot), 3, nullptr}};
  abi::ModuleDesc module = {};
  abi::Table *table = createTable(context.get(), {10, ~0ull, 0, funcref});
  abi::Table *other = createTable(context.get(), {6, ~0ull, 0, funcref});

  void SetUp() override {
    module.tableSlots = offsetof(Layout, tables);
    module.elems = elems;
    layout.header.context = context.get();
    layout.header.module = &module;
    layout.tables[0] = {table->elements, table};
    layout.tables[1] = {other->elements, other};
    layout.elems[0] = {nullptr, 4};
    layout.elems[1] = {layout.computed, 3};
    layout.import.ref = static_cast<abi::FuncRef *>(ref(0x5000));
    for (int i = 0; i < 3; ++i)
      layout.computed[i] = ref(0x6000 + i);
    for (uintptr_t i = 0; i < 10; ++i)
      table->elements[i] = ref(i + 1);
  }

  /// Runs \p body as Wasm would, and says which trap it raised.
  template <class Body> Trap trapOf(Body body) {
    struct Env {
      Body *body;
      abi::Instance *instance;
    };
    static Env env;
    env = {&body, &layout.header};
    Bare bare(context);
    Type type(":");
    abi::FuncRef function =
        bare.ref(+[](abi::Instance *) { (*env.body)(env.instance); }, type);
    Status status = invoke(context.get(), &function, nullptr, nullptr);
    return status == Status::Trapped ? context->trap->trap : Trap::None;
  }
};
} // namespace

TEST_F(Tables, Fill) {
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_fill(i, 0, 8, ref(77), 0, 2); }),
            Trap::None);
  EXPECT_EQ(table->elements[7], ref(8));
  EXPECT_EQ(table->elements[8], ref(77));
  EXPECT_EQ(table->elements[9], ref(77));
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_fill(i, 0, 9, ref(5), 0, 2); }),
            Trap::TableOutOfBounds);
  EXPECT_EQ(table->elements[9], ref(77));
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_fill(i, 0, 10, ref(5), 0, 0); }),
            Trap::None);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_fill(i, 0, 11, ref(5), 0, 0); }),
            Trap::TableOutOfBounds);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_fill(i, 0, 5, ref(5), 0, ~0ull); }),
            Trap::TableOutOfBounds);
}

TEST_F(Tables, Copy) {
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_copy(i, 0, 0, 2, 0, 5); }),
            Trap::None);
  uintptr_t up[] = {1, 2, 1, 2, 3, 4, 5, 8, 9, 10};
  EXPECT_EQ(memcmp(table->elements, up, sizeof(up)), 0);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_copy(i, 0, 0, 0, 2, 5); }),
            Trap::None);
  uintptr_t down[] = {1, 2, 3, 4, 5, 4, 5, 8, 9, 10};
  EXPECT_EQ(memcmp(table->elements, down, sizeof(down)), 0);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_copy(i, 1, 0, 3, 7, 3); }),
            Trap::None);
  uintptr_t across[] = {0, 0, 0, 8, 9, 10};
  EXPECT_EQ(memcmp(other->elements, across, sizeof(across)), 0);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_copy(i, 1, 0, 4, 0, 3); }),
            Trap::TableOutOfBounds);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_copy(i, 1, 0, 0, 8, 3); }),
            Trap::TableOutOfBounds);
}

TEST_F(Tables, Init) {
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 0, 0, 6, 0, 4); }),
            Trap::None);
  EXPECT_EQ(table->elements[6], &layout.function);
  EXPECT_EQ(table->elements[7], nullptr);
  EXPECT_EQ(table->elements[8], ref(0x5000));
  EXPECT_EQ(table->elements[9], &layout.function);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 1, 1, 0, 1, 2); }),
            Trap::None);
  EXPECT_EQ(other->elements[0], ref(0x6001));
  EXPECT_EQ(other->elements[1], ref(0x6002));
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 1, 1, 0, 1, 3); }),
            Trap::TableOutOfBounds);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 1, 0, 4, 0, 3); }),
            Trap::TableOutOfBounds);
  layout.elems[0].size = 0; // dropped
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 0, 0, 0, 0, 0); }),
            Trap::None);
  EXPECT_EQ(trapOf([](auto *i) { wfx_table_init(i, 0, 0, 0, 0, 1); }),
            Trap::TableOutOfBounds);
}

// The stub in assembly changes the stack and passes arguments and result.
extern "C" int64_t wfx_grow_table(abi::Instance *, uint64_t, void *, uint64_t,
                                  uint64_t);
TEST_F(Tables, GrowFromWasm) {
  static int64_t former, failed;
  EXPECT_EQ(trapOf([](auto *i) {
              former = wfx_grow_table(i, 1, ref(3), 0, 4);
              failed = wfx_grow_table(i, 1, ref(3), 0, maxTableElements);
            }),
            Trap::None);
  EXPECT_EQ(former, 6);
  EXPECT_EQ(failed, -1);
  EXPECT_EQ(other->size, 10u);
  EXPECT_EQ(other->elements[9], ref(3));
}

} // namespace wfx::rt::testing
