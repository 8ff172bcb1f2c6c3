//===- RuntimeBacktraceTest.cpp - Tables of places, and the text ----------===//
//
// The line table and the table of inlined calls, as written by the compiler and
// as written by an enemy, and how a trap's frames are numbered and cut.
//
//===----------------------------------------------------------------------===//

#include "Runtime/CodeFile.h"
#include "Runtime/InlineTable.h"
#include "Runtime/LineTable.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace wfx::rt::testing {
namespace {

using Bytes = std::vector<uint8_t>;

ByteSpan span(const Bytes &bytes) { return {bytes.data(), bytes.size()}; }

Bytes words(std::initializer_list<uint32_t> values) {
  Bytes result;
  for (uint32_t value : values)
    for (unsigned shift = 0; shift < 32; shift += 8)
      result.push_back(static_cast<uint8_t>(value >> shift));
  return result;
}

/// The call offsets of a chain.
std::vector<uint64_t> calls(const Bytes &section, uint64_t lines,
                            uint64_t number) {
  InlineChain chain(span(section), lines, number);
  std::vector<uint64_t> result;
  for (uint64_t offset; chain.next(offset);)
    result.push_back(offset);
  return result;
}

using Offsets = std::vector<uint64_t>;

//===--- .wfx.inlines
//------------------------------------------------------===//

TEST(InlineTable, TablesOfUnits) {
  Bytes section =
      words({0,       3, 0,       10, 1, 11, 0, 12, /**/ 77, 1, 0, 20,
             /**/ 90, 0, /**/ 95, 2,  0, 30, 1, 31});
  EXPECT_EQ(calls(section, 0, 0), Offsets());
  EXPECT_EQ(calls(section, 0, 1), Offsets({10}));
  EXPECT_EQ(calls(section, 0, 2), Offsets({11, 10}));
  EXPECT_EQ(calls(section, 0, 3), Offsets({12}));
  EXPECT_EQ(calls(section, 0, 4), Offsets());
  EXPECT_EQ(calls(section, 77, 1), Offsets({20}));
  EXPECT_EQ(calls(section, 77, 2), Offsets());
  EXPECT_EQ(calls(section, 90, 1), Offsets());
  EXPECT_EQ(calls(section, 95, 2), Offsets({31, 30}));
  EXPECT_EQ(calls(section, 1, 1), Offsets());
  EXPECT_EQ(calls({}, 0, 1), Offsets());
}

TEST(InlineTable, Resumptions) {
  // Chain 3 is a call in chain 2, which is where chain 1 resumes something.
  constexpr uint32_t mark = abi::resumptionMark;
  Bytes section = words({0, 4, 0, 10, 1, mark, 2, 11, 0, mark});
  EXPECT_EQ(calls(section, 0, 3), Offsets({11, 10}));
  InlineChain chain(span(section), 0, 3);
  uint64_t offset;
  EXPECT_FALSE(chain.isResumption());
  EXPECT_TRUE(chain.next(offset) && chain.isResumption());
  EXPECT_TRUE(chain.next(offset) && !chain.isResumption());
  // Of calls that were not inlined.
  EXPECT_TRUE(InlineChain(span(section), 0, 2).isResumption());
  EXPECT_EQ(calls(section, 0, 2), Offsets({10}));
  EXPECT_TRUE(InlineChain(span(section), 0, 4).isResumption());
  EXPECT_EQ(calls(section, 0, 4), Offsets());
  // Marks of marks are none.
  EXPECT_EQ(calls(words({0, 3, 0, mark, 1, mark, 2, 12}), 0, 3).size(), 2u);
}

TEST(InlineTable, Nonsense) {
  // Parents that do not come first, among them the chain itself.
  Bytes loops = words({0, 3, 1, 10, 3, 11, 7, 12});
  EXPECT_EQ(calls(loops, 0, 1), Offsets({10}));
  EXPECT_EQ(calls(loops, 0, 2), Offsets({11}));
  EXPECT_EQ(calls(loops, 0, 3), Offsets({12}));
  // More rows than there are bytes.
  EXPECT_EQ(calls(words({0, 3, 0, 10, 0, 11}), 0, 1), Offsets());
  EXPECT_EQ(calls(words({0, 0xffffffff, 0, 10}), 0, 1), Offsets());
  EXPECT_EQ(calls(words({5, 0x20000000, 0, 1}), 0, 1), Offsets());
  Bytes whole = words({0, 1, 0, 10});
  for (size_t size = 0; size < whole.size(); ++size) {
    // In a block of its own, so that tools see a byte too far.
    auto copy = std::make_unique<uint8_t[]>(size);
    std::copy_n(whole.begin(), size, copy.get());
    InlineChain chain({copy.get(), size}, 0, 1);
    uint64_t offset;
    EXPECT_FALSE(chain.next(offset)) << size;
  }
  EXPECT_EQ(calls(whole, 0, uint64_t(1) << 32 | 1), Offsets());
}

//===--- .debug_line
//-------------------------------------------------------===//

/// A line program; the code is in one sequence.
class LineProgramWriter {
public:
  explicit LineProgramWriter(const char *file) {
    bytes = {0, 0, 0, 0, 5, 0, 8, 0, 0, 0, 0, 0};
    // minInstruction, maxOperations, isStmt, lineBase, lineRange, opcodeBase,
    // operand counts; no directories; one file with a path in place.
    for (uint8_t byte : {1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0,
                         0, 0, 1, 0,    0,  1,  0, 0, 1, 1, 8, 1})
      bytes.push_back(byte);
    for (const char *at = file; *at; ++at)
      bytes.push_back(static_cast<uint8_t>(*at));
    bytes.push_back(0);
    put32(8, bytes.size() - 12);
  }
  LineProgramWriter &begin(uint64_t address) {
    bytes.insert(bytes.end(), {0, 9, 2});
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<uint8_t>(address >> shift));
    line = 1;
    return *this;
  }
  LineProgramWriter &row(uint64_t newLine, uint64_t column, uint64_t advance) {
    bytes.push_back(3);
    sleb(static_cast<int64_t>(newLine - line));
    line = newLine;
    bytes.push_back(5);
    uleb(column);
    bytes.push_back(1);
    bytes.push_back(2);
    uleb(advance);
    return *this;
  }
  LineProgramWriter &end() {
    bytes.insert(bytes.end(), {0, 1, 1});
    return *this;
  }
  Bytes take() {
    put32(0, bytes.size() - 4);
    return bytes;
  }

private:
  void put32(size_t at, size_t value) {
    for (unsigned i = 0; i < 4; ++i)
      bytes[at + i] = static_cast<uint8_t>(value >> 8 * i);
  }
  void uleb(uint64_t value) {
    for (; value >= 128; value >>= 7)
      bytes.push_back(static_cast<uint8_t>(value | 128));
    bytes.push_back(static_cast<uint8_t>(value));
  }
  void sleb(int64_t value) {
    for (; value < -64 || value > 63; value >>= 7)
      bytes.push_back(static_cast<uint8_t>((value & 127) | 128));
    bytes.push_back(static_cast<uint8_t>(value & 127));
  }
  Bytes bytes;
  uint64_t line = 1;
};

