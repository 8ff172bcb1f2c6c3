//===- ValidateAggregate.cpp - Structs, arrays, i31, casts ----------------===//
//
// The instructions on heap objects (spec 3.4).
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"

using namespace llvm;

namespace wfx {

static bool isPacked(const FieldType &field) {
  return field.packing != FieldType::None;
}

//===----------------------------------------------------------------------===//
// Structs
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::StructNew>) {
  const CompositeType *type = structType();
  if (!type)
    return;
  size_t have = operands.size() - frames.back().height;
  ArrayRef<FieldType> fields = type->fields;
  if (frames.back().unreachable) // what is not there matches anything
    fields = fields.take_back(std::min(fields.size(), have));
  SmallVector<ValType, 16> wanted;
  for (const FieldType &field : fields)
    wanted.push_back(field.type);
  popAll(wanted);
  push(refTo(in.index, /*nullable=*/false));
}

void BodyValidator::visit(Is<Op::StructNewDefault>) {
  const CompositeType *type = structType();
  if (!type)
    return;
  for (const FieldType &field : type->fields)
    if (!field.type.isDefaultable())
      return fail(Diag::TypeMismatch, toString(field.type) + " has no default");
  push(refTo(in.index, /*nullable=*/false));
}

const FieldType *BodyValidator::structField() {
  const CompositeType *type = structType();
  if (!type || !checkIndex(in.index2, type->fields.size(), Diag::UnknownField))
    return nullptr;
  return &type->fields[in.index2];
}

/// Packed values are read with an extension, others without.
bool BodyValidator::checkPacking(const FieldType &field, bool packed) {
  if (isPacked(field) != packed)
    fail(packed ? Diag::UnpackedField : Diag::PackedField);
  return bool(cursor);
}

void BodyValidator::structGet(bool packed) {
  const FieldType *field = structField();
  if (!field || !checkPacking(*field, packed))
    return;
  pop(refTo(in.index, /*nullable=*/true));
  push(field->type);
}

