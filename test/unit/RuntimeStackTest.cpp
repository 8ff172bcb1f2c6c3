//===- RuntimeStackTest.cpp - The pool of stacks --------------------------===//

#include "Runtime/Continuation.h"
#include "Runtime/Stack.h"
#include "RuntimeTesting.h"
#include <algorithm>
#include <errno.h>
#include <set>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

static bool isOldKernel;

/// In place of libc's: kernels before 6.13 do not know guards.
extern "C" int madvise(void *address, size_t size, int advice) {
  constexpr int guardInstall = 102;
  if (advice != guardInstall || !isOldKernel)
    return static_cast<int>(syscall(SYS_madvise, address, size, advice));
  errno = EINVAL;
  return -1;
}

namespace wfx::rt::testing {

namespace {

/// True if the byte at \p address can be written. The system looks, so that
/// nothing faults.
bool isWritable(void *address) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  EXPECT_EQ(write(ends[1], "x", 1), 1);
  bool result = read(ends[0], address, 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return result;
}

class Stacks : public ::testing::Test {
public:
  void make(ContextOptions options) {
    context = createContext(options);
    ASSERT_TRUE(context);
    instance.context = context;
  }
  void TearDown() override { destroyContext(context); }

  abi::Stack *take() {
    if (!context->freeStacks)
      tc_supply_host(&instance);
    abi::Stack *stack = context->freeStacks;
    context->freeStacks = stack->next;
    return stack;
  }

  // Of 320 stacks, runs of 1 to 24 neighbours become free in both directions,
  // between others that are in use.
  void coolSome() {
    std::vector<abi::Stack *> all;
    for (unsigned i = 0; i < 320; ++i) {
      all.push_back(take());
      memset(all[i]->low, 1, 100);
    }
    while (context->freeStacks)
      take();
    std::vector<abi::Stack *> used, unused;
    for (unsigned i = 0, run = 1; i < all.size(); i += run + 1, ++run) {
      unsigned end = std::min(i + run, unsigned(all.size()));
      for (unsigned j = 0; j < end - i; ++j)
        unused.push_back(all[run % 2 ? i + j : end - 1 - j]);
      if (end < all.size())
        used.push_back(all[end]);
    }
    std::vector<uint8_t *> lows;
    for (abi::Stack *stack : unused) {
      lows.push_back(static_cast<uint8_t *>(stack->low));
      freeStack(stack);
    }
    while (context->freeStacks)
      tc_cool(context);
    EXPECT_EQ(tc_check_pool(context), nullptr);
    for (uint8_t *low : lows) {
      EXPECT_EQ(*low, 0);
      EXPECT_FALSE(isWritable(low - 1));
    }
    for (abi::Stack *stack : used) {
      EXPECT_EQ(*static_cast<uint8_t *>(stack->low), 1);
      EXPECT_EQ(stack->context, context);
      EXPECT_FALSE(isWritable(static_cast<uint8_t *>(stack->low) - 1));
    }
  }

  void coolRepeatedly() {
    abi::Stack *stack = take();
    auto *low = static_cast<uint8_t *>(stack->low);
    for (unsigned uses = 0; uses < 3; ++uses) {
      EXPECT_TRUE(isWritable(low));
      EXPECT_FALSE(isWritable(low - 1));
      EXPECT_FALSE(isWritable(low - getpagesize()));
      while (context->freeStacks)
        take();
      stack->next = nullptr;
      context->freeStacks = stack;
      tc_cool(context);
      EXPECT_FALSE(isWritable(low - 1));
      while (take() != stack)
        ;
    }
  }

  abi::Context *context = nullptr;
  abi::Instance &instance = layout.header;
  /// An instance with one tag, handled by the only clause of `clauses`.
  struct {
    abi::Instance header = {};
    abi::TagSlot tag = {};
  } layout;
  uint64_t clauses[2] = {1, reinterpret_cast<uintptr_t>(&layout.tag)};
};

} // namespace

TEST_F(Stacks, AreDisjointAndFresh) {
  make({});
  std::set<uintptr_t> lows;
  for (unsigned i = 0; i < 1000; ++i) {
    abi::Stack *stack = take();
    EXPECT_EQ(stack->address, reinterpret_cast<void *>(&tc_base));
    EXPECT_EQ(stack->pointer, stack);
    EXPECT_EQ(stack->tail, stack);
    EXPECT_EQ(stack->revision, 1u);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(stack) % 64, 0u);
    StackBounds bounds = boundsOf(stack);
    EXPECT_GT(bounds.high - bounds.low, uint64_t(65536 - 2 * 4096));
    EXPECT_TRUE(lows.insert(bounds.low).second);
    memset(stack->low, 1, bounds.high - bounds.low);
  }
  for (auto it = lows.begin(), next = std::next(it); next != lows.end();
       it = next++)
    EXPECT_GE(*next - *it, 65536u);
}

