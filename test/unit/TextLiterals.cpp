//===- TextLiterals.cpp - Tests of Frontend/Text/Literals -----------------===//

#include "Frontend/Text/Literals.h"
#include "llvm/ADT/bit.h"
#include <gtest/gtest.h>

using namespace wfx::text;

namespace {

uint64_t f32(const std::string &s) {
  std::optional<uint64_t> bits = parseFloat(s, false);
  EXPECT_TRUE(bits) << s;
  return bits.value_or(0);
}
uint64_t f64(const std::string &s) {
  std::optional<uint64_t> bits = parseFloat(s, true);
  EXPECT_TRUE(bits) << s;
  return bits.value_or(0);
}

TEST(TextLiterals, ClassifiesNumbers) {
  for (const char *s : {"0", "007", "1_000", "0x1_F", "0xabcDEF"})
    EXPECT_EQ(classifyNumber(s), NumberClass::Nat) << s;
  for (const char *s : {"+0", "-1", "-0xFF", "+1_0"})
    EXPECT_EQ(classifyNumber(s), NumberClass::Int) << s;
  for (const char *s : {"1.", "1.5", "1e5", "1E+5", "0x1p3", "0x1.8P-2", "inf",
                        "-inf", "nan", "nan:0x1", "+nan:0x7_f", "1_0.0_1e1_0"})
    EXPECT_EQ(classifyNumber(s), NumberClass::Float) << s;
  for (const char *s :
       {"", "+", "_1", "1_", "1__0", "0x", "0x_1", ".5", "1e", "1.5e+", "0x1p",
        "0x1pA", "1._5", "1_.5", "nan:1", "nan:0x", "infinity", "1f", "0b1"})
    EXPECT_EQ(classifyNumber(s), NumberClass::None) << s;
}

TEST(TextLiterals, IntegersHaveTheRangesOfBothSigns) {
  EXPECT_EQ(parseInt("4294967295", 32), 0xFFFFFFFFu);
  EXPECT_EQ(parseInt("-0x8000_0000", 32), 0x80000000u);
  EXPECT_EQ(parseInt("4294967296", 32), std::nullopt);
  EXPECT_EQ(parseInt("-2147483649", 32), std::nullopt);
  EXPECT_EQ(parseInt("18446744073709551615", 64), UINT64_MAX);
  EXPECT_EQ(parseInt("18446744073709551616", 64), std::nullopt);
  EXPECT_EQ(parseInt("-9223372036854775808", 64), uint64_t(1) << 63);
  EXPECT_EQ(parseInt("-9223372036854775809", 64), std::nullopt);
  EXPECT_EQ(parseInt("-128", 8), 0x80u);
  EXPECT_EQ(parseInt("256", 8), std::nullopt);
  EXPECT_EQ(parseInt("-0", 32), 0u);
}

TEST(TextLiterals, FloatsRoundToNearestEven) {
  EXPECT_EQ(f32("0x1.000001p0"), 0x3F800000u) << "a tie goes to even";
  EXPECT_EQ(f32("0x1.000003p0"), 0x3F800002u) << "a tie goes to even";
  EXPECT_EQ(f32("0x1.00000100000000000000000000000000000000001p0"),
            0x3F800001u);
  EXPECT_EQ(f32("16777217"), 0x4B800000u);
  EXPECT_EQ(f64("9007199254740993"), 0x4340000000000000u);
  EXPECT_EQ(f64("9007199254740993.0000000000000000000001"),
            0x4340000000000001u);
  EXPECT_EQ(f32("0x1p-149"), 1u);
  EXPECT_EQ(f32("0x1p-150"), 0u);
  EXPECT_EQ(f32("0x1.8p-150"), 1u);
  EXPECT_EQ(f64("4.9406564584124654e-324"), 1u);
  EXPECT_EQ(f64("-0.0"), uint64_t(1) << 63);
  EXPECT_EQ(f64("-0"), uint64_t(1) << 63);
}

TEST(TextLiterals, RoundsOnceAndNotThroughDouble) {
  // Just above the middle of two f32: as a double it is exactly the middle.
  EXPECT_EQ(f32("1.00000005960464477540"), 0x3F800001u);
}

TEST(TextLiterals, FloatsOverflowWhereTheyRoundToInfinity) {
  EXPECT_EQ(f32("0x1.fffffep127"), 0x7F7FFFFFu);
  EXPECT_EQ(f32("340282356779733623858607532500980858880"), 0x7F7FFFFFu);
  EXPECT_EQ(parseFloat("0x1.ffffffp127", false), std::nullopt);
  EXPECT_EQ(parseFloat("340282356779733661637539395458142568448", false),
            std::nullopt);
  EXPECT_EQ(parseFloat("1e309", true), std::nullopt);
  EXPECT_EQ(f64("0e99999999999999999999"), 0u);
  EXPECT_EQ(f64("1e-99999999999999999999"), 0u);
}

TEST(TextLiterals, ManyDigitsCostLinearTimeAndKeepTheValue) {
  std::string zeros(1'000'000, '0');
  EXPECT_EQ(f64("0." + zeros + "1e1000001"), llvm::bit_cast<uint64_t>(1.0));
  EXPECT_EQ(f64("1" + zeros + "e-1000000"), llvm::bit_cast<uint64_t>(1.0));
  EXPECT_EQ(f64("0x0." + zeros + "1p4000004"), llvm::bit_cast<uint64_t>(1.0));
  EXPECT_EQ(f32("1.00000005960464477539062500" + zeros), 0x3F800000u);
  EXPECT_EQ(f32("1.00000005960464477539062500" + zeros + "1"), 0x3F800001u);
}

TEST(TextLiterals, NansKeepTheirPayload) {
  EXPECT_EQ(f32("nan"), 0x7FC00000u);
  EXPECT_EQ(f32("-nan:0x1"), 0xFF800001u);
  EXPECT_EQ(f64("nan:0xf_ffff_ffff_ffff"), 0x7FFFFFFFFFFFFFFFu);
  EXPECT_EQ(parseFloat("nan:0x0", false), std::nullopt);
  EXPECT_EQ(parseFloat("nan:0x800000", false), std::nullopt);
  EXPECT_EQ(parseFloat("nan:0x10000000000000", true), std::nullopt);
}

TEST(TextLiterals, StringsDecode) {
  EXPECT_EQ(decodeString(R"("a\t\n\r\"\'\\b")"), "a\t\n\r\"'\\b");
  EXPECT_EQ(decodeString(R"("\00\fF\u{41}\u{20ac}\u{1_F600}")"),
            std::string("\0\xFF"
                        "A\xE2\x82\xAC\xF0\x9F\x98\x80",
                        10));
  EXPECT_EQ(decodeString("\"\""), "");
}

} // namespace
