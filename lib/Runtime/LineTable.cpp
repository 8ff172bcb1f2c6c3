//===- LineTable.cpp - Decoding DWARF line programs -----------------------===//
//
// The line number state machine of DWARF 5, section 6.2, reduced to address,
// line and column. A row stands for the addresses from its own up to the next
// row's. One without a line (LLVM merged code of several places, or made it up)
// stands for the start of the function, which is the first of its sequence,
// because every function has a section of its own.
//
//===----------------------------------------------------------------------===//

#include "Runtime/LineTable.h"
#include "Runtime/Reader.h"

using namespace wfx::rt;

namespace {

struct Header {
  uint8_t minInstruction, maxOperations, lineRange, opcodeBase;
  int8_t lineBase;
  uint8_t operandCounts[256];
  ByteSpan file; ///< the Wasm module's; empty if the unit is not one's
};

enum Form : uint64_t {
  FormBlock = 0x09,
  FormData1 = 0x0b,
  FormData2 = 0x05,
  FormData4 = 0x06,
  FormData8 = 0x07,
  FormData16 = 0x1e,
  FormUdata = 0x0f,
  FormString = 0x08,
  FormLineStrp = 0x1f,
  FormStrp = 0x0e,
};
constexpr uint64_t contentPath = 1;

enum StandardOpcode : uint8_t {
  Extended = 0,
  Copy,
  AdvancePc,
  AdvanceLine,
  SetFile,
  SetColumn,
  NegateStmt,
  SetBasicBlock,
  ConstAddPc,
  FixedAdvancePc,
};
enum ExtendedOpcode : uint8_t { EndSequence = 1, SetAddress = 2 };

/// One unit of .debug_line.
class LineProgram {
public:
  LineProgram(Reader unit, uint64_t begin, ByteSpan lineStrings,
              ByteSpan strings, LineQuery *queries, size_t count)
      : in(unit), begin(begin), lineStrings(lineStrings), strings(strings),
        queries(queries), count(count) {}

  void run() {
    if (readHeader() && header.file.size)
      while (in.left() && !in.failed)
        step(static_cast<uint8_t>(in.fixed(1)));
  }

private:
  bool readHeader();
  void readEntries(bool areFiles);
  ByteSpan readForm(uint64_t form);
  void step(uint8_t opcode);
  void stepExtended();
  void advance(uint64_t operations) {
    state.address += operations * header.minInstruction;
  }
  void emitRow();
  void endSequence();
  void answer();

  Reader in;
  uint64_t begin; ///< of the unit in .debug_line
  ByteSpan lineStrings, strings;
  LineQuery *queries;
  size_t count;
  Header header;

  struct Row {
    uint64_t address, line, column;
  };
  Row state = {0, 1, 0};
  bool hasRow = false;
  Row first = state, last = state; ///< of the sequence
};

} // namespace

static ByteSpan stringAt(ByteSpan section, uint64_t offset) {
  if (offset >= section.size)
    return {};
  return Reader({section.data + offset, section.size - offset}).string();
}

bool LineProgram::readHeader() {
  if (in.fixed(2) != 5)
    return false;
  uint64_t addressSize = in.fixed(1), selectorSize = in.fixed(1);
  uint64_t headerLength = in.fixed(4);
  if (in.failed || addressSize != 8 || selectorSize || headerLength > in.left())
    return false;
  const uint8_t *program = in.at + headerLength;
  header.minInstruction = static_cast<uint8_t>(in.fixed(1));
  header.maxOperations = static_cast<uint8_t>(in.fixed(1));
  in.fixed(1); // default_is_stmt: every row counts
  header.lineBase = static_cast<int8_t>(in.fixed(1));
  header.lineRange = static_cast<uint8_t>(in.fixed(1));
  header.opcodeBase = static_cast<uint8_t>(in.fixed(1));
  for (unsigned i = 1; i < header.opcodeBase; ++i)
    header.operandCounts[i] = static_cast<uint8_t>(in.fixed(1));
  header.file = {};
  readEntries(/*areFiles=*/false);
  readEntries(/*areFiles=*/true);
  if (in.failed || in.at > program || !header.lineRange || !header.opcodeBase)
    return false;
  in.at = program;
  return true;
}

