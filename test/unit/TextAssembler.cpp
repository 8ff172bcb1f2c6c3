//===- TextAssembler.cpp - Tests of Frontend/Text/Assembler ---------------===//

#include "Frontend/Opcodes.h"
#include "TextSupport.h"
#include "llvm/ADT/StringExtras.h"

using namespace wfx;
using namespace wfx::test;

namespace {

/// The bytes in hexadecimal, without the magic and the version.
std::string hex(llvm::StringRef text) {
  std::vector<uint8_t> bytes = bytesOf(text);
  if (bytes.size() < 8)
    return "";
  return llvm::toHex(llvm::ArrayRef(bytes).drop_front(8), /*LowerCase=*/true);
}

/// The contents of section \p id in hexadecimal, empty if it is absent.
std::string section(llvm::StringRef text, unsigned id) {
  std::vector<uint8_t> bytes = bytesOf(text);
  Cursor cursor(bytes);
  for (cursor.skip(8); cursor && !cursor.atEnd();) {
    uint8_t found = cursor.u8();
    uint32_t size = cursor.u32();
    llvm::ArrayRef<uint8_t> contents = cursor.bytes(size);
    if (found == id)
      return llvm::toHex(contents, true);
  }
  EXPECT_FALSE(cursor.failed());
  return "";
}

enum : unsigned {
  Type = 1,
  Table = 4,
  Memory = 5,
  Elem = 9,
  Code = 10,
  Data = 11,
  DataCount = 12
};

TEST(TextAssembler, EmptyModules) {
  for (const char *text : {"", "(module)", " ;; nothing\n",
                           "(@x) (module (@y))", "(module quote \"(module)\")"})
    EXPECT_EQ(bytesOf(text).size(), 8u) << text;
  EXPECT_EQ(hex("(module binary \"\\00asm\" \"\\01\\00\\00\\00\")"), "");
}

TEST(TextAssembler, FoldedAndFlatAreTheSame) {
  EXPECT_EQ(hex("(func (param i32) (result i32)"
                "  (if (result i32) (i32.eqz (local.get 0))"
                "    (then (i32.const 1))"
                "    (else (i32.add (local.get 0) (i32.const -1)))))"),
            hex("(func (param i32) (result i32)"
                "  local.get 0 i32.eqz if (result i32) i32.const 1"
                "  else local.get 0 i32.const -1 i32.add end)"));
  EXPECT_EQ(
      section("(func (i32.store (i32.const 1) (i32.const 2)))(memory 1)", Code),
      "010900"
      "41014102"
      "3602000b");
}

TEST(TextAssembler, ImplicitTypesFollowTheDefinedOnes) {
  // The function's type is used before it is found at index 1; the block's
  // second result is new and comes last.
  EXPECT_EQ(section("(func (result i32) (block (result i32 i64)) unreachable)"
                    "(type (func (param i64)))"
                    "(type (func (result i32)))",
                    Type),
            "0360017e00"
            "6000017f"
            "6000027f7e");
}

TEST(TextAssembler, OnlyPlainFunctionTypesServeInlineUses) {
  EXPECT_EQ(section("(type (sub (func))) (rec (type (func)) (type (func)))"
                    "(func)",
                    Type),
            "03"
            "5000600000"
            "4e02600000600000"
            "600000");
}

TEST(TextAssembler, InlineContinuationTypes) {
  EXPECT_EQ(section("(type (cont (param i32)))", Type), "025d0160017f00");
  EXPECT_EQ(section("(type $f (func)) (type (cont $f))", Type), "026000005d00");
}

TEST(TextAssembler, LabelsCountFromInside) {
  EXPECT_EQ(section("(func (block $a (loop $b (block $a (br $a) (br $b))"
                    " (br $a))))",
                    Code),
            "011100"
            "024003400240"
            "0c000c010b"
            "0c010b0b0b");
}

TEST(TextAssembler, ClausesCountLabelsFromOutside) {
  EXPECT_EQ(section("(tag $e) (func (block $l"
                    " (try_table $l (catch $e $l) (br $l))))",
                    Code),
            "010e00"
            "02401f4001000000"
            "0c000b0b0b");
  EXPECT_EQ(section("(func (try $l (do (br $l)) (delegate 0)))", Code),
            "010800"
            "06400c00"
            "18000b");
}

TEST(TextAssembler, LocalsOfOneTypeShareARun) {
  EXPECT_EQ(section("(func (local i32 i32) (local $x i32) (local f32))", Code),
            "01060203"
            "7f017d0b");
}

TEST(TextAssembler, SegmentsTakeTheShortestForm) {
  const char *prefix = "(table 1 funcref)(table $t 1 funcref)(func $f)";
  auto elem = [&](llvm::StringRef field) {
    return section((prefix + field).str(), Elem);
  };
  EXPECT_EQ(elem("(elem (i32.const 0) $f)"), "010041000b0100");
  EXPECT_EQ(elem("(elem (table 0) (offset i32.const 0) func 0)"),
            "010041000b0100");
  EXPECT_EQ(elem("(elem func $f)"), "0101000100");
  EXPECT_EQ(elem("(elem (table $t) (i32.const 0) func $f)"),
            "01020141000b000100");
  EXPECT_EQ(elem("(elem declare func $f)"), "0103000100");
  EXPECT_EQ(elem("(elem (i32.const 0) funcref (ref.func $f))"),
            "010441000b01d2000b");
  EXPECT_EQ(elem("(elem funcref (item ref.func $f))"), "01057001d2000b");
  EXPECT_EQ(elem("(elem (table 1) (i32.const 0) (ref func) (ref.func 0))"),
            "01060141000b647001d2000b");
  EXPECT_EQ(section("(memory 1)(memory 1)(data \"a\")(data (i32.const 0) \"b\")"
                    "(data (memory 1) (i32.const 0) \"c\" \"d\")",
                    Data),
            "03010161"
            "0041000b0162"
            "020141000b026364");
}

TEST(TextAssembler, SegmentsInsideTablesAndMemories) {
  EXPECT_EQ(section("(table i64 funcref (elem 0 0))(func)", Table), "01700502"
                                                                    "02");
  EXPECT_EQ(section("(table i64 funcref (elem 0 0))(func)", Elem),
            "010042000b020000");
  EXPECT_EQ(section("(memory (data \"abc\"))", Memory), "01010101");
  EXPECT_EQ(section("(memory (data))", Memory), "01010000");
  EXPECT_EQ(section("(memory i64 (pagesize 1) (data \"abc\"))", Memory),
            "010d030300");
  // The segment inside the memory is segment 0, so $d is 1.
  EXPECT_EQ(
      section("(memory (data \"a\"))(data $d \"b\")(func data.drop $d)", Code),
      "010500fc09010b");
}

TEST(TextAssembler, DataCountIsThereWhereInstructionsNeedIt) {
  EXPECT_EQ(section("(data \"\")", DataCount), "");
  EXPECT_EQ(section("(data \"\")(func data.drop 0)", DataCount), "01");
  EXPECT_EQ(section("(func data.drop 0)", DataCount), "00");
}

TEST(TextAssembler, NamesTheSameWithAndWithoutQuotes) {
  EXPECT_EQ(hex("(func $a\n(call $\"a\") (call $\"\\61\"))"),
            hex("(func $\"a\"\n(call $a) (call $a))"));
}

TEST(TextAssembler, WritesTheNameSection) {
  std::vector<uint8_t> bytes =
      bytesOf("(module $m (type $t (struct (field i32) (field $x i32)))"
              " (func $f (param $p i32) (local $l i32) (block $b))"
              " (func (@name \"g g\")) (memory $mem 1) (table $tab 1 funcref)"
              " (global $glob i32 (i32.const 0)) (tag $e) (elem $el func)"
              " (data $d \"\"))");
  llvm::Expected<Module> module = decodeModule(bytes, everything());
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  const Names &names = module->names;
  EXPECT_EQ(names.module, "m");
  EXPECT_EQ(names.types.lookup(0), "t");
  EXPECT_EQ(names.fields.lookup(0).lookup(1), "x");
  EXPECT_EQ(names.functions.lookup(0), "f");
  EXPECT_EQ(names.functions.lookup(1), "g g");
  EXPECT_EQ(names.locals.lookup(0).lookup(0), "p");
  EXPECT_EQ(names.locals.lookup(0).lookup(1), "l");
  EXPECT_EQ(names.labels.lookup(0).lookup(0), "b");
  EXPECT_EQ(names.memories.lookup(0), "mem");
  EXPECT_EQ(names.tables.lookup(0), "tab");
  EXPECT_EQ(names.globals.lookup(0), "glob");
  EXPECT_EQ(names.tags.lookup(0), "e");
  EXPECT_EQ(names.elems.lookup(0), "el");
  EXPECT_EQ(names.datas.lookup(0), "d");
}

TEST(TextAssembler, CustomSectionsStandAtTheirAnchors) {
  std::vector<uint8_t> bytes =
      bytesOf("(@custom \"last\" \"x\" \"y\") (func)"
              "(@custom \"a\" (before func)) (@custom \"b\" (after type))"
              "(@custom \"first\" (before first))");
  llvm::Expected<Module> module = decodeModule(bytes, everything());
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  std::string order;
  for (const CustomSection &c : module->customs)
    order += (c.name + "@" + llvm::Twine(unsigned(c.after)) + " ").str();
  EXPECT_EQ(order, "first@0 b@1 a@1 last@10 ");
  EXPECT_EQ(llvm::toStringRef(module->slice(module->customs[3].contents)),
            "xy");
}

TEST(TextAssembler, BranchHintsGiveOffsetsInTheBody) {
  std::vector<uint8_t> bytes = bytesOf(
      "(func) (func (param i32) local.get 0"
      " (@metadata.code.branch_hint \"\\01\") if nop end"
      " (@metadata.code.branch_hint \"\\00\") (if (local.get 0) (then)))");
  llvm::Expected<Module> module = decodeModule(bytes, everything());
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  ASSERT_EQ(module->customs.size(), 1u);
  EXPECT_EQ(module->customs[0].name, "metadata.code.branch_hint");
  // One function, number 1, with two hints: at 3 (behind the local count and
  // local.get) and at 9 (behind the second local.get).
  EXPECT_EQ(llvm::toHex(module->slice(module->customs[0].contents), true),
            "0101"
            "02"
            "030101"
            "090100");
}

/// Every instruction and every declaration leads back to its text.
TEST(TextAssembler, MapsBytesToText) {
  llvm::StringRef text = "(module (import \"a\" \"b\" (func))\n"
                         " (func $f (result i32)\n"
                         "   (i32.add (i32.const 1)\n"
                         "            (i32.const 2)))\n"
                         " (export \"f\" (func $f)))";
  llvm::Expected<Assembled> result = assemble(text);
  ASSERT_TRUE(bool(result)) << toString(result.takeError());
  llvm::Expected<Module> module = decodeModule(result->bytes, everything());
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  EXPECT_EQ(result->map.lookup(module->imports[0].offset),
            text.find("(import"));
  EXPECT_EQ(result->map.lookup(module->exports[0].offset),
            text.find("(export"));
  EXPECT_EQ(result->map.lookup(module->functions[1].offset),
            text.find("(func $f (result"));

  std::vector<uint64_t> places;
  Slice body = module->functions[1].body;
  Cursor cursor(result->bytes, body.begin + 1, body.end);
  for (Instr instr; cursor && !cursor.atEnd();) {
    readInstr(cursor, everything(), instr);
    places.push_back(result->map.lookup(instr.offset));
  }
  std::vector<uint64_t> expected = {
      text.find("i32.const 1"), text.find("i32.const 2"), text.find("i32.add"),
      text.find(")\n (export")};
  EXPECT_EQ(places, expected);
}

/// Nesting costs heap, not native stack.
TEST(TextAssembler, NestsDeep) {
  constexpr int depth = 100'000;
  std::string flat = "(func ", folded = "(func ", operands = "(func (drop ";
  for (int i = 0; i < depth; ++i) {
    flat += "block ";
    folded += "(block ";
    operands += "(i32.eqz ";
  }
  for (int i = 0; i < depth; ++i)
    flat += "end ";
  folded += std::string(depth, ')');
  operands += "(i32.const 0)" + std::string(depth + 1, ')');
  EXPECT_EQ(bytesOf(flat + ")"), bytesOf(folded + ")"));
  EXPECT_FALSE(bytesOf(operands + ")").empty());
  EXPECT_EQ(errorOf(std::string(1'000'000, '(')).offset, 1u);
}

} // namespace
