//===- LowerSwitch.h - Switches of stacks as assembly ---------------------===//
//
// Replaces the switches of the dialect (Dialect.h), each with its frame pointer
// and its instruction pointer, by one inline assembly. That has a label of its
// own, which is the instruction pointer, and a number, because LLVM merges
// equal assembly but must not merge sites; copies that LLVM makes are sites of
// their own, with labels of their own.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace wfx {

/// True if every frame pointer and instruction pointer in \p module belongs to
/// exactly one switch of its block, and every switch has one of both. Otherwise
/// says on \p os what is wrong.
bool verifySwitches(llvm::Module &module, llvm::raw_ostream &os);

/// The same for what LowerSwitchPass has made, after any other pass: no switch
/// is left, and each piece of its assembly has the number of one site as a
/// constant, so that no two sites were merged.
bool verifyLoweredSwitches(const llvm::Module &module, llvm::raw_ostream &os);

struct LowerSwitchPass : llvm::PassInfoMixin<LowerSwitchPass> {
  explicit LowerSwitchPass(const llvm::TargetMachine &machine)
      : machine(machine) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const llvm::TargetMachine &machine;
};

/// Switch.<architecture>.cpp: the assembly of a switch in \p f, whose operands
/// are those of wfx.switch from `save` on; the last is the number of the site.
/// Returns a struct that begins with the members of the switch's result.
llvm::InlineAsm *switchAssembly(llvm::Function &f,
                                const llvm::TargetMachine &machine);

} // namespace wfx
