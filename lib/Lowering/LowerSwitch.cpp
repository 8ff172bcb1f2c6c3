//===- LowerSwitch.cpp - Switches of stacks as assembly -------------------===//

#include "Lowering/LowerSwitch.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wfx {

static CallBase *callOf(User *user, StringRef name) {
  auto *call = dyn_cast<CallBase>(user);
  Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->getName() == name ? call : nullptr;
}

/// True if operand \p index of \p site is a call of \p name that belongs to the
/// site alone.
static bool hasOwn(CallBase *site, unsigned index, StringRef name) {
  auto *operand = dyn_cast<User>(site->getArgOperand(index));
  CallBase *call = operand ? callOf(operand, name) : nullptr;
  return call && call->hasOneUse() && call->getParent() == site->getParent();
}

/// True if what calls \p name is used by switches only.
static bool belongToSwitches(Module &module, StringRef name) {
  Function *intrinsic = module.getFunction(name);
  return !intrinsic || all_of(intrinsic->users(), [&](User *user) {
    CallBase *call = callOf(user, name);
    return call && call->hasOneUse() &&
           callOf(*call->user_begin(), dialect::stackSwitch);
  });
}

bool verifySwitches(Module &module, raw_ostream &os) {
  if (!belongToSwitches(module, dialect::framePointer) ||
      !belongToSwitches(module, dialect::instructionPointer)) {
    os << "a pointer of a resume site without its switch\n";
    return false;
  }
  Function *intrinsic = module.getFunction(dialect::stackSwitch);
  if (!intrinsic)
    return true;
  for (User *user : intrinsic->users()) {
    CallBase *site = callOf(user, dialect::stackSwitch);
    if (!site || !hasOwn(site, dialect::SwitchFrame, dialect::framePointer) ||
        !hasOwn(site, dialect::SwitchAddress, dialect::instructionPointer)) {
      os << "a switch without pointers of its own: " << *user << '\n';
      return false;
    }
  }
  return true;
}

/// The only assembly of ours that has results.
static bool isSwitchAssembly(const CallBase &call) {
  return call.isInlineAsm() && !call.getType()->isVoidTy();
}

bool verifyLoweredSwitches(const Module &module, raw_ostream &os) {
  for (StringRef name : {dialect::framePointer, dialect::instructionPointer,
                         dialect::stackSwitch}) {
    const Function *intrinsic = module.getFunction(name);
    if (!intrinsic || intrinsic->use_empty())
      continue;
    os << "a use of " << name << " behind its lowering\n";
    return false;
  }
  for (const Function &f : module)
    for (const Instruction &instruction : instructions(f))
      if (auto *call = dyn_cast<CallBase>(&instruction);
          call && isSwitchAssembly(*call) &&
          !isa<ConstantInt>(call->getArgOperand(call->arg_size() - 1))) {
        os << "a switch of more than one site: " << instruction << '\n';
        return false;
      }
  return true;
}

/// Inside a handler the assembly is an invoke, as the site was: what is resumed
/// may throw, and resume_throw makes the site itself do so.
static CallBase *createAssembly(IRBuilder<> &b, CallBase *site,
                                InlineAsm *assembly,
                                ArrayRef<Value *> operands) {
  auto *invoke = dyn_cast<InvokeInst>(site);
  if (!invoke)
    return b.CreateCall(assembly, operands);
  CallBase *call = b.CreateInvoke(assembly, invoke->getNormalDest(),
                                  invoke->getUnwindDest(), operands);
  b.SetInsertPoint(invoke->getNormalDest(),
                   invoke->getNormalDest()->getFirstInsertionPt());
  return call;
}

static void lowerSite(CallBase *site, unsigned number,
                      const TargetMachine &machine) {
  IRBuilder<> b(site);
  auto *frame = cast<Instruction>(site->getArgOperand(dialect::SwitchFrame));
  auto *address =
      cast<Instruction>(site->getArgOperand(dialect::SwitchAddress));
  SmallVector<Value *, 12> operands(site->arg_begin() + dialect::SwitchSave,
                                    site->arg_end());
  operands.push_back(b.getInt32(number));
  CallBase *call = createAssembly(
      b, site, switchAssembly(*site->getFunction(), machine), operands);
  call->addFnAttr(Attribute::NoMerge);
  Value *result = PoisonValue::get(site->getType());
  for (unsigned i = 0; i <= dialect::ResultCurrent; ++i)
    result = b.CreateInsertValue(result, b.CreateExtractValue(call, i), i);
  site->replaceAllUsesWith(result);
  site->eraseFromParent();
  frame->eraseFromParent();
  address->eraseFromParent();
}

PreservedAnalyses LowerSwitchPass::run(Module &module,
                                       ModuleAnalysisManager &) {
  if (!verifySwitches(module, errs()))
    report_fatal_error("the emitter made an invalid switch");
  Function *intrinsic = module.getFunction(dialect::stackSwitch);
  if (!intrinsic)
    return PreservedAnalyses::all();
  // The list of users is in no order; numbers follow the code.
  unsigned number = 0;
  for (Function &f : module)
    for (BasicBlock &block : f)
      for (Instruction &instruction : make_early_inc_range(block))
        if (CallBase *site = callOf(&instruction, dialect::stackSwitch))
          lowerSite(site, ++number, machine);
  for (const char *name : {dialect::stackSwitch, dialect::framePointer,
                           dialect::instructionPointer})
    module.getFunction(name)->eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace wfx
