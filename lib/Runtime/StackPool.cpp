//===- StackPool.cpp - Where stacks come from and go ----------------------===//
//
// Arenas of stacks, the free ones among them, and what gives stacks back beside
// tc_base. What running code does with stacks is in Stack.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Context.h"
#include "Runtime/Continuation.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Stack.h"
#include "Runtime/StackMemory.h"
#include "Runtime/Trap.h"
#include "Runtime/WarmStacks.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Stack;

namespace {

/// A range of stacks.
struct Arena {
  Arena *next;
  uint8_t *base;
  uint64_t count, guarded, used; ///< stacks, those with guards, those made
};

/// A stack without memory: new, or free, when its memory went back to the
/// system. Its revision must not begin anew, because references to it may be
/// left.
struct ColdStack {
  Stack *stack;
  uint64_t revision;
};

} // namespace

struct abi::StackPool {
  uint64_t stackSize, distance, limit;
  uint64_t made; ///< stacks that exist
  Arena *arenas; ///< the newest first; only it may have unused stacks
  ColdStack *cold;
  uint64_t coldCount, coldCapacity;
  /// What abandonStacks() does. Null until there is a stack: programs without
  /// continuations do not link it.
  void (*abandon)(Context *);
};

static constexpr uint64_t firstArena = 64, largestArena = 4096;
static constexpr uint64_t firstCold = 256;
static_assert(WFX_COOLED_STACKS <= firstCold);
/// Stacks supplied at a time.
static constexpr unsigned supplySize = 16;

uint64_t rt::stackGuard() { return static_cast<uint64_t>(getpagesize()); }

abi::StackPool *rt::createStackPool(uint64_t stackSize, uint64_t maxStacks) {
  auto *pool = static_cast<abi::StackPool *>(calloc(1, sizeof(abi::StackPool)));
  if (!pool)
    return nullptr;
  uint64_t least = 4 * stackGuard();
  pool->stackSize = roundToSystemPages(stackSize < least ? least : stackSize);
  // An odd number of pages: at distances of a power of two the pages in use of
  // many stacks would share a few sets of the TLB.
  pool->distance = pool->stackSize | stackGuard();
  pool->limit = maxStacks ? maxStacks : ~uint64_t(0);
  return pool;
}

void rt::destroyStackPool(abi::StackPool *pool) {
  for (Arena *arena = pool->arenas; arena;) {
    Arena *next = arena->next;
    uint64_t size = arena->count * pool->distance;
    unpoison(arena->base, arena->base + size);
    munmap(arena->base, size);
    free(arena);
    arena = next;
  }
  free(pool->cold);
  free(pool);
}

void rt::abandonStacks(abi::Context *context) {
  if (context->current != context->root)
    context->stackPool->abandon(context);
}

//===--- Making stacks ----------------------------------------------------===//

static void abandonRunning(abi::Context *context);

static bool addArena(abi::StackPool *pool) {
  uint64_t count = pool->arenas ? pool->arenas->count * 2 : firstArena;
  if (count > largestArena)
    count = largestArena;
  auto *arena = static_cast<Arena *>(malloc(sizeof(Arena)));
  if (!arena)
    return false;
  uint64_t size = count * pool->distance;
  void *base =
      mmap(nullptr, size, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base == MAP_FAILED) {
    free(arena);
    return false;
  }
  // A huge page would be many stacks' worth of memory.
  madvise(base, size, MADV_NOHUGEPAGE);
  *arena = {pool->arenas, static_cast<uint8_t *>(base), count, 0, 0};
  poison(arena->base, arena->base + size);
  pool->arenas = arena;
  pool->abandon = abandonRunning;
  return true;
}

static uint8_t *lowOf(const abi::StackPool *pool, const Arena *arena,
                      uint64_t number) {
  return arena->base + number * pool->distance;
}

