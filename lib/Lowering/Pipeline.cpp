//===- Pipeline.cpp - What optimises a unit -------------------------------===//
//
// A producer has optimised its code before. What is left to gain is behind what
// Wasm hides: where memories begin, that indices are numbers of 32 bits, what
// the processor can do. So -O2 is not LLVM's pipeline, which assumes a source,
// but what of it measurably changed code (docs/decisions.md), in the notation
// of opt. -O3 is LLVM's, for code that nobody has optimised.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Pipeline.h"
#include "Lowering/CompareBytes.h"
#include "Lowering/CountedLoops.h"
#include "Lowering/QuietNaNs.h"
#include "Lowering/Reroll.h"
#include "Lowering/TrapWitness.h"
#include "Lowering/WidenAddresses.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Transforms/IPO/FunctionAttrs.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"

using namespace llvm;

namespace wfx {

#define FOLD "simplifycfg<switch-range-to-icmp>,"
#define FOLD_AND_MERGE                                                         \
  "simplifycfg<switch-range-to-icmp;switch-to-arithmetic;"                     \
  "hoist-common-insts;sink-common-insts>,"
#define FOLD_SWITCHES                                                          \
  "simplifycfg<switch-range-to-icmp;switch-to-arithmetic;"                     \
  "forward-switch-cond;switch-to-lookup;no-keep-loops;"                        \
  "hoist-common-insts;sink-common-insts>,"
#define FOLD_TO_SELECTS                                                        \
  "simplifycfg<switch-range-to-icmp;switch-to-arithmetic;"                     \
  "hoist-loads-stores-with-cond-faulting;speculate-unpredictables>,"
#define COMBINE "instcombine<no-verify-fixpoint>,"

/// For each function when its callees are ready. Conditions come first, since
/// checks are many; a check that an induction variable decides leaves its loop.
/// Jump threading takes quadratic memory for chains of conditionals that are
/// not folded before.
constexpr StringLiteral simplification =
    "early-cse<memssa>," FOLD
    "jump-threading,correlated-propagation," FOLD COMBINE
    "reassociate,constraint-elimination,"
    "loop-mssa(loop-instsimplify,loop-simplifycfg,licm<no-allowspeculation>,"
    "loop-rotate,licm<allowspeculation>,simple-loop-unswitch<trivial>)," FOLD
    "loop(loop-idiom,indvars,simple-loop-unswitch<trivial>,loop-deletion,"
    "loop-unroll-full),"
    "gvn," COMBINE
    "adce,memcpyopt,dse,loop-mssa(licm<allowspeculation>)," FOLD_AND_MERGE;

/// When everything is inlined. What is called wfx- is below.
constexpr StringLiteral completion =
    "wfx-loops,loop-vectorize," FOLD_SWITCHES
    "vector-combine,loop-unroll<O2>," COMBINE
    "loop-mssa(licm<allowspeculation>),loop-sink,div-rem-pairs," FOLD_TO_SELECTS
    "wfx-witness";

#undef FOLD
#undef FOLD_AND_MERGE
#undef FOLD_SWITCHES
#undef FOLD_TO_SELECTS
#undef COMBINE

/// In front of the vectoriser. What stands for a Wasm semantics that LLVM does
/// not know goes as soon as nothing more can break it; loops get the form that
/// they would have in a program that was not Wasm in between.
static void addLoopForms(FunctionPassManager &passes) {
  passes.addPass(TrapWitnessPass());
  passes.addPass(QuietNaNsPass());
  passes.addPass(LoopSimplifyPass());
  passes.addPass(RerollPass());
  passes.addPass(WidenAddressesPass());
  passes.addPass(CompareBytesPass());
}

/// The passes of ours that the texts above name.
static bool addOwn(StringRef name, FunctionPassManager &passes,
                   ArrayRef<PassBuilder::PipelineElement>) {
  if (name == "wfx-loops")
    addLoopForms(passes);
  else if (name == "wfx-witness")
    passes.addPass(TrapWitnessPass());
  else
    return false;
  return true;
}

static FunctionPassManager parse(PassBuilder &builder, StringRef text) {
  FunctionPassManager passes;
  cantFail(builder.parsePassPipeline(passes, text.rtrim(',')));
  return passes;
}

/// -O1: what pays for itself in hardly more time than code generation without
/// optimisation needs. Where the time of a function is likely to go into loops
/// over arrays they are vectorised; nothing is inlined or moved, because values
/// that live longer cost more with the allocator of that level than they save.
static FunctionPassManager quickPasses(PassBuilder &builder) {
  FunctionPassManager loops;
  addLoopForms(loops);
  loops.addPass(parse(builder, "loop-vectorize,early-cse"));
  // What has been rolled up is unrolled again.
  loops.addPass(LoopUnrollPass(
      LoopUnrollOptions(/*OptLevel=*/2, /*OnlyWhenForced=*/true)));
  loops.addPass(parse(builder, "early-cse,simplifycfg"));
  FunctionPassManager passes = parse(builder, "early-cse,simplifycfg");
  passes.addPass(VolatileLoadsPass());
  passes.addPass(CountedLoopsPass(std::move(loops)));
  return passes;
}

static ModulePassManager ownPasses(PassBuilder &builder, OptLevel level) {
  auto eagerly = [&](StringRef text) {
    return createModuleToFunctionPassAdaptor(
        parse(builder, text), /*EagerlyInvalidateAnalyses=*/true);
  };
  ModuleInlinerWrapperPass inliner(
      getInlineParams(/*OptLevel=*/2, /*SizeOptLevel=*/level == OptLevel::Os));
  inliner.addModulePass(
      RequireAnalysisPass<ProfileSummaryAnalysis, llvm::Module>());
  inliner.getPM().addPass(PostOrderFunctionAttrsPass(true));
  inliner.getPM().addPass(createCGSCCToFunctionPassAdaptor(
      parse(builder, simplification), /*EagerlyInvalidateAnalyses=*/true,
      /*NoRerun=*/true));
  inliner.getPM().addPass(PostOrderFunctionAttrsPass());

  ModulePassManager passes;
  passes.addPass(std::move(inliner));
  passes.addPass(GlobalDCEPass());
  passes.addPass(ReversePostOrderFunctionAttrsPass());
  passes.addPass(eagerly(completion));
  return passes;
}

/// LLVM's pipeline with our passes in it.
static ModulePassManager standardPasses(PassBuilder &builder) {
  builder.registerVectorizerStartEPCallback(
      [](FunctionPassManager &passes, OptimizationLevel) {
        addLoopForms(passes);
      });
  builder.registerOptimizerLastEPCallback(
      [](ModulePassManager &passes, OptimizationLevel, ThinOrFullLTOPhase) {
        passes.addPass(createModuleToFunctionPassAdaptor(TrapWitnessPass()));
      });
  return builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3);
}

ModulePassManager optimization(PassBuilder &builder, OptLevel level) {
  if (level == OptLevel::O3)
    return standardPasses(builder);
  builder.registerPipelineParsingCallback(addOwn);
  if (level != OptLevel::O1)
    return ownPasses(builder, level);
  ModulePassManager passes;
  passes.addPass(createModuleToFunctionPassAdaptor(quickPasses(builder)));
  return passes;
}

} // namespace wfx