/// The directory or the file table. The unit is a Wasm module's if a file is.
void LineProgram::readEntries(bool areFiles) {
  struct {
    uint64_t content, form;
  } formats[255];
  unsigned formatCount = static_cast<unsigned>(in.fixed(1));
  for (unsigned i = 0; i < formatCount; ++i) {
    formats[i].content = in.uleb();
    formats[i].form = in.uleb();
  }
  uint64_t entries = in.uleb();
  for (uint64_t entry = 0; formatCount && entry < entries && !in.failed;
       ++entry)
    for (unsigned i = 0; i < formatCount; ++i) {
      ByteSpan value = readForm(formats[i].form);
      static constexpr char suffix[] = {'.', 'w', 'a', 's', 'm'};
      if (areFiles && formats[i].content == contentPath &&
          value.size >= sizeof(suffix) &&
          !memcmp(value.data + value.size - sizeof(suffix), suffix,
                  sizeof(suffix)))
        header.file = value;
    }
}

/// Passes a value of the file table; strings are returned.
ByteSpan LineProgram::readForm(uint64_t form) {
  switch (form) {
  case FormString:
    return in.string();
  case FormLineStrp:
    return stringAt(lineStrings, in.fixed(4));
  case FormStrp:
    return stringAt(strings, in.fixed(4));
  case FormData1:
    return in.take(1), ByteSpan{};
  case FormData2:
    return in.take(2), ByteSpan{};
  case FormData4:
    return in.take(4), ByteSpan{};
  case FormData8:
    return in.take(8), ByteSpan{};
  case FormData16:
    return in.take(16), ByteSpan{};
  case FormUdata:
    return in.uleb(), ByteSpan{};
  case FormBlock:
    return in.take(in.uleb()), ByteSpan{};
  default:
    in.failed = true;
    return {};
  }
}

void LineProgram::step(uint8_t opcode) {
  if (opcode >= header.opcodeBase) {
    unsigned adjusted = opcode - header.opcodeBase;
    advance(adjusted / header.lineRange);
    state.line += static_cast<uint64_t>(int64_t(header.lineBase) +
                                        adjusted % header.lineRange);
    return emitRow();
  }
  switch (opcode) {
  case Extended:
    return stepExtended();
  case Copy:
    return emitRow();
  case AdvancePc:
    return advance(in.uleb());
  case AdvanceLine:
    state.line += static_cast<uint64_t>(in.sleb());
    return;
  case SetColumn:
    state.column = in.uleb();
    return;
  case ConstAddPc:
    return advance((255u - header.opcodeBase) / header.lineRange);
  case FixedAdvancePc:
    state.address += in.fixed(2);
    return;
  default:
    for (unsigned i = 0; i < header.operandCounts[opcode]; ++i)
      in.uleb();
  }
}

void LineProgram::stepExtended() {
  uint64_t size = in.uleb();
  if (!size || size > in.left()) {
    in.failed = true;
    return;
  }
  const uint8_t *next = in.at + size;
  uint64_t opcode = in.fixed(1);
  if (opcode == SetAddress && size == 9)
    state.address = in.fixed(8);
  else if (opcode == EndSequence)
    endSequence();
  in.at = next;
}

void LineProgram::emitRow() {
  if (hasRow)
    answer();
  else
    first = state;
  hasRow = true;
  last = state;
  if (!last.line)
    last = {state.address, first.line, 0};
}

void LineProgram::endSequence() {
  if (hasRow)
    answer();
  hasRow = false;
  state = {0, 1, 0};
}

/// Answers what lies between the last row and the current address. Sequences of
/// functions that the linker has dropped begin at 0.
void LineProgram::answer() {
  if (last.address >= state.address || !first.address || !last.line ||
      queries[count - 1].address < last.address ||
      queries[0].address >= state.address)
    return;
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (queries[middle].address < last.address)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < count && queries[low].address < state.address; ++low)
    queries[low] = {queries[low].address, true,  last.line,
                    last.column,          begin, header.file};
}

void wfx::rt::findLines(ByteSpan lines, ByteSpan lineStrings, ByteSpan strings,
                        LineQuery *queries, size_t count) {
  if (!count)
    return;
  for (Reader in(lines); in.left() && !in.failed;) {
    auto begin = static_cast<uint64_t>(in.at - lines.data);
    uint64_t size = in.fixed(4);
    bool is64 = size == 0xffffffff;
    if (is64)
      size = in.fixed(8);
    const uint8_t *unit = in.at;
    if (!in.take(size))
      return;
    if (is64)
      continue;
    Reader body({unit, static_cast<size_t>(size)});
    LineProgram(body, begin, lineStrings, strings, queries, count).run();
  }
}