TEST_F(Stacks, AbandonedOnesAreUsedAgainOnce) {
  make({});
  abi::Stack *outer = take(), *inner = take(), *other = take();
  outer->parent = context->root;
  inner->parent = outer;
  inner->bound = 3;
  context->current = inner;
  abandonStacks(context);
  EXPECT_EQ(context->current, context->root);
  std::set<abi::Stack *> seen;
  for (abi::Stack *free = context->freeStacks; free; free = free->next)
    EXPECT_TRUE(seen.insert(free).second);
  EXPECT_TRUE(seen.count(outer) && seen.count(inner));
  EXPECT_FALSE(seen.count(other));
  EXPECT_EQ(inner->bound, 0u);
}

TEST_F(Stacks, CoolingKeepsTheRevision) {
  make({});
  abi::Stack *stack = take();
  stack->revision = 77;
  while (take() && context->freeStacks)
    ;
  stack->next = nullptr;
  context->freeStacks = stack;
  tc_cool(context);
  EXPECT_EQ(context->freeStacks, nullptr);
  EXPECT_EQ(stack->revision, 0u) << "the memory is gone; no reference matches";
  abi::Stack *again = nullptr;
  tc_supply_host(&instance);
  for (abi::Stack *free = context->freeStacks; free; free = free->next)
    if (free == stack)
      again = free;
  ASSERT_TRUE(again);
  EXPECT_EQ(again->revision, 77u);
  memset(again->low, 1, boundsOf(again).high - boundsOf(again).low);
}

TEST_F(Stacks, CoolingKeepsTheGuard) {
  make({});
  coolRepeatedly();
}

TEST_F(Stacks, CoolingKeepsTheGuardOnOldKernels) {
  isOldKernel = true;
  make({});
  coolRepeatedly();
  isOldKernel = false;
}

TEST_F(Stacks, CoolingTakesWhatIsFreeOnly) {
  make({});
  coolSome();
}

TEST_F(Stacks, CoolingTakesWhatIsFreeOnlyOnOldKernels) {
  isOldKernel = true;
  make({});
  coolSome();
  isOldKernel = false;
}

TEST_F(Stacks, BindingKeepsOrder) {
  make({});
  abi::Stack *stack = take();
  for (uint64_t i = 0; i < 5; ++i)
    context->transfer[i] = i;
  tc_stack_bind(&instance, stack, 5);
  for (uint64_t i = 0; i < 300; ++i)
    context->transfer[i] = 5 + i;
  tc_stack_bind(&instance, stack, 300);
  EXPECT_EQ(stack->bound, 305u);
  context->transfer[0] = 305;
  context->transfer[1] = 306;
  tc_stack_unbind(&instance, stack, 2);
  EXPECT_EQ(stack->bound, 0u);
  for (uint64_t i = 0; i < 307; ++i)
    EXPECT_EQ(context->transfer[i], i);
}

TEST_F(Stacks, SmallestSizeHoldsAPage) {
  ContextOptions options;
  options.continuationStackSize = 1;
  make(options);
  for (unsigned i = 0; i < 100; ++i) {
    StackBounds bounds = boundsOf(take());
    EXPECT_GE(bounds.high - bounds.low, 8192u);
  }
}

TEST_F(Stacks, LimitIsTheEmbedders) {
  ContextOptions options;
  options.maxContinuations = 5;
  make(options);
  for (unsigned i = 0; i < 5; ++i)
    EXPECT_TRUE(take());
  EXPECT_EQ(context->freeStacks, nullptr);
}

// A host call that enters Wasm again is a barrier, and the nested Wasm is on
// the Wasm stack, below what the outer activation has there.
TEST_F(Stacks, HostCallsAreBarriers) {
  make({});
  static Stacks *test;
  static abi::Stack *running;
  static bool foundOuter, onWasmStack;
  static Status nested;
  test = this;
  running = take();
  layout.tag.address = &layout.tag;
  running->handlers = clauses;

  static auto inner = +[](abi::Instance *instance) {
    auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    onWasmStack = isInside(wasmStackBounds(instance->context), here) &&
                  here < reinterpret_cast<uintptr_t>(running->resumerPointer);
    tc_find_handler(instance, &test->layout.tag);
  };
  static auto host = +[](void *) {
    abi::FuncRef function = {reinterpret_cast<void *>(inner), nullptr,
                             &test->layout.header};
    abi::RegisterFile registers = {};
    nested = enter(test->context, &function, &registers);
  };
  auto outer = +[](abi::Instance *instance) {
    abi::Context *context = instance->context;
    running->parent = context->root;
    running->resumerPointer =
        static_cast<uint8_t *>(__builtin_frame_address(0)) - 4096;
    context->current = running;
    foundOuter = tc_find_handler(instance, &test->layout.tag) == running;
    abi::HostFunc record = {reinterpret_cast<void *>(host), nullptr, context};
    reinterpret_cast<void (*)(abi::HostFunc *)>(wfx_host_call)(&record);
    EXPECT_EQ(context->current, running);
    context->current = context->root;
  };
  abi::FuncRef function = {reinterpret_cast<void *>(outer), nullptr,
                           &layout.header};
  abi::RegisterFile registers = {};
  EXPECT_EQ(enter(context, &function, &registers), Status::Returned);
  EXPECT_TRUE(foundOuter);
  EXPECT_TRUE(onWasmStack);
  EXPECT_EQ(nested, Status::Trapped);
  EXPECT_EQ(context->trap->trap, Trap::UnhandledTag);
}

} // namespace wfx::rt::testing
