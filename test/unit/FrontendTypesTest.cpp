//===- FrontendTypesTest.cpp - Canonical types and subtyping --------------===//

#include "Frontend/TypeSection.h"
#include "gtest/gtest.h"

using namespace wfx;

namespace {

constexpr ValType refTo(uint32_t type, bool nullable = true) {
  return ValType::ref(HeapType(TypeIdx(type)), nullable);
}

SubType func(std::vector<ValType> params, std::vector<ValType> results = {}) {
  SubType type;
  type.comp.func = {std::move(params), std::move(results)};
  return type;
}

SubType open(SubType type, std::vector<TypeIdx> supers = {}) {
  type.isFinal = false;
  type.supers = std::move(supers);
  return type;
}

SubType structOf(std::vector<FieldType> fields) {
  SubType type;
  type.comp.kind = CompositeType::Struct;
  type.comp.fields = std::move(fields);
  return type;
}

SubType cont(uint32_t function) {
  SubType type;
  type.comp.kind = CompositeType::Cont;
  type.comp.cont = TypeIdx(function);
  return type;
}

TypeSection section(std::vector<std::vector<SubType>> groups) {
  TypeSection types;
  for (auto &group : groups)
    types.addGroup(std::move(group));
  types.canonicalize();
  return types;
}

bool equal(const TypeSection &types, uint32_t a, uint32_t b) {
  return types.equal(TypeIdx(a), TypeIdx(b));
}

TEST(Types, Text) {
  EXPECT_EQ(toString(ValType(ValType::V128)), "v128");
  EXPECT_EQ(toString(ValType::funcref()), "funcref");
  EXPECT_EQ(toString(ValType::ref(HeapType::NoCont, true)), "nullcontref");
  EXPECT_EQ(toString(ValType::ref(HeapType::Any, false)), "(ref any)");
  EXPECT_EQ(toString(refTo(3)), "(ref null 3)");
  EXPECT_EQ(toString(HeapType(TypeIdx(4))), "4");
  FuncType type{{ValType::I32, ValType::F64}, {ValType::externref()}};
  EXPECT_EQ(toString(type), "(func (param i32 f64) (result externref))");
  EXPECT_EQ(toString(type.params), "[i32 f64]");
  EXPECT_EQ(toString(llvm::ArrayRef<ValType>()), "[]");
}

TEST(Types, EqualGroupsAreEqualTypes) {
  TypeSection types = section({{func({ValType::I32})},
                               {func({ValType::I64})},
                               {func({ValType::I32})},
                               {func({refTo(0)})},
                               {func({refTo(2)})}});
  EXPECT_TRUE(equal(types, 0, 2));
  EXPECT_FALSE(equal(types, 0, 1));
  EXPECT_TRUE(equal(types, 3, 4)); // through equal references
  EXPECT_EQ(types.canonicalId(TypeIdx(4)), 3u);
  EXPECT_EQ(types.hash(TypeIdx(3)), types.hash(TypeIdx(4)));
  EXPECT_NE(types.hash(TypeIdx(0)), types.hash(TypeIdx(1)));
}

TEST(Types, GroupAndPositionAreIdentity) {
  TypeSection types = section({{func({}), func({})}, {func({})}});
  EXPECT_FALSE(equal(types, 0, 1));
  EXPECT_FALSE(equal(types, 0, 2));
}

TEST(Types, RecursionIsByPosition) {
  // Two groups of the same shape at different indices, and one that leads out
  // of itself instead.
  TypeSection types = section({{func({refTo(1)}), cont(0)},
                               {func({refTo(3)}), cont(2)},
                               {func({refTo(3)}), cont(4)}});
  EXPECT_TRUE(equal(types, 0, 2));
  EXPECT_TRUE(equal(types, 1, 3));
  EXPECT_FALSE(equal(types, 4, 0));
}

TEST(Types, FinalityAndSupertypesCount) {
  TypeSection types = section({{open(func({}))},
                               {func({})},
                               {open(func({}), {TypeIdx(0)})},
                               {open(func({}), {TypeIdx(0)})}});
  EXPECT_FALSE(equal(types, 0, 1));
  EXPECT_FALSE(equal(types, 0, 2));
  EXPECT_TRUE(equal(types, 2, 3));
}

TEST(Types, HashesMeetAcrossModules) {
  TypeSection a =
      section({{func({ValType::F32})}, {func({refTo(1), refTo(0)}), cont(1)}});
  TypeSection b = section({{func({ValType::I64})},
                           {func({ValType::F32})},
                           {func({refTo(2), refTo(1)}), cont(2)}});
  EXPECT_EQ(a.hash(TypeIdx(0)), b.hash(TypeIdx(1)));
  EXPECT_EQ(a.hash(TypeIdx(1)), b.hash(TypeIdx(2)));
  EXPECT_EQ(a.hash(TypeIdx(2)), b.hash(TypeIdx(3)));
  EXPECT_NE(a.hash(TypeIdx(1)), a.hash(TypeIdx(2)));
}

TEST(Types, DanglingTypesAreEqualToNothing) {
  TypeSection types = section({{func({refTo(9)})}, {func({refTo(9)})}});
  EXPECT_FALSE(equal(types, 0, 1));
  EXPECT_TRUE(equal(types, 0, 0));
}

TEST(Types, FieldsCount) {
  FieldType plain{ValType::I32}, packed{ValType::I32, FieldType::I8},
      variable{ValType::I32, FieldType::None, true};
  TypeSection types = section({{structOf({plain})},
                               {structOf({packed})},
                               {structOf({variable})},
                               {structOf({plain, plain})},
                               {structOf({packed})}});
  for (uint32_t i = 0; i < 4; ++i)
    for (uint32_t j = 0; j < 4; ++j)
      EXPECT_EQ(equal(types, i, j), i == j);
  EXPECT_TRUE(equal(types, 1, 4));
}

TEST(Types, AbstractSubtyping) {
  TypeSection types;
  using H = HeapType;
  auto below = [&](H::Kind a, H::Kind b) {
    return types.isSubtype(H(a), H(b));
  };
  EXPECT_TRUE(below(H::None, H::I31));
  EXPECT_TRUE(below(H::None, H::Any));
  EXPECT_TRUE(below(H::I31, H::Eq));
  EXPECT_TRUE(below(H::Struct, H::Any));
  EXPECT_TRUE(below(H::NoFunc, H::Func));
  EXPECT_TRUE(below(H::NoCont, H::Cont));
  EXPECT_TRUE(below(H::Bot, H::Exn));
  EXPECT_FALSE(below(H::Func, H::Any));
  EXPECT_FALSE(below(H::None, H::Func));
  EXPECT_FALSE(below(H::Eq, H::I31));
  EXPECT_FALSE(below(H::Cont, H::Any));
  EXPECT_FALSE(below(H::Extern, H::Any));
}

TEST(Types, DeclaredSubtyping) {
  TypeSection types = section({{open(func({}))},
                               {open(func({}), {TypeIdx(0)})},
                               {open(func({}), {TypeIdx(1)})},
                               {cont(0)}});
  EXPECT_TRUE(types.isSubtype(TypeIdx(2), TypeIdx(0)));
  EXPECT_FALSE(types.isSubtype(TypeIdx(0), TypeIdx(2)));
  EXPECT_TRUE(types.isSubtype(refTo(2, false), refTo(1, true)));
  EXPECT_FALSE(types.isSubtype(refTo(2, true), refTo(1, false)));
  EXPECT_TRUE(types.isSubtype(refTo(2), ValType::funcref()));
  EXPECT_FALSE(types.isSubtype(refTo(3), ValType::funcref()));
  EXPECT_TRUE(types.isSubtype(refTo(3), ValType::ref(HeapType::Cont, true)));
  EXPECT_TRUE(types.isSubtype(ValType::ref(HeapType::NoFunc, true), refTo(1)));
  EXPECT_FALSE(types.isSubtype(ValType::ref(HeapType::NoCont, true), refTo(1)));
  EXPECT_TRUE(types.isSubtype(ValType(ValType::Bot), refTo(1)));
  EXPECT_EQ(types.top(HeapType(TypeIdx(3))), HeapType(HeapType::Cont));
  EXPECT_EQ(types.top(HeapType::None), HeapType(HeapType::Any));
}

TEST(Types, FunctionSubtypingIsContravariantInParameters) {
  TypeSection types =
      section({{open(func({}))}, {open(func({}), {TypeIdx(0)})}});
  FuncType narrow{{refTo(0)}, {refTo(1)}}, wide{{refTo(1)}, {refTo(0)}};
  EXPECT_TRUE(types.isSubtype(narrow, wide));
  EXPECT_FALSE(types.isSubtype(wide, narrow));
  EXPECT_FALSE(types.isSubtype(FuncType{{}, {refTo(1)}}, wide));
}

TEST(Types, ManyTypesAreFast) {
  TypeSection types;
  constexpr uint32_t count = 200'000;
  for (uint32_t i = 0; i < count; ++i)
    types.addGroup({func({i ? refTo(i - 1) : ValType(ValType::I32)})});
  types.canonicalize();
  EXPECT_EQ(types.canonicalId(TypeIdx(count - 1)), count - 1);
}

} // namespace
