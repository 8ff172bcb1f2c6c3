//===- LoweringSwitchTest.cpp - The verifiers of switches -----------------===//
//
// What LowerSwitch.h calls an invalid switch is found, in front of its lowering
// and behind it. What a valid one becomes is tested with lit.
//
//===----------------------------------------------------------------------===//

#include "Lowering/LowerSwitch.h"
#include "Lowering/Target.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace {

class Switches : public ::testing::Test {
protected:
  /// A function of pointer %p with \p body.
  void parse(const std::string &body) {
    std::string text = R"(
      %R = type { i64, ptr, i64, i64, i64 }
      declare ptr @wfx.frame.pointer()
      declare ptr @wfx.instruction.pointer()
      declare { i64, ptr, i64, i64, i64 } @wfx.switch(ptr, ptr, ptr, ptr, ptr,
          ptr, i64, ptr, i64, i64, i64)
      define void @f(ptr %p, i1 %c) {
    )" + body + "}";
    SMDiagnostic error;
    module = parseAssemblyString(text, error, context);
    ASSERT_TRUE(module) << error.getMessage().str();
  }
  static std::string site(const std::string &frame,
                          const std::string &address) {
    return "call { i64, ptr, i64, i64, i64 } @wfx.switch(ptr " + frame +
           ", ptr " + address +
           ", ptr %p, ptr %p, ptr %p, ptr %p, i64 0, ptr %p, i64 0, i64 0, "
           "i64 0)\n";
  }
  std::string complaint() {
    std::string text;
    raw_string_ostream os(text);
    EXPECT_EQ(wfx::verifySwitches(*module, os), text.empty());
    return text;
  }
  std::string complaintBehind() {
    std::string text;
    raw_string_ostream os(text);
    EXPECT_EQ(wfx::verifyLoweredSwitches(*module, os), text.empty());
    return text;
  }

  LLVMContext context;
  std::unique_ptr<llvm::Module> module;
};

const std::string frame = "%f = call ptr @wfx.frame.pointer()\n";
const std::string address = "%a = call ptr @wfx.instruction.pointer()\n";

TEST_F(Switches, valid) {
  parse(frame + address + site("%f", "%a") + "ret void");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Switches, pointerWithoutSwitch) {
  parse(address + "ret void");
  EXPECT_EQ(complaint(), "a pointer of a resume site without its switch\n");
}

TEST_F(Switches, sharedAddress) {
  parse(frame + "%g = call ptr @wfx.frame.pointer()\n" + address +
        site("%f", "%a") + site("%g", "%a") + "ret void");
  EXPECT_EQ(complaint(), "a pointer of a resume site without its switch\n");
}

TEST_F(Switches, foreignPointers) {
  parse(site("%p", "%p") + "ret void");
  EXPECT_EQ(complaint().find("a switch without pointers of its own"), 0u);
}

TEST_F(Switches, otherBlock) {
  parse(frame + address + "br label %n\nn:\n" + site("%f", "%a") + "ret void");
  EXPECT_EQ(complaint().find("a switch without pointers of its own"), 0u);
}

TEST_F(Switches, behindLowering) {
  parse(frame + address + site("%f", "%a") + "ret void");
  EXPECT_EQ(complaintBehind().find("a use of wfx.frame.pointer"), 0u);
  auto machine = cantFail(wfx::createTarget({}));
  ModuleAnalysisManager analyses;
  wfx::LowerSwitchPass(*machine).run(*module, analyses);
  EXPECT_EQ(complaintBehind(), "");

  // As if two sites had been merged: the number depends on where one is from.
  for (Instruction &instruction : instructions(*module->getFunction("f")))
    if (auto *call = dyn_cast<CallBase>(&instruction)) {
      auto *number = CastInst::Create(
          Instruction::ZExt, module->getFunction("f")->getArg(1),
          Type::getInt32Ty(context), "", call->getIterator());
      call->setArgOperand(call->arg_size() - 1, number);
      break;
    }
  EXPECT_EQ(complaintBehind().find("a switch of more than one site"), 0u);
}

} // namespace
