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

/// Names come from the module: control characters must not reach a terminal.
static void printName(Text &out, const char *name, size_t size) {
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
  if (place.nameSize)
    printName(out, place.name, place.nameSize);
  else
    out << "<wasm function " << uint64_t(place.function) << '>';
  if (place.inlinedIntoSize) {
    out << " (inlined into ";
    printName(out, place.inlinedInto, place.inlinedIntoSize);
    out << ')';
  }
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

void rt::printTrap(const TrapRecord &trap, Resolver &resolver, int fd) {
  constexpr unsigned limit = TrapRecord::innermost + TrapRecord::outermost;
  WasmPlace places[limit];
  unsigned kept = trap.kept();
  if (kept)
    resolver.resolve(&resolver, trap.frames, kept, places);

  char buffer[1024];
  Text out(buffer, sizeof(buffer));
  out << "trap: " << trapMessage(trap.trap) << '\n';
  out.flush(fd);
  uint64_t number = 0;
  for (unsigned i = 0; i < kept; ++i) {
    if (i == TrapRecord::innermost && trap.frameCount > limit) {
      uint64_t cut = trap.frameCount - limit;
      out << "    ... " << cut << " frames more ...\n";
      number += cut;
    }
    if (isShown(trap, places, i))
      printFrame(out, number++, places[i]);
    out.flush(fd);
  }
}
