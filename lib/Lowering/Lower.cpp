//===- Lower.cpp - Optimising and lowering a unit -------------------------===//

#include "Lowering/Lower.h"
#include "Lowering/CountZeros.h"
#include "Lowering/ElideStacks.h"
#include "Lowering/FrameInstance.h"
#include "Lowering/InlineChains.h"
#include "Lowering/LowerSwitch.h"
#include "Lowering/Pipeline.h"
#include "Lowering/QuietNaNs.h"
#include "Lowering/VectorConstants.h"
#include "Lowering/VectorIntrinsics.h"
#include "Lowering/VectorOps.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

static ModulePassManager pipeline(PassBuilder &builder,
                                  const TargetMachine &machine,
                                  const LowerOptions &options) {
  OptLevel level = options.level;
  bool isOptimized = level != OptLevel::O0;
  ModulePassManager passes;
  if (elidesStacks(level))
    passes.addPass(ElideStacksPass());
  passes.addPass(LowerSwitchPass(machine));
  passes.addPass(VectorOpsPass(machine));
  if (isOptimized)
    passes.addPass(optimization(builder, level));
  passes.addPass(QuietNaNsPass());
  passes.addPass(VectorIntrinsicsPass(machine));
  passes.addPass(FrameInstancePass(isOptimized));
  if (isOptimized) {
    passes.addPass(CountZerosPass(machine));
    passes.addPass(InlineChainsPass());
  }
  if (options.hasVectors || (isOptimized && level != OptLevel::O1))
    passes.addPass(VectorConstantsPass());
  return passes;
}

/// Lets long functions begin with a cache line, so that how fast the loops in
/// them are does not depend on what happens to be in front of them.
static void alignFunctions(llvm::Module &module) {
  constexpr unsigned isLong = 200; // instructions
  for (llvm::Function &f : module)
    if (!f.hasOptSize() && !f.hasOptNone() && f.getInstructionCount() >= isLong)
      f.setAlignment(Align(64));
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
  pipeline(builder, machine, options).run(module, modules);
  if (options.level == OptLevel::O2 || options.level == OptLevel::O3)
    alignFunctions(module);
  if (options.verify &&
      (verifyModule(module, &errs()) || !verifyLoweredSwitches(module, errs())))
    report_fatal_error("optimisation made invalid IR");
}

} // namespace wfx
