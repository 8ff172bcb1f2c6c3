//===- ValidateControl.cpp - Blocks, branches, calls, exceptions ----------===//
//
// Control instructions (spec 3.4) and the legacy exceptions.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"

using namespace llvm;

namespace wfx {

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// Resolves the block type of the instruction at hand.
bool BodyValidator::blockSig(BlockSig &sig) {
  switch (in.block.kind) {
  case BlockType::Empty:
    return true;
  case BlockType::Value:
    sig.hasValue = true;
    sig.value = in.block.value;
    use.note(sig.value, in.offset);
    return checkType(sig.value);
  case BlockType::TypeIndex:
    use.set(Feature::MultiValue);
    sig.type = funcType(in.block.index.value);
    return sig.type;
  }
  return false;
}

void BodyValidator::openBlock(Op op) {
  BlockSig sig;
  if (!blockSig(sig))
    return;
  popAll(sig.params());
  openBlock(op, sig);
}

/// The optimiser's time grows with the third power of the depth of loops and
/// with the second of that of conditionals and handlers; blocks are labels to
/// it.
static uint32_t nestingOf(Op op) {
  switch (op) {
  case Op::Block:
    return 0;
  case Op::Loop:
    return 64;
  default:
    return 1;
  }
}

/// Opens a block whose parameters have been popped.
void BodyValidator::openBlock(Op op, const BlockSig &sig) {
  uint32_t nesting = frames.back().nesting + nestingOf(op);
  deepest = std::max(deepest, nesting);
  frames.push_back({op, false, uint32_t(operands.size()),
                    uint32_t(initOrder.size()), sig, nesting});
  pushAll(sig.params());
}

/// Pops the innermost frame, whose results must be all that is on its stack.
/// Locals that it initialised are unset again.
bool BodyValidator::closeFrame(Frame &out) {
  popAll(frames.back().sig.results());
  if (!cursor)
    return false;
  out = frames.back();
  if (operands.size() != out.height) {
    fail(Diag::TypeMismatch,
         "block requires " + toString(out.sig.results()) + " but stack has " +
             toString(ArrayRef(operands).drop_front(out.height)) + " more");
    return false;
  }
  while (initOrder.size() > out.initHeight)
    initialized.erase(initOrder.pop_back_val());
  frames.pop_back();
  return true;
}

void BodyValidator::visit(Is<Op::Block>) { openBlock(Op::Block); }
void BodyValidator::visit(Is<Op::Loop>) { openBlock(Op::Loop); }
void BodyValidator::visit(Is<Op::Try>) { openBlock(Op::Try); }

void BodyValidator::visit(Is<Op::If>) {
  BlockSig sig;
  if (!blockSig(sig))
    return;
  pop(ValType::I32);
  popAll(sig.params());
  openBlock(Op::If, sig);
}

void BodyValidator::visit(Is<Op::Else>) {
  if (frames.back().op != Op::If)
    return fail(Diag::EndExpected);
  Frame frame;
  if (closeFrame(frame))
    openBlock(Op::Else, frame.sig);
}

/// An `if` without `else` has an empty one, which hands on its parameters.
void BodyValidator::visit(Is<Op::End>) {
  Frame frame;
  if (!closeFrame(frame))
    return;
  BlockSig &sig = frame.sig;
  if (frame.op == Op::If && !matchAll(sig.params(), sig.results()))
    return fail(Diag::TypeMismatch, "if without else requires " +
                                        toString(sig.results()) + " but has " +
                                        toString(sig.params()));
  if (!frames.empty())
    pushAll(sig.results());
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::Unreachable>) { setUnreachable(); }

void BodyValidator::visit(Is<Op::Br>) {
  if (const Frame *target = label(in.index)) {
    popAll(target->labelTypes());
    setUnreachable();
  }
}

void BodyValidator::visit(Is<Op::BrIf>) {
  const Frame *target = label(in.index);
  if (!target)
    return;
  pop(ValType::I32);
  popAll(target->labelTypes());
  pushAll(target->labelTypes());
}

/// Every target is checked against the stack, each only once, so that a long
/// table costs no more than its distinct targets.
void BodyValidator::visit(Is<Op::BrTable>) {
  const Frame *last = label(in.index);
  if (!last)
    return;
  size_t arity = last->labelTypes().size();
  pop(ValType::I32);
  for (uint32_t depth : in.list) {
    Frame *target = label(depth);
    if (!target || target->branchedAt == in.offset)
      continue;
    target->branchedAt = in.offset;
    if (target->labelTypes().size() != arity)
      return fail(Diag::TypeMismatch,
                  "br_table targets require " + toString(last->labelTypes()) +
                      " and " + toString(target->labelTypes()));
    if (!checkTop(target->labelTypes()))
      return;
  }
  popAll(last->labelTypes());
  setUnreachable();
}

void BodyValidator::visit(Is<Op::BrOnNull>) {
  ValType ref = popRef();
  const Frame *target = label(in.index);
  if (!target)
    return;
  popAll(target->labelTypes());
  pushAll(target->labelTypes());
  push(ValType::ref(ref.heap, /*nullable=*/false));
}

void BodyValidator::visit(Is<Op::BrOnNonNull>) {
  const Frame *target = label(in.index);
  if (!target)
    return;
  ArrayRef<ValType> types = target->labelTypes();
  if (types.empty() || !types.back().isRef())
    return fail(Diag::TypeMismatch,
                "instruction requires a label that ends in a reference but it "
                "has " +
                    toString(types));
  pop(ValType::ref(types.back().heap, /*nullable=*/true));
  popAll(types.drop_back());
  pushAll(types.drop_back());
}

void BodyValidator::visit(Is<Op::Return>) {
  popAll(results);
  setUnreachable();
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void BodyValidator::call(const FuncType &type) {
  popAll(type.params);
  pushAll(type.results);
}

void BodyValidator::tailCall(const FuncType &type) {
  if (!matchAll(type.results, results))
    return fail(Diag::TypeMismatch,
                "current function requires result type " + toString(results) +
                    " but callee returns " + toString(ArrayRef(type.results)));
  popAll(type.params);
  setUnreachable();
}

/// Pops the table index of an indirect call.
const FuncType *BodyValidator::indirectCallee() {
  const Table *t = table(in.index2);
  if (!t)
    return nullptr;
  if (!matches(t->type.element, ValType::funcref())) {
    fail(Diag::TypeMismatch, "instruction requires a table of functions but "
                             "it has " +
                                 toString(t->type.element));
    return nullptr;
  }
  const FuncType *type = funcType(in.index);
  if (type)
    pop(addressType(t->type.limits));
  return type;
}

/// Pops the function reference of a call through it.
const FuncType *BodyValidator::referencedCallee() {
  const FuncType *type = funcType(in.index);
  if (type)
    pop(ValType::ref(HeapType(TypeIdx(in.index)), /*nullable=*/true));
  return type;
}

void BodyValidator::visit(Is<Op::Call>) {
  if (checkIndex(in.index, module.functions.size(), Diag::UnknownFunction))
    call(module.funcType(FuncIdx(in.index)));
}

void BodyValidator::visit(Is<Op::ReturnCall>) {
  if (checkIndex(in.index, module.functions.size(), Diag::UnknownFunction))
    tailCall(module.funcType(FuncIdx(in.index)));
}

void BodyValidator::visit(Is<Op::CallIndirect>) {
  if (const FuncType *type = indirectCallee())
    call(*type);
}

void BodyValidator::visit(Is<Op::ReturnCallIndirect>) {
  if (const FuncType *type = indirectCallee())
    tailCall(*type);
}

void BodyValidator::visit(Is<Op::CallRef>) {
  if (const FuncType *type = referencedCallee())
    call(*type);
}

void BodyValidator::visit(Is<Op::ReturnCallRef>) {
  if (const FuncType *type = referencedCallee())
    tailCall(*type);
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

/// A tag with results is one to suspend with.
void BodyValidator::visit(Is<Op::Throw>) {
  const FuncType *type = tagType(TagIdx(in.index));
  if (!type)
    return;
  if (!type->results.empty())
    return fail(Diag::TypeMismatch, "instruction requires a tag without "
                                    "results but it has " +
                                        toString(ArrayRef(type->results)));
  popAll(type->params);
  setUnreachable();
}

void BodyValidator::visit(Is<Op::ThrowRef>) {
  pop(ValType::ref(HeapType::Exn, /*nullable=*/true));
  setUnreachable();
}

/// The values that a clause hands to its label. Labels count from
/// outside of the try_table.
void BodyValidator::checkCatch(const CatchClause &clause) {
  SmallVector<ValType, 4> values;
  if (clause.kind == CatchClause::Catch ||
      clause.kind == CatchClause::CatchRef) {
    const FuncType *type = tagType(clause.tag);
    if (!type)
      return;
    values.append(type->params.begin(), type->params.end());
  }
  if (clause.kind == CatchClause::CatchRef ||
      clause.kind == CatchClause::CatchAllRef)
    values.push_back(ValType::ref(HeapType::Exn, /*nullable=*/false));
  const Frame *target = label(clause.label.value);
  if (target && !matchAll(values, target->labelTypes()))
    fail(Diag::TypeMismatch, "catch clause has " + toString(values) +
                                 " but label requires " +
                                 toString(target->labelTypes()));
}

void BodyValidator::visit(Is<Op::TryTable>) {
  for (const CatchClause &clause : in.catches)
    checkCatch(clause);
  if (cursor)
    openBlock(Op::TryTable);
}

/// Ends the part of a legacy `try` that is open and starts a clause, whose
/// operands are the tag's, if it has one.
void BodyValidator::openCatch(Op op, const FuncType *tag) {
  Op open = frames.back().op;
  if (open != Op::Try && open != Op::Catch)
    return fail(Diag::EndExpected);
  Frame frame;
  if (!closeFrame(frame))
    return;
  frames.push_back({op, false, uint32_t(operands.size()),
                    uint32_t(initOrder.size()), frame.sig, frame.nesting});
  if (tag)
    pushAll(tag->params);
}

void BodyValidator::visit(Is<Op::Catch>) {
  if (const FuncType *type = tagType(TagIdx(in.index)))
    openCatch(Op::Catch, type);
}

void BodyValidator::visit(Is<Op::CatchAll>) {
  openCatch(Op::CatchAll, nullptr);
}

/// Its label counts from outside of the `try` that it ends.
void BodyValidator::visit(Is<Op::Delegate>) {
  if (frames.back().op != Op::Try)
    return fail(Diag::EndExpected);
  Frame frame;
  if (!closeFrame(frame))
    return;
  if (label(in.index))
    pushAll(frame.sig.results());
}

void BodyValidator::visit(Is<Op::Rethrow>) {
  const Frame *target = label(in.index);
  if (!target)
    return;
  if (target->op != Op::Catch && target->op != Op::CatchAll)
    return fail(Diag::InvalidRethrow);
  setUnreachable();
}

} // namespace wfx
