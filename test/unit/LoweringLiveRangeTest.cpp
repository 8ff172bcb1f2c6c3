//===- LoweringLiveRangeTest.cpp - Where values are needed ----------------===//

#include "Lowering/LiveRange.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;
using wfx::LiveRange;

namespace {

/// A function whose places are calls of @place; they count from 0, and %v is
/// the value.
struct LiveRanges : ::testing::Test {
  void parse(const char *body) {
    SMDiagnostic error;
    module = parseAssemblyString(
        std::string("declare void @place()\ndeclare i32 @make()\n"
                    "declare void @use(i32)\ndefine void @f(i1 %c) {\n") +
            body + "}\n",
        error, context);
    ASSERT_TRUE(module) << error.getMessage().str();
    for (Instruction &i : instructions(*module->getFunction("f"))) {
      if (i.getName() == "v")
        value = &i;
      auto *call = dyn_cast<CallInst>(&i);
      if (call && call->getCalledFunction()->getName() == "place")
        places.push_back(call);
    }
  }
  /// The places that the value lives across.
  std::vector<size_t> across() {
    LiveRange range(*value);
    std::vector<size_t> found;
    for (size_t i = 0; i < places.size(); ++i)
      if (range.isLiveAcross(*places[i]))
        found.push_back(i);
    return found;
  }
  BasicBlock *block(StringRef name) {
    for (BasicBlock &block : *module->getFunction("f"))
      if (block.getName() == name)
        return &block;
    return nullptr;
  }

  LLVMContext context;
  std::unique_ptr<Module> module;
  Instruction *value = nullptr;
  std::vector<Instruction *> places;
};

using Places = std::vector<size_t>;

TEST_F(LiveRanges, OneBlock) {
  parse(R"(
    call void @place()
    %v = call i32 @make()
    call void @place()
    call void @use(i32 %v)
    call void @place()
    ret void
  )");
  EXPECT_EQ(across(), Places({1}));
}

TEST_F(LiveRanges, Loop) {
  parse(R"(
    br label %loop
  loop:
    call void @place()
    %v = call i32 @make()
    call void @place()
    br i1 %c, label %use, label %next
  use:
    call void @place()
    call void @use(i32 %v)
    call void @place()
    br label %next
  next:
    call void @place()
    br i1 %c, label %loop, label %out
  out:
    ret void
  )");
  EXPECT_EQ(across(), Places({1, 2}));
}

TEST_F(LiveRanges, PhisUseTheirEdge) {
  parse(R"(
  first:
    %v = call i32 @make()
    br i1 %c, label %a, label %b
  a:
    call void @place()
    br label %join
  b:
    call void @place()
    br label %join
  join:
    %p = phi i32 [%v, %a], [0, %b]
    call void @place()
    call void @use(i32 %p)
    br i1 %c, label %join2, label %out
  join2:
    ret void
  out:
    ret void
  )");
  EXPECT_EQ(across(), Places({0}));
}

TEST_F(LiveRanges, OnlyTheLastIsKept) {
  parse(R"(
  first:
    br label %loop
  loop:
    %v = phi i32 [0, %first], [%next, %loop]
    call void @use(i32 %v)
    call void @place()
    %next = call i32 @make()
    call void @place()
    br label %loop
  )");
  EXPECT_EQ(across(), Places());
}

TEST_F(LiveRanges, Detours) {
  parse(R"(
  first:
    switch i32 0, label %begin [ i32 1, label %again ]
  begin:
    %v = call i32 @make()
    br label %leave
  leave:
    ret void
  again:
    call void @use(i32 1)
    br label %leave2
  leave2:
    ret void
  last:
    call void @use(i32 1)
    ret void
  )");
  // As if %leave went on in %again, %leave2 in %last.
  auto *use = cast<CallInst>(&block("last")->front());
  use->setArgOperand(0, value);
  LiveRange::Detours detours;
  detours[block("again")] = block("leave");
  detours[block("last")] = block("leave2");
  LiveRange range(*value, detours);
  EXPECT_TRUE(range.isLiveInto(block("again")));
  EXPECT_TRUE(range.isLiveInto(block("last")));
  EXPECT_FALSE(range.isLiveInto(block("begin")));
  EXPECT_FALSE(LiveRange(*value).isLiveInto(block("again")));
}

} // namespace
