//===- VectorConstants.cpp - Functions with very many vector constants ----===//

#include "Lowering/VectorConstants.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace wfx {

/// More distinct constants than this are worth a table: nothing that a person
/// writes has as many.
constexpr size_t limit = 500;
constexpr unsigned vectorBytes = 16;

/// A constant of 128 bits that would be in memory anyway. Counts of shifts
/// stay, because they choose the instruction.
static ConstantDataVector *tableConstant(const Use &use) {
  auto *constant = dyn_cast<ConstantDataVector>(use.get());
  auto *user = cast<Instruction>(use.getUser());
  bool fits = constant && !user->isShift() && !isa<PHINode>(user) &&
              constant->getRawDataValues().size() == vectorBytes;
  return fits ? constant : nullptr;
}

/// The constants of \p f, by their bytes, with their places in a table; empty
/// if there are few.
static MapVector<StringRef, uint64_t> collect(llvm::Function &f) {
  MapVector<StringRef, uint64_t> places;
  if (f.getInstructionCount() <= limit)
    return places;
  for (Instruction &instruction : instructions(f))
    for (Use &use : instruction.operands())
      if (ConstantDataVector *constant = tableConstant(use))
        places.insert({constant->getRawDataValues(), places.size()});
  if (places.size() <= limit)
    places.clear();
  return places;
}

static GlobalVariable *
createTable(Module &module, const MapVector<StringRef, uint64_t> &places) {
  std::string bytes;
  for (const auto &[data, place] : places)
    bytes += data;
  Constant *init = ConstantDataArray::getString(module.getContext(), bytes,
                                                /*AddNull=*/false);
  auto *table =
      new GlobalVariable(module, init->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, init, "wfx_constants");
  table->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  table->setAlignment(Align(vectorBytes));
  return table;
}

static bool useTable(llvm::Function &f) {
  MapVector<StringRef, uint64_t> places = collect(f);
  if (places.empty())
    return false;
  GlobalVariable *table = createTable(*f.getParent(), places);
  MDNode *empty = MDNode::get(f.getContext(), {});
  for (Instruction &instruction : instructions(f))
    for (Use &use : instruction.operands()) {
      ConstantDataVector *constant = tableConstant(use);
      if (!constant)
        continue;
      IRBuilder<> b(&instruction);
      Value *place = b.CreateConstInBoundsGEP1_64(
          b.getInt8Ty(), table,
          vectorBytes * places.lookup(constant->getRawDataValues()));
      LoadInst *load =
          b.CreateAlignedLoad(constant->getType(), place, Align(vectorBytes));
      load->setMetadata(LLVMContext::MD_invariant_load, empty);
      use.set(load);
    }
  return true;
}

PreservedAnalyses VectorConstantsPass::run(Module &module,
                                           ModuleAnalysisManager &) {
  bool changed = false;
  for (llvm::Function &f : module)
    changed |= useTable(f);
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wfx
