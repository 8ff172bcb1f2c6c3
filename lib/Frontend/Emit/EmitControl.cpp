//===- EmitControl.cpp - Blocks, branches, locals, traps ------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Intrinsics.h"
#include <numeric>

using namespace llvm;

namespace wfx {

//===--- Blocks -----------------------------------------------------------===//

BasicBlock *FunctionEmitter::createBlock() {
  // Inserted when code starts in it, so that blocks stand in program order.
  return BasicBlock::Create(unit.context());
}

void FunctionEmitter::startBlock(BasicBlock *block) {
  block->insertInto(fn);
  b.SetInsertPoint(block);
}

SmallVector<PHINode *, 1> FunctionEmitter::createPhis(BasicBlock *block,
                                                      ArrayRef<ValType> types) {
  SmallVector<PHINode *, 1> phis;
  for (ValType t : types)
    phis.push_back(PHINode::Create(unit.lower(t), 2, "", block));
  return phis;
}

FunctionEmitter::Control &
FunctionEmitter::pushControl(Op kind, const BlockType &type,
                             const FuncType *function) {
  Control c;
  c.kind = kind;
  c.type = type;
  c.function =
      type.kind == BlockType::TypeIndex ? &wasm.funcType(type.index) : function;
  c.end = createBlock();
  variables.openJoin(c.end);
  controls.push_back(std::move(c));
  Control &frame = controls.back();
  frame.height = operands.size() - (function ? 0 : frame.params().size());
  frame.endPhis = createPhis(frame.end, frame.results());
  return frame;
}

void FunctionEmitter::addIncoming(Control &c) {
  auto &phis = c.header ? c.headerPhis : c.endPhis;
  assert(operands.size() >= phis.size());
  Value **values = operands.end() - phis.size();
  for (size_t i = 0; i < phis.size(); ++i)
    phis[i]->addIncoming(values[i], b.GetInsertBlock());
}

void FunctionEmitter::branchTo(Control &c) {
  addIncoming(c);
  b.CreateBr(targetBlock(c));
}

void FunctionEmitter::setUnreachable() {
  reachable = false;
  operands.truncate(controls.back().height);
  b.ClearInsertionPoint();
}

/// Leaves the innermost frame: code goes on in its end block, if anything
/// branches there.
void FunctionEmitter::endFrame() {
  if (reachable)
    branchTo(controls.back());
  Control frame = std::move(controls.back());
  controls.pop_back();
  operands.truncate(frame.height);
  variables.closeJoin(frame.end);
  if (frame.end->use_empty()) {
    // PHIs without predecessors have no users either.
    variables.forget(frame.end);
    delete frame.end;
    reachable = false;
    b.ClearInsertionPoint();
    return;
  }
  reachable = true;
  startBlock(frame.end);
  for (PHINode *phi : frame.endPhis)
    push(phi);
}

template <> void FunctionEmitter::emit<Op::Block>(const Instr &i) {
  pushControl(Op::Block, i.block, nullptr);
}

template <> void FunctionEmitter::emit<Op::Loop>(const Instr &i) {
  Control &c = pushControl(Op::Loop, i.block, nullptr);
  BasicBlock *header = createBlock();
  c.headerPhis = createPhis(header, c.params());
  variables.openJoin(header);
  c.header = header;
  branchTo(c);
  startBlock(header);
  operands.truncate(c.height);
  for (PHINode *phi : c.headerPhis)
    push(phi);
}

template <> void FunctionEmitter::emit<Op::If>(const Instr &i) {
  Value *cond = condition(pop());
  Control &c = pushControl(Op::If, i.block, nullptr);
  BasicBlock *then = createBlock();
  c.orElse = createBlock();
  c.elseParams.assign(operands.begin() + c.height, operands.end());
  b.CreateCondBr(cond, then, c.orElse, weights);
  startBlock(then);
}

template <> void FunctionEmitter::emit<Op::Else>(const Instr &) {
  Control &c = controls.back();
  if (reachable)
    branchTo(c);
  operands.truncate(c.height);
  startBlock(c.orElse);
  c.orElse = nullptr;
  c.kind = Op::Else;
  pushMany(c.elseParams);
  reachable = true;
}

template <> void FunctionEmitter::emit<Op::End>(const Instr &) {
  Control &c = controls.back();
  if (c.orElse) { // an `if` without `else`: parameters are the results
    if (reachable)
      branchTo(c);
    operands.truncate(c.height);
    startBlock(c.orElse);
    c.orElse = nullptr;
    pushMany(c.elseParams);
    reachable = true;
  }
  if (c.header)
    variables.closeJoin(c.header);
  // A branch to a loop goes to its header; its end is reached by falling out.
  c.header = nullptr;
  if (c.handler) {
    if (c.kind == Op::TryTable)
      endTryTable();
    else
      endTry(handlerAt(controls.size() - 1));
  }
  endFrame();
}

template <> void FunctionEmitter::emit<Op::Nop>(const Instr &) {}

template <> void FunctionEmitter::emit<Op::Unreachable>(const Instr &) {
  trap(TrapCode::Unreachable);
  setUnreachable();
}

//===--- Branches ---------------------------------------------------------===//

template <> void FunctionEmitter::emit<Op::Br>(const Instr &i) {
  branchTo(target(i.index));
  setUnreachable();
}

void FunctionEmitter::branchIf(Value *cond, uint32_t depth) {
  Control &c = target(depth);
  addIncoming(c);
  BasicBlock *next = createBlock();
  b.CreateCondBr(cond, targetBlock(c), next, weights);
  startBlock(next);
}

template <> void FunctionEmitter::emit<Op::BrIf>(const Instr &i) {
  branchIf(condition(pop()), i.index);
}

/// \p table's element at \p index, or its last one if it is shorter.
Value *FunctionEmitter::lookUp(ArrayRef<uint32_t> table, Value *index) {
  Constant *contents = ConstantDataArray::get(unit.context(), table);
  auto *global = new GlobalVariable(unit.module(), contents->getType(),
                                    /*isConstant=*/true,
                                    GlobalValue::PrivateLinkage, contents);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Value *last = b.getInt32(uint32_t(table.size() - 1));
  Value *element = b.CreateBinaryIntrinsic(Intrinsic::umin, index, last);
  return b.CreateLoad(
      unit.i32(), b.CreateInBoundsGEP(unit.i32(), global, {toI64(element)}));
}

/// Each distinct label gets a block of its own between the switch and the
/// target, so that the targets' PHIs have one entry for it and not one a case.
template <> void FunctionEmitter::emit<Op::BrTable>(const Instr &i) {
  Value *index = pop();
  // The distinct labels, and by target, the default last, the number of its
  // label.
  SmallVector<uint32_t> labels, numbers;
  DenseMap<uint32_t, uint32_t> known;
  auto add = [&](uint32_t label) {
    auto [entry, isNew] = known.try_emplace(label, labels.size());
    if (isNew)
      labels.push_back(label);
    numbers.push_back(entry->second);
  };
  for (uint32_t label : i.list)
    add(label);
  add(i.index);

  SmallVector<BasicBlock *> edges;
  for (size_t n = 0; n < labels.size(); ++n)
    edges.push_back(createBlock());
  // The optimiser's time grows with the square of a switch's cases.
  constexpr size_t manyTargets = 2048;
  if (numbers.size() > manyTargets && labels.size() < numbers.size() / 2) {
    index = lookUp(numbers, index);
    numbers.resize(labels.size());
    std::iota(numbers.begin(), numbers.end(), 0);
  }
  BasicBlock *otherwise = edges[numbers.pop_back_val()];
  SwitchInst *sw = b.CreateSwitch(index, otherwise, numbers.size());
  for (auto [n, label] : enumerate(numbers))
    if (edges[label] != otherwise)
      sw->addCase(b.getInt32(uint32_t(n)), edges[label]);
  for (auto [label, block] : zip_equal(labels, edges)) {
    startBlock(block);
    branchTo(target(label));
  }
  setUnreachable();
}

template <> void FunctionEmitter::emit<Op::Return>(const Instr &) {
  branchTo(controls.front());
  setUnreachable();
}

//===--- Parametric and local ---------------------------------------------===//

template <> void FunctionEmitter::emit<Op::Drop>(const Instr &) { pop(); }

template <> void FunctionEmitter::emit<Op::Select>(const Instr &) {
  Value *cond = condition(pop());
  Value *second = pop(), *first = pop();
  push(b.CreateSelect(cond, first, second));
}

template <> void FunctionEmitter::emit<Op::SelectT>(const Instr &i) {
  emit<Op::Select>(i);
}

template <> void FunctionEmitter::emit<Op::LocalGet>(const Instr &i) {
  const Local &local = locals[i.index];
  Value *first = variables.get(local.variable);
  if (wasm.types.isContinuation(local.type))
    pushJoined(local.type, {first, variables.get(local.variable + 1)});
  else
    push(first);
}

template <> void FunctionEmitter::emit<Op::LocalSet>(const Instr &i) {
  setLocal(i.index, pop());
}

template <> void FunctionEmitter::emit<Op::LocalTee>(const Instr &i) {
  setLocal(i.index, operands.back());
}

void FunctionEmitter::setLocal(uint32_t index, Value *value) {
  for (auto [n, part] : enumerate(split(value)))
    variables.set(locals[index].variable + n, part);
}

Value *FunctionEmitter::condition(Value *v) {
  if (auto *ext = dyn_cast<ZExtInst>(v); ext && ext->getSrcTy()->isIntegerTy(1))
    return ext->getOperand(0);
  return b.CreateICmpNE(v, b.getInt32(0));
}

//===--- Traps ------------------------------------------------------------===//

/// Ends the current block with the trapping instruction. `nomerge` keeps sites
/// apart, because the handler finds the Wasm offset by the address.
void FunctionEmitter::trap(TrapCode code) {
  CallInst *call =
      b.CreateIntrinsic(Intrinsic::ubsantrap, {}, {b.getInt8(uint8_t(code))});
  call->addFnAttr(Attribute::NoMerge);
  b.CreateUnreachable();
}

void FunctionEmitter::trapIf(Value *cond, TrapCode code) {
  if (auto *constant = dyn_cast<ConstantInt>(cond);
      constant && constant->isZero())
    return;
  BasicBlock *fail = createBlock(), *next = createBlock();
  b.CreateCondBr(cond, fail, next, unit.unlikely());
  startBlock(fail);
  trap(code);
  startBlock(next);
}

} // namespace wfx
