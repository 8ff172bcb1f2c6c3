//===- ElideStacks.cpp - Continuations that need no stack -----------------===//
//
// Which continuations these are. Creator.cpp changes the functions that make
// them.
//
//===----------------------------------------------------------------------===//

#include "Lowering/ElideStacks.h"
#include "Lowering/Bounds.h"
#include "Lowering/Creator.h"
#include "Lowering/Dialect.h"
#include "Lowering/References.h"
#include "Lowering/StepFunction.h"
#include "Lowering/Suspending.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Scalar/InstSimplifyPass.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <map>

using namespace llvm;

namespace wfx {

namespace {

/// Instructions, not optimised yet. A body is compiled twice, what a copy
/// inlines up to once for each caller.
constexpr unsigned maxBody = 20000, maxInlined = 2000;

/// A copy of a function, in which values are in registers.
class Copy {
public:
  Copy(Function &original, FunctionAnalysisManager &analyses)
      : original(original), analyses(analyses) {
    ValueToValueMapTy values;
    copy = CloneFunction(&original, values);
    simplify();
  }
  ~Copy() {
    if (!copy)
      return;
    analyses.clear(*copy, copy->getName());
    copy->eraseFromParent();
  }

  Function &function() { return *copy; }
  /// Inlines \p calls, of functions with bodies. False if that is not possible.
  bool inlineCalls(ArrayRef<CallBase *> calls);
  /// Gives the original this body.
  void replaceOriginal();

private:
  void simplify();

  Function &original;
  FunctionAnalysisManager &analyses;
  Function *copy;
  unsigned left = maxInlined;
};

class Elision {
public:
  Elision(Module &module, ModuleAnalysisManager &modules)
      : analyses(modules.getResult<FunctionAnalysisManagerModuleProxy>(module)
                     .getManager()),
        suspending(module) {}

  void run() {
    for (Function *f : suspending.order())
      changeCreator(*f);
  }

private:
  void changeCreator(Function &f);
  SmallVector<CallBase *> makerCalls(Function &f) const;
  bool elide(CallBase &made, Copy &creator, bool &isMaker);
  const StepFunction *stepOf(const References &references);
  std::optional<StepFunction> makeStep(Function &body, Function &thunk,
                                       BoundWords words);
  bool isolate(Copy &body);

