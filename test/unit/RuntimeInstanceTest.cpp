//===- RuntimeInstanceTest.cpp - Instantiation, linking, subtyping --------===//
//
// Import matching rule by rule, exports, initialisation, failures that leave
// nothing behind.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InstanceSlots.h"
#include "Runtime/Memory.h"
#include "Runtime/Table.h"
#include "Runtime/TypeMatch.h"
#include "RuntimeTesting.h"
#include <cstring>
#include <string>

namespace wfx::rt::testing {

using namespace abi;

static ValueTypeDesc refType(HeapTypeCode heap, bool nullable = true,
                             const Type *type = nullptr) {
  return {CodeRef + 2 * heap + nullable, type ? &type->desc : nullptr};
}

TEST(RuntimeTypes, AbstractHeapTypes) {
  // Every pair of the lattice: sub, then all its proper supertypes.
  struct Row {
    HeapTypeCode sub;
    std::vector<HeapTypeCode> supers;
  } const rows[] = {
      {HeapFunc, {}},
      {HeapNoFunc, {HeapFunc}},
      {HeapExtern, {}},
      {HeapNoExtern, {HeapExtern}},
      {HeapAny, {}},
      {HeapEq, {HeapAny}},
      {HeapI31, {HeapEq, HeapAny}},
      {HeapStruct, {HeapEq, HeapAny}},
      {HeapArray, {HeapEq, HeapAny}},
      {HeapNone, {HeapI31, HeapStruct, HeapArray, HeapEq, HeapAny}},
      {HeapExn, {}},
      {HeapNoExn, {HeapExn}},
      {HeapCont, {}},
      {HeapNoCont, {HeapCont}},
  };
  for (const Row &a : rows)
    for (const Row &b : rows) {
      bool expected =
          a.sub == b.sub ||
          std::find(a.supers.begin(), a.supers.end(), b.sub) != a.supers.end();
      EXPECT_EQ(isSubtype(refType(a.sub), refType(b.sub)), expected)
          << a.sub << " " << b.sub;
    }
}

TEST(RuntimeTypes, NullabilityAndNumbers) {
  EXPECT_TRUE(isSubtype(refType(HeapEq, false), refType(HeapAny, true)));
  EXPECT_FALSE(isSubtype(refType(HeapEq, true), refType(HeapAny, false)));
  EXPECT_TRUE(isSubtype(ValueTypeDesc{CodeI32}, ValueTypeDesc{CodeI32}));
  EXPECT_FALSE(isSubtype(ValueTypeDesc{CodeI32}, ValueTypeDesc{CodeI64}));
  EXPECT_FALSE(isSubtype(ValueTypeDesc{CodeI32}, refType(HeapAny)));
  EXPECT_FALSE(isSubtype(refType(HeapAny), ValueTypeDesc{CodeI32}));
}

TEST(RuntimeTypes, ConcreteTypes) {
  Type base(":"), derived(":", &base), leaf(":", &derived), other("i:");
  Type structure("", nullptr, KindStruct), cont("", nullptr, KindCont);
  auto concrete = [](const Type &t) { return refType(HeapConcrete, true, &t); };
  EXPECT_TRUE(isSubtype(&leaf.desc, &base.desc));
  EXPECT_FALSE(isSubtype(&base.desc, &leaf.desc));
  EXPECT_FALSE(isSubtype(&leaf.desc, &other.desc));
  EXPECT_TRUE(isSubtype(concrete(leaf), concrete(derived)));
  EXPECT_FALSE(isSubtype(concrete(derived), concrete(leaf)));
  EXPECT_TRUE(isSubtype(concrete(leaf), refType(HeapFunc)));
  EXPECT_FALSE(isSubtype(concrete(leaf), refType(HeapAny)));
  EXPECT_FALSE(isSubtype(refType(HeapFunc), concrete(leaf)));
  EXPECT_TRUE(isSubtype(refType(HeapNoFunc), concrete(leaf)));
  EXPECT_TRUE(isSubtype(concrete(structure), refType(HeapEq)));
  EXPECT_TRUE(isSubtype(refType(HeapNone), concrete(structure)));
  EXPECT_FALSE(isSubtype(refType(HeapI31), concrete(structure)));
  EXPECT_TRUE(isSubtype(refType(HeapNoCont), concrete(cont)));
  EXPECT_TRUE(isSameType(concrete(leaf), concrete(leaf)));
  EXPECT_FALSE(isSameType(concrete(leaf), concrete(base)));
  EXPECT_TRUE(isContinuation(concrete(cont)));
  EXPECT_FALSE(isContinuation(concrete(leaf)));
}

TEST(RuntimeTypes, TypesOfOtherFiles) {
  Type base(":"), leaf(":", &base), other(":");
  Type sameBase(":"), sameLeaf(":", &sameBase);
  sameBase.desc.hashLow = base.desc.hashLow;
  sameLeaf.desc.hashLow = leaf.desc.hashLow;
  EXPECT_TRUE(isSameType(&base.desc, &sameBase.desc));
  EXPECT_FALSE(isSameType(&base.desc, &leaf.desc));
  EXPECT_FALSE(isSameType(&base.desc, &other.desc));
  sameBase.desc.hashHigh = 2;
  EXPECT_FALSE(isSameType(&base.desc, &sameBase.desc));
  sameBase.desc.hashHigh = 1;

  // Who expects less to be preserved may call it, too.
  auto *typesMatch = reinterpret_cast<uint64_t (*)(
      Instance *, const TypeDesc *, const TypeDesc *)>(&wfx_types_match);
  auto match = [&](const Type &actual, const Type &wanted) {
    return typesMatch(nullptr, &actual.desc, &wanted.desc);
  };
  EXPECT_EQ(match(leaf, sameBase), 1u);
  EXPECT_EQ(match(sameLeaf, base), 1u);
  EXPECT_EQ(match(base, sameLeaf), 0u);
  EXPECT_EQ(match(other, base), 0u);
}

namespace {
/// A module that imports one entity.
struct Importing : ::testing::Test {
  ContextPtr context = makeContext();
  ImportDesc import = {.module = "m",
                       .moduleSize = 1,
                       .name = "n",
                       .nameSize = 1,
                       .slot = sizeof(Instance),
                       .max = ~0ull};
  ModuleDesc module = {};
  LinkError error = {};

