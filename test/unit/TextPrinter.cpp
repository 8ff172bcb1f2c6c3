//===- TextPrinter.cpp - Tests of Frontend/Text/Printer -------------------===//

#include "Frontend/Opcodes.h"
#include "TextSupport.h"
#include <set>

using namespace wfx;
using namespace wfx::test;

namespace {

/// Expects that printing \p text's module and assembling that gives the same
/// bytes, and returns what was printed.
std::string roundTrip(llvm::StringRef text) {
  std::vector<uint8_t> bytes = bytesOf(text);
  std::string first = printed(bytes);
  std::vector<uint8_t> again = bytesOf(first);
  EXPECT_EQ(bytes, again) << first;
  EXPECT_EQ(first, printed(again));
  return first;
}

/// One use of every kind of immediate, and every kind of field and type.
constexpr const char *everyKind = R"wat(
(module $every
  (rec (type $s (sub (struct (field $x (mut i8)) (field i16))))
       (type $s2 (sub $s (struct (field (mut i8)) (field i16) (field (ref null $s))))))
  (type $v (func)) (type $ii (func (param i32 i32) (result i32 i64)))
  (type $a (array (mut i32))) (type $af (array (mut funcref)))
  (type $c (cont $v)) (type $sw (func (param (ref null $c)))) (type $cs (cont $sw))
  (import "m" "f" (func $imp (param $p i32)))
  (import "m" "t" (table 1 2 externref)) (import "m" "mem" (memory i64 1 2))
  (import "m" "g" (global (mut i32))) (import "m" "e" (tag $imported))
  (table $t 10 funcref) (table $init i64 1 4 (ref func) (ref.func $f))
  (memory $m 1 2 shared) (memory $tiny 3 (pagesize 1))
  (tag $e (param i32)) (tag $empty)
  (global $g (mut i64) (i64.const -1))
  (global f64 (f64.const 0x1.8p-1074)) (global i32 i32.const 1 i32.const 2 i32.add)
  (export "f" (func $f)) (export "\00\"\\" (memory $m)) (export "e" (tag $e))
  (start $f)
  (elem $el funcref (ref.func $f) (ref.null func)) (elem declare func $f)
  (elem (table $t) (i32.const 1) func $f $imp)
  (data $d "\00abc\ff") (data (memory $m) (offset global.get 0) "")
  (func $f (local $x i32) (local i64 i64) (local $y f32)
    block $l (result i32) i32.const -2147483648 br $l br 1 end
    loop (type $ii) unreachable end
    i32.const 1 if $l nop else br $l end
    local.get $x local.get 1 br_table 0 0 drop
    global.get $g drop call $imp call_indirect $t (type $v)
    call_indirect (param i32) unreachable call_ref $v
    table.get $t table.set 0 table.size $init table.copy $t 0 table.copy
    table.init $t $el table.init $el elem.drop $el table.grow 1 table.fill 1
    memory.size memory.grow $m memory.copy $m 0 memory.copy memory.fill $m
    memory.init $m $d memory.init $d data.drop $d
    i32.load i64.load $m offset=8 align=1 i32.store8 offset=4294967295
    v128.load8_lane $m offset=1 3 v128.store64_lane 1
    i64.const 9223372036854775807 f32.const nan:0x1 f32.const -inf f64.const -0
    f32.const 0.1 f64.const 1e300 v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
    i8x16.extract_lane_u 15 i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
    select select (result i32) ref.null $s ref.null any ref.func $f
    struct.new $s struct.get_u $s $x struct.set $s2 2 array.new_fixed $a 3
    array.new_data $a $d array.init_elem $af $el array.copy $a $a
    ref.test (ref $s) ref.cast (ref null any) ref.cast structref
    block $l br_on_cast $l anyref (ref $s) br_on_cast_fail 0 (ref null any) eqref
      br_on_null $l end
    throw $e throw_ref
    block $o try_table $i (result i32) (catch $e $o) (catch_ref $e 0) (catch_all $o)
      (catch_all_ref 0) br $i end end
    try $l (result i32) i32.const 1 catch $e catch_all rethrow 0 end
    try br 0 delegate 0
    cont.new $c cont.bind $c $c suspend $e
    block $h resume $c (on $e $h) (on $empty switch)
      resume_throw $c $e (on $e $h) resume_throw_ref $c switch $cs $e end
    i32.atomic.rmw.add offset=4 atomic.fence i64.add128 return_call $f
    i8x16.relaxed_swizzle any.convert_extern i31.get_s unreachable)
  (@custom "c" (after global) "\01x") (@custom "d" "y"))
)wat";

