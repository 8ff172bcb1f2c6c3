//===- LoweringInlineChainsTest.cpp - The pass for inlined call sites -----===//
//
// Columns and tables for nested, repeated, very deep and too many inlined
// calls, and the places of instructions that have lost theirs.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Dialect.h"
#include "Lowering/InlineChains.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace {

/// A module with three functions of Wasm, at 100, 200 and 300; code goes into
/// the last one.
class InlineChains : public ::testing::Test {
protected:
  InlineChains() : module("test", context), builder(context) {
    DIBuilder debug(module);
    DIFile *file = debug.createFile("test.wasm", "");
    debug.createCompileUnit(DISourceLanguageName(dwarf::DW_LANG_C), file, "",
                            true, "", 0, "", DICompileUnit::LineTablesOnly);
    auto *type = debug.createSubroutineType(debug.getOrCreateTypeArray({}));
    for (unsigned i = 0; i < 3; ++i)
      scopes[i] = debug.createFunction(
          file, "f", "f" + std::to_string(i), file, 100 * (i + 1), type,
          100 * (i + 1), DINode::FlagZero, DISubprogram::SPFlagDefinition);
    debug.finalize();
    module.addModuleFlag(Module::Warning, "Debug Info Version",
                         DEBUG_METADATA_VERSION);
    auto *function =
        Function::Create(FunctionType::get(builder.getVoidTy(), false),
                         Function::InternalLinkage, "f2", module);
    function->setSubprogram(scopes[2]);
    builder.SetInsertPoint(BasicBlock::Create(context, "", function));
    slot = builder.CreateAlloca(builder.getInt32Ty());
  }

  /// A call of function \p scope that was inlined.
  DILocation *site(unsigned line, unsigned scope, DILocation *at = nullptr,
                   unsigned column = 0) {
    return DILocation::getDistinct(context, line, column, scopes[scope], at);
  }
  DILocation *place(unsigned line, unsigned scope, DILocation *at = nullptr,
                    unsigned column = 0) {
    return DILocation::get(context, line, column, scopes[scope], at);
  }
  Instruction *load(DILocation *location) {
    Instruction *result = builder.CreateLoad(builder.getInt32Ty(), slot);
    result->setDebugLoc(location);
    return result;
  }
  std::string run() {
    builder.CreateRetVoid()->setDebugLoc(place(399, 2));
    ModuleAnalysisManager analyses;
    wfx::InlineChainsPass().run(module, analyses);
    EXPECT_FALSE(verifyModule(module, &errs()));
    return module.getModuleInlineAsm();
  }
  /// Lines and columns from the innermost function outward: "110:1 210:0".
  static std::string path(const Instruction *instruction) {
    std::string result;
    for (const DILocation *l = instruction->getDebugLoc(); l;
         l = l->getInlinedAt())
      result += (result.empty() ? "" : " ") + std::to_string(l->getLine()) +
                ":" + std::to_string(l->getColumn());
    return result;
  }

  LLVMContext context;
  Module module;
  IRBuilder<> builder;
  DISubprogram *scopes[3];
  Value *slot;
};

TEST_F(InlineChains, NothingInlined) {
  Instruction *a = load(place(310, 2));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(path(a), "310:0");
}

TEST_F(InlineChains, NestedCalls) {
  DILocation *outer = site(310, 2), *inner = site(210, 1, outer);
  Instruction *a = load(place(110, 0, inner)), *b = load(place(220, 1, outer)),
              *c = load(place(320, 2)), *d = load(place(111, 0, site(311, 2)));
  EXPECT_EQ(run(), ".pushsection .wfx.inlines,\"\",@progbits\n"
                   ".long .debug_line, 3\n"
                   ".long 0, 310\n"
                   ".long 1, 210\n"
                   ".long 0, 311\n"
                   ".popsection\n");
  EXPECT_EQ(path(a), "110:2 210:1 310:0");
  EXPECT_EQ(path(b), "220:1 310:0");
  EXPECT_EQ(path(c), "320:0");
  EXPECT_EQ(path(d), "111:3 311:0");
}

TEST_F(InlineChains, Resumptions) {
  constexpr unsigned mark = wfx::dialect::resumptionColumn;
  DILocation *outer = site(310, 2), *resumption = site(210, 1, outer, mark);
  Instruction *a = load(place(110, 0, resumption)),
              *b = load(place(320, 2, nullptr, mark));
  EXPECT_EQ(run(), ".pushsection .wfx.inlines,\"\",@progbits\n"
                   ".long .debug_line, 4\n"
                   ".long 0, 310\n"
                   ".long 1, 4294967295\n"
                   ".long 2, 210\n"
                   ".long 0, 4294967295\n"
                   ".popsection\n");
  EXPECT_EQ(path(a), "110:3 210:2 310:0");
  EXPECT_EQ(path(b), "320:4");
}

TEST_F(InlineChains, CopiesShareAChainButNotASite) {
  DILocation *one = site(310, 2), *other = site(310, 2);
  Instruction *a = load(place(110, 0, one)), *b = load(place(110, 0, other)),
              *c = load(place(110, 0, one));
  EXPECT_NE(run().find(".long .debug_line, 1\n.long 0, 310\n.popsection"),
            std::string::npos);
  EXPECT_EQ(path(a), "110:1 310:0");
  EXPECT_EQ(path(b), "110:1 310:0");
  EXPECT_NE(a->getDebugLoc(), b->getDebugLoc());
  EXPECT_EQ(a->getDebugLoc(), c->getDebugLoc());
  EXPECT_TRUE(a->getDebugLoc().getInlinedAt()->isDistinct());
}

TEST_F(InlineChains, LostPlacesAreThoseOfTheFunction) {
  Instruction *a = load(nullptr), *b = load(place(0, 2)),
              *c = load(place(0, 0, site(0, 1, site(310, 2))));
  auto *d = cast<Instruction>(builder.CreateAdd(a, b));
  auto *e = cast<Instruction>(builder.CreateAdd(a, c));
  e->setDebugLoc(place(0, 0, site(311, 2)));
  EXPECT_NE(run().find(".long 0, 310\n.long 1, 200\n.long 0, 311\n"),
            std::string::npos);
  EXPECT_EQ(path(a), "300:0");
  EXPECT_EQ(path(b), "300:0");
  EXPECT_EQ(path(c), "100:2 200:1 310:0");
  // Cannot trap.
  EXPECT_EQ(path(d), "");
  EXPECT_EQ(path(e), "0:3 311:0");
}

TEST_F(InlineChains, VeryDeep) {
  constexpr unsigned depth = 60000;
  DILocation *at = nullptr;
  for (unsigned i = 0; i < depth; ++i)
    at = site(300 + i, 2, at);
  Instruction *a = load(place(110, 0, at));
  run();
  EXPECT_EQ(a->getDebugLoc().getCol(), depth);
}

TEST_F(InlineChains, TooMany) {
  constexpr unsigned limit = 65535;
  for (unsigned i = 0; i < limit; ++i)
    load(place(110, 0, site(1000 + i, 2)));
  DILocation *lost = site(310, 2);
  Instruction *a = load(place(110, 0, lost)),
              *b = load(place(110, 0, site(210, 1, lost))),
              *c = load(place(110, 0, site(1000, 2)));
  std::string text = run();
  EXPECT_NE(text.find(".long .debug_line, 65535\n"), std::string::npos);
  EXPECT_EQ(path(a), "110:0 310:0");
  EXPECT_EQ(path(b), "110:0 210:0 310:0");
  EXPECT_EQ(path(c), "110:1 1000:0");
}

} // namespace