  FunctionAnalysisManager &analyses;
  Suspending suspending;
  /// Functions that return a continuation which they have made.
  DenseSet<const Function *> makers;
  using Start = std::tuple<Function *, Function *, BoundWords>;
  /// By body, thunk, and what is bound to it.
  std::map<Start, std::optional<StepFunction>> steps;
};

} // namespace

PreservedAnalyses ElideStacksPass::run(Module &module,
                                       ModuleAnalysisManager &modules) {
  if (Function *begin = module.getFunction(dialect::newBegin);
      begin && !begin->use_empty())
    Elision(module, modules).run();
  removeBounds(module);
  return PreservedAnalyses::none();
}

//===--- Copies -----------------------------------------------------------===//

/// Makes phis of structs phis of their members.
static void splitStructs(Function &f) {
  SmallVector<PHINode *> phis;
  for (BasicBlock &block : f)
    for (PHINode &phi : block.phis())
      if (phi.getType()->isStructTy())
        phis.push_back(&phi);
  for (PHINode *phi : phis) {
    auto *type = cast<StructType>(phi->getType());
    IRBuilder<> after(phi->getParent(),
                      phi->getParent()->getFirstInsertionPt());
    Value *whole = PoisonValue::get(type);
    for (unsigned i = 0; i < type->getNumElements(); ++i) {
      PHINode *part =
          PHINode::Create(type->getElementType(i), phi->getNumIncomingValues(),
                          "", phi->getIterator());
      for (auto [value, block] :
           zip_equal(phi->incoming_values(), phi->blocks())) {
        IRBuilder<> end(block->getTerminator());
        part->addIncoming(end.CreateExtractValue(value, i), block);
      }
      whole = after.CreateInsertValue(whole, part, i);
    }
    phi->replaceAllUsesWith(whole);
    phi->eraseFromParent();
  }
}

void Copy::simplify() {
  auto run = [&](auto pass) {
    analyses.invalidate(*copy, pass.run(*copy, analyses));
  };
  analyses.invalidate(*copy, PreservedAnalyses::none());
  run(SROAPass(SROAOptions::PreserveCFG));
  splitStructs(*copy);
  analyses.invalidate(*copy, PreservedAnalyses::none());
  run(InstSimplifyPass());
  for (BasicBlock &block : *copy)
    DeleteDeadPHIs(&block);
}

bool Copy::inlineCalls(ArrayRef<CallBase *> calls) {
  for (CallBase *call : calls) {
    Function *callee = call->getCalledFunction();
    unsigned size = callee->getInstructionCount();
    if (size > left)
      return false;
    left -= size;
    InlineFunctionInfo info;
    if (!InlineFunction(*call, info, /*MergeAttributes=*/false,
                        /*CalleeAAR=*/nullptr, /*InsertLifetime=*/false)
             .isSuccess())
      return false;
  }
  if (!calls.empty())
    simplify();
  return true;
}

void Copy::replaceOriginal() {
  analyses.clear(original, original.getName());
  analyses.clear(*copy, copy->getName());
  DISubprogram *scope = copy->getSubprogram();
  copy->setSubprogram(nullptr);
  original.dropAllReferences();
  original.splice(original.end(), copy);
  for (auto [mine, other] : zip_equal(original.args(), copy->args()))
    other.replaceAllUsesWith(&mine);
  original.setSubprogram(scope);
  if (copy->hasPersonalityFn())
    original.setPersonalityFn(copy->getPersonalityFn());
  copy->eraseFromParent();
  copy = nullptr;
}

//===--- Creators ---------------------------------------------------------===//

SmallVector<CallBase *> Elision::makerCalls(Function &f) const {
  SmallVector<CallBase *> calls;
  for (Instruction &instruction : instructions(f))
    if (auto *call = dyn_cast<CallBase>(&instruction);
        call && makers.contains(call->getCalledFunction()))
      calls.push_back(call);
  return calls;
}

/// Elides what is possible in \p f.
void Elision::changeCreator(Function &f) {
  if (callsOf(f, dialect::newEnd).empty() && makerCalls(f).empty())
    return;
  Copy copy(f, analyses);
  if (!copy.inlineCalls(makerCalls(copy.function())))
    return;
  SmallVector<WeakVH> sources;
  for (CallBase *made : callsOf(copy.function(), dialect::newEnd))
    sources.push_back(made);
  bool isChanged = false, isMaker = false;
  for (WeakVH &made : sources)
    if (made && elide(cast<CallBase>(*made), copy, isMaker))
      isChanged = true;
  if (isMaker)
    makers.insert(&f);
  if (!isChanged)
    return;
  copy.replaceOriginal();
  suspending.update(f);
}

/// True if the continuation that \p made stands for, and those that its
/// references mix with, need no stacks any more.
bool Elision::elide(CallBase &made, Copy &creator, bool &isMaker) {
  References references(made);
  while (!references.escape && !references.areReturned &&
         !references.calls.empty()) {
    if (!creator.inlineCalls(references.calls.getArrayRef()))
      return false;
    references = References(made);
  }
  isMaker |= !references.escape && references.areReturned;
  if (references.escape || references.areReturned || references.overlap())
    return false;
  auto isClosed = [](CallBase *begin) { return Region(*begin).isClosed(); };
  if (!all_of(references.binds, isClosed) ||
      !all_of(references.resumes, isClosed))
    return false;
  const StepFunction *step = stepOf(references);
  if (!step || !all_of(references.resumes, [&](CallBase *begin) {
        return handlesAll(*begin, *step);
      }))
    return false;
  useStepFunction(creator.function(), references, *step);
  return true;
}

//===--- Bodies -----------------------------------------------------------===//

/// The step function of all continuations that \p references refer to; null if
/// there is none.
const StepFunction *Elision::stepOf(const References &references) {
  std::pair<Function *, Function *> common;
  for (CallBase *made : references.sources) {
    CallBase *begin = callOf(made->getArgOperand(0), dialect::newBegin);
    if (!begin || !Region(*begin).isClosed())
      return nullptr;
    std::pair started(dialect::functionOf(begin->getArgOperand(0)),
                      cast<Function>(begin->getArgOperand(1)));
    if (!started.first || (common.first && common != started))
      return nullptr;
    common = started;
  }
  std::optional<BoundWords> words = references.bound();
  if (!words)
    return nullptr;
  auto [body, thunk] = common;
  auto [found, isNew] = steps.try_emplace({body, thunk, *words});
  if (isNew)
    found->second = makeStep(*body, *thunk, *words);
  return found->second ? &*found->second : nullptr;
}

std::optional<StepFunction> Elision::makeStep(Function &body, Function &thunk,
                                              BoundWords words) {
  if (body.isDeclaration() || body.getInstructionCount() > maxBody)
    return std::nullopt;
  Copy copy(body, analyses);
  if (!isolate(copy))
    return std::nullopt;
  copy.function().setName(body.getName() + ".step");
  return makeStepFunction(copy.function(), thunk, words);
}

/// Inlines in \p body what may suspend. True if all that it does with stacks
/// are suspensions of its own.
bool Elision::isolate(Copy &body) {
  while (true) {
    SmallVector<CallBase *> calls;
    unsigned switches = 0;
    for (Instruction &instruction : instructions(body.function())) {
      auto *call = dyn_cast<CallBase>(&instruction);
      if (!call || !suspending.maySuspend(*call))
        continue;
      Function *callee = call->getCalledFunction();
      if (callOf(call, dialect::stackSwitch))
        ++switches;
      else if (callee && !callee->isDeclaration())
        calls.push_back(call);
      else
        return false;
    }
    if (calls.empty()) {
      auto begins = callsOf(body.function(), dialect::suspendBegin);
      return switches == begins.size() && all_of(begins, [](CallBase *begin) {
               return Region(*begin).isClosed();
             });
    }
    if (!body.inlineCalls(calls))
      return false;
  }
}

} // namespace wfx
