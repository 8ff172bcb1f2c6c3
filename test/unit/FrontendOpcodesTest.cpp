//===- FrontendOpcodesTest.cpp - The instruction table and its reader -----===//

#include "Frontend/Opcodes.h"
#include "FrontendTesting.h"
#include <map>
#include <set>

using namespace wfx;
using namespace wfx::testing;

namespace {

Bytes encode(Op op) {
  const OpInfo &row = info(op);
  return row.prefix ? Bytes{row.prefix} + leb(row.code)
                    : Bytes{uint8_t(row.code)};
}

/// Reads one instruction that takes up all of \p bytes.
Instr read(const Bytes &bytes) {
  Cursor cursor(bytes);
  Instr instr;
  readInstr(cursor, Features(), instr);
  EXPECT_TRUE(cursor.atEnd());
  EXPECT_FALSE(bool(cursor.takeError()));
  return instr;
}

std::string failure(const Bytes &bytes, const Features &features = {}) {
  Cursor cursor(bytes);
  Instr instr;
  readInstr(cursor, features, instr);
  return describe(cursor.takeError());
}

TEST(Opcodes, EveryRowIsFoundByItsCode) {
  for (size_t i = 0; i < size_t(Op::Count); ++i) {
    Bytes bytes = encode(Op(i));
    Cursor cursor(bytes);
    EXPECT_EQ(readOpcode(cursor), Op(i)) << info(Op(i)).text;
    EXPECT_TRUE(cursor.atEnd());
  }
}

TEST(Opcodes, RowsPerPrefix) {
  std::map<std::pair<int, Feature>, int> rows;
  for (size_t i = 0; i < size_t(Op::Count); ++i)
    ++rows[{info(Op(i)).prefix, info(Op(i)).feature}];
  EXPECT_EQ((rows[{0, Feature::MVP}]), 172);
  EXPECT_EQ((rows[{0xFD, Feature::SIMD}]), 236);
  EXPECT_EQ((rows[{0xFD, Feature::RelaxedSIMD}]), 20);
  EXPECT_EQ((rows[{0xFE, Feature::Threads}]), 67);
  EXPECT_EQ((rows[{0xFB, Feature::GC}]), 31);
  EXPECT_EQ((rows[{0, Feature::StackSwitching}]), 7);
}

TEST(Opcodes, OnlyImmediatesTellRowsOfOneTextApart) {
  std::multiset<std::string> texts;
  for (size_t i = 0; i < size_t(Op::Count); ++i)
    texts.insert(info(Op(i)).text);
  for (const std::string &text : texts)
    EXPECT_EQ(texts.count(text),
              text == "select" || text == "ref.test" || text == "ref.cast" ? 2u
                                                                           : 1u)
        << text;
}

TEST(Opcodes, Illegal) {
  EXPECT_EQ(failure({0xFF}), "0x0: illegal opcode ff");
  EXPECT_EQ(failure({0xE7}), "0x0: illegal opcode e7");
  EXPECT_EQ(failure({0xFB, 31}), "0x0: illegal opcode fb 1f");
  EXPECT_EQ(failure({0xFC, 18}), "0x0: illegal opcode fc 12");
  EXPECT_EQ(failure({0xFD, 0x9A, 0x01}), "0x0: illegal opcode fd 9a");
  EXPECT_EQ(failure({0xFE, 0xFF, 0xFF, 0x03}), "0x0: illegal opcode fe ffff");
}

TEST(Opcodes, FeatureOff) {
  EXPECT_EQ(failure({0xC0}, without(Feature::SignExtension)),
            "0x0: feature is disabled: sign-extension, for i32.extend8_s");
  EXPECT_EQ(failure({0xD0, 0x6E}, without(Feature::GC)),
            "0x1: feature is disabled: gc, for any");
  EXPECT_EQ(failure({0x02, 0x7B}, without(Feature::SIMD)),
            "0x1: feature is disabled: simd, for v128");
  EXPECT_EQ(failure({0x06, 0x40}),
            "0x0: feature is disabled: legacy-exceptions, for try");
}

TEST(Opcodes, MemArg) {
  Instr load = read({0x28, 0x02, 0x90, 0x01});
  EXPECT_EQ(load.op, Op::I32Load);
  EXPECT_EQ(load.mem.alignLog2, 2u);
  EXPECT_EQ(load.mem.offset, 0x90u);
  EXPECT_EQ(load.mem.memory, MemIdx(0));
  Instr second = read({0x28, 0x42, 0x07, 0x01});
  EXPECT_EQ(second.mem.alignLog2, 2u);
  EXPECT_EQ(second.mem.memory, MemIdx(7));
  EXPECT_EQ(second.mem.offset, 1u);
  EXPECT_EQ(failure({0x28, 0x80, 0x01, 0x00}), "0x1: malformed memop flags");
  EXPECT_EQ(failure({0x28, 0x42, 0x00, 0x00}, without(Feature::MultiMemory)),
            "0x1: feature is disabled: multi-memory, for a memory index");
}

TEST(Opcodes, EncodedOrderOfIndices) {
  Instr init = read({0xFC, 0x08, 0x05, 0x01}); // memory.init: data, memory
  EXPECT_EQ(init.index, 1u);
  EXPECT_EQ(init.index2, 5u);
  Instr tableInit = read({0xFC, 0x0C, 0x05, 0x01});
  EXPECT_EQ(tableInit.index, 1u);
  EXPECT_EQ(tableInit.index2, 5u);
  Instr copy = read({0xFC, 0x0A, 0x05, 0x01}); // memory.copy: to, from
  EXPECT_EQ(copy.index, 5u);
  EXPECT_EQ(copy.index2, 1u);
}

TEST(Opcodes, Constants) {
  EXPECT_EQ(read({0x41, 0x7F}).bits[0], 0xFFFFFFFFu);
  EXPECT_EQ(read({0x42, 0x7F}).bits[0], UINT64_MAX);
  EXPECT_EQ(read({0x43, 0, 0, 0x80, 0x3F}).bits[0], 0x3F800000u);
  Bytes vector = {0xFD, 0x0C};
  for (uint8_t i = 0; i < 16; ++i)
    vector.push_back(i);
  EXPECT_EQ(read(vector).bits[0], 0x0706050403020100u);
  EXPECT_EQ(read(vector).bits[1], 0x0F0E0D0C0B0A0908u);
}

TEST(Opcodes, ListsAreReused) {
  Bytes bytes = {0x0E, 0x02, 0x04, 0x05, 0x06, 0x0E, 0x00, 0x01};
  Cursor cursor(bytes);
  Instr instr;
  readInstr(cursor, Features(), instr);
  EXPECT_EQ(llvm::ArrayRef(instr.list), llvm::ArrayRef<uint32_t>({4, 5}));
  EXPECT_EQ(instr.index, 6u);
  readInstr(cursor, Features(), instr);
  EXPECT_TRUE(instr.list.empty());
  EXPECT_EQ(instr.index, 1u);
}

TEST(Opcodes, CatchesAndHandlers) {
  Instr tryTable = read({0x1F, 0x40, 0x02, 0x01, 0x03, 0x00, 0x02, 0x09});
  ASSERT_EQ(tryTable.catches.size(), 2u);
  EXPECT_EQ(tryTable.catches[0].kind, CatchClause::CatchRef);
  EXPECT_EQ(tryTable.catches[0].tag, TagIdx(3));
  EXPECT_EQ(tryTable.catches[1].kind, CatchClause::CatchAll);
  EXPECT_EQ(tryTable.catches[1].label, LabelIdx(9));

  Instr resume = read({0xE3, 0x04, 0x02, 0x00, 0x01, 0x05, 0x01, 0x02});
  EXPECT_EQ(resume.index, 4u);
  ASSERT_EQ(resume.handlers.size(), 2u);
  EXPECT_FALSE(resume.handlers[0].isSwitch);
  EXPECT_EQ(resume.handlers[0].label, LabelIdx(5));
  EXPECT_TRUE(resume.handlers[1].isSwitch);
  EXPECT_EQ(resume.handlers[1].tag, TagIdx(2));
  EXPECT_EQ(failure({0xE3, 0x00, 0x01, 0x02, 0x00}),
            "0x3: malformed handler clause: older encodings of stack switching "
            "are not supported");
}

TEST(Opcodes, CastsFoldNullability) {
  EXPECT_FALSE(read({0xFB, 0x14, 0x6B}).nullable);
  EXPECT_TRUE(read({0xFB, 0x15, 0x6B}).nullable);
  Instr branch = read({0xFB, 0x18, 0x01, 0x04, 0x6E, 0x02});
  EXPECT_EQ(branch.index, 4u);
  EXPECT_EQ(branch.from, ValType::ref(HeapType::Any, true));
  EXPECT_EQ(branch.to, ValType::ref(HeapType(TypeIdx(2)), false));
}

TEST(Opcodes, BlockTypes) {
  EXPECT_EQ(read({0x02, 0x40}).block.kind, BlockType::Empty);
  Instr value = read({0x02, 0x63, 0x05});
  EXPECT_EQ(value.block.kind, BlockType::Value);
  EXPECT_EQ(value.block.value, ValType::ref(HeapType(TypeIdx(5)), true));
  Instr index = read({0x02, 0x80, 0x01});
  EXPECT_EQ(index.block.kind, BlockType::TypeIndex);
  EXPECT_EQ(index.block.index, TypeIdx(128));
  EXPECT_EQ(failure({0x02, 0x80, 0x7F}), "0x1: malformed block type");
}

} // namespace
