//===- Stack.cpp - The stacks of continuations ----------------------------===//
//
// The pool, and what the instructions do that is not generated code: the search
// for a handler and bound arguments.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Stack.h"
#include "Runtime/Context.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Trap.h"
#include "Runtime/WarmStacks.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Stack;

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

//===--- The pool ---------------------------------------------------------===//

namespace {

/// A range of stacks.
struct Arena {
  Arena *next;
  uint8_t *base;
  uint64_t count, used;
};

/// A free stack whose memory went back to the system. Its revision must not
/// begin anew, because references to it may be left.
struct ColdStack {
  Stack *stack;
  uint64_t revision;
};

} // namespace

struct abi::StackPool {
  uint64_t stackSize, limit;
  uint64_t made; ///< stacks that exist
  Arena *arenas; ///< the newest first; only it may have unused stacks
  ColdStack *cold;
  uint64_t coldCount, coldCapacity;
};

static constexpr uint64_t firstArena = 64, largestArena = 4096;
/// Stacks supplied at a time.
static constexpr unsigned supplySize = 16;

static uint64_t guardSize() { return static_cast<uint64_t>(getpagesize()); }

abi::StackPool *rt::createStackPool(uint64_t stackSize, uint64_t maxStacks) {
  auto *pool = static_cast<abi::StackPool *>(calloc(1, sizeof(abi::StackPool)));
  if (!pool)
    return nullptr;
  uint64_t least = 4 * guardSize();
  pool->stackSize = roundToSystemPages(stackSize < least ? least : stackSize);
  pool->limit = maxStacks ? maxStacks : ~uint64_t(0);
  return pool;
}

void rt::destroyStackPool(abi::StackPool *pool) {
  for (Arena *arena = pool->arenas; arena;) {
    Arena *next = arena->next;
    munmap(arena->base, arena->count * pool->stackSize);
    free(arena);
    arena = next;
  }
  free(pool->cold);
  free(pool);
}

/// Pages that fault on access, without a mapping of their own where the kernel
/// can do that: mappings are limited in number.
static bool installGuard(uint8_t *low, uint64_t size) {
  return !madvise(low, size, MADV_GUARD_INSTALL) ||
         !mprotect(low, size, PROT_NONE);
}

static bool addArena(abi::StackPool *pool) {
  uint64_t count = pool->arenas ? pool->arenas->count * 2 : firstArena;
  if (count > largestArena)
    count = largestArena;
  auto *arena = static_cast<Arena *>(malloc(sizeof(Arena)));
  if (!arena)
    return false;
  void *base =
      mmap(nullptr, count * pool->stackSize, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base == MAP_FAILED) {
    free(arena);
    return false;
  }
  // A huge page would be many stacks' worth of memory.
  madvise(base, count * pool->stackSize, MADV_NOHUGEPAGE);
  *arena = {pool->arenas, static_cast<uint8_t *>(base), count, 0};
  pool->arenas = arena;
  return true;
}

/// Records at the same place of each stack would share a few cache sets.
static uint64_t recordColor(uint64_t number) { return number % 16 * 128; }

static void makeFresh(Stack *stack) {
  stack->frame = stack->pointer = stack->tail = stack;
  stack->address = reinterpret_cast<void *>(&tc_base);
  stack->bound = 0;
  stack->handlers = nullptr;
  stack->firstTag = nullptr;
  stack->searched = nullptr;
}

static void pushFree(abi::Context *context, Stack *stack) {
  makeFresh(stack);
  stack->next = context->freeStacks;
  stack->depth = stack->next ? stack->next->depth + 1 : 1;
  context->freeStacks = stack;
}

static void format(abi::Context *context, Stack *stack, void *low,
                   uint64_t revision) {
  stack->context = context;
  stack->low = low;
  stack->revision = revision;
  pushFree(context, stack);
}

/// Makes a stack that has not existed before.
static bool makeStack(abi::Context *context) {
  abi::StackPool *pool = context->stackPool;
  if (pool->made == pool->limit)
    return false;
  Arena *arena = pool->arenas;
  if (!arena || arena->used == arena->count) {
    if (!addArena(pool))
      return false;
    arena = pool->arenas;
  }
  uint8_t *low = arena->base + arena->used * pool->stackSize;
  if (!installGuard(low, guardSize()))
    return false;
  uint8_t *record = low + pool->stackSize - recordColor(arena->used) -
                    ((sizeof(Stack) + 63) & ~size_t(63));
  ++arena->used;
  ++pool->made;
  format(context, reinterpret_cast<Stack *>(record), low + guardSize(), 1);
  return true;
}

