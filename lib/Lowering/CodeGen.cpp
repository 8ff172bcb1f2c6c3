//===- CodeGen.cpp - From a lowered unit to an object ---------------------===//
//
// LLVM's pipeline of code generation, with one pass more.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Lower.h"
#include "llvm/Analysis/RuntimeLibcallInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/LegacyPassManager.h"
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

/// TargetMachine::addPassesToEmitFile() with our pass in its place.
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
  if (config->addISelPasses())
    report_fatal_error("the target selects no instructions");
  config->addMachinePasses();
  config->setInitialized();
  if (machine.addAsmPrinter(passes, os, nullptr, type,
                            moduleInfo->getMMI().getContext()))
    report_fatal_error("the target cannot emit this file type");
  passes.add(createFreeMachineFunctionPass());
}

static void run(legacy::PassManager &passes, llvm::Module &module,
                TargetMachine &machine, raw_pwrite_stream &os,
                const CodegenOptions &options) {
  addPasses(passes, machine, os, options.type);
  if (options.functionDone)
    passes.add(new FunctionDonePass(options.functionDone));
  passes.run(module);
}

Object codegen(llvm::Module &module, TargetMachine &machine,
               const CodegenOptions &options) {
  Object result;
  raw_svector_ostream os(result);
  if (options.times) {
    PassClock clock(options.times->codegen);
    TimedPassManager passes(clock);
    run(passes, module, machine, os, options);
    clock.lap("the object");
  } else {
    legacy::PassManager passes;
    run(passes, module, machine, os, options);
  }
  return result;
}

} // namespace wfx
