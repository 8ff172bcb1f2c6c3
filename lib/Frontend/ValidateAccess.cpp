//===- ValidateAccess.cpp - Variables, tables, memories, references -------===//
//
// The instructions among these (spec 3.4) whose type depends on their
// immediates, and the parametric ones.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace wfx {

//===----------------------------------------------------------------------===//
// Parametric
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::Drop>) { pop(); }

/// Without a type, only numbers and vectors can be selected.
void BodyValidator::visit(Is<Op::Select>) {
  pop(ValType::I32);
  ValType a = pop(), b = pop();
  bool equal =
      a.kind == b.kind || a.kind == ValType::Bot || b.kind == ValType::Bot;
  if (a.isRef() || b.isRef() || !equal) {
    ValType found[] = {b, a};
    return fail(Diag::TypeMismatch, "instruction requires two equal numbers "
                                    "but stack has " +
                                        toString(ArrayRef(found)));
  }
  push(a.kind == ValType::Bot ? b : a);
}

void BodyValidator::visit(Is<Op::SelectT>) {
  if (in.types.size() != 1)
    return fail(Diag::InvalidResultArity);
  ValType type = in.types.front();
  if (!checkType(type))
    return;
  use.note(type, in.offset);
  ValType wanted[] = {type, type, ValType::I32};
  popAll(wanted);
  push(type);
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

bool BodyValidator::checkLocal(uint32_t index) {
  return checkIndex(index, params.size() + declaredCount, Diag::UnknownLocal);
}

ValType BodyValidator::localType(uint32_t index) const {
  if (index < params.size())
    return params[index];
  index -= params.size();
  if (index < firstLocals.size())
    return firstLocals[index];
  return partition_point(localRuns,
                         [&](const LocalRun &run) { return run.end <= index; })
      ->type;
}

/// A local without a default value must be set before it is read.
bool BodyValidator::isInitialized(uint32_t local, ValType type) const {
  return type.isDefaultable() || local < params.size() ||
         initialized.contains(local);
}

void BodyValidator::initialize(uint32_t local, ValType type) {
  if (!isInitialized(local, type)) {
    initialized.insert(local);
    initOrder.push_back(local);
  }
}

void BodyValidator::visit(Is<Op::LocalGet>) {
  if (!checkLocal(in.index))
    return;
  ValType type = localType(in.index);
  if (!isInitialized(in.index, type))
    return failUnknown(Diag::UninitializedLocal, in.index);
  push(type);
}

void BodyValidator::visit(Is<Op::LocalSet>) {
  if (!checkLocal(in.index))
    return;
  ValType type = localType(in.index);
  pop(type);
  initialize(in.index, type);
}

void BodyValidator::visit(Is<Op::LocalTee>) {
  if (!checkLocal(in.index))
    return;
  ValType type = localType(in.index);
  pop(type);
  initialize(in.index, type);
  push(type);
}

/// A constant expression may read immutable globals that come before it.
void BodyValidator::visit(Is<Op::GlobalGet>) {
  size_t visible = isConstant() ? visibleGlobals : module.globals.size();
  if (!checkIndex(in.index, visible, Diag::UnknownGlobal))
    return;
  const GlobalType &type = module.globals[in.index].type;
  if (isConstant() && type.isMutable)
    return fail(Diag::NotConstant);
  push(type.type);
}

void BodyValidator::visit(Is<Op::GlobalSet>) {
  if (!checkIndex(in.index, module.globals.size(), Diag::UnknownGlobal))
    return;
  const GlobalType &type = module.globals[in.index].type;
  if (!type.isMutable)
    return failUnknown(Diag::ImmutableGlobal, in.index);
  pop(type.type);
}

//===----------------------------------------------------------------------===//
// Tables and memories
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::TableGet>) {
  const Table *t = table(in.index);
  if (!t)
    return;
  pop(addressType(t->type.limits));
  push(t->type.element);
}

/// The table of an instruction that changes it.
const Table *BodyValidator::changedTable() {
  const Table *t = table(in.index);
  if (t)
    changed.set(in.index);
  return t;
}

void BodyValidator::visit(Is<Op::TableSet>) {
  const Table *t = changedTable();
  if (!t)
    return;
  ValType wanted[] = {addressType(t->type.limits), t->type.element};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::TableSize>) {
  if (const Table *t = table(in.index))
    push(addressType(t->type.limits));
}

void BodyValidator::visit(Is<Op::TableGrow>) {
  const Table *t = changedTable();
  if (!t)
    return;
  ValType wanted[] = {t->type.element, addressType(t->type.limits)};
  popAll(wanted);
  push(addressType(t->type.limits));
}

void BodyValidator::visit(Is<Op::TableFill>) {
  const Table *t = changedTable();
  if (!t)
    return;
  ValType address = addressType(t->type.limits);
  ValType wanted[] = {address, t->type.element, address};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::TableInit>) {
  const Table *t = changedTable();
  if (!t || !checkIndex(in.index2, module.elems.size(), Diag::UnknownElem))
    return;
  ValType element = module.elems[in.index2].type;
  if (!matches(element, t->type.element))
    return fail(Diag::TypeMismatch, "table of " + toString(t->type.element) +
                                        " from elements of " +
                                        toString(element));
  ValType wanted[] = {addressType(t->type.limits), ValType::I32, ValType::I32};
  popAll(wanted);
}

/// The length's type is the narrower of the two address types.
static ValType narrower(ValType a, ValType b) {
  return a.kind == ValType::I64 ? b : a;
}

void BodyValidator::visit(Is<Op::TableCopy>) {
  const Table *to = changedTable(), *from = table(in.index2);
  if (!to || !from)
    return;
  if (!matches(from->type.element, to->type.element))
    return fail(Diag::TypeMismatch, "table of " + toString(to->type.element) +
                                        " from table of " +
                                        toString(from->type.element));
  ValType a = addressType(to->type.limits), b = addressType(from->type.limits);
  ValType wanted[] = {a, b, narrower(a, b)};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::MemoryCopy>) {
  ValType a = memoryAddress(in.index), b = memoryAddress(in.index2);
  if (!cursor)
    return;
  ValType wanted[] = {a, b, narrower(a, b)};
  popAll(wanted);
}

//===----------------------------------------------------------------------===//
// References
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::RefNull>) {
  if (!checkType(in.heap))
    return;
  use.note(in.heap, in.offset);
  push(ValType::ref(in.heap, /*nullable=*/true));
}

void BodyValidator::visit(Is<Op::RefIsNull>) {
  popRef();
  push(ValType::I32);
}

void BodyValidator::visit(Is<Op::RefAsNonNull>) {
  ValType ref = popRef();
  push(ValType::ref(ref.heap, /*nullable=*/false));
}

/// Outside of bodies, a mention is itself the declaration.
void BodyValidator::visit(Is<Op::RefFunc>) {
  if (!checkIndex(in.index, module.functions.size(), Diag::UnknownFunction))
    return;
  if (isConstant())
    mentioned->set(in.index);
  else if (!declared[in.index])
    return failUnknown(Diag::UndeclaredReference, in.index);
  push(ValType::ref(HeapType(module.functions[in.index].type),
                    /*nullable=*/false));
}

} // namespace wfx