  bool links(const Extern &entity) {
    module.instanceSize = sizeof(Instance) + 64;
    module.imports = &import;
    module.importCount = 1;
    Instance *before = context->instances;
    Instance *instance = instantiate(context.get(), &module, &entity, &error);
    if (!instance) {
      EXPECT_EQ(context->instances, before);
      EXPECT_STREQ(error.message, entity.object
                                      ? "incompatible import type: \"m\".\"n\""
                                      : "unknown import: \"m\".\"n\"");
    }
    return instance;
  }
  bool links(EntityKind kind, void *object) { return links({kind, object}); }
};
} // namespace

TEST_F(Importing, Functions) {
  Type base("i:i"), derived("i:i", &base), other("I:i");
  Host function(context, +[](void *, int) { return 0; }, derived);
  import.kind = EntityFunc;
  import.typeDesc = &derived.desc;
  EXPECT_TRUE(links(EntityFunc, &function.ref));
  auto &slot = slotAt<ImportSlot>(context->instances, import.slot);
  EXPECT_EQ(slot.ref, &function.ref);
  EXPECT_EQ(slot.code, function.ref.code);
  EXPECT_EQ(slot.instance, &function.host);
  import.typeDesc = &base.desc;
  EXPECT_TRUE(links(EntityFunc, &function.ref));
  import.typeDesc = &other.desc;
  EXPECT_FALSE(links(EntityFunc, &function.ref));
  EXPECT_FALSE(links(EntityFunc, nullptr));
  import.kind = EntityGlobal;
  EXPECT_FALSE(links(EntityFunc, &function.ref));
}

TEST_F(Importing, Memories) {
  import.kind = EntityMemory;
  import.typeCode = 16;
  import.min = 2;
  Memory *memory = createMemory(context.get(), {1, 5});
  EXPECT_FALSE(links(EntityMemory, memory));
  growMemory(memory, 1); // the current size counts
  EXPECT_TRUE(links(EntityMemory, memory));
  import.max = 5;
  EXPECT_TRUE(links(EntityMemory, memory));
  import.max = 4;
  EXPECT_FALSE(links(EntityMemory, memory));
  import.max = 65536;
  EXPECT_FALSE(links(EntityMemory, createMemory(context.get(), {2})));
  import.max = ~0ull;
  EXPECT_FALSE(
      links(EntityMemory, createMemory(context.get(), {2, 9, FlagIs64})));
  EXPECT_FALSE(
      links(EntityMemory, createMemory(context.get(), {2, 9, FlagShared})));
  EXPECT_FALSE(links(EntityMemory, createMemory(context.get(), {2, 9, 0, 0})));
}

// Code that leaves accesses to fault must not get a memory where they do not.
TEST_F(Importing, MemoriesWithoutGuard) {
  import.kind = EntityMemory;
  import.typeCode = 16;
  import.max = ~0ull;
  for (uint64_t is64 : {uint64_t(0), uint64_t(FlagIs64)}) {
    Memory *guarded = createMemory(context.get(), {1, 2, is64});
    Extern checked = {EntityMemory,
                      createMemory(context.get(), {1, 2, is64 | FlagChecked})};
    import.flags = is64 | FlagChecked;
    EXPECT_TRUE(links(checked));
    EXPECT_TRUE(links(EntityMemory, guarded));
    import.flags = is64;
    EXPECT_TRUE(links(EntityMemory, guarded));
    EXPECT_EQ(instantiate(context.get(), &module, &checked, &error), nullptr);
    EXPECT_STREQ(error.message, "import of a memory without guard by a module "
                                "compiled with --bounds=guard: \"m\".\"n\"");
  }
}

TEST_F(Importing, Tables) {
  import.kind = EntityTable;
  import.typeCode = refType(HeapFunc).code;
  import.min = 3;
  import.max = 10;
  auto make = [&](uint64_t min, uint64_t max, uint64_t flags,
                  ValueTypeDesc type) {
    return createTable(context.get(), {min, max, flags, type});
  };
  EXPECT_TRUE(links(EntityTable, make(3, 10, 0, refType(HeapFunc))));
  EXPECT_TRUE(links(EntityTable, make(4, 4, 0, refType(HeapFunc))));
  EXPECT_FALSE(links(EntityTable, make(2, 10, 0, refType(HeapFunc))));
  EXPECT_FALSE(links(EntityTable, make(3, 11, 0, refType(HeapFunc))));
  EXPECT_FALSE(links(EntityTable, make(3, ~0ull, 0, refType(HeapFunc))));
  EXPECT_FALSE(links(EntityTable, make(3, 10, FlagIs64, refType(HeapFunc))));
  EXPECT_FALSE(links(EntityTable, make(3, 10, 0, refType(HeapExtern))));
  // Tables are invariant.
  EXPECT_FALSE(links(EntityTable, make(3, 10, 0, refType(HeapNoFunc))));
}

TEST_F(Importing, GlobalsAndTags) {
  GlobalSlot cell = {};
  import.kind = EntityGlobal;
  import.typeCode = refType(HeapFunc).code;
  EXPECT_TRUE(links({EntityGlobal, &cell, refType(HeapFunc), false}));
  EXPECT_EQ(slotAt<GlobalSlot>(context->instances, import.slot).low,
            reinterpret_cast<uint64_t>(&cell));
  EXPECT_TRUE(links({EntityGlobal, &cell, refType(HeapNoFunc, false), false}));
  EXPECT_FALSE(links({EntityGlobal, &cell, refType(HeapExtern), false}));
  EXPECT_FALSE(links({EntityGlobal, &cell, refType(HeapFunc), true}));
  import.flags = FlagMutable;
  EXPECT_TRUE(links({EntityGlobal, &cell, refType(HeapFunc), true}));
  EXPECT_FALSE(links({EntityGlobal, &cell, refType(HeapNoFunc), true}));
  EXPECT_FALSE(links({EntityGlobal, &cell, refType(HeapFunc), false}));

  Type type("i:"), other("I:");
  import.kind = EntityTag;
  import.flags = 0;
  import.typeDesc = &type.desc;
  EXPECT_TRUE(links({EntityTag, &cell, {0, &type.desc}}));
  EXPECT_FALSE(links({EntityTag, &cell, {0, &other.desc}}));
}

// A module with one of everything.
namespace {
struct Everything {
  Instance header;
  MemorySlot memory;
  TableSlot table;
  FuncRef function;
  ImportSlot import;
  GlobalSlot global, importedGlobal;
  DataSlot data;
  ElemSlot elems[2];
};
Status initStatus;
} // namespace

static void initEverything(Everything *instance) {
  instance->global.low = 42;
  instance->elems[1].refs[1] = &instance->function;
  if (initStatus == Status::Trapped)
    WASM_TRAP(4);
}

TEST(RuntimeInstance, OneOfEverything) {
  initStatus = Status::Returned;
  auto context = makeContext();
  Type type(":");
  Host host(context, +[](void *) {}, type);
  GlobalSlot cell = {5, 0};
  static const uint32_t entries[] = {offsetof(Everything, function) / 8};
  const ImportDesc imports[] = {{.module = "m",
                                 .moduleSize = 1,
                                 .name = "f",
                                 .nameSize = 1,
                                 .kind = EntityFunc,
                                 .slot = offsetof(Everything, import),
                                 .typeDesc = &type.desc,
                                 .max = ~0ull},
                                {.module = "m",
                                 .moduleSize = 1,
                                 .name = "g",
                                 .nameSize = 1,
                                 .kind = EntityGlobal,
                                 .slot = offsetof(Everything, importedGlobal),
                                 .typeCode = CodeI64,
                                 .max = ~0ull}};
  const ExportDesc exports[] = {
      {"f", 1, EntityFunc, offsetof(Everything, function), 0, &type.desc, 0},
      {"imported", 8, EntityFunc, offsetof(Everything, import), 0, &type.desc,
       FlagImported},
      {"g", 1, EntityGlobal, offsetof(Everything, global), CodeI32, nullptr,
       FlagMutable},
      {"ig", 2, EntityGlobal, offsetof(Everything, importedGlobal), CodeI64,
       nullptr, FlagImported},
      {"m", 1, EntityMemory, offsetof(Everything, memory), 0, nullptr, 0},
      {"t", 1, EntityTable, offsetof(Everything, table), 0, nullptr, 0}};
  const MemoryDesc memory = {offsetof(Everything, memory), 1, 4, 0, 16};
  const TableDesc table = {offsetof(Everything, table), 3,      ~0ull, 0,
                           refType(HeapFunc).code,      nullptr};
  const FunctionDesc function = {offsetof(Everything, function),
                                 reinterpret_cast<void *>(initEverything),
                                 &type.desc};
  const DataDesc data = {offsetof(Everything, data),
                         reinterpret_cast<const uint8_t *>("ab"), 2};
  const ElemDesc elems[] = {
      {offsetof(Everything, elems), 1, entries},
      {offsetof(Everything, elems) + sizeof(ElemSlot), 2, nullptr}};
  const ModuleDesc module = {.instanceSize = sizeof(Everything),
                             .imports = imports,
                             .importCount = 2,
                             .exports = exports,
                             .exportCount = 6,
                             .memories = &memory,
                             .memoryCount = 1,
                             .tables = &table,
                             .tableCount = 1,
                             .functions = &function,
                             .functionCount = 1,
                             .datas = &data,
                             .dataCount = 1,
                             .elems = elems,
                             .elemCount = 2,
                             .initialize =
                                 reinterpret_cast<void *>(initEverything)};
  Extern given[] = {{EntityFunc, &host.ref},
                    {EntityGlobal, &cell, {CodeI64, nullptr}}};
  LinkError error;
  Instance *instance = instantiate(context.get(), &module, given, &error);
  ASSERT_NE(instance, nullptr);
  auto &all = *reinterpret_cast<Everything *>(instance);
  EXPECT_EQ(all.global.low, 0u) << "not initialised yet";
  EXPECT_EQ(all.data.size, 2u);
  EXPECT_EQ(all.elems[0].size, 1u);
  EXPECT_EQ(all.elems[0].refs, nullptr);
  EXPECT_EQ(all.elems[1].size, 2u);
  EXPECT_EQ(initialize(instance), Status::Returned);
  EXPECT_EQ(all.global.low, 42u);
  EXPECT_EQ(all.elems[1].refs[1], &all.function);

  Extern e;
  ASSERT_TRUE(findExport(instance, "f", &e));
  EXPECT_EQ(e.object, &all.function);
  EXPECT_EQ(all.function.instance, instance);
  ASSERT_TRUE(findExport(instance, "imported", &e));
  EXPECT_EQ(e.object, &host.ref);
  ASSERT_TRUE(findExport(instance, "g", &e));
  EXPECT_EQ(e.object, &all.global);
  EXPECT_TRUE(e.isMutable);
  ASSERT_TRUE(findExport(instance, "ig", &e));
  EXPECT_EQ(e.object, &cell);
  EXPECT_FALSE(e.isMutable);
  ASSERT_TRUE(findExport(instance, "m", &e));
  EXPECT_EQ(e.object, context->memories->memory);
  EXPECT_EQ(all.memory.base, context->memories->memory->base);
  ASSERT_TRUE(findExport(instance, "t", &e));
  EXPECT_EQ(static_cast<Table *>(e.object)->size, 3u);
  EXPECT_FALSE(findExport(instance, "absent", &e));
  EXPECT_FALSE(findExport(instance, "", &e));

  initStatus = Status::Trapped;
  EXPECT_EQ(initialize(instance), Status::Trapped);
  EXPECT_EQ(context->trap->trap, Trap::IntegerDivideByZero);
  context.reset(); // modules live longer
}

TEST(RuntimeInstance, FailureLeavesNothingBehind) {
  auto context = makeContext();
  const MemoryDesc memories[] = {
      {sizeof(Instance), 1, 4, 0, 16},
      {sizeof(Instance) + 16, uint64_t(1) << 48, ~0ull, FlagIs64, 16}};
  const ModuleDesc module = {.instanceSize = sizeof(Instance) + 32,
                             .memories = memories,
                             .memoryCount = 2,
                             .memorySlots = sizeof(Instance)};
  LinkError error;
  EXPECT_EQ(instantiate(context.get(), &module, nullptr, &error), nullptr);
  EXPECT_STREQ(error.message,
               "not enough memory for the module's linear memory and its guard "
               "(--bounds=check does without)");
  EXPECT_EQ(context->memories, nullptr);
  EXPECT_EQ(context->instances, nullptr);
}

} // namespace wfx::rt::testing
