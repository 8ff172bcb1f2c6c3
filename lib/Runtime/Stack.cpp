//===- Stack.cpp - The stacks of continuations ----------------------------===//
//
// Where stacks are, and what the instructions do that is not generated code:
// the search for a handler and bound arguments. The pool is in StackPool.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Stack.h"
#include "Runtime/Continuation.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Trap.h"
#include <string.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Stack;

WFX_FOREIGN_STACK_BEGIN

//===--- Bounds -----------------------------------------------------------===//

StackBounds rt::boundsOf(const Stack *stack) {
  return {reinterpret_cast<uintptr_t>(stack->low),
          reinterpret_cast<uintptr_t>(stack)};
}

StackBounds rt::wasmStackBounds(const abi::Context *context) {
  return {reinterpret_cast<uintptr_t>(context->stackLow),
          reinterpret_cast<uintptr_t>(context->stackHigh)};
}

bool rt::mayBeStackPointer(const abi::Context *context, uintptr_t pointer) {
  StackBounds bounds = wasmStackBounds(context);
  if (pointer >= bounds.low - abi::stackGuardSize && pointer <= bounds.high)
    return true;
  if (context->current == context->root)
    return false;
  bounds = boundsOf(context->current);
  return pointer >= bounds.low - stackGuard() && pointer <= bounds.high;
}

bool rt::isInGuard(const abi::Context *context, uintptr_t address) {
  uintptr_t low = wasmStackBounds(context).low;
  if (address < low && address >= low - abi::stackGuardSize)
    return true;
  low = boundsOf(context->current).low;
  return context->current != context->root && address < low &&
         address >= low - stackGuard();
}

void *rt::wasmStackPointer(const abi::Context *context, const Stack *current) {
  if (current == context->root)
    return context->wasmStack;
  while (current->parent != context->root)
    current = current->parent;
  auto pointer = reinterpret_cast<uintptr_t>(current->resumerPointer);
  return reinterpret_cast<void *>(pointer & ~uintptr_t(15));
}

//===--- Instructions -----------------------------------------------------===//

const uint64_t tc_all_tags[] = {~uint64_t(0), 0};
const uint64_t rt::noHandlers[] = {0, 0};

/// The number of \p stack's resume site's clause with that mark, or 0.
static uint64_t findClause(const Stack *stack, const void *mark) {
  const uint64_t *handlers = stack->handlers;
  auto wanted = reinterpret_cast<uintptr_t>(mark);
  if (handlers == tc_all_tags)
    return !(wanted & abi::switchClause);
  uint64_t count = handlers[abi::slot::Handlers::clauseCount];
  for (uint64_t i = 0; i < count; ++i)
    if (handlers[abi::slot::Handlers::firstMark + i] == wanted)
      return i + 1;
  return 0;
}

/// Searches from \p stack outward.
__attribute__((noinline)) static Stack *
searchHandler(abi::Context *context, Stack *stack, const void *mark) {
  for (; stack != context->root; stack = stack->parent)
    if (uint64_t kind = findClause(stack, mark)) {
      context->current->searched = mark;
      stack->kind = kind;
      return stack;
    }
  raiseTrap(context, Trap::UnhandledTag);
}

/// A stack that was captured with a chain and suspends again from within the
/// same chain need not search it again: nothing but its tail has been resumed
/// since, and whatever the stack itself resumes ends the chain. So depth costs
/// once. The first clause of the tail's resume site needs no search at all.
Stack *rt::findHandler(abi::Context *context, const void *mark) {
  Stack *current = context->current;
  if (current->searched != mark)
    return searchHandler(context, current, mark);
  Stack *tail = current->tail;
  if (tail->handlers[abi::slot::Handlers::firstMark] !=
      reinterpret_cast<uintptr_t>(mark))
    return searchHandler(context, tail, mark);
  tail->kind = 1;
  return tail;
}

Stack *tc_find_handler(abi::Instance *instance, const void *mark) {
  return findHandler(instance->context, mark);
}

/// Word i of what is bound is i + 1 words below the suspended stack pointer.
static uint64_t *boundEnd(const Stack *stack) {
  return static_cast<uint64_t *>(stack->pointer) - stack->bound;
}

bool rt::bindWords(Stack *stack, const uint64_t *words, uint64_t count) {
  uint64_t *end = boundEnd(stack);
  uint64_t room =
      static_cast<uint64_t>(end - static_cast<const uint64_t *>(stack->low));
  if (count > room)
    return false;
  for (uint64_t i = 0; i < count; ++i)
    *--end = words[i];
  stack->bound += count;
  return true;
}

void rt::unbindWords(Stack *stack, uint64_t count) {
  uint64_t *transfer = stack->context->transfer;
  memmove(transfer + stack->bound, transfer, count * sizeof(uint64_t));
  auto *from = static_cast<const uint64_t *>(stack->pointer);
  for (uint64_t i = 0; i < stack->bound; ++i)
    transfer[i] = *--from;
  stack->bound = 0;
}

void tc_stack_bind(abi::Instance *instance, Stack *stack, uint64_t words) {
  if (!bindWords(stack, instance->context->transfer, words))
    raiseTrap(instance->context, Trap::CallStackExhausted);
}

void tc_stack_unbind(abi::Instance *, Stack *stack, uint64_t words) {
  unbindWords(stack, words);
}

WFX_FOREIGN_STACK_END
