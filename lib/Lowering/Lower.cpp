//===- Lower.cpp - Optimising and lowering a unit -------------------------===//

#include "Lowering/Lower.h"
#include "Lowering/CompareBytes.h"
#include "Lowering/CountZeros.h"
#include "Lowering/ElideStacks.h"
#include "Lowering/FrameInstance.h"
#include "Lowering/InlineChains.h"
#include "Lowering/LowerSwitch.h"
#include "Lowering/QuietNaNs.h"
#include "Lowering/Reroll.h"
#include "Lowering/TrapWitness.h"
#include "Lowering/VectorConstants.h"
#include "Lowering/VectorIntrinsics.h"
#include "Lowering/VectorOps.h"
#include "Lowering/WidenAddresses.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"

using namespace llvm;

namespace wfx {

static OptimizationLevel pipelineLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O3:
    return OptimizationLevel::O3;
  case OptLevel::Os:
    return OptimizationLevel::Os;
  default:
    return OptimizationLevel::O2;
  }
}

/// -O1: what pays for itself in code that a producer has optimised before:
/// locals to registers, redundant loads of instance state, comparisons that
/// Wasm widened to i32. No inlining, no loop transformations.
static FunctionPassManager quickPipeline() {
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/false));
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass());
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(TrapWitnessPass());
  return passes;
}

/// In front of the vectoriser. What stands for a Wasm semantics that LLVM does
/// not know goes as soon as nothing more can break it; loops get the form that
/// they would have in a program that was not Wasm in between.
static void addEarlyPasses(PassBuilder &builder) {
  auto add = [](FunctionPassManager &passes, OptimizationLevel) {
    passes.addPass(TrapWitnessPass());
    passes.addPass(QuietNaNsPass());
    passes.addPass(LoopSimplifyPass());
    passes.addPass(RerollPass());
    passes.addPass(WidenAddressesPass());
    passes.addPass(CompareBytesPass());
  };
  builder.registerVectorizerStartEPCallback(add);
  builder.registerOptimizerLastEPCallback(
      [](ModulePassManager &passes, OptimizationLevel, ThinOrFullLTOPhase) {
        passes.addPass(createModuleToFunctionPassAdaptor(TrapWitnessPass()));
      });
}

static ModulePassManager pipeline(PassBuilder &builder,
                                  const TargetMachine &machine,
                                  const LowerOptions &options) {
  OptLevel level = options.level;
  ModulePassManager passes;
  if (elidesStacks(level))
    passes.addPass(ElideStacksPass());
  passes.addPass(LowerSwitchPass(machine));
  passes.addPass(VectorOpsPass(machine));
  if (level == OptLevel::O1)
    passes.addPass(createModuleToFunctionPassAdaptor(quickPipeline()));
  else if (level != OptLevel::O0)
    passes.addPass(builder.buildPerModuleDefaultPipeline(pipelineLevel(level)));
  passes.addPass(QuietNaNsPass());
  passes.addPass(VectorIntrinsicsPass(machine));
  passes.addPass(FrameInstancePass(level != OptLevel::O0));
  if (level != OptLevel::O0) {
    passes.addPass(CountZerosPass(machine));
    passes.addPass(InlineChainsPass());
  }
  if (options.hasVectors || (level != OptLevel::O0 && level != OptLevel::O1))
    passes.addPass(VectorConstantsPass());
  return passes;
}

void lower(llvm::Module &module, TargetMachine &machine,
           const LowerOptions &options) {
  if (options.verify && verifyModule(module, &errs()))
    report_fatal_error("the emitter made invalid IR");
  if (options.level == OptLevel::Os)
    for (llvm::Function &function : module)
      if (!function.isDeclaration() && !function.hasOptNone())
        function.addFnAttr(Attribute::OptimizeForSize);
  PipelineTuningOptions tuning;
  PassInstrumentationCallbacks callbacks;
  std::optional<PassClock> clock;
  if (options.times)
    followPasses(callbacks, clock.emplace(options.times->lowering));
  PassBuilder builder(&machine, tuning, std::nullopt, &callbacks);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  functions.registerPass([&] {
    return TargetLibraryAnalysis(
        TargetLibraryInfoImpl(machine.getTargetTriple()));
  });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  addEarlyPasses(builder);
  pipeline(builder, machine, options).run(module, modules);
  if (options.verify &&
      (verifyModule(module, &errs()) || !verifyLoweredSwitches(module, errs())))
    report_fatal_error("optimisation made invalid IR");
}

} // namespace wfx
