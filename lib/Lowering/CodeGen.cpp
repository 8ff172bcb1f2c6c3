//===- CodeGen.cpp - From a lowered unit to an object ---------------------===//
//
// LLVM's pipeline of code generation, with one pass more and some less.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Lower.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/RuntimeLibcallInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/PassInfo.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

/// Register allocation takes only calls for what leads to a landing pad. Of a
/// value that lives across an invoke of assembly and into the landing pad, it
/// may put the reload behind the assembly, in the block that the landing pad
/// does not come from. Assembly that may jump (asm goto) is the exception, so
/// this pass makes switches of stacks, the only assembly that is invoked, look
/// like that.
class InvokedAssemblyPass : public MachineFunctionPass {
public:
  static char ID;
  InvokedAssemblyPass() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "invoked assembly"; }

  bool runOnMachineFunction(MachineFunction &f) override {
    const TargetInstrInfo &instructions = *f.getSubtarget().getInstrInfo();
    bool changed = false;
    for (MachineBasicBlock &block : f) {
      if (!block.hasEHPadSuccessor())
        continue;
      for (MachineInstr &instruction : block) {
        if (!instruction.isInlineAsm())
          continue;
        instruction.setDesc(instructions.get(TargetOpcode::INLINEASM_BR));
        changed = true;
      }
    }
    return changed;
  }
};
char InvokedAssemblyPass::ID = 0;

/// Stands last in the pipeline, which takes one function after the other
/// through it.
class FunctionDonePass : public FunctionPass {
public:
  static char ID;
  FunctionDonePass(function_ref<void()> done) : FunctionPass(ID), done(done) {}
  bool runOnFunction(llvm::Function &) override {
    done();
    return false;
  }

private:
  function_ref<void()> done;
};
char FunctionDonePass::ID = 0;

} // namespace

/// Passes that cost time and find nothing to do in our code: there are no
/// variables in the debug information, no hardening and no matrix tiles, and
/// few constants of 64 bits or frozen counters of loops.
constexpr StringRef pointless[] = {"canon-freeze",
                                   "consthoist",
                                   "livedebugvalues",
                                   "removeredundantdebugvalues",
                                   "tilepreconfig",
                                   "x86-lvi-load"};

/// Passes that -O1 does without: what they gain is less than they cost.
constexpr StringRef slow[] = {"break-false-deps",
                              "block-placement",
                              "branch-folder",
                              "dead-mi-elimination",
                              "detect-dead-lanes",
                              "early-ifcvt",
                              "early-machinelicm",
                              "lrshrink",
                              "machine-combiner",
                              "machine-cp",
                              "machine-cse",
                              "machine-latecleanup",
                              "machinelicm",
                              "machine-scheduler",
                              "machine-sink",
                              "opt-phis",
                              "peephole-opt",
                              "post-RA-sched",
                              "postra-machine-sink",
                              "rename-independent-subregs",
                              "shrink-wrap",
                              "stack-coloring",
                              "stack-slot-coloring",
                              "x86-avoid-sfb",
                              "x86-cf-opt",
                              "x86-domain-reassignment",
                              "x86-execution-domain-fix",
                              "x86-fixup-bw-insts",
                              "x86-fixup-inst-tuning",
                              "x86-fixup-leas",
                              "x86-fixup-setcc",
                              "x86-fixup-vector-constants",
                              "x86-optimize-leas"};

/// True for -O1.
static bool isQuick(const TargetMachine &machine) {
  return machine.getOptLevel() == CodeGenOptLevel::Less;
}

static StringRef nameOf(const Pass &pass) {
  const PassInfo *info = Pass::lookupPassInfo(pass.getPassID());
  return info ? info->getPassArgument() : StringRef();
}

namespace {

/// Takes LLVM's pipeline, and leaves out what is not worth its time.
class CodegenPasses : public legacy::PassManager {
public:
  CodegenPasses(bool isQuick, PassClock *clock)
      : isQuick(isQuick), clock(clock) {}

  void add(Pass *pass) override {
    StringRef name = nameOf(*pass);
    if (is_contained(pointless, name) ||
        (isQuick && is_contained(slow, name))) {
      delete pass;
      return;
    }
    if (isQuick && name == "greedy") {
      delete pass;
      pass = createBasicRegisterAllocator();
    }
    // One that is not needed may be gone when it has been added.
    std::string title = pass->getPassName().str();
    bool isTimed = clock && !pass->getAsImmutablePass();
    PassManager::add(pass);
    if (isTimed)
      PassManager::add(createLapPass(*clock, title));
  }

private:
  const bool isQuick;
  PassClock *const clock;
};

} // namespace

/// TargetMachine::addPassesToEmitFile() with our pass in its place. For -O1
/// instructions are selected as without optimisation (FastISel) and registers
/// allocated as with it.
static void addPasses(legacy::PassManagerBase &passes, TargetMachine &machine,
                      raw_pwrite_stream &os, CodeGenFileType type) {
  auto *moduleInfo = new MachineModuleInfoWrapperPass(&machine);
  const auto &options = machine.Options;
  // Without it, memory functions would be open-coded, byte by byte.
  passes.add(new RuntimeLibraryInfoWrapper(
      machine.getTargetTriple(), options.ExceptionModel, options.FloatABIType,
      options.EABIVersion, options.MCOptions.getABIName(), options.VecLib));
  TargetPassConfig *config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  config->insertPass(&FinalizeISelID, new InvokedAssemblyPass);
  passes.add(config);
  passes.add(moduleInfo);
  CodeGenOptLevel level = machine.getOptLevel();
  if (isQuick(machine))
    machine.setOptLevel(CodeGenOptLevel::None);
  if (config->addISelPasses())
    report_fatal_error("the target selects no instructions");
  machine.setOptLevel(level);
  config->addMachinePasses();
  config->setInitialized();
  if (machine.addAsmPrinter(passes, os, nullptr, type,
                            moduleInfo->getMMI().getContext()))
    report_fatal_error("the target cannot emit this file type");
  passes.add(createFreeMachineFunctionPass());
}

Object codegen(llvm::Module &module, TargetMachine &machine,
               const CodegenOptions &options) {
  Object result;
  raw_svector_ostream os(result);
  std::optional<PassClock> clock;
  if (options.times)
    clock.emplace(options.times->codegen);
  CodegenPasses passes(isQuick(machine), clock ? &*clock : nullptr);
  addPasses(passes, machine, os, options.type);
  if (options.functionDone)
    passes.add(new FunctionDonePass(options.functionDone));
  passes.run(module);
  if (clock)
    clock->lap("the object");
  return result;
}

} // namespace wfx