static bool warmStack(abi::Context *context) {
  abi::StackPool *pool = context->stackPool;
  if (!pool->coldCount)
    return false;
  ColdStack cold = pool->cold[--pool->coldCount];
  auto top = reinterpret_cast<uintptr_t>(cold.stack) & ~(guardSize() - 1);
  format(context, cold.stack,
         reinterpret_cast<void *>(top + 2 * guardSize() - pool->stackSize),
         cold.revision);
  return true;
}

void tc_supply_host(abi::Instance *instance) {
  abi::Context *context = instance->context;
  for (unsigned i = 0; i < supplySize; ++i)
    if (!warmStack(context) && !makeStack(context))
      break;
  if (!context->freeStacks)
    raiseTrap(context, Trap::StackLimit);
}

void tc_cool(abi::Context *context) {
  abi::StackPool *pool = context->stackPool;
  if (pool->coldCount == pool->coldCapacity) {
    uint64_t capacity = pool->coldCapacity ? pool->coldCapacity * 2 : 256;
    void *larger = realloc(pool->cold, capacity * sizeof(ColdStack));
    if (!larger)
      return; // it stays warm
    pool->cold = static_cast<ColdStack *>(larger);
    pool->coldCapacity = capacity;
  }
  Stack *stack = context->freeStacks;
  context->freeStacks = stack->next;
  pool->cold[pool->coldCount++] = {stack, stack->revision};
  auto *low = static_cast<uint8_t *>(stack->low);
  madvise(low, pool->stackSize - guardSize(), MADV_DONTNEED);
}

void rt::freeStack(Stack *stack) {
  abi::Context *context = stack->context;
  if (context->freeStacks && context->freeStacks->depth >= WFX_WARM_STACKS)
    tc_cool(context);
  pushFree(context, stack);
}

void rt::abandonStacks(abi::Context *context) {
  for (Stack *stack = context->current; stack != context->root;) {
    Stack *parent = stack->parent;
    freeStack(stack);
    stack = parent;
  }
  context->current = context->root;
}

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
  return pointer >= bounds.low - guardSize() && pointer <= bounds.high;
}

bool rt::isInGuard(const abi::Context *context, uintptr_t address) {
  uintptr_t low = wasmStackBounds(context).low;
  if (address < low && address >= low - abi::stackGuardSize)
    return true;
  low = boundsOf(context->current).low;
  return context->current != context->root && address < low &&
         address >= low - guardSize();
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

/// The number of the clause of \p stack's resume site, or 0.
static uint64_t findClause(const Stack *stack, const void *tag,
                           uint64_t isSwitch) {
  if (!stack->handlers)
    return 0;
  uint64_t count = stack->handlers[abi::slot::Handlers::clauseCount];
  const uint64_t *clauses = stack->handlers + abi::slot::Handlers::count;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t offset = clauses[i] & ~abi::switchClause;
    if ((clauses[i] & abi::switchClause) == isSwitch &&
        slotAt<abi::TagSlot>(stack->handlerInstance, offset).address == tag)
      return i + 1;
  }
  return 0;
}

/// A stack that was captured with a chain and suspends again from within the
/// same chain need not search it again: nothing but its tail has been resumed
/// since, and whatever the stack itself resumes ends the chain. So depth costs
/// once.
Stack *tc_find_handler(abi::Instance *instance, void *tag, uint64_t isSwitch) {
  abi::Context *context = instance->context;
  Stack *current = context->current;
  void *mark = static_cast<uint8_t *>(tag) + isSwitch;
  for (Stack *stack = current->searched == mark ? current->tail : current;
       stack != context->root; stack = stack->parent)
    if (uint64_t kind = findClause(stack, tag, isSwitch)) {
      current->searched = mark;
      stack->kind = kind;
      return stack;
    }
  raiseTrap(context, Trap::UnhandledTag);
}

/// Word i of what is bound is i + 1 words below the suspended stack pointer.
static uint64_t *boundEnd(const Stack *stack) {
  return static_cast<uint64_t *>(stack->pointer) - stack->bound;
}

void tc_bind(abi::Instance *instance, Stack *stack, uint64_t words) {
  uint64_t *end = boundEnd(stack);
  uint64_t room =
      static_cast<uint64_t>(end - static_cast<const uint64_t *>(stack->low));
  if (words > room)
    raiseTrap(instance->context, Trap::CallStackExhausted);
  const uint64_t *transfer = instance->context->transfer;
  for (uint64_t i = 0; i < words; ++i)
    *--end = transfer[i];
  stack->bound += words;
}

void tc_unbind(abi::Instance *instance, Stack *stack, uint64_t words) {
  uint64_t *transfer = instance->context->transfer;
  memmove(transfer + stack->bound, transfer, words * sizeof(uint64_t));
  auto *from = static_cast<const uint64_t *>(stack->pointer);
  for (uint64_t i = 0; i < stack->bound; ++i)
    transfer[i] = *--from;
  stack->bound = 0;
}