void BodyValidator::visit(Is<Op::StructSet>) {
  const FieldType *field = structField();
  if (!field)
    return;
  if (!field->isMutable)
    return fail(Diag::ImmutableField);
  ValType wanted[] = {refTo(in.index, true), field->type};
  popAll(wanted);
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

const FieldType *BodyValidator::arrayElement(uint32_t type) {
  const CompositeType *comp = composite(type, CompositeType::Array);
  return comp ? &comp->fields.front() : nullptr;
}

const FieldType *BodyValidator::mutableElement() {
  const FieldType *element = arrayElement(in.index);
  if (element && !element->isMutable) {
    fail(Diag::ImmutableArray);
    return nullptr;
  }
  return element;
}

/// The element of an array that can be made of a data segment's bytes.
const FieldType *BodyValidator::numericElement(bool isMutable) {
  const FieldType *element =
      isMutable ? mutableElement() : arrayElement(in.index);
  if (!element || !checkData(in.index2))
    return nullptr;
  if (element->type.isRef()) {
    fail(Diag::ArrayNotNumeric);
    return nullptr;
  }
  return element;
}

/// The element of an array that can be made of an element segment.
const FieldType *BodyValidator::elementFromSegment(bool isMutable) {
  const FieldType *element =
      isMutable ? mutableElement() : arrayElement(in.index);
  if (!element ||
      !checkIndex(in.index2, module.elems.size(), Diag::UnknownElem))
    return nullptr;
  ValType type = module.elems[in.index2].type;
  if (!matches(type, element->type)) {
    fail(Diag::TypeMismatch, "array of " + toString(element->type) +
                                 " from elements of " + toString(type));
    return nullptr;
  }
  return element;
}

void BodyValidator::visit(Is<Op::ArrayNew>) {
  const FieldType *element = arrayElement(in.index);
  if (!element)
    return;
  ValType wanted[] = {element->type, ValType::I32};
  popAll(wanted);
  push(refTo(in.index, false));
}

void BodyValidator::visit(Is<Op::ArrayNewDefault>) {
  const FieldType *element = arrayElement(in.index);
  if (!element)
    return;
  if (!element->type.isDefaultable())
    return fail(Diag::TypeMismatch,
                toString(element->type) + " has no default");
  pop(ValType::I32);
  push(refTo(in.index, false));
}

/// The count may be far beyond what is on the stack, where code is unreachable
/// or invalid.
void BodyValidator::visit(Is<Op::ArrayNewFixed>) {
  const FieldType *element = arrayElement(in.index);
  if (!element)
    return;
  size_t have = operands.size() - frames.back().height;
  size_t count = std::min<size_t>(in.index2, have);
  for (size_t i = 0; i < count && cursor; ++i)
    pop(element->type);
  if (cursor && count < in.index2)
    pop(element->type);
  push(refTo(in.index, false));
}

void BodyValidator::visit(Is<Op::ArrayNewData>) {
  if (!numericElement(/*isMutable=*/false))
    return;
  ValType wanted[] = {ValType::I32, ValType::I32};
  popAll(wanted);
  push(refTo(in.index, false));
}

void BodyValidator::visit(Is<Op::ArrayNewElem>) {
  if (!elementFromSegment(/*isMutable=*/false))
    return;
  ValType wanted[] = {ValType::I32, ValType::I32};
  popAll(wanted);
  push(refTo(in.index, false));
}

void BodyValidator::arrayGet(bool packed) {
  const FieldType *element = arrayElement(in.index);
  if (!element || !checkPacking(*element, packed))
    return;
  ValType wanted[] = {refTo(in.index, true), ValType::I32};
  popAll(wanted);
  push(element->type);
}

void BodyValidator::visit(Is<Op::ArraySet>) {
  const FieldType *element = mutableElement();
  if (!element)
    return;
  ValType wanted[] = {refTo(in.index, true), ValType::I32, element->type};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::ArrayLen>) {
  pop(ValType::ref(HeapType::Array, /*nullable=*/true));
  push(ValType::I32);
}

void BodyValidator::visit(Is<Op::ArrayFill>) {
  const FieldType *element = mutableElement();
  if (!element)
    return;
  ValType wanted[] = {refTo(in.index, true), ValType::I32, element->type,
                      ValType::I32};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::ArrayCopy>) {
  const FieldType *to = mutableElement();
  const FieldType *from = to ? arrayElement(in.index2) : nullptr;
  if (!from)
    return;
  if (to->packing != from->packing || !matches(from->type, to->type))
    return fail(Diag::ArrayMismatch);
  ValType wanted[] = {refTo(in.index, true), ValType::I32,
                      refTo(in.index2, true), ValType::I32, ValType::I32};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::ArrayInitData>) {
  if (!numericElement(/*isMutable=*/true))
    return;
  ValType wanted[] = {refTo(in.index, true), ValType::I32, ValType::I32,
                      ValType::I32};
  popAll(wanted);
}

void BodyValidator::visit(Is<Op::ArrayInitElem>) {
  if (!elementFromSegment(/*isMutable=*/true))
    return;
  ValType wanted[] = {refTo(in.index, true), ValType::I32, ValType::I32,
                      ValType::I32};
  popAll(wanted);
}

//===----------------------------------------------------------------------===//
// i31, equality, casts
//===----------------------------------------------------------------------===//

void BodyValidator::visit(Is<Op::RefI31>) {
  pop(ValType::I32);
  push(ValType::ref(HeapType::I31, /*nullable=*/false));
}

void BodyValidator::visit(Is<Op::I31GetS>) {
  pop(ValType::ref(HeapType::I31, /*nullable=*/true));
  push(ValType::I32);
}

void BodyValidator::visit(Is<Op::I31GetU>) { visit(Is<Op::I31GetS>()); }

void BodyValidator::visit(Is<Op::RefEq>) {
  ValType eq = ValType::ref(HeapType::Eq, /*nullable=*/true);
  ValType wanted[] = {eq, eq};
  popAll(wanted);
  push(ValType::I32);
}

/// Continuations have no type at run time to compare with.
bool BodyValidator::checkCastTarget(ValType target) {
  if (!checkType(target))
    return false;
  use.note(target, in.offset);
  if (module.types.top(target.heap).kind == HeapType::Cont)
    fail(Diag::InvalidCast);
  return bool(cursor);
}

void BodyValidator::refTest() {
  if (!checkCastTarget(ValType::ref(in.heap, in.nullable)))
    return;
  pop(ValType::ref(module.types.top(in.heap), /*nullable=*/true));
  push(ValType::I32);
}

void BodyValidator::refCast() {
  ValType target = ValType::ref(in.heap, in.nullable);
  if (!checkCastTarget(target))
    return;
  pop(ValType::ref(module.types.top(in.heap), /*nullable=*/true));
  push(target);
}

bool BodyValidator::checkCastBranch() {
  if (!checkType(in.from) || !checkCastTarget(in.to))
    return false;
  if (!matches(in.to, in.from))
    fail(Diag::TypeMismatch,
         toString(in.to) + " is not below " + toString(in.from));
  return bool(cursor);
}

/// What is left of \p from when it is known not to be a \p to.
static ValType difference(ValType from, ValType to) {
  return ValType::ref(from.heap, from.nullable && !to.nullable);
}

void BodyValidator::visit(Is<Op::BrOnCast>) {
  const Frame *target = label(in.index);
  if (!target || !checkCastBranch())
    return;
  ArrayRef<ValType> types = target->labelTypes();
  if (types.empty() || !matches(in.to, types.back()))
    return fail(Diag::TypeMismatch, "label has " + toString(types));
  pop(in.from);
  popAll(types.drop_back());
  pushAll(types.drop_back());
  push(difference(in.from, in.to));
}

void BodyValidator::visit(Is<Op::BrOnCastFail>) {
  const Frame *target = label(in.index);
  if (!target || !checkCastBranch())
    return;
  ArrayRef<ValType> types = target->labelTypes();
  if (types.empty() || !matches(difference(in.from, in.to), types.back()))
    return fail(Diag::TypeMismatch, "label has " + toString(types));
  pop(in.from);
  popAll(types.drop_back());
  pushAll(types.drop_back());
  push(in.to);
}

/// The reference keeps its nullability.
void BodyValidator::convert(HeapType from, HeapType to) {
  ValType ref = popRef();
  if (!matches(ref, ValType::ref(from, /*nullable=*/true)))
    return fail(Diag::TypeMismatch, "instruction requires a reference to " +
                                        toString(from) + " but stack has " +
                                        toString(ArrayRef(ref)));
  push(ValType::ref(to, ref.nullable));
}

void BodyValidator::visit(Is<Op::AnyConvertExtern>) {
  convert(HeapType::Extern, HeapType::Any);
}

void BodyValidator::visit(Is<Op::ExternConvertAny>) {
  convert(HeapType::Any, HeapType::Extern);
}

} // namespace wfx
