//===- FrameInstance.cpp - Finding the instance of a frame ----------------===//

#include "Lowering/FrameInstance.h"
#include "Lowering/Dialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

namespace wfx {

namespace {

/// What concerns exceptions in one function.
struct Parts {
  SmallVector<CallInst *> markers;
  SmallVector<LandingPadInst *> pads;
  SmallVector<ResumeInst *> resumes;

  Parts(Function &f, const Function *marker) {
    for (Instruction &instruction : instructions(f)) {
      if (auto *call = dyn_cast<CallInst>(&instruction)) {
        if (call->getCalledFunction() == marker)
          markers.push_back(call);
      } else if (auto *pad = dyn_cast<LandingPadInst>(&instruction)) {
        pads.push_back(pad);
      } else if (auto *resume = dyn_cast<ResumeInst>(&instruction)) {
        resumes.push_back(resume);
      }
    }
  }
};

} // namespace

/// Stores the instance in the frame of \p f and defines \p symbol, which says
/// where.
static void describeSlot(Function &f, ArrayRef<CallInst *> markers,
                         StringRef symbol) {
  LLVMContext &context = f.getContext();
  Type *ptr = PointerType::getUnqual(context);
  IRBuilder<> b(&*f.getEntryBlock().getFirstInsertionPt());
  AllocaInst *slot = b.CreateAlloca(ptr);
  Value *instance = markers[0]->getArgOperand(0);
  if (isa<Argument>(instance)) {
    b.CreateStore(instance, slot, /*isVolatile=*/true);
  } else {
    for (CallInst *marker : markers)
      IRBuilder<>(marker).CreateStore(marker->getArgOperand(0), slot, true);
  }
  // abi::CatchDesc{CatchFrame, the slot's address as text}.
  std::string text = (".pushsection .rodata.wfx_frame,\"a\",@progbits\n"
                      ".p2align 3\n" +
                      symbol +
                      ":\n"
                      ".quad 1\n"
                      ".asciz \"$0\"\n"
                      ".popsection")
                         .str();
  auto *type = FunctionType::get(Type::getVoidTy(context), {ptr}, false);
  CallInst *call = b.CreateCall(
      InlineAsm::get(type, text, "*m", /*hasSideEffects=*/true), {slot});
  call->addParamAttr(0, Attribute::get(context, Attribute::ElementType, ptr));
  call->setDoesNotThrow();
}

/// Puts \p clause in front of the clauses of \p pad.
static void prependClause(LandingPadInst *pad, Constant *clause) {
  LandingPadInst *changed = LandingPadInst::Create(
      pad->getType(), pad->getNumClauses() + 1, "", pad->getIterator());
  changed->addClause(clause);
  for (unsigned i = 0; i < pad->getNumClauses(); ++i)
    changed->addClause(pad->getClause(i));
  changed->setDebugLoc(pad->getDebugLoc());
  pad->replaceAllUsesWith(changed);
  pad->eraseFromParent();
}

static void simplify(Function &f, ModuleAnalysisManager &modules) {
  auto &functions =
      modules.getResult<FunctionAnalysisManagerModuleProxy>(*f.getParent())
          .getManager();
  functions.invalidate(f, PreservedAnalyses::none());
  functions.invalidate(f, SimplifyCFGPass().run(f, functions));
}

PreservedAnalyses FrameInstancePass::run(llvm::Module &module,
                                         ModuleAnalysisManager &modules) {
  Function *marker = module.getFunction(dialect::frameInstance);
  if (!marker)
    return PreservedAnalyses::all();
  unsigned number = 0;
  SmallVector<Function *> functions;
  for (Function &f : module)
    if (!f.isDeclaration())
      functions.push_back(&f);
  for (Function *f : functions) {
    Parts parts(*f, marker);
    if (parts.pads.empty()) {
      f->setPersonalityFn(nullptr);
    } else {
      if (parts.markers.empty())
        report_fatal_error("a landing pad in a function without an instance");
      // Local to the object.
      std::string symbol = "wfx_frame_" + utostr(number++);
      // In a frame that is aligned further the slot would be at a distance from
      // the stack pointer, which is not known where a switch is in between.
      f->addFnAttr("no-realign-stack");
      describeSlot(*f, parts.markers, symbol);
      auto *record = new GlobalVariable(
          module, Type::getInt8Ty(module.getContext()), /*isConstant=*/true,
          GlobalValue::ExternalLinkage, nullptr, symbol);
      record->setDSOLocal(true);
      for (LandingPadInst *pad : parts.pads)
        prependClause(pad, record);
    }
    for (ResumeInst *resume : parts.resumes) {
      new UnreachableInst(module.getContext(), resume->getIterator());
      resume->eraseFromParent();
    }
    for (CallInst *call : parts.markers)
      call->eraseFromParent();
    if (optimize && !parts.resumes.empty())
      simplify(*f, modules);
  }
  marker->eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace wfx