/// "offset:column@program", or "-".
std::string find(const Bytes &lines, uint64_t address) {
  LineQuery query = {address};
  findLines(span(lines), {}, {}, &query, 1);
  if (!query.found)
    return "-";
  return std::to_string(query.offset) + ":" + std::to_string(query.column) +
         "@" + std::to_string(query.program);
}

TEST(LineTable, LinesAndColumns) {
  Bytes lines = LineProgramWriter("m.wasm")
                    .begin(0x1000)
                    .row(70000, 0, 4)
                    .row(71000, 65535, 4)
                    .row(0, 7, 4)
                    .row(71000, 1, 4)
                    .end()
                    .begin(0x2000)
                    .row(50, 0, 16)
                    .end()
                    .take();
  EXPECT_EQ(find(lines, 0xfff), "-");
  EXPECT_EQ(find(lines, 0x1003), "70000:0@0");
  EXPECT_EQ(find(lines, 0x1004), "71000:65535@0");
  // Without a line: the start of the function.
  EXPECT_EQ(find(lines, 0x1008), "70000:0@0");
  EXPECT_EQ(find(lines, 0x100c), "71000:1@0");
  EXPECT_EQ(find(lines, 0x1010), "-");
  EXPECT_EQ(find(lines, 0x200f), "50:0@0");

  // Programs of other languages are not ours; each of ours has its beginning.
  Bytes all = LineProgramWriter("m.c").begin(0x3000).row(1, 1, 8).end().take();
  size_t second = all.size();
  all.insert(all.end(), lines.begin(), lines.end());
  EXPECT_EQ(find(all, 0x3000), "-");
  EXPECT_EQ(find(all, 0x1005), "71000:65535@" + std::to_string(second));
}