TEST(TextPrinter, EveryKindOfImmediateGoesRoundTrip) {
  roundTrip(everyKind);

  std::vector<uint8_t> bytes = bytesOf(everyKind);
  llvm::Expected<Module> module = decodeModule(bytes, everything());
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  std::set<Imm> seen;
  Slice body = module->functions.back().body;
  Cursor cursor(bytes, body.begin, body.end);
  for (uint32_t runs = cursor.u32(); runs > 0; --runs) {
    cursor.u32();
    readValType(cursor, everything());
  }
  for (Instr instr; cursor && !cursor.atEnd();) {
    readInstr(cursor, everything(), instr);
    seen.insert(info(instr.op).imm);
  }
  ASSERT_FALSE(cursor.failed());
  for (size_t op = 0; op < size_t(Op::Count); ++op)
    EXPECT_TRUE(seen.count(info(Op(op)).imm))
        << "no instruction with immediates like those of " << info(Op(op)).text;
}

/// Rows whose immediates are a fixed sequence of tokens, one after the other.
TEST(TextPrinter, EveryPlainInstructionGoesRoundTrip) {
  std::string text = "(memory 1)(func\n";
  for (size_t i = 0; i < size_t(Op::Count); ++i) {
    const OpInfo &row = info(Op(i));
    bool structural =
        Op(i) == Op::Else || Op(i) == Op::End || Op(i) == Op::CatchAll;
    if (!structural && (row.imm == Imm::None || row.imm == Imm::MemArg))
      text += std::string(row.text) + "\n";
  }
  roundTrip(text + ")");
}

TEST(TextPrinter, NamesBecomeUniqueIdentifiers) {
  std::string text = roundTrip("(func $a) (func (@name \"a\"))"
                               "(func (@name \"b c\")) (func (@name \"\"))"
                               "(func call 0 call 1 call 2 call 3)");
  EXPECT_NE(text.find("(func $a (;0;)"), std::string::npos) << text;
  EXPECT_NE(text.find("(func $a#1 (;1;) (@name \"a\")"), std::string::npos)
      << text;
  EXPECT_NE(text.find("$\"b c\" (;2;)"), std::string::npos) << text;
  EXPECT_NE(text.find("call $\"b c\""), std::string::npos) << text;
  EXPECT_NE(text.find("$#3 (;3;) (@name \"\")"), std::string::npos) << text;
}

TEST(TextPrinter, HiddenLabelsAreNumbers) {
  std::string text =
      roundTrip("(func block $l block $l br 0 br 1 end br 0 end)");
  EXPECT_NE(text.find("br $l\n        br 1\n      end\n      br $l"),
            std::string::npos)
      << text;
}

TEST(TextPrinter, IndentsByDepth) {
  EXPECT_EQ(printed(bytesOf("(func $f (param $x i32) (block (if (local.get $x)"
                            " (then (nop)) (else (return)))))")),
            "(module\n"
            "  (type (;0;) (func (param i32)))\n"
            "  (func $f (;0;) (type 0) (param $x i32)\n"
            "    block\n"
            "      local.get $x\n"
            "      if\n"
            "        nop\n"
            "      else\n"
            "        return\n"
            "      end\n"
            "    end))\n");
}

/// Validation is not asked for: out-of-range indices print as numbers.
TEST(TextPrinter, PrintsInvalidModules) {
  roundTrip("(func (type 7) call 9 local.get 5 br 3 global.get 4)"
            "(export \"x\" (func 12)) (start 8)");
}

TEST(TextPrinter, ReportsMalformedBodies) {
  std::vector<uint8_t> bytes = bytesOf("(func nop nop)");
  ASSERT_EQ(bytes[bytes.size() - 2], 0x01);
  for (uint8_t op : {0xFF, 0x05, 0x0B}) {
    bytes[bytes.size() - 2] = op; // unassigned; else without if; end too early
    llvm::Expected<Module> module = decodeModule(bytes, everything());
    ASSERT_TRUE(bool(module)) << toString(module.takeError());
    std::string text;
    llvm::raw_string_ostream os(text);
    llvm::Error error = printModule(os, *module);
    EXPECT_TRUE(bool(error)) << unsigned(op);
    consumeError(std::move(error));
  }
}

} // namespace
