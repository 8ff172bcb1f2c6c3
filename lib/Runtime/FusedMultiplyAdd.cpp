//===- FusedMultiplyAdd.cpp - The same by other arithmetic ----------------===//
//
// libm has this, but compiled programs are not linked with it.
//
//===----------------------------------------------------------------------===//

#include "Runtime/FusedMultiplyAdd.h"
#include "Runtime/Sanitizer.h"
#include <string.h>

WFX_FOREIGN_STACK_BEGIN

namespace {

template <class To, class From> To bitsOf(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  memcpy(&to, &from, sizeof(to));
  return to;
}

using Wide = unsigned __int128;

constexpr int mantissaBits = 52, exponentMask = 0x7FF, exponentBias = 1075;
constexpr uint64_t implicitBit = uint64_t(1) << mantissaBits;

/// A number that is neither infinite nor a NaN nor zero: mantissa * 2^exponent.
/// The highest bit of the mantissa is bit 126, so that a sum of two fits.
struct Unpacked {
  bool negative;
  int exponent;
  Wide mantissa;

  void normalize() {
    auto high = uint64_t(mantissa >> 64);
    int zeros =
        high ? __builtin_clzll(high) : 64 + __builtin_clzll(uint64_t(mantissa));
    shift(zeros - 1);
  }
  /// Multiplies the mantissa by 2^\p left. Bits that fall off on the right are
  /// remembered in the lowest one.
  void shift(int left) {
    exponent -= left;
    if (left >= 0)
      mantissa <<= left;
    else if (left <= -127)
      mantissa = mantissa != 0;
    else
      mantissa = mantissa >> -left | ((mantissa << (128 + left)) != 0);
  }
};

Unpacked unpack(double value) {
  auto bits = bitsOf<uint64_t>(value);
  int exponent = int(bits >> mantissaBits) & exponentMask;
  uint64_t mantissa = bits & (implicitBit - 1);
  if (exponent)
    mantissa |= implicitBit;
  else
    exponent = 1;
  return {bool(bits >> 63), exponent - exponentBias, mantissa};
}

/// To nearest, ties to even; subnormal and infinite results too.
double pack(Unpacked number) {
  constexpr int drop = 126 - mantissaBits;
  // Below the smallest exponent the mantissa gets shorter.
  int exponent = number.exponent + drop + exponentBias;
  if (exponent < 1) {
    number.shift(exponent - 1);
    exponent = 0;
  }
  auto mantissa = uint64_t(number.mantissa >> drop);
  constexpr Wide tie = Wide(1) << (drop - 1);
  Wide rest = number.mantissa & (2 * tie - 1);
  mantissa += rest > tie || (rest == tie && (mantissa & 1));
  // The implicit bit, or the carry of the rounding, counts the exponent up.
  uint64_t bits =
      mantissa + (uint64_t(exponent ? exponent - 1 : 0) << mantissaBits);
  constexpr uint64_t infinity = uint64_t(exponentMask) << mantissaBits;
  if (exponent >= exponentMask || bits > infinity)
    bits = infinity;
  return bitsOf<double>(bits | uint64_t(number.negative) << 63);
}

bool isFinite(double value) { return value - value == 0; }

} // namespace

/// The product and the error of the sum are exact in double. A sum that is odd
/// where it is inexact is rounded by the conversion as the exact one would be.
float wfx::rt::fusedMultiplyAdd(float x, float y, float z) {
  double product = double(x) * y, sum = product + z;
  if (!isFinite(sum))
    return float(sum);
  double part = sum - product;
  double error = (product - (sum - part)) + (z - part);
  auto bits = bitsOf<uint64_t>(sum);
  if (error != 0 && !(bits & 1))
    bits += (error > 0) == (sum > 0) ? 1 : -1;
  return float(bitsOf<double>(bits));
}

double wfx::rt::fusedMultiplyAdd(double x, double y, double z) {
  if (!isFinite(x) || !isFinite(y) || x == 0 || y == 0)
    return x * y + z;
  if (!isFinite(z)) // The product must not overflow against it.
    return z + z;
  if (z == 0) // A product too small for a double has its own sign.
    return x * y;
  Unpacked a = unpack(x), b = unpack(y), c = unpack(z);
  Unpacked product = {a.negative != b.negative, a.exponent + b.exponent,
                      a.mantissa * b.mantissa};
  product.normalize();
  c.normalize();
  Unpacked &greater = product.exponent >= c.exponent ? product : c;
  Unpacked &lesser = &greater == &c ? product : c;
  lesser.shift(lesser.exponent - greater.exponent);
  if (greater.negative == lesser.negative) {
    greater.mantissa += lesser.mantissa;
  } else if (greater.mantissa == lesser.mantissa) {
    return 0;
  } else if (greater.mantissa > lesser.mantissa) {
    greater.mantissa -= lesser.mantissa;
  } else {
    greater.mantissa = lesser.mantissa - greater.mantissa;
    greater.negative = lesser.negative;
  }
  greater.normalize();
  return pack(greater);
}

WFX_FOREIGN_STACK_END
