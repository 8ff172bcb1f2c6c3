//===- FrontendCursorTest.cpp - Reading primitive values ------------------===//

#include "FrontendTesting.h"
#include "Support/Cursor.h"

using namespace wfx;
using namespace wfx::testing;

namespace {

std::string failureOf(Cursor &cursor) { return describe(cursor.takeError()); }

TEST(Cursor, UnsignedLimits) {
  Bytes max = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  Cursor ok(max);
  EXPECT_EQ(ok.u32(), UINT32_MAX);
  EXPECT_TRUE(ok.atEnd());

  Bytes above = {0xFF, 0xFF, 0xFF, 0xFF, 0x1F};
  Cursor large(above);
  EXPECT_EQ(large.u32(), 0u);
  EXPECT_EQ(failureOf(large), "0x0: integer too large");

  Bytes sixBytes = {0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
  Cursor tooLong(sixBytes);
  tooLong.u32();
  EXPECT_EQ(failureOf(tooLong), "0x0: integer representation too long");
}

TEST(Cursor, PaddedIntegersAreAllowed) {
  Bytes padded = {0x83, 0x80, 0x80, 0x80, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
  Cursor cursor(padded);
  EXPECT_EQ(cursor.u32(), 3u);
  EXPECT_EQ(cursor.s32(), -1);
  EXPECT_EQ(failureOf(cursor), "ok");
}

TEST(Cursor, SignedLimits) {
  Bytes lowest = {0x80, 0x80, 0x80, 0x80, 0x78};
  EXPECT_EQ(Cursor(lowest).s32(), INT32_MIN);
  Bytes highest = {0xFF, 0xFF, 0xFF, 0xFF, 0x07};
  EXPECT_EQ(Cursor(highest).s32(), INT32_MAX);
  Bytes wrongSign = {0xFF, 0xFF, 0xFF, 0xFF, 0x4F};
  Cursor cursor(wrongSign);
  cursor.s32();
  EXPECT_EQ(failureOf(cursor), "0x0: integer too large");

  Bytes lowest64 = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F};
  EXPECT_EQ(Cursor(lowest64).s64(), INT64_MIN);
  Bytes one = {0xC0, 0x00};
  EXPECT_EQ(Cursor(one).s64(), 64);
  Bytes minus = {0x40};
  EXPECT_EQ(Cursor(minus).s33(), -64);
}

TEST(Cursor, FirstFailureSticks) {
  Bytes bytes = {0x80};
  Cursor cursor(bytes);
  EXPECT_EQ(cursor.u32(), 0u);
  EXPECT_FALSE(cursor);
  EXPECT_EQ(cursor.u8(), 0);
  cursor.fail(Diag::TypeMismatch, 7);
  EXPECT_EQ(failureOf(cursor), "0x1: unexpected end of section or function");
}

TEST(Cursor, CountsAreBoundedByTheInput) {
  Bytes bytes = {0x03, 0, 0};
  EXPECT_EQ(Cursor(bytes).count(), 3u); // the length's own byte counts
  bytes[0] = 4;
  Cursor cursor(bytes);
  EXPECT_EQ(cursor.count(), 0u);
  EXPECT_EQ(failureOf(cursor), "0x0: length out of bounds");
}

TEST(Cursor, Names) {
  Bytes good = name("h\xC3\xA9");
  EXPECT_EQ(Cursor(good).name(), "h\xC3\xA9");
  for (llvm::StringRef bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xC3"}) {
    Bytes bytes = name(bad);
    Cursor cursor(bytes);
    cursor.name();
    EXPECT_EQ(failureOf(cursor), "0x1: malformed UTF-8 encoding");
  }
}

TEST(Cursor, SlicesKeepModuleOffsets) {
  Bytes bytes = {1, 2, 3, 4};
  Cursor cursor(bytes, 1, 3);
  EXPECT_EQ(cursor.u8(), 2);
  EXPECT_EQ(cursor.offset(), 2u);
  EXPECT_EQ(cursor.u8(), 3);
  EXPECT_EQ(cursor.peek(), 0);
  EXPECT_TRUE(cursor);
  cursor.u8();
  EXPECT_EQ(failureOf(cursor), "0x3: unexpected end of section or function");
}

} // namespace