TEST(LineTable, FunctionsThatTheLinkerDropped) {
  Bytes lines = LineProgramWriter("m.wasm")
                    .begin(0)
                    .row(60, 0, 0x1000)
                    .row(61, 0, 0x1000)
                    .end()
                    .take();
  EXPECT_EQ(find(lines, 0x1800), "-");
  lines = LineProgramWriter("m.wasm").begin(0x1000).row(0, 0, 9).end().take();
  EXPECT_EQ(find(lines, 0x1000), "-");
}

TEST(LineTable, Nonsense) {
  Bytes good = LineProgramWriter("m.wasm")
                   .begin(0x1000)
                   .row(70000, 0, 4)
                   .row(71000, 65535, 400)
                   .end()
                   .take();
  std::mt19937 random(1);
  for (unsigned round = 0; round < 20000; ++round) {
    size_t size = round % 2 ? good.size() : random() % good.size();
    auto copy = std::make_unique<uint8_t[]>(size);
    std::copy_n(good.begin(), size, copy.get());
    for (unsigned i = 0; size && i < round % 5; ++i)
      copy[random() % size] = static_cast<uint8_t>(random());
    LineQuery queries[3] = {{0x1000}, {0x1005}, {0x2000}};
    findLines({copy.get(), size}, {}, {}, queries, 3);
    for (const LineQuery &query : queries)
      EXPECT_EQ(query.found, query.offset != 0);
  }
}

//===--- .wfx.names
//------------------------------------------------------===//

/// A table of the functions [100, 200) and [200, 300), of which only the first
/// has a name.
Bytes nameTable(const std::string &file, const std::string &module,
                const std::string &function) {
  std::string strings = file + module + function;
  auto fileSize = static_cast<uint32_t>(file.size()),
       moduleSize = static_cast<uint32_t>(module.size()),
       functionSize = static_cast<uint32_t>(function.size());
  Bytes table = words({static_cast<uint32_t>(20 + 32 + strings.size()),
                       fileSize, moduleSize, 2, 5, 100, 200,
                       fileSize + moduleSize, functionSize, 200, 300, 0, 0});
  table.insert(table.end(), strings.begin(), strings.end());
  return table;
}

/// Resolves from tables instead of a file.
struct TableFile : CodeFile {
  TableFile(ByteSpan lineTable, ByteSpan nameTables) {
    lines = lineTable;
    names = nameTables;
    base = 0x70000000;
  }
  /// "module!function[index]", or "-"; without the module if it is the only
  /// one.
  std::string find(uint64_t address) {
    abi::TrapFrame frame = {base + address, abi::FrameKind::Return};
    WasmPlace place;
    size_t order = 0;
    resolve(&frame, &order, 1, &place);
    if (!place.known)
      return "-";
    WasmPlace again = place;
    EXPECT_TRUE(has(again));
    findFunction(again);
    EXPECT_TRUE(again.known);
    EXPECT_EQ(again.function, place.function);
    return (place.hasSiblings
                ? std::string(place.moduleName, place.moduleNameSize)
                : "") +
           "!" + std::string(place.name, place.nameSize) + "[" +
           std::to_string(place.function) + "]";
  }
};

