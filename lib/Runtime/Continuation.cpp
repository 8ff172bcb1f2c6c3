//===- Continuation.cpp - Continuations in the hands of a host ------------===//
//
// The instructions as functions. A resumption is an entry into Wasm (enter())
// whose code is an assembly routine with a resume site, tc_resume_site.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Continuation.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Invoke.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Stack.h"
#include <string.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Stack;

/// Why \p reference cannot be used, or None.
static Trap check(ContinuationRef reference) {
  if (!reference.stack)
    return Trap::NullContinuation;
  return reference.stack->revision == reference.revision
             ? Trap::None
             : Trap::ContinuationConsumed;
}

bool tc_is_live(ContinuationRef reference) {
  return check(reference) == Trap::None;
}

Trap tc_new(abi::Context *context, const abi::FuncRef *function,
            ContinuationRef *result) {
  if (!function)
    return Trap::NullFunctionReference;
  Stack *stack = takeStack(context);
  if (!stack)
    return Trap::StackLimit;
  stack->func = const_cast<abi::FuncRef *>(function);
  stack->thunk = reinterpret_cast<void *>(&tc_start_any);
  *result = {stack, stack->revision};
  return Trap::None;
}

Trap tc_bind(ContinuationRef reference, const uint64_t *words, size_t count,
             ContinuationRef *result) {
  if (Trap trap = check(reference); trap != Trap::None)
    return trap;
  if (!bindWords(reference.stack, words, count))
    return Trap::CallStackExhausted;
  *result = {reference.stack, ++reference.stack->revision};
  return Trap::None;
}

Trap tc_cancel(ContinuationRef reference) {
  if (Trap trap = check(reference); trap != Trap::None)
    return trap;
  Stack *stack = reference.stack, *tail = stack->tail;
  ++stack->revision;
  while (stack != tail) {
    Stack *parent = stack->parent;
    freeStack(stack);
    stack = parent;
  }
  freeStack(tail);
  return Trap::None;
}

//===--- Resuming ---------------------------------------------------------===//

ResumeStatus rt::failResumption(abi::Context *context, Trap trap) {
  noteTrap(context, trap);
  tc_backtrace(context, context->trap);
  return ResumeStatus::Trapped;
}

/// Puts bound words and \p words where tc_resume_site takes a payload from.
static void placePayload(Stack *stack, const uint64_t *words, size_t count,
                         abi::RegisterFile &registers) {
  uint64_t *transfer = stack->context->transfer;
  if (count)
    memmove(transfer, words, count * sizeof(uint64_t));
  if (stack->bound)
    unbindWords(stack, count);
  memcpy(registers.ints, transfer, abi::payloadRegisters * sizeof(uint64_t));
}

/// Makes the caller of tc_resume the resumer of the chain that ends with \p
/// tail.
static void installHandlers(Stack *tail, const uint64_t *handlers) {
  bool isEmpty = !handlers || !handlers[abi::slot::Handlers::clauseCount];
  tail->parent = tail->context->root;
  tail->handlers = isEmpty ? noHandlers : handlers;
}

/// The tag that \p innermost was suspended with. If the host handles all,
/// tc_find_handler has searched and noted it.
static const abi::TagSlot *tagOf(const Stack *innermost, uint64_t kind) {
  const uint64_t *handlers = innermost->tail->handlers;
  if (handlers == tc_all_tags)
    return static_cast<const abi::TagSlot *>(innermost->searched);
  uint64_t clause = abi::slot::Handlers::firstMark + kind - 1;
  return reinterpret_cast<const abi::TagSlot *>(handlers[clause]);
}

/// What tc_resume_site has brought back: kind, stack and payload.
static ResumeStatus takeResult(abi::Context *context,
                               const abi::RegisterFile &registers,
                               const abi::TypeDesc *returned,
                               ResumeResult *result) {
  uint64_t kind = registers.floats[0].words[0];
  auto *stack = reinterpret_cast<Stack *>(registers.floats[1].words[0]);
  memcpy(context->transfer, registers.ints,
         abi::payloadRegisters * sizeof(uint64_t));
  *result = {returned, context->transfer, 0, nullptr, {}};
  if (!kind) {
    Arity arity = arityOf(returned->signature);
    result->count = payloadWords(returned->signature + arity.params + 1);
    return ResumeStatus::Returned;
  }
  const abi::TagSlot *tag = tagOf(stack, kind);
  result->type = tag->type;
  result->count = payloadWords(tag->type->signature);
  result->tag = tag;
  result->continuation = {stack, stack->revision};
  return ResumeStatus::Suspended;
}

ResumeStatus tc_resume(abi::Context *context, ContinuationRef reference,
                       const uint64_t *words, size_t count,
                       const uint64_t *handlers, ResumeResult *result) {
  if (Trap trap = check(reference); trap != Trap::None)
    return failResumption(context, trap);
  Stack *stack = reference.stack, *tail = stack->tail;
  ++stack->revision;
  abi::RegisterFile registers = {};
  placePayload(stack, words, count, registers);
  registers.ints[abi::payloadRegisters] = reinterpret_cast<uintptr_t>(tail);
  registers.ints[abi::payloadRegisters + 1] =
      reinterpret_cast<uintptr_t>(context);
  installHandlers(tail, handlers);
  // Whichever stack is outermost now stays so: it ends at a handler of the
  // host's, which handles no switch.
  const abi::TypeDesc *type = tail->func->type;
  abi::FuncRef site = {reinterpret_cast<void *>(&tc_resume_site), nullptr,
                       stack};
  Status status = enter(context, &site, &registers);
  if (status != Status::Returned)
    return static_cast<ResumeStatus>(status);
  return takeResult(context, registers, type, result);
}

//===--- Suspending -------------------------------------------------------===//

abi::FuncRef rt::suspendFuncRef(SuspendFunc *function) {
  return {reinterpret_cast<void *>(&tc_suspend_call), function->tag->type,
          function};
}

WFX_FOREIGN_STACK_BEGIN

Stack *tc_begin_suspension(const SuspendFunc *function,
                           abi::RegisterFile *registers) {
  abi::Context *context = function->context;
  takeArguments(function->tag->type, registers, context);
  Stack *current = context->current;
  current->tail = findHandler(context, function->tag->address);
  return current;
}

void tc_end_suspension(const SuspendFunc *function,
                       abi::RegisterFile *registers) {
  giveResults(function->tag->type, registers, function->context);
}

WFX_FOREIGN_STACK_END

//===--- Walking ----------------------------------------------------------===//

void tc_backtrace(abi::Context *context, abi::TrapRecord *record) {
  recordBacktrace(context, nullptr, *record);
}

Trap tc_backtrace_suspended(ContinuationRef reference,
                            abi::TrapRecord *record) {
  record->frameCount = 0;
  Trap trap = check(reference);
  if (trap == Trap::None)
    recordBacktrace(reference.stack, *record);
  return trap;
}
