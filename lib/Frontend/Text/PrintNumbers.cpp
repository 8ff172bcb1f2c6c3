//===- PrintNumbers.cpp - Floating-point numbers as text ------------------===//
//
// The counterpart of Literals.cpp for floats.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/PrintNumbers.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Format.h"
#include <charconv>

using namespace llvm;

namespace wfx::text {

void printFloat(raw_ostream &os, uint64_t bits, bool is64) {
  unsigned mantissaBits = is64 ? 52 : 23;
  uint64_t exponentMask = is64 ? 0x7FF : 0xFF;
  uint64_t exponent = bits >> mantissaBits & exponentMask;
  uint64_t mantissa = bits & ((uint64_t(1) << mantissaBits) - 1);
  if (exponent == exponentMask) {
    os << (bits >> (is64 ? 63 : 31) & 1 ? "-" : "");
    if (mantissa == 0)
      os << "inf";
    else if (mantissa == uint64_t(1) << (mantissaBits - 1))
      os << "nan";
    else
      os << "nan:" << format_hex(mantissa, 0);
    return;
  }
  char buffer[64];
  std::to_chars_result result =
      is64 ? std::to_chars(buffer, std::end(buffer), bit_cast<double>(bits))
           : std::to_chars(buffer, std::end(buffer),
                           bit_cast<float>(uint32_t(bits)));
  os.write(buffer, result.ptr - buffer);
}

} // namespace wfx::text
