//===- TextScript.cpp - Tests of Frontend/Text/Script ---------------------===//

#include "Frontend/Text/Script.h"
#include "TextSupport.h"

using namespace wfx;

namespace {

std::vector<ScriptCommand> parse(const std::string &text) {
  llvm::Expected<std::vector<ScriptCommand>> result =
      parseScript(Source{"test.wast", text});
  if (!result) {
    ADD_FAILURE() << toString(result.takeError()) << " in " << text;
    return {};
  }
  return std::move(*result);
}

TEST(TextScript, FieldsAloneAreOneModule) {
  std::string text = ";; x\n(func) (memory 0) (func (export \"f\"))";
  auto commands = parse(text);
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].kind, ScriptCommand::Module);
  llvm::Expected<Assembled> module =
      assembleScriptModule(Source{"", text}, commands[0].module);
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
}

TEST(TextScript, ModulesInAllForms) {
  std::string text = "(module $A (func))"
                     "(module definition $B (memory 65536))"
                     "(module instance $I $B)"
                     "(module $C binary \"\\00asm\" \"\\01\\00\\00\\00\")"
                     "(module quote \"(func\\0d\" \" \\ff)\")"
                     "((@a) module)";
  auto commands = parse(text);
  ASSERT_EQ(commands.size(), 6u);
  EXPECT_EQ(commands[0].module.id, "$A");
  EXPECT_EQ(text.substr(commands[0].module.begin,
                        commands[0].module.end - commands[0].module.begin),
            "(module $A (func))");
  EXPECT_TRUE(commands[1].module.isDefinition);
  EXPECT_EQ(commands[1].module.id, "$B");
  EXPECT_EQ(commands[2].kind, ScriptCommand::Instance);
  EXPECT_EQ(commands[2].id, "$I");
  EXPECT_EQ(commands[2].ref, "$B");
  EXPECT_EQ(commands[3].module.kind, ScriptModule::Binary);
  EXPECT_EQ(commands[3].module.contents.size(), 8u);
  EXPECT_EQ(commands[4].module.contents, "(func\r \xFF)");
  for (size_t i : {0, 1, 3, 5}) {
    llvm::Expected<Assembled> module =
        assembleScriptModule(Source{"", text}, commands[i].module);
    EXPECT_TRUE(bool(module)) << toString(module.takeError());
  }
  llvm::Expected<Assembled> quoted =
      assembleScriptModule(Source{"", text}, commands[4].module);
  ASSERT_FALSE(bool(quoted));
  EXPECT_EQ(toString(quoted.takeError()), "malformed UTF-8 encoding");
}

/// Offsets in a text module's map are those of the whole script.
TEST(TextScript, MapsToTheScript) {
  std::string text = "(module)\n(module (func (nop)))";
  auto commands = parse(text);
  ASSERT_EQ(commands.size(), 2u);
  llvm::Expected<Assembled> module =
      assembleScriptModule(Source{"", text}, commands[1].module);
  ASSERT_TRUE(bool(module)) << toString(module.takeError());
  EXPECT_EQ(module->map.lookup(module->bytes.size() - 2), text.find("nop"));
}

TEST(TextScript, Actions) {
  auto commands = parse("(register \"r\" $M) (invoke $M \"f\" (i32.const -1)"
                        " (ref.null func) (ref.extern 7)) (get \"g\")");
  ASSERT_EQ(commands.size(), 3u);
  EXPECT_EQ(commands[0].name, "r");
  EXPECT_EQ(commands[0].ref, "$M");
  const ScriptAction &invoke = commands[1].action;
  EXPECT_EQ(invoke.module, "$M");
  ASSERT_EQ(invoke.args.size(), 3u);
  EXPECT_EQ(invoke.args[0].bits[0], 0xFFFFFFFFu);
  EXPECT_EQ(invoke.args[1].kind, ScriptValue::RefNull);
  EXPECT_EQ(invoke.args[1].heap, HeapType(HeapType::Func));
  EXPECT_EQ(invoke.args[2].kind, ScriptValue::RefExtern);
  EXPECT_EQ(invoke.args[2].bits[0], 7u);
  EXPECT_EQ(commands[2].action.kind, ScriptAction::Get);
  EXPECT_EQ(commands[2].action.name, "g");
}