/// Records at the same place of each stack would share a few cache sets.
static Stack *recordOf(const abi::StackPool *pool, const Arena *arena,
                       uint64_t number) {
  uint64_t color = number % 16 * 128;
  uint8_t *high = lowOf(pool, arena, number) + pool->stackSize;
  return reinterpret_cast<Stack *>(high - color -
                                   ((sizeof(Stack) + 63) & ~size_t(63)));
}

static bool guardMore(const abi::StackPool *pool, Arena *arena) {
  uint64_t left = arena->count - arena->guarded;
  unsigned count = left < guardsTogether ? unsigned(left) : guardsTogether;
  uint8_t *low = lowOf(pool, arena, arena->guarded);
  unsigned made = installGuards(low, pool->distance, count);
  arena->guarded += made;
  return made;
}

static void makeFresh(Stack *stack) {
  stack->frame = stack->pointer = stack->tail = stack;
  stack->address = reinterpret_cast<void *>(&tc_base);
  stack->bound = 0;
  stack->searched = nullptr;
}

static void pushFree(abi::Context *context, Stack *stack) {
  makeFresh(stack);
  stack->next = context->freeStacks;
  stack->depth = stack->next ? stack->next->depth + 1 : 1;
  context->freeStacks = stack;
}

static void format(abi::Context *context, const ColdStack &cold) {
  uint64_t mask = stackGuard() - 1, size = context->stackPool->stackSize;
  auto *top = reinterpret_cast<uint8_t *>(
      (reinterpret_cast<uintptr_t>(cold.stack) | mask) + 1);
  unpoison(top - size, top);
  cold.stack->context = context;
  cold.stack->low = top - size + stackGuard();
  cold.stack->revision = cold.revision;
  pushFree(context, cold.stack);
}

/// A stack that has not existed before.
static bool makeStack(abi::StackPool *pool, ColdStack &made) {
  if (pool->made == pool->limit)
    return false;
  Arena *arena = pool->arenas;
  if (!arena || arena->used == arena->count) {
    if (!addArena(pool))
      return false;
    arena = pool->arenas;
  }
  if (arena->used == arena->guarded && !guardMore(pool, arena))
    return false;
  made = {recordOf(pool, arena, arena->used), 1};
  ++arena->used;
  ++pool->made;
  return true;
}

static bool takeCold(abi::StackPool *pool, ColdStack &taken) {
  if (!pool->coldCount)
    return false;
  taken = pool->cold[--pool->coldCount];
  return true;
}

/// The first one is used first, so that neighbours are likely to become free
/// one after the other.
static void supplyStacks(abi::Context *context) {
  abi::StackPool *pool = context->stackPool;
  ColdStack supplied[supplySize];
  unsigned count = 0;
  while (count < supplySize &&
         (takeCold(pool, supplied[count]) || makeStack(pool, supplied[count])))
    ++count;
  while (count)
    format(context, supplied[--count]);
}

void tc_supply_host(abi::Instance *instance) {
  abi::Context *context = instance->context;
  supplyStacks(context);
  if (!context->freeStacks)
    raiseTrap(context, Trap::StackLimit);
}

Stack *rt::takeStack(abi::Context *context) {
  if (!context->freeStacks)
    supplyStacks(context);
  Stack *stack = context->freeStacks;
  if (stack)
    context->freeStacks = stack->next;
  return stack;
}

//===--- Freeing stacks ---------------------------------------------------===//

/// Makes sure that \p count more stacks can be noted as cold.
static bool makeRoom(abi::StackPool *pool, uint64_t count) {
  if (pool->coldCapacity - pool->coldCount >= count)
    return true;
  uint64_t capacity = pool->coldCapacity ? pool->coldCapacity * 2 : firstCold;
  void *larger = realloc(pool->cold, capacity * sizeof(ColdStack));
  if (!larger)
    return false;
  pool->cold = static_cast<ColdStack *>(larger);
  pool->coldCapacity = capacity;
  return true;
}

