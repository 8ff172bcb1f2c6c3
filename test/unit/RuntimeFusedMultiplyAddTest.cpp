//===- RuntimeFusedMultiplyAddTest.cpp - x * y + z, rounded once ----------===//
//
// Against libm's, for numbers that are close to each other's rounding.
//
//===----------------------------------------------------------------------===//

#include "Runtime/FusedMultiplyAdd.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

namespace wfx::rt::testing {

template <class Float> static bool same(Float a, Float b) {
  return std::memcmp(&a, &b, sizeof(Float)) == 0 ||
         (std::isnan(a) && std::isnan(b));
}

/// Any bit pattern, or one with an exponent that is small in magnitude, 0,
/// or 1.
template <class Float, class Bits>
static Float anyNumber(std::mt19937_64 &random, int mantissaBits) {
  auto bits = Bits(random());
  Bits mantissa = (Bits(1) << mantissaBits) - 1;
  Bits sign = Bits(1) << (sizeof(Bits) * 8 - 1);
  Bits bias = (sign >> 1 >> mantissaBits) - 1;
  Bits exponent[] = {0, 1, Bits(bias - 30 + random() % 60)};
  if (unsigned kind = random() % 5; kind < 3)
    bits = (bits & (mantissa | sign)) | exponent[kind] << mantissaBits;
  Float result;
  std::memcpy(&result, &bits, sizeof(result));
  return result;
}

template <class Float, class Bits> static void compare(int mantissaBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 300000; ++i) {
    auto any = [&] { return anyNumber<Float, Bits>(random, mantissaBits); };
    Float x = any(), y = any(), z = any();
    // Nearly all of the product is cancelled.
    if (i % 3 == 0)
      z = std::nextafter(-x * y, i % 2 ? Float(0) : x);
    EXPECT_TRUE(same(fusedMultiplyAdd(x, y, z), std::fma(x, y, z)))
        << x << " * " << y << " + " << z;
  }
}

TEST(RuntimeFusedMultiplyAdd, RoundsDoublesOnce) {
  compare<double, uint64_t>(52);
}

TEST(RuntimeFusedMultiplyAdd, RoundsFloatsOnce) {
  compare<float, uint32_t>(23);
}

TEST(RuntimeFusedMultiplyAdd, KeepsSignsAndInfinities) {
  constexpr double tiny = 0x1p-600, infinity = INFINITY;
  EXPECT_TRUE(same(fusedMultiplyAdd(-tiny, tiny, 0.0), -0.0));
  EXPECT_TRUE(same(fusedMultiplyAdd(1.0, 1.0, -1.0), 0.0));
  EXPECT_TRUE(same(fusedMultiplyAdd(0x1p1000, -0x1p1000, infinity), infinity));
  EXPECT_TRUE(std::isnan(fusedMultiplyAdd(infinity, 1.0, -infinity)));
  EXPECT_TRUE(std::isnan(fusedMultiplyAdd(infinity, 0.0, 1.0)));
}

TEST(RuntimeFusedMultiplyAdd, EntryPointsAgree) {
  EXPECT_EQ(wfx_fma_f64(nullptr, 0x1.0000000000001p0, 0x1.0000000000001p0, -1),
            0x1.00000000000008p-51);
  EXPECT_EQ(wfx_fma_f32(nullptr, 0x1.000002p0f, 0x1.000002p0f, -1),
            0x1.000001p-22f);
}

} // namespace wfx::rt::testing
