//===- RuntimeActivationTest.cpp - Entries, host calls, unwinding ---------===//
//
// That stacks change where they should, that nothing is lost on the way, and
// that an unwinder gets from Wasm back to main.
//
//===----------------------------------------------------------------------===//

#include "RuntimeTesting.h"
#include <thread>
#include <unwind.h>

namespace wfx::rt::testing {

static bool isOnStackOf(const abi::Context *context, const void *address) {
  return address >= context->stackLow && address < context->stackHigh;
}

static int64_t addOnWasmStack(abi::Instance *instance, int64_t a, int64_t b) {
  volatile char here = 0;
  if (!isOnStackOf(instance->context, const_cast<char *>(&here)))
    return -1;
  return a + b;
}

TEST(RuntimeActivation, RunsOnTheWasmStackAndReturns) {
  auto context = makeContext();
  Bare bare(context);
  Type type("II:I");
  abi::FuncRef ref = bare.ref(addOnWasmStack, type);
  abi::Context before = *context;
  Value args[] = {i64(40), i64(2)}, result = {};
  EXPECT_EQ(invoke(context.get(), &ref, args, &result), Status::Returned);
  EXPECT_EQ(result.i64, 42);
  EXPECT_EQ(context->wasmStack, before.wasmStack);
  EXPECT_EQ(context->activation, nullptr);
  EXPECT_EQ(currentContext(), nullptr);
}

// A host function sees its environment, the host's stack, all argument
// registers.
struct HostEnv {
  abi::Context *context;
  int calls = 0;
  bool onHostStack = false;
  double sum = 0;
};

static int64_t hostFunction(HostEnv *env, int64_t a, int64_t b, int64_t c,
                            int64_t d, int64_t e, double f, double g, double h,
                            double i, double j, double k, double l, double m) {
  char here = 0;
  ++env->calls;
  env->onHostStack =
      !isOnStackOf(env->context, &here) &&
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) % 16 == 0;
  env->sum = f + 2 * g + 3 * h + 4 * i + 5 * j + 6 * k + 7 * l + 8 * m;
  return a + 10 * b + 100 * c + 1000 * d + 10000 * e;
}

static abi::FuncRef *imported;

template <class R, class... Args>
static R callRef(const abi::FuncRef *ref, Args... args) {
  return reinterpret_cast<R (*)(void *, Args...)>(ref->code)(ref->instance,
                                                             args...);
}

static int64_t callsHost(abi::Instance *) {
  return callRef<int64_t>(imported, int64_t(1), int64_t(2), int64_t(3),
                          int64_t(4), int64_t(5), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0,
                          7.0, 8.0) +
         1;
}

TEST(RuntimeActivation, HostCallsRunOnTheHostStack) {
  auto context = makeContext();
  Bare bare(context);
  Type type(":I"), hostType("IIIIIFFFFFFFF:I");
  HostEnv env = {context.get()};
  Host host(context, hostFunction, hostType, &env);
  imported = &host.ref;
  abi::FuncRef ref = bare.ref(callsHost, type);
  Value result = {};
  EXPECT_EQ(invoke(context.get(), &ref, nullptr, &result), Status::Returned);
  EXPECT_EQ(result.i64, 54322);
  EXPECT_EQ(env.calls, 1);
  EXPECT_TRUE(env.onHostStack);
  EXPECT_EQ(env.sum, 1 + 4 + 9 + 16 + 25 + 36 + 49 + 64);
}

TEST(RuntimeActivation, AHostFunctionCanBeEnteredDirectly) {
  auto context = makeContext();
  Type type("IIIIIFFFFFFFF:I");
  HostEnv env = {context.get()};
  Host host(context, hostFunction, type, &env);
  Value args[13] = {i64(1), i64(2), i64(3), i64(4), i64(5)}, result = {};
  EXPECT_EQ(invoke(context.get(), &host.ref, args, &result), Status::Returned);
  EXPECT_EQ(result.i64, 54321);
  EXPECT_TRUE(env.onHostStack);
}

// Wasm and host alternate: each level enters Wasm again from the host.
struct Nest {
  abi::Context *context;
  abi::FuncRef *wasm;
  Type *type;
  uintptr_t lastWasm = ~uintptr_t(0), lastHost = ~uintptr_t(0);
  bool descends = true;
};