void tc_cool(abi::Context *context) {
  abi::StackPool *pool = context->stackPool;
  if (!makeRoom(pool, WFX_COOLED_STACKS))
    return; // they stay warm
  ColdMemory memory;
  for (unsigned i = 0; i < WFX_COOLED_STACKS && context->freeStacks; ++i) {
    Stack *stack = context->freeStacks;
    context->freeStacks = stack->next;
    pool->cold[pool->coldCount++] = {stack, stack->revision};
    auto *low = static_cast<uint8_t *>(stack->low);
    memory.add(low, pool->stackSize - stackGuard(), pool->distance);
    // A stale reference may still be compared with the record.
    poison(low, stack);
  }
  memory.giveBack();
}

void rt::freeStack(Stack *stack) {
  abi::Context *context = stack->context;
  if (context->freeStacks &&
      context->freeStacks->depth >= WFX_WARM_STACKS + WFX_COOLED_STACKS - 1)
    tc_cool(context);
  pushFree(context, stack);
}

static void abandonRunning(abi::Context *context) {
  for (Stack *stack = context->current; stack != context->root;) {
    Stack *parent = stack->parent;
    freeStack(stack);
    stack = parent;
  }
  context->current = context->root;
}

//===--- Checking ---------------------------------------------------------===//

StackCount tc_stack_count(const abi::Context *context) {
  const abi::StackPool *pool = context->stackPool;
  uint64_t unused = pool->coldCount;
  if (context->freeStacks)
    unused += context->freeStacks->depth;
  return {pool->made, unused, pool->made - unused};
}

namespace {

/// Finds each stack in one state only.
class PoolChecker {
public:
  explicit PoolChecker(const abi::Context *context)
      : context(context), pool(context->stackPool),
        seen(static_cast<bool *>(calloc(pool->made + 1, 1))) {}
  ~PoolChecker() { free(seen); }

  const char *check() {
    if (!seen)
      return "no memory for the check";
    uint64_t used = 0;
    for (const Arena *arena = pool->arenas; arena; arena = arena->next)
      used += arena->used;
    if (used != pool->made)
      return "stacks are missing from the arenas";
    const char *wrong = checkWarm();
    for (uint64_t i = 0; !wrong && i < pool->coldCount; ++i)
      wrong = see(pool->cold[i].stack);
    return wrong ? wrong : checkRunning();
  }

private:
  /// Why \p stack cannot be where it is, or null.
  const char *see(const Stack *stack) {
    uint64_t first = 0;
    for (const Arena *arena = pool->arenas; arena; arena = arena->next) {
      auto distance = static_cast<uint64_t>(
          reinterpret_cast<const uint8_t *>(stack) - arena->base);
      uint64_t number = distance / pool->distance;
      if (number < arena->used) {
        if (recordOf(pool, arena, number) != stack)
          return "a reference to a stack leads beside its record";
        if (seen[first + number])
          return "a stack is free twice, or free and in use";
        seen[first + number] = true;
        return nullptr;
      }
      first += arena->used;
    }
    return "a stack is in no arena";
  }

  const char *checkWarm() {
    for (const Stack *stack = context->freeStacks; stack; stack = stack->next) {
      if (const char *wrong = see(stack))
        return wrong;
      if (stack->depth != (stack->next ? stack->next->depth + 1 : 1))
        return "the list of free stacks has a wrong length";
      if (stack->pointer != stack || stack->tail != stack || stack->bound ||
          stack->address != reinterpret_cast<void *>(&tc_base))
        return "a free stack is not fresh";
    }
    return nullptr;
  }

  /// The stacks that run, in every activation.
  const char *checkRunning() {
    const abi::Activation *activation = context->activation;
    for (const Stack *stack = context->current;;) {
      for (; stack != context->root; stack = stack->parent)
        if (const char *wrong = see(stack))
          return wrong;
      if (!activation)
        return nullptr;
      stack = activation->current;
      activation = activation->previous;
    }
  }

  const abi::Context *context;
  const abi::StackPool *pool;
  bool *seen; ///< by number, the newest arena's first
};

} // namespace

const char *tc_check_pool(const abi::Context *context) {
  return PoolChecker(context).check();
}
