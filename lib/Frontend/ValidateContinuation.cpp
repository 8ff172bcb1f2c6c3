//===- ValidateContinuation.cpp - Stack switching -------------------------===//
//
// The seven instructions of the stack-switching proposal and the handler
// clauses of the three resume instructions.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"

using namespace llvm;

namespace wfx {

void BodyValidator::visit(Is<Op::ContNew>) {
  const CompositeType *type = composite(in.index, CompositeType::Cont);
  if (!type)
    return;
  pop(ValType::ref(HeapType(type->cont), /*nullable=*/true));
  push(refTo(in.index, /*nullable=*/false));
}

/// cont.bind supplies the first parameters; what is left must match the type
/// that is asked for.
void BodyValidator::visit(Is<Op::ContBind>) {
  const FuncType *from = contType(in.index);
  const FuncType *to = from ? contType(in.index2) : nullptr;
  if (!to)
    return;
  ArrayRef<ValType> params = from->params;
  if (params.size() < to->params.size())
    return fail(Diag::TypeMismatch, "type " + Twine(in.index2) +
                                        " has more parameters than type " +
                                        Twine(in.index));
  size_t bound = params.size() - to->params.size();
  if (!matchAll(to->params, params.drop_front(bound)) ||
      !matchAll(from->results, to->results))
    return fail(Diag::TypeMismatch, "type " + Twine(in.index) +
                                        " cannot be bound to type " +
                                        Twine(in.index2));
  pop(refTo(in.index, /*nullable=*/true));
  popAll(params.take_front(bound));
  push(refTo(in.index2, /*nullable=*/false));
}

void BodyValidator::visit(Is<Op::Suspend>) {
  if (const FuncType *type = tagType(TagIdx(in.index)))
    call(*type);
}

//===----------------------------------------------------------------------===//
// Resume
//===----------------------------------------------------------------------===//

void BodyValidator::checkHandlers(ArrayRef<ValType> results) {
  for (const HandlerClause &clause : in.handlers)
    checkHandler(clause, results);
}

/// A label takes the tag's parameters and the continuation, which expects the
/// tag's results and ends with \p results, those of the resumed one.
void BodyValidator::checkHandler(const HandlerClause &clause,
                                 ArrayRef<ValType> results) {
  const FuncType *tag = tagType(clause.tag);
  if (!tag)
    return;
  if (clause.isSwitch) {
    if (!tag->params.empty())
      fail(Diag::TypeMismatch, "instruction requires a tag without parameters");
    return;
  }
  const Frame *target = label(clause.label.value);
  if (!target)
    return;
  ArrayRef<ValType> types = target->labelTypes();
  if (types.empty() || !types.back().isRef() || !types.back().heap.isConcrete())
    return fail(Diag::TypeMismatch,
                "instruction requires concrete continuation reference type but "
                "label has " +
                    toString(types));
  const FuncType *cont = contType(types.back().heap.index.value);
  if (!cont)
    return;
  if (!matchAll(tag->params, types.drop_back()) ||
      !matchAll(cont->params, tag->results) ||
      !matchAll(results, cont->results))
    fail(Diag::TypeMismatch,
         "handler does not match its label, which has " + toString(types));
}

void BodyValidator::visit(Is<Op::Resume>) {
  const FuncType *type = contType(in.index);
  if (!type)
    return;
  checkHandlers(type->results);
  pop(refTo(in.index, /*nullable=*/true));
  call(*type);
}

void BodyValidator::visit(Is<Op::ResumeThrow>) {
  const FuncType *type = contType(in.index);
  const FuncType *tag = type ? tagType(TagIdx(in.index2)) : nullptr;
  if (!tag)
    return;
  if (!tag->results.empty())
    return fail(Diag::TypeMismatch, "instruction requires a tag without "
                                    "results but it has " +
                                        toString(ArrayRef(tag->results)));
  checkHandlers(type->results);
  pop(refTo(in.index, /*nullable=*/true));
  popAll(tag->params);
  pushAll(type->results);
}

void BodyValidator::visit(Is<Op::ResumeThrowRef>) {
  const FuncType *type = contType(in.index);
  if (!type)
    return;
  checkHandlers(type->results);
  ValType wanted[] = {ValType::ref(HeapType::Exn, /*nullable=*/true),
                      refTo(in.index, /*nullable=*/true)};
  popAll(wanted);
  pushAll(type->results);
}

//===----------------------------------------------------------------------===//
// Switch
//===----------------------------------------------------------------------===//

/// The target's last parameter is the continuation that is left behind; it
/// comes back with that one's parameters. Both end in the tag's results.
void BodyValidator::visit(Is<Op::Switch>) {
  const FuncType *target = contType(in.index);
  const FuncType *tag = target ? tagType(TagIdx(in.index2)) : nullptr;
  if (!tag)
    return;
  if (!tag->params.empty())
    return fail(Diag::SwitchTagMismatch);
  ArrayRef<ValType> params = target->params;
  if (params.empty() || !params.back().isRef() ||
      !params.back().heap.isConcrete())
    return fail(Diag::TypeMismatch,
                "instruction requires a continuation type whose last parameter "
                "is a continuation, but it has " +
                    toString(params));
  const FuncType *back = contType(params.back().heap.index.value);
  if (!back)
    return;
  if (!matchAll(target->results, tag->results))
    return fail(Diag::SwitchTagMismatch);
  if (!matchAll(tag->results, back->results))
    return fail(Diag::ContinuationMismatch);
  pop(refTo(in.index, /*nullable=*/true));
  popAll(params.drop_back());
  pushAll(back->params);
}

} // namespace wfx
