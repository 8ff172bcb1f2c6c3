//===- Variables.cpp - What a function's locals hold ----------------------===//

#include "Frontend/Emit/Variables.h"
#include "llvm/IR/CFG.h"

using namespace llvm;

namespace wfx {

constexpr unsigned stillOpen = ~0u;

unsigned Variables::declare(Value *initial) {
  Value *held = initial;
  if (inMemory) {
    held = b.CreateAlloca(initial->getType());
    if (!isa<PoisonValue>(initial))
      b.CreateStore(initial, held);
  }
  variables.push_back({held, initial->getType(), {}});
  return variables.size() - 1;
}

Value *Variables::get(unsigned variable) {
  Variable &v = variables[variable];
  if (inMemory)
    return b.CreateLoad(v.type, v.initial);
  BasicBlock *block = b.GetInsertBlock();
  if (v.lastBlock != block) {
    v.lastValue = find(variable, block);
    v.lastBlock = block;
  }
  return v.lastValue;
}

void Variables::set(unsigned variable, Value *value) {
  Variable &v = variables[variable];
  if (inMemory) {
    b.CreateStore(value, v.initial);
    return;
  }
  v.sets.push_back(++setCount);
  v.lastBlock = b.GetInsertBlock();
  v.lastValue = value;
  values[{v.lastBlock, variable}] = value;
}

//===--- Joins ------------------------------------------------------------===//

void Variables::openJoin(BasicBlock *block) {
  if (!inMemory)
    joins[block] = {b.GetInsertBlock(), setCount, stillOpen};
}

void Variables::openJoin(BasicBlock *block, BasicBlock *other) {
  if (!inMemory)
    joins[block] = joins.at(other);
}

void Variables::closeJoin(BasicBlock *block) {
  if (auto join = joins.find(block); join != joins.end())
    join->second.end = setCount;
}

void Variables::follow(BasicBlock *block, BasicBlock *other) {
  if (!inMemory)
    joins[block] = {other, setCount, setCount};
}

bool Variables::isSetWithin(unsigned variable, const Join &join) const {
  const auto &sets = variables[variable].sets;
  auto first = upper_bound(sets, join.begin);
  return first != sets.end() && *first <= join.end;
}

/// The value at the end of \p block.
Value *Variables::find(unsigned variable, BasicBlock *block) {
  BasicBlock *const start = block;
  Value *value = nullptr;
  while (!value) {
    if (auto known = values.find({block, variable}); known != values.end())
      value = known->second;
    else if (auto join = joins.find(block); join == joins.end())
      // Several predecessors agree if nobody has opened a join.
      block = pred_empty(block) ? nullptr : *pred_begin(block);
    else if (join->second.end == stillOpen ||
             isSetWithin(variable, join->second))
      value = createPhi(variable, block);
    else
      block = join->second.before;
    if (!block)
      value = variables[variable].initial;
  }
  if (block != start)
    values[{start, variable}] = value;
  return value;
}

PHINode *Variables::createPhi(unsigned variable, BasicBlock *block) {
  PHINode *node =
      PHINode::Create(variables[variable].type, 2, "", block->begin());
  values[{block, variable}] = node;
  phis.push_back({node, variable});
  return node;
}

//===--- Completion -------------------------------------------------------===//

/// What has taken the place of \p value.
Value *Variables::resolve(Value *value) const {
  for (auto r = replaced.find(value); r != replaced.end();
       r = replaced.find(value))
    value = r->second;
  return value;
}

void Variables::complete(Phi phi) {
  BasicBlock *block = phi.node->getParent();
  Join join = joins.lookup(block);
  if (!isSetWithin(phi.variable, join)) {
    replaced[phi.node] = find(phi.variable, join.before);
    return;
  }
  for (BasicBlock *predecessor : predecessors(block))
    phi.node->addIncoming(find(phi.variable, predecessor), predecessor);
}

/// The only value that \p phi can have besides its own, or null.
static Value *onlyValue(const PHINode &phi,
                        function_ref<Value *(Value *)> resolve) {
  Value *only = nullptr;
  for (Value *operand : phi.incoming_values()) {
    Value *value = resolve(operand);
    if (value == &phi || value == only)
      continue;
    if (only)
      return nullptr;
    only = value;
  }
  return only;
}

void Variables::finish() {
  for (size_t i = 0; i < phis.size(); ++i) // it grows
    complete(phis[i]);
  auto resolved = [&](Value *value) { return resolve(value); };
  for (Phi phi : phis)
    if (phi.node->getNumIncomingValues())
      if (Value *only = onlyValue(*phi.node, resolved))
        replaced[phi.node] = only;
  auto isReplaced = [&](Phi phi) { return replaced.contains(phi.node); };
  for (Phi phi : make_filter_range(phis, isReplaced))
    phi.node->replaceAllUsesWith(resolve(phi.node));
  for (Phi phi : make_filter_range(phis, isReplaced))
    phi.node->eraseFromParent();
}

} // namespace wfx
