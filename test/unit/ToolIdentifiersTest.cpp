//===- ToolIdentifiersTest.cpp - Names of modules in C and C++ ------------===//

#include "Identifiers.h"
#include "Interface.h"
#include "llvm/ADT/StringExtras.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace wfx;

namespace {

TEST(Identifiers, OnlyLettersDigitsAndUnderscores) {
  EXPECT_EQ(toIdentifier("add"), "add");
  EXPECT_EQ(toIdentifier("wasi:io/streams@0.2.0#read"),
            "wasi_io_streams_0_2_0_read");
  EXPECT_EQ(toIdentifier("\"*/\n\\"), "_____");
  EXPECT_EQ(toIdentifier("h\xc3\xa9"), "h__");
  EXPECT_EQ(toIdentifier(StringRef("a\0b", 3)), "a_b");
  EXPECT_EQ(toIdentifier("3d"), "_3d");
  EXPECT_EQ(toIdentifier(""), "_");
  EXPECT_TRUE(isIdentifier(toIdentifier(std::string(100000, '\xff'))));
  EXPECT_LE(toIdentifier(std::string(100000, 'x')).size(), 200u);

  EXPECT_TRUE(isIdentifier("a_1"));
  EXPECT_FALSE(isIdentifier(""));
  EXPECT_FALSE(isIdentifier("1a"));
  EXPECT_FALSE(isIdentifier("a-b"));
}

TEST(Identifiers, ReservedNames) {
  // The first and the last row show that the table is sorted.
  for (StringRef name :
       {"NULL", "xor_eq", "int", "class", "static_cast", "co_await", "linux",
        "_Bool", "__LINE__", "__x", "INT32_MAX", "UINT64_C", "WFX_OK"})
    EXPECT_TRUE(isReservedName(name)) << name.str();
  for (StringRef name : {"add", "Int", "_start", "_", "_3d", "MAX", "x_MAX"})
    EXPECT_FALSE(isReservedName(name)) << name.str();
}

TEST(Identifiers, TextForComments) {
  EXPECT_EQ(quotedForComment("a b/c'd"), "\"a b/c'd\"");
  EXPECT_EQ(quotedForComment("*/ int x; /*"), "\"\\2a/ int x; /\\2a\"");
  EXPECT_EQ(quotedForComment("\"\\\n?\?/"), "\"\\22\\5c\\0a\\3f\\3f/\"");
  // A character that changes the direction of writing.
  EXPECT_EQ(quotedForComment("\xe2\x80\xae"), "\"\\e2\\80\\ae\"");
  EXPECT_EQ(quotedForComment(std::string(201, 'x')),
            "\"" + std::string(200, 'x') + "\"...");
}

TEST(Identifiers, NamesOfAScopeDiffer) {
  NameScope scope("p_", {"new"});
  EXPECT_EQ(scope.claim("x"), "x");
  EXPECT_EQ(scope.claim("x"), "x_");
  EXPECT_EQ(scope.claim("x"), "x_2");
  EXPECT_EQ(scope.claim("x_2"), "x_2_");
  EXPECT_EQ(scope.claim("x"), "x_3");
  EXPECT_EQ(scope.claim("new"), "new_");
  // p_int is no keyword, p_ and int together are none either.
  EXPECT_EQ(scope.claim("int"), "int");
}

TEST(Identifiers, NamesAreNewWithAllTheirSuffixes) {
  NameScope scope;
  EXPECT_EQ(scope.claim("a", {"", "_func"}), "a");
  EXPECT_EQ(scope.claim("a_func", {"", "_func"}), "a_func_");
  EXPECT_EQ(scope.claim("b_get"), "b_get");
  EXPECT_EQ(scope.claim("b", {"_get", "_set"}), "b_");
}

TEST(Identifiers, NamesAreNotReserved) {
  EXPECT_EQ(NameScope().claim("static_cast"), "static_cast_");
  EXPECT_EQ(NameScope("static_").claim("cast"), "cast_");
  EXPECT_EQ(NameScope().claim("__LINE__"), "x__LINE__");
  EXPECT_EQ(NameScope().claim("_Bool"), "x_Bool");
  EXPECT_EQ(NameScope("p_").claim("__heap_base"), "__heap_base");
  NameScope scope;
  EXPECT_EQ(scope.claim("_"), "x_");
  EXPECT_EQ(scope.claim("_"), "x__");
  EXPECT_EQ(scope.claim("WFX_OK"), "xWFX_OK");
}

TEST(Identifiers, ManyEqualNames) {
  NameScope scope;
  StringSet<> names;
  for (unsigned i = 0; i < 20000; ++i)
    EXPECT_TRUE(names.insert(scope.claim("_", {"", "_func"})).second);
}

TEST(Interface, NamesOfLibraries) {
  EXPECT_EQ(badLibraryName("plugin"), "");
  for (StringRef name : {"", "a-b", "1a", "int", "_Bool", "__a", "wfx", "wfx_a",
                         "tc", "tc_a", "\xc3\xa9", "_", "WFX"})
    EXPECT_NE(badLibraryName(name), "") << name.str();

  EXPECT_EQ(defaultLibraryName("dir/plugin.wasm"), "plugin");
  EXPECT_EQ(defaultLibraryName("my-plugin.v2.wasm"), "my_plugin_v2");
  EXPECT_EQ(defaultLibraryName("3d.wat"), "_3d");
  EXPECT_EQ(defaultLibraryName("new.wasm"), "_new");
  EXPECT_EQ(defaultLibraryName("wfx.wasm"), "_wfx");
  EXPECT_EQ(defaultLibraryName("-"), "a");
  for (StringRef path :
       {"__a.wasm", "_Bool.wasm", "WFX_OK.wasm", "NULL", ".wasm", "INT_MAX",
        "wfx_a.wasm", "\xff", "tc", "_", "WFX"})
    EXPECT_EQ(badLibraryName(defaultLibraryName(path)), "") << path.str();
}

} // namespace