Bytes concat(Bytes first, const Bytes &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(NameTable, EachModuleHasItsOwn) {
  Bytes lines = concat(
      LineProgramWriter("b.wasm").begin(0x1000).row(150, 0, 8).end().take(),
      LineProgramWriter("a.wasm")
          .begin(0x2000)
          .row(150, 0, 8)
          .row(200, 0, 8)
          .row(300, 0, 8)
          .end()
          .take());
  Bytes a = nameTable("a.wasm", "x", "f"), b = nameTable("b.wasm", "yy", "g");
  Bytes both = concat(a, b);
  TableFile two(span(lines), span(both));
  EXPECT_EQ(two.find(0x1001), "yy!g[5]");
  EXPECT_EQ(two.find(0x2001), "x!f[5]");
  EXPECT_EQ(two.find(0x2010), "x![6]");
  EXPECT_EQ(two.find(0x2018), "-");
  // Where there is only one there is nothing to tell.
  TableFile one(span(lines), span(a));
  EXPECT_EQ(one.find(0x2001), "!f[5]");
  EXPECT_EQ(one.find(0x1001), "-");
  EXPECT_EQ(TableFile(span(lines), {}).find(0x1001), "-");
}

TEST(NameTable, Nonsense) {
  Bytes lines =
      LineProgramWriter("b.wasm").begin(0x1000).row(150, 0, 8).end().take();
  Bytes good =
      concat(nameTable("a.wasm", "x", "f"), nameTable("b.wasm", "yy", "g"));
  std::mt19937 random(1);
  for (unsigned round = 0; round < 20000; ++round) {
    size_t size = round % 2 ? good.size() : random() % good.size();
    auto copy = std::make_unique<uint8_t[]>(size);
    std::copy_n(good.begin(), size, copy.get());
    for (unsigned i = 0; size && i < round % 5; ++i)
      copy[random() % size] = static_cast<uint8_t>(random());
    std::string found = TableFile(span(lines), {copy.get(), size}).find(0x1001);
    EXPECT_TRUE(found == "-" || found.find('!') != std::string::npos);
  }
}

//===--- The text
//----------------------------------------------------------===//

/// A program counter stands for one Wasm frame, and one more for each call in
/// the chain that is its upper half; one without a lower half is unknown.
struct FakeResolver : Resolver {
  FakeResolver()
      : Resolver{[](Resolver *self, const abi::TrapFrame *frames, size_t count,
                    WasmPlace *places) {
                   for (size_t i = 0; i < count; ++i)
                     places[i] =
                         static_cast<FakeResolver *>(self)->place(frames[i].pc);
                 },
                 [](Resolver *, WasmPlace &place) { name(place); }} {}

  WasmPlace place(uintptr_t pc) const {
    WasmPlace place;
    place.offset = pc & 0xffff;
    if (place.offset)
      name(place);
    place.inlinedAt = InlineChain(span(table), 0, pc >> 16);
    return place;
  }
  static void name(WasmPlace &place) {
    place.known = true;
    place.function = static_cast<uint32_t>(place.offset % 16);
    place.name = "\x1b[1m";
    place.nameSize = place.offset == 0x33 ? 4 : 0;
  }

  Bytes table = words({0, 3, 0, 0x101, 1, 0x102, 2, 0x103});
};

struct TrapText : ::testing::Test {
  TrapText() : record(std::make_unique<abi::TrapRecord>()) {
    record->trap = Trap::Unreachable;
  }
  void add(uintptr_t pc, abi::FrameKind kind = abi::FrameKind::Return) {
    record->frames[record->frameCount++] = {pc, kind};
  }
  /// As if \p count frames had been left out, all with the same pc.
  void leaveOut(uintptr_t pc, uint64_t count) {
    record->frameCount += count;
    for (auto &slot : record->repeated)
      if (!slot.count) {
        slot = {pc, count};
        return;
      }
  }
  std::string text() {
    char buffer[32768];
    Output output(buffer, sizeof(buffer));
    printTrap(*record, resolver, output);
    EXPECT_LE(output.size(), sizeof(buffer));
    return std::string(buffer, output.size());
  }
  std::unique_ptr<abi::TrapRecord> record;
  FakeResolver resolver;
};

TEST_F(TrapText, InlinedFramesCount) {
  add(3u << 16 | 0x45, abi::FrameKind::Fault);
  add(0);
  add(0x33);
  add(1u << 16 | 0x46);
  EXPECT_EQ(text(), "trap: unreachable\n"
                    "    0: 0x45 - <wasm function 5>\n"
                    "    1: 0x103 - <wasm function 3>\n"
                    "    2: 0x102 - <wasm function 2>\n"
                    "    3: 0x101 - <wasm function 1>\n"
                    "    4: 0x33 - \\1b[1m\n"
                    "    5: 0x46 - <wasm function 6>\n"
                    "    6: 0x101 - <wasm function 1>\n");
}

TEST_F(TrapText, ResumptionsHaveMarks) {
  resolver.table = words({0, 4, 0, 0x101, 1, abi::resumptionMark, 2, 0x102, 0,
                          abi::resumptionMark});
  add(4u << 16 | 0x44, abi::FrameKind::Fault); // nothing is inside
  add(3u << 16 | 0x45);
  add(4u << 16 | 0x46);
  EXPECT_EQ(text(), "trap: unreachable\n"
                    "    0: 0x44 - <wasm function 4>\n"
                    "    1: 0x45 - <wasm function 5>\n"
                    "    -- resumed by --\n"
                    "    2: 0x102 - <wasm function 2>\n"
                    "    3: 0x101 - <wasm function 1>\n"
                    "    -- resumed by --\n"
                    "    4: 0x46 - <wasm function 6>\n");
}

TEST_F(TrapText, LeafReturnsCountAfterWhatHasNoFrame) {
  add(0x45, abi::FrameKind::Fault);
  add(0x46, abi::FrameKind::LeafReturn);
  EXPECT_EQ(text(), "trap: unreachable\n    0: 0x45 - <wasm function 5>\n");
  record->frames[0].pc = 0;
  EXPECT_EQ(text(), "trap: unreachable\n    0: 0x46 - <wasm function 6>\n");
}

TEST_F(TrapText, ManyInlinedFramesAreCut) {
  for (unsigned i = 0; i < 40; ++i)
    add(1u << 16 | (i + 1));
  std::string all = text();
  EXPECT_NE(all.find("   48: 0x19 - <wasm function 9>\n"
                     "    ... 11 frames more ...\n"
                     "   60: 0x1f - <wasm function 15>\n"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("   79: 0x101 - <wasm function 1>\n"), std::string::npos);
}

TEST_F(TrapText, FramesThatWereLeftOutCountAsOften) {
  constexpr unsigned innermost = abi::TrapRecord::innermost,
                     outermost = abi::TrapRecord::outermost;
  for (unsigned i = 0; i < innermost + outermost; ++i)
    add(i < innermost ? 0x11 : 0x12);
  leaveOut(1u << 16 | 0x21, 1000); // two frames each
  leaveOut(0x22, 500);
  leaveOut(3u << 16 | 0x23, 7); // four
  leaveOut(0, 100);             // none
  record->uncounted = 11;
  record->frameCount += 11;
  std::string all = text();
  // 2000 + 500 + 28 + 11, and the last of the innermost.
  EXPECT_NE(all.find("   48: 0x11 - <wasm function 1>\n"
                     "    ... 2540 frames more ...\n"
                     " 2589: 0x12 - <wasm function 2>\n"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find(" 2608: 0x12 - <wasm function 2>\n"), std::string::npos);
}

} // namespace
} // namespace wfx::rt::testing
