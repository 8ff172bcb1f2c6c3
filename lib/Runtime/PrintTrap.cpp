//===- PrintTrap.cpp - A trap as the user sees it -------------------------===//
//
// The text of a trap and its backtrace. Knows nothing of where names come from.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Symbolize.h"
#include "Runtime/Text.h"

using namespace wfx;
using namespace wfx::rt;
using abi::TrapRecord;

static constexpr unsigned maxFrames =
    TrapRecord::innermost + TrapRecord::outermost;

/// Names come from the module: control characters must not reach a terminal.
void rt::printName(Text &out, const char *name, size_t size) {
  for (size_t i = 0; i < size && i < 256; ++i) {
    auto byte = static_cast<unsigned char>(name[i]);
    if (byte >= 0x20 && byte != 0x7f)
      out << name[i];
    else
      out << "\\" << "0123456789abcdef"[byte >> 4]
          << "0123456789abcdef"[byte & 15];
  }
}

static void printFrame(Text &out, uint64_t number, const WasmPlace &place) {
  for (uint64_t width = 10000; width > 1 && number < width; width /= 10)
    out << ' ';
  out << number << ": " << Text::Hex{place.offset} << " - ";
  if (place.hasSiblings) {
    printName(out, place.moduleName, place.moduleNameSize);
    out << '!';
  }
  if (place.nameSize)
    printName(out, place.name, place.nameSize);
  else
    out << "<wasm function " << uint64_t(place.function) << '>';
  out << '\n';
}

/// Drops what is not Wasm. A LeafReturn counts if the function before it has no
/// frame record: a leaf of libc, or Wasm code ahead of its prologue.
static bool isShown(const TrapRecord &trap, const WasmPlace *places,
                    unsigned i) {
  if (!places[i].known)
    return false;
  return trap.frames[i].kind != abi::FrameKind::LeafReturn ||
         !places[i - 1].known || places[i - 1].frameless;
}

/// Moves \p place to the function that its function is inlined into. False if
/// that has a frame of its own.
static bool leaveInlined(Resolver &resolver, WasmPlace &place) {
  if (!place.inlinedAt.next(place.offset))
    return false;
  resolver.findFunction(&resolver, place);
  return place.known;
}

/// The number of Wasm frames that \p place's native frame stands for.
static uint64_t wasmFrames(Resolver &resolver, WasmPlace place) {
  uint64_t count = 0;
  if (place.known)
    do
      ++count;
    while (leaveInlined(resolver, place));
  return count;
}

/// The number of Wasm frames that the record has left out.
static uint64_t framesLeftOut(const TrapRecord &trap, Resolver &resolver) {
  if (trap.frameCount <= maxFrames)
    return 0;
  uint64_t result = trap.uncounted;
  for (const TrapRecord::Repeated *at = trap.repeated,
                                  *end = at + TrapRecord::repeatedSlots;
       at != end;) {
    abi::TrapFrame frames[maxFrames];
    uint64_t counts[maxFrames];
    WasmPlace places[maxFrames];
    unsigned size = 0;
    for (; at != end && size < maxFrames; ++at)
      if (at->count) {
        frames[size] = {at->pc, abi::FrameKind::Return};
        counts[size++] = at->count;
      }
    resolver.resolve(&resolver, frames, size, places);
    for (unsigned i = 0; i < size; ++i)
      result += counts[i] * wasmFrames(resolver, places[i]);
  }
  return result;
}

namespace {

/// Prints Wasm frames as they come, but only both ends if they are many: as
/// many as the record has in any case, one of whose innermost may be no frame.
class FramePrinter : public FrameVisitor {
public:
  explicit FramePrinter(Output &output)
      : FrameVisitor{visitOne}, output(output) {}

private:
  static constexpr unsigned innermost = TrapRecord::innermost - 1;

  static void visitOne(FrameVisitor *self, const WasmPlace &place,
                       const Position &position) {
    static_cast<FramePrinter *>(self)->print(place, position);
  }

  void print(const WasmPlace &place, const Position &at) {
    char buffer[1024];
    Text out(buffer, sizeof(buffer));
    if (at.isResumed)
      out << "    -- resumed by --\n";
    bool isShown =
        at.number < innermost || at.number + TrapRecord::outermost >= at.total;
    if (isShown) {
      if (at.number != next)
        out << "    ... " << at.number - next << " frames more ...\n";
      next = at.number + 1;
      printFrame(out, at.number, place);
    }
    output.take(out);
  }

  uint64_t next = 0; ///< the number of the one after what was printed last
  Output &output;
};

} // namespace

void rt::printTrap(const TrapRecord &trap, Resolver &resolver, Output &output) {
  char buffer[128];
  Text out(buffer, sizeof(buffer));
  out << "trap: " << trapMessage(trap.trap) << '\n';
  output.take(out);
  printBacktrace(trap, resolver, output);
}

void rt::printBacktrace(const TrapRecord &trap, Resolver &resolver,
                        Output &output) {
  FramePrinter printer(output);
  visitFrames(trap, resolver, printer);
}

void rt::visitFrames(const TrapRecord &trap, Resolver &resolver,
                     FrameVisitor &visitor) {
  WasmPlace places[maxFrames];
  unsigned kept = trap.kept();
  if (kept)
    resolver.resolve(&resolver, trap.frames, kept, places);
  uint64_t leftOut = framesLeftOut(trap, resolver);
  FrameVisitor::Position at = {0, leftOut, false};
  for (unsigned i = 0; i < kept; ++i)
    if (isShown(trap, places, i))
      at.total += wasmFrames(resolver, places[i]);

  for (unsigned i = 0; i < kept; ++i) {
    if (i == TrapRecord::innermost)
      at.number += leftOut;
    if (!isShown(trap, places, i))
      continue;
    WasmPlace place = places[i];
    at.isResumed = trap.frames[i].kind == abi::FrameKind::Resumed ||
                   (at.number && place.inlinedAt.isResumption());
    bool isMore;
    do {
      visitor.visit(&visitor, place, at);
      ++at.number;
      isMore = leaveInlined(resolver, place);
      at.isResumed = place.inlinedAt.isResumption();
    } while (isMore);
  }
}
