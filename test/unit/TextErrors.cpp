//===- TextErrors.cpp - Messages of the assembler and their places --------===//

#include "TextSupport.h"

using namespace wfx::test;

namespace {

struct Case {
  const char *text;    ///< `^` stands in front of the offending token
  const char *message; ///< the start of the message
};

class TextErrors : public testing::TestWithParam<Case> {};

TEST_P(TextErrors, HasMessageAndPlace) {
  std::string text = GetParam().text;
  size_t offset = text.find('^');
  ASSERT_NE(offset, std::string::npos);
  text.erase(offset, 1);
  TextError error = errorOf(text);
  EXPECT_TRUE(llvm::StringRef(error.message).starts_with(GetParam().message))
      << text << "\n  gives: " << error.message;
  EXPECT_EQ(error.offset, offset) << text << "\n  gives: " << error.message;
}

constexpr Case lexical[] = {
    {"(func ^\x01)", "illegal character"},
    {"(func ^\xC3\xA9)", "illegal character"},
    {"(func ^\xFF)", "malformed UTF-8 encoding"},
    {"^;; \xC0\x80\n", "malformed UTF-8 encoding"},
    {"^(; (; ;)", "unclosed comment"},
    {"(func ^(@x (a)", "unclosed annotation"},
    {"^(@)", "empty annotation id"},
    {"(func ^$)", "empty identifier"},
    {"(func $^\"\")", "empty identifier"},
    {"(func $^\"\\ff\")", "malformed UTF-8"},
    {"(data ^\"a", "unclosed string"},
    {"(data ^\"a\nb\")", "unclosed string"},
    {"(data \"a^\tb\")", "illegal control character"},
    {"(data \"^\\q\")", "illegal escape"},
    {"(data \"^\\u{d800}\")", "illegal escape"},
    {"(data ^\"a\"\"b\")", "unknown operator"},
    {"(func ^br0)", "unknown operator br0"},
    {"(func (i32.const ^0x))", "unknown operator 0x"},
    {"(memory 1)(func (i32.load ^offset=-1))", "unknown operator"},
};
INSTANTIATE_TEST_SUITE_P(Lexical, TextErrors, testing::ValuesIn(lexical));

constexpr Case structure[] = {
    {"^)", "unexpected token"},
    {"(^nop)", "unexpected token"},
    {"(func (nop^", "unexpected end"},
    {"(module (func)) ^(module)", "unexpected token"},
    {"(func (i32.add (i32.const 1) ^i32.const 2))", "unexpected token"},
    {"(func (if ^i32.const 0 (then)))", "unexpected token"},
    {"(func (if (i32.const 0)^))", "unexpected token"},
    {"(func block ^)", "unexpected token"},
    {"(func ^end)", "unexpected token"},
    {"(func (nop) (^local i32))", "unexpected token"},
    {"(func (result i32) (^param i32))", "unexpected token"},
    {"(func (block (param ^$x i32)))", "unexpected token"},
    {"(type (func)) (func (param i32) (^type 0))", "unexpected token"},
    {"(func (try (do) (delegate^) (delegate 0)))", "unexpected token"},
    {"(func (try (do) (catch_all) (^catch_all)))", "unexpected token"},
    {"(func) ^(import \"\" \"\" (func))", "import after function"},
    {"(memory 1) ^(global (import \"\" \"\") i32)", "import after memory"},
    {"(start 0) (^start 1)", "multiple start sections"},
    {"(func block $a end ^$b)", "mismatching label"},
    {"(func if else ^$b end)", "mismatching label"},
};
INSTANTIATE_TEST_SUITE_P(Structure, TextErrors, testing::ValuesIn(structure));

constexpr Case names[] = {
    {"(func $f) (func ^$f)", "duplicate func $f"},
    {"(func (param $x i32) (local ^$x i32))", "duplicate local $x"},
    {"(type (struct (field $x i32) (field ^$x i32)))", "duplicate field $x"},
    {"(func (call ^$f))", "unknown function $f"},
    {"(func (local.get ^$x))", "unknown local $x"},
    {"(func (br ^$l))", "unknown label $l"},
    {"(func (block $l) (br ^$l))", "unknown label $l"},
    {"(func (type ^$t))", "unknown type $t"},
    {"(func ^(type 3) (param i32))", "unknown type 3"},
    {"(func (global.get ^$g))", "unknown global $g"},
    {"(func (throw ^$e))", "unknown tag $e"},
    {"(func (data.drop ^$d))", "unknown data segment $d"},
    {"(type (func)) (func ^(type 0) (param i32))", "inline function type"},
};
INSTANTIATE_TEST_SUITE_P(Names, TextErrors, testing::ValuesIn(names));

constexpr Case ranges[] = {
    {"(func (i32.const ^4294967296))", "constant out of range"},
    {"(func (f32.const ^1e39))", "constant out of range"},
    {"(func (local.get ^4294967296))", "i32 constant out of range"},
    {"(memory ^18446744073709551616)", "i64 constant out of range"},
    {"(memory 0 (pagesize ^3))", "invalid custom page size"},
    {"(memory 1)(func (i32.load ^align=3))",
     "alignment must be a power of two"},
    {"(func (i8x16.extract_lane_s ^256))", "i8 constant out of range"},
    {"(func (i8x16.shuffle ^0 1 2))", "invalid lane length"},
    {"(func (v128.const ^i32x4 0 0 0))", "wrong number of lane literals"},
    {"(func (v128.const i32x4 0 0 0 ^0x1_0000_0000))", "constant out of range"},
    {"(func (v128.const i32x4 0 0 0 ^1.5))", "unexpected token"},
    {"(func (i32.const ^nan:canonical))", "unexpected token"},
};
INSTANTIATE_TEST_SUITE_P(Ranges, TextErrors, testing::ValuesIn(ranges));

constexpr Case annotations[] = {
    {"(@custom ^4)", "@custom annotation: missing section name"},
    {"(@custom \"a\" (before ^types))",
     "@custom annotation: malformed section kind"},
    {"(@custom \"a\" (^aft type))", "@custom annotation: malformed placement"},
    {"(func ^(@custom \"a\"))", "misplaced @custom annotation"},
    {"(module (@name \"A\") ^(@name \"B\"))", "@name annotation: multiple"},
    {"(func) ^(@name \"A\")", "misplaced @name annotation"},
    {"^(@metadata.code.branch_hint \"\\01\") (func)",
     "@metadata.code.branch_hint annotation: not in a function"},
};
INSTANTIATE_TEST_SUITE_P(Annotations, TextErrors,
                         testing::ValuesIn(annotations));

/// The first error in the text is reported, also where a later one is lexical.
TEST(TextErrorOrder, LexicalErrorsDoNotOvertake) {
  TextError error = errorOf("(nop) (func \x01)");
  EXPECT_EQ(error.offset, 1u);
}

TEST(TextErrorOrder, MessagesStayShort) {
  std::string name(100'000, 'x');
  EXPECT_LT(errorOf("(func (call $" + name + "))").message.size(), 400u);
}

} // namespace
