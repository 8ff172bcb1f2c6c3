//===- Suspending.cpp - What may suspend ----------------------------------===//

#include "Lowering/Suspending.h"
#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace wfx {

Suspending::Suspending(Module &module) {
  for (Function &f : module) {
    Others &found = others[&f];
    auto add = [](auto &set, Function *other) {
      if (other && !other->isDeclaration())
        set.insert(other);
    };
    for (Instruction &instruction : instructions(f))
      if (callOf(&instruction, dialect::newBegin))
        add(found.started, dialect::functionOf(instruction.getOperand(0)));
      else if (auto *call = dyn_cast<CallBase>(&instruction))
        add(found.called, call->getCalledFunction());
    if (anyMaySuspend(f))
      functions.insert(&f);
  }
  spread();
  sort(module);
}

/// Functions of Wasm that are not in the module are not known, the runtime's
/// are.
bool Suspending::maySuspend(const CallBase &call) const {
  if (call.isInlineAsm() || call.hasFnAttr(dialect::hostCall))
    return false;
  const Function *callee = call.getCalledFunction();
  if (!callee)
    return true;
  if (callee->isDeclaration())
    return callee->getName() == dialect::stackSwitch ||
           callee->getSection() == abi::codeSection;
  return functions.contains(callee);
}

bool Suspending::anyMaySuspend(const Function &f) const {
  return any_of(instructions(f), [&](const Instruction &instruction) {
    auto *call = dyn_cast<CallBase>(&instruction);
    return call && maySuspend(*call);
  });
}

void Suspending::update(const Function &f) {
  if (!anyMaySuspend(f))
    functions.erase(&f);
}

/// Adds the callers of what is in the set.
void Suspending::spread() {
  DenseMap<Function *, SmallVector<const Function *, 4>> callers;
  for (auto &[f, other] : others)
    for (Function *callee : other.called)
      callers[callee].push_back(f);
  SmallVector<const Function *> left(functions.begin(), functions.end());
  while (!left.empty()) {
    auto found = callers.find(left.pop_back_val());
    if (found == callers.end())
      continue;
    for (const Function *caller : found->second)
      if (functions.insert(caller).second)
        left.push_back(caller);
  }
}

/// Not recursive: chains of calls are as long as the module likes.
void Suspending::sort(Module &module) {
  DenseSet<const Function *> seen;
  SmallVector<std::pair<Function *, size_t>> path;
  auto enter = [&](Function *f) {
    if (!f->isDeclaration() && seen.insert(f).second)
      path.push_back({f, 0});
  };
  for (Function &root : module) {
    enter(&root);
    while (!path.empty()) {
      auto &[f, next] = path.back();
      const Others &other = others[f];
      size_t n = next++, called = other.called.size();
      if (n < called) {
        enter(other.called[n]);
      } else if (n - called < other.started.size()) {
        enter(other.started[n - called]);
      } else {
        ordered.push_back(f);
        path.pop_back();
      }
    }
  }
}

} // namespace wfx