static int64_t nestHost(Nest *nest, int64_t depth) {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  nest->descends &= here < nest->lastHost;
  nest->lastHost = here;
  if (depth == 0)
    return 0;
  Value arg = i64(depth - 1), result = {};
  if (invoke(nest->context, nest->wasm, &arg, &result) != Status::Returned)
    return -1000;
  return result.i64 + 1;
}

static Nest *currentNest;

static int64_t nestWasm(abi::Instance *, int64_t depth) {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  currentNest->descends &= here < currentNest->lastWasm;
  currentNest->lastWasm = here;
  return callRef<int64_t>(imported, depth) + 1;
}

TEST(RuntimeActivation, NestedEntriesContinueBelow) {
  auto context = makeContext();
  Bare bare(context);
  Type type("I:I");
  abi::FuncRef ref = bare.ref(nestWasm, type);
  Nest nest = {context.get(), &ref, &type};
  Host host(context, nestHost, type, &nest);
  imported = &host.ref;
  currentNest = &nest;
  Value arg = i64(50), result = {};
  EXPECT_EQ(invoke(context.get(), &ref, &arg, &result), Status::Returned);
  EXPECT_EQ(result.i64, 101);
  EXPECT_TRUE(nest.descends);
  EXPECT_EQ(context->activation, nullptr);
  EXPECT_EQ(context->wasmStack, context->stackHigh);
}

// wfx_enter_entry: a thunk with what C code has prepared for it.
struct Thunk {
  abi::Context *context;
  int depth;
  int calls = 0;
  bool onWasmStack = true;
  Status status = Status::Returned;
};

static void enterAgain(void *args) {
  auto *thunk = static_cast<Thunk *>(args);
  char here = 0;
  ++thunk->calls;
  thunk->onWasmStack &=
      isOnStackOf(thunk->context, &here) && currentContext() == thunk->context;
  if (thunk->depth)
    callRef<void>(imported, args);
  else if (thunk->status == Status::Trapped)
    __builtin_trap();
}

static void enterFromHost(void *, void *args) {
  auto *thunk = static_cast<Thunk *>(args);
  --thunk->depth;
  thunk->status =
      static_cast<Status>(wfx_enter_entry(thunk->context, enterAgain, args));
}

TEST(RuntimeActivation, ThunksAreEntered) {
  auto context = makeContext();
  Type type("I:");
  Host host(context, enterFromHost, type);
  imported = &host.ref;
  for (Status inner : {Status::Returned, Status::Trapped})
    for (int depth : {0, 1, 5}) {
      Thunk thunk = {context.get(), depth};
      thunk.status = inner;
      int status = wfx_enter_entry(context.get(), enterAgain, &thunk);
      EXPECT_EQ(status, depth ? 0 : static_cast<int>(inner));
      EXPECT_EQ(thunk.calls, depth + 1);
      EXPECT_TRUE(thunk.onWasmStack);
      EXPECT_EQ(context->activation, nullptr);
      EXPECT_EQ(context->wasmStack, context->stackHigh);
      EXPECT_EQ(currentContext(), nullptr);
    }
}

TEST(RuntimeActivation, AnyThreadEnters) {
  auto context = makeContext();
  Thunk thunk = {context.get(), 0};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(wfx_enter_entry(context.get(), enterAgain, &thunk), 0);
    std::thread([&] {
      EXPECT_EQ(wfx_enter_entry(context.get(), enterAgain, &thunk), 0);
    }).join();
  }
  EXPECT_EQ(thunk.calls, 6);
  EXPECT_TRUE(thunk.onWasmStack);
}

// Two contexts that enter each other in one thread.
struct Alternation {
  abi::Context *contexts[2];
  abi::FuncRef *hosts[2];
  int depth = 0;
  bool right = true;
};

static void alternate(void *args) {
  auto *state = static_cast<Alternation *>(args);
  int number = state->depth % 2;
  state->right &= currentContext() == state->contexts[number];
  if (state->depth < 6)
    callRef<void>(state->hosts[number], args);
  state->right &= currentContext() == state->contexts[number];
}