TEST(TextScript, ResultPatterns) {
  auto commands =
      parse("(assert_return (invoke \"f\")"
            " (f32.const nan:canonical) (f64.const nan:arithmetic)"
            " (v128.const f32x4 1 nan:canonical -0 nan:arithmetic)"
            " (v128.const i16x8 -1 0 0 0 0 0 0 0x7fff)"
            " (either (i32.const 1) (i32.const 2)) (ref.null) (ref.struct))");
  ASSERT_EQ(commands.size(), 1u);
  const std::vector<ScriptResult> &results = commands[0].results;
  ASSERT_EQ(results.size(), 7u);
  EXPECT_EQ(results[0].alternatives[0].lanes[0], ScriptValue::NanCanonical);
  EXPECT_EQ(results[1].alternatives[0].lanes[0], ScriptValue::NanArithmetic);
  const ScriptValue &floats = results[2].alternatives[0];
  EXPECT_EQ(floats.laneShape, -32);
  EXPECT_EQ(floats.bits[0], 0x3F800000u);
  EXPECT_EQ(floats.bits[1], 0x80000000u);
  EXPECT_EQ(floats.lanes[0], ScriptValue::Exact);
  EXPECT_EQ(floats.lanes[1], ScriptValue::NanCanonical);
  EXPECT_EQ(floats.lanes[3], ScriptValue::NanArithmetic);
  const ScriptValue &ints = results[3].alternatives[0];
  EXPECT_EQ(ints.laneShape, 16);
  EXPECT_EQ(ints.bits[0], 0xFFFFu);
  EXPECT_EQ(ints.bits[1], 0x7FFFull << 48);
  EXPECT_EQ(results[4].alternatives.size(), 2u);
  EXPECT_TRUE(results[5].alternatives[0].anyNull);
  EXPECT_EQ(results[6].alternatives[0].kind, ScriptValue::RefStruct);
}

TEST(TextScript, AssertionsAndThreads) {
  auto commands = parse(
      "(assert_trap (invoke \"f\") \"unreachable\")"
      "(assert_trap (module (start 0)) \"x\")"
      "(assert_malformed (module quote \"(\") \"unexpected\")"
      "(assert_suspension (invoke \"f\") \"unhandled\")"
      "(assert_exception (invoke \"f\"))"
      "(thread $T (shared (module $M)) (register \"m\" $M) (invoke \"f\"))"
      "(wait $T)");
  ASSERT_EQ(commands.size(), 7u);
  EXPECT_FALSE(commands[0].hasModule);
  EXPECT_EQ(commands[0].text, "unreachable");
  EXPECT_TRUE(commands[1].hasModule);
  EXPECT_EQ(commands[1].kind, ScriptCommand::AssertTrap);
  EXPECT_EQ(commands[2].module.kind, ScriptModule::Quote);
  EXPECT_EQ(commands[3].kind, ScriptCommand::AssertSuspension);
  EXPECT_EQ(commands[4].kind, ScriptCommand::AssertException);
  EXPECT_EQ(commands[5].shared, std::vector<std::string>{"$M"});
  EXPECT_EQ(commands[5].commands.size(), 2u);
  EXPECT_EQ(commands[6].id, "$T");
}

TEST(TextScript, RefusesWhatIsNoCommand) {
  for (const char *text :
       {"(nop)", "(assert_return (i32.const 1))",
        "(invoke \"f\" (f32.const nan:canonical))", "x",
        "(assert_return (invoke \"f\") (v128.const i8x16 1))",
        "(func) (module)"}) {
    llvm::Expected<std::vector<ScriptCommand>> result =
        parseScript(Source{"test.wast", text});
    EXPECT_FALSE(bool(result)) << text;
    consumeError(result.takeError());
  }
  std::string nested;
  for (int i = 0; i < 100'000; ++i)
    nested += "(thread $T ";
  llvm::Expected<std::vector<ScriptCommand>> result =
      parseScript(Source{"test.wast", nested});
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(toString(result.takeError()),
            "implementation limit exceeded: threads nested too deep");
}

} // namespace