static void enterOther(void *, void *args) {
  auto *state = static_cast<Alternation *>(args);
  ++state->depth;
  wfx_enter_entry(state->contexts[state->depth % 2], alternate, args);
  --state->depth;
}

TEST(RuntimeActivation, ContextsAlternate) {
  auto first = makeContext(), second = makeContext();
  Type type("I:");
  Host a(first, enterOther, type), b(second, enterOther, type);
  Alternation state = {{first.get(), second.get()}, {&a.ref, &b.ref}};
  EXPECT_EQ(wfx_enter_entry(first.get(), alternate, &state), 0);
  EXPECT_TRUE(state.right);
  EXPECT_EQ(currentContext(), nullptr);
}

// The unwinder goes through every change of stack by CFI alone.
static std::vector<uintptr_t> unwound;

static int64_t unwindFromHost(void *, int64_t) {
  unwound.clear();
  _Unwind_Backtrace(
      [](_Unwind_Context *context, void *) {
        auto start = _Unwind_GetRegionStart(context);
        unwound.push_back(start ? start : _Unwind_GetIP(context));
        return _URC_NO_REASON;
      },
      nullptr);
  return 0;
}

static int64_t outerWasm(abi::Instance *, int64_t a) {
  return callRef<int64_t>(imported, a) + 1;
}
static int64_t innerWasm(abi::Instance *, int64_t a) {
  return callRef<int64_t>(imported + 1, a) + 1;
}
static abi::FuncRef *innerRef;
static int64_t enterInner(abi::Context *context, int64_t a) {
  Value arg = i64(a), result = {};
  invoke(context, innerRef, &arg, &result);
  return result.i64;
}

static size_t positionOf(void *function) {
  auto address = reinterpret_cast<uintptr_t>(function);
  for (size_t i = 0; i < unwound.size(); ++i)
    if (unwound[i] == address)
      return i;
  return ~size_t(0);
}

__attribute__((noinline)) static void unwindTestBody() {
  auto context = makeContext();
  Bare bare(context);
  Type type("I:I");
  abi::FuncRef outer = bare.ref(outerWasm, type),
               inner = bare.ref(innerWasm, type);
  innerRef = &inner;
  Host enter(context, enterInner, type, context.get());
  Host unwind(context, unwindFromHost, type);
  abi::FuncRef refs[] = {enter.ref, unwind.ref};
  imported = refs;
  Value arg = i64(0), result = {};
  EXPECT_EQ(invoke(context.get(), &outer, &arg, &result), Status::Returned);
}

TEST(RuntimeActivation, TheUnwinderReachesMain) {
  unwindTestBody();
  // Innermost first; both activations, both host calls (two frames each), and
  // then what called us.
  void *expected[] = {reinterpret_cast<void *>(unwindFromHost),
                      reinterpret_cast<void *>(innerWasm),
                      reinterpret_cast<void *>(wfx_enter),
                      reinterpret_cast<void *>(enterInner),
                      reinterpret_cast<void *>(outerWasm),
                      reinterpret_cast<void *>(unwindTestBody)};
  size_t last = 0;
  for (void *function : expected) {
    size_t at = positionOf(function);
    ASSERT_NE(at, ~size_t(0));
    EXPECT_GE(at, last);
    last = at;
  }
  EXPECT_GT(unwound.size(), last + 3) << "the walk went on past the test";
}

TEST(RuntimeActivation, ThreadsHaveTheirOwn) {
  Type type("II:I");
  auto run = [&](int64_t seed) {
    auto context = makeContext(65536);
    Bare bare(context);
    abi::FuncRef ref = bare.ref(addOnWasmStack, type);
    for (int64_t i = 0; i < 10000; ++i) {
      Value args[] = {i64(seed), i64(i)}, result = {};
      if (invoke(context.get(), &ref, args, &result) != Status::Returned ||
          result.i64 != seed + i)
        return false;
    }
    return true;
  };
  bool first = false, second = false;
  std::thread a([&] { first = run(1000000); }), b([&] { second = run(7); });
  a.join();
  b.join();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

} // namespace wfx::rt::testing
