//===- RuntimeTrapTest.cpp - Faults, raised traps, exits, backtraces ------===//
//
// Every way out of Wasm, that the context is as before afterwards, and that the
// recorded frames are the right ones.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Memory.h"
#include "Runtime/Trap.h"
#include "RuntimeTesting.h"
#include <csetjmp>
#include <csignal>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <thread>

namespace wfx::rt::testing {

#define NOINLINE __attribute__((noinline))

namespace {

abi::FuncRef *imported;
uint8_t *memoryBase;

struct Trapping : ::testing::Test {
  ContextPtr context = makeContext();
  Bare bare{context};
  Type type{"I:I"};

  template <class Function> Status run(Function *function, int64_t value = 0) {
    abi::FuncRef ref = bare.ref(function, type);
    return run(ref, value);
  }
  Status run(const abi::FuncRef &ref, int64_t value = 0) {
    Value arg = i64(value);
    result = {};
    Status status = invoke(context.get(), &ref, &arg, &result);
    EXPECT_EQ(context->activation, nullptr);
    EXPECT_EQ(context->wasmStack, context->stackHigh);
    EXPECT_EQ(currentContext(), nullptr);
    return status;
  }
  Trap trap() const { return context->trap->trap; }
  /// True if frame \p i is inside \p function (its first 4096 bytes: sanitizers
  /// make code large).
  template <class Function> bool isIn(unsigned i, Function *function) const {
    auto begin = reinterpret_cast<uintptr_t>(function);
    return i < context->trap->kept() &&
           context->trap->frames[i].lookup() - begin < 4096;
  }
  Value result;
};

#if __has_feature(address_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// True if a process died of \p signal, or of the sanitizer that intercepts it.
auto died(int signal) {
  return [signal](int status) {
    if (sanitized && WIFEXITED(status))
      return WEXITSTATUS(status) == 1;
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
  };
}

/// What follows a call in these functions, so that no call is a tail call.
volatile int64_t sink;

} // namespace

NOINLINE static int64_t trapIfNegative(abi::Instance *, int64_t a) {
  if (a < 0)
    WASM_TRAP(4);
  return a;
}
NOINLINE static int64_t middle(abi::Instance *instance, int64_t a) {
  sink = trapIfNegative(instance, a);
  return sink + 1;
}
NOINLINE static int64_t outer(abi::Instance *instance, int64_t a) {
  sink = middle(instance, a);
  return sink + 1;
}

TEST_F(Trapping, TrapInstructionCarriesItsNumber) {
  EXPECT_EQ(run(outer, 5), Status::Returned);
  EXPECT_EQ(result.i64, 7);
  EXPECT_EQ(run(outer, -5), Status::Trapped);
  EXPECT_EQ(trap(), Trap::IntegerDivideByZero);
  EXPECT_STREQ(trapMessage(trap()), "integer divide by zero");
  ASSERT_EQ(context->trap->kept(), 4u);
  EXPECT_EQ(context->trap->frames[0].kind, abi::FrameKind::Fault);
  EXPECT_TRUE(isIn(0, trapIfNegative));
  EXPECT_EQ(context->trap->frames[1].kind, abi::FrameKind::LeafReturn);
  EXPECT_TRUE(isIn(2, middle));
  EXPECT_TRUE(isIn(3, outer));
}

NOINLINE static int64_t ud2(abi::Instance *, int64_t) {
  __asm__ volatile("ud2");
  return 0;
}
TEST_F(Trapping, Ud2IsUnreachable) {
  EXPECT_EQ(run(ud2), Status::Trapped);
  EXPECT_EQ(trap(), Trap::Unreachable);
}

NOINLINE static int64_t divide(abi::Instance *, int64_t a) {
  int64_t quotient = 1, remainder = 0;
  __asm__ volatile("idivq %2" : "+a"(quotient), "+d"(remainder) : "r"(a));
  return quotient;
}
TEST_F(Trapping, HardwareDivision) {
  EXPECT_EQ(run(divide, 0), Status::Trapped);
  EXPECT_EQ(trap(), Trap::IntegerDivideByZero);
}

NOINLINE static int64_t load(abi::Instance *, int64_t offset) {
  return *reinterpret_cast<volatile int8_t *>(memoryBase + offset);
}
TEST_F(Trapping, OutOfBoundsAccess) {
  abi::Memory *memory = createMemory(context.get(), {1, 10});
  ASSERT_NE(memory, nullptr);
  createMemory(context.get(), {2});
  memoryBase = memory->base;
  memory->base[65535] = 9;
  EXPECT_EQ(run(load, 65535), Status::Returned);
  EXPECT_EQ(result.words[0] & 0xff, 9u);
  for (int64_t offset :
       {int64_t(65536), int64_t(1) << 31, (int64_t(2) << 32) + 65527}) {
    EXPECT_EQ(run(load, offset), Status::Trapped);
    EXPECT_EQ(trap(), Trap::MemoryOutOfBounds);
    EXPECT_EQ(context->trap->address,
              reinterpret_cast<uintptr_t>(memory->base) + offset);
    EXPECT_TRUE(isIn(0, load));
  }
  EXPECT_EQ(growMemory(memory, 1), 1);
  EXPECT_EQ(run(load, 65536), Status::Returned);
}

// libc's memory functions run on the Wasm stack and have no frame records: the
// Wasm function that called one must still be found.
NOINLINE static int64_t clear(abi::Instance *, int64_t size) {
  memset(memoryBase, 0, static_cast<size_t>(size));
  return sink;
}
NOINLINE static int64_t callsClear(abi::Instance *instance, int64_t size) {
  sink = clear(instance, size);
  return sink + 1;
}
TEST_F(Trapping, OutOfBoundsInALeafOfLibc) {
  if (sanitized)
    GTEST_SKIP() << "memset is the sanitizer's, which has a frame";
  abi::Memory *memory = createMemory(context.get(), {1});
  memoryBase = memory->base;
  EXPECT_EQ(run(callsClear, 1000), Status::Returned);
  EXPECT_EQ(run(callsClear, 70000), Status::Trapped);
  EXPECT_EQ(trap(), Trap::MemoryOutOfBounds);
  EXPECT_FALSE(isIn(0, clear));
  EXPECT_EQ(context->trap->frames[1].kind, abi::FrameKind::LeafReturn);
  EXPECT_TRUE(isIn(1, clear));
  EXPECT_TRUE(isIn(2, callsClear));
  EXPECT_EQ(context->trap->kept(), 3u);
}

// Traps ahead of any prologue: its caller is known by the LeafReturn frame.
extern "C" int64_t testTrapAtEntry(abi::Instance *, int64_t);
__asm__(".text\n"
        "testTrapAtEntry:\n"
        "  ud1l 1(%eax), %eax\n");
NOINLINE static int64_t recurse(abi::Instance *instance, int64_t depth) {
  sink = depth ? recurse(instance, depth - 1) : testTrapAtEntry(instance, 0);
  return sink + 1;
}
TEST_F(Trapping, EndlessRecursion) {
  EXPECT_EQ(run(recurse, -1), Status::Trapped);
  EXPECT_EQ(trap(), Trap::CallStackExhausted);
  abi::TrapRecord &record = *context->trap;
  EXPECT_GT(record.frameCount, 10000u);
  EXPECT_EQ(record.kept(), 70u);
  for (unsigned i = 0; i < record.kept(); ++i)
    EXPECT_TRUE(record.frames[i].kind == abi::FrameKind::LeafReturn ||
                isIn(i, recurse))
        << i;
}

NOINLINE static int64_t entersRecursion(abi::Instance *instance,
                                        int64_t depth) {
  sink = recurse(instance, depth);
  return sink + 1;
}
TEST_F(Trapping, ADeepBacktraceKeepsBothEnds) {
  for (int64_t depth : {0, 1, 48, 66, 67, 68, 69, 100, 5000}) {
    EXPECT_EQ(run(entersRecursion, depth), Status::Trapped);
    EXPECT_EQ(trap(), Trap::Unreachable);
    abi::TrapRecord &record = *context->trap;
    // The trapping function, depth + 1 of recurse, the function around it.
    EXPECT_EQ(record.frameCount, uint64_t(depth) + 3);
    EXPECT_EQ(record.kept(), record.frameCount < 70 ? record.frameCount : 70);
    if (record.frameCount > 70) {
      uint64_t leftOut = 0;
      for (const auto &slot : record.repeated)
        leftOut += slot.count;
      EXPECT_EQ(leftOut, record.frameCount - 70);
      EXPECT_EQ(record.uncounted, 0u);
    }
    EXPECT_TRUE(isIn(record.kept() - 1, entersRecursion));
    EXPECT_TRUE(isIn(record.kept() - 2, recurse));
    EXPECT_TRUE(isIn(0, testTrapAtEntry));
    EXPECT_TRUE(isIn(1, recurse));
    EXPECT_EQ(record.frames[1].kind, abi::FrameKind::LeafReturn);
  }
}

// A function that is interrupted at its very first instruction.
extern "C" int64_t testEntryFault(abi::Instance *, int64_t);
__asm__(".text\n"
        "testEntryFault:\n"
        "  push %rbp\n"
        "  mov %rsp, %rbp\n"
        "  pop %rbp\n"
        "  ret\n");
extern "C" int64_t testCallAtStackEnd(abi::Instance *, int64_t low);
__asm__(".text\n"
        "testCallAtStackEnd:\n"
        "  push %rbp\n"
        "  mov %rsp, %rbp\n"
        "  lea 8(%rsi), %rsp\n" // room for the return address and no more
        "  call testEntryFault\n"
        "  mov %rbp, %rsp\n"
        "  pop %rbp\n"
        "  ret\n");
TEST_F(Trapping, OverflowAtTheFirstInstructionKeepsTheCaller) {
  EXPECT_EQ(
      run(testCallAtStackEnd, reinterpret_cast<int64_t>(context->stackLow)),
      Status::Trapped);
  EXPECT_EQ(trap(), Trap::CallStackExhausted);
  ASSERT_EQ(context->trap->kept(), 2u);
  EXPECT_EQ(context->trap->frames[0].pc,
            reinterpret_cast<uintptr_t>(testEntryFault));
  EXPECT_TRUE(isIn(1, testCallAtStackEnd));
  EXPECT_EQ(context->trap->frames[1].kind, abi::FrameKind::Return);
}

template <class... Args>
static int64_t callRef(const abi::FuncRef *ref, Args... args) {
  return reinterpret_cast<int64_t (*)(void *, Args...)>(ref->code)(
      ref->instance, args...);
}
NOINLINE static int64_t callsHost(abi::Instance *, int64_t a) {
  sink = callRef(imported, a);
  return sink + 1;
}
static int64_t raisingHost(abi::Context *context, int64_t a) {
  char large[3000];
  memset(large, static_cast<int>(a), sizeof(large));
  sink = large[17];
  if (a == 1)
    raiseTrap(context, Trap::OutOfMemory);
  if (a == 2)
    raiseExit(context, 42);
  return a;
}
TEST_F(Trapping, HostFunctionsRaise) {
  Host host(context, raisingHost, type, context.get());
  imported = &host.ref;
  EXPECT_EQ(run(callsHost, 0), Status::Returned);
  EXPECT_EQ(run(callsHost, 1), Status::Trapped);
  EXPECT_EQ(trap(), Trap::OutOfMemory);
  ASSERT_EQ(context->trap->kept(), 1u);
  EXPECT_TRUE(isIn(0, callsHost));
  EXPECT_EQ(run(callsHost, 2), Status::Exited);
  EXPECT_EQ(context->trap->exitCode, 42);
  EXPECT_EQ(run(callsHost, 0), Status::Returned);
}

// What an import's adapter does with the status of the function that it calls.
static int64_t failingHost(abi::Context *context, int64_t status) {
  if (!status)
    return 0;
  if (status == 1)
    noteTrap(context, Trap::OutOfMemory);
  else if (status == 2)
    noteExit(context, 42);
  wfx_host_failed(context, static_cast<int>(status));
}
TEST_F(Trapping, HostFunctionsFail) {
  Host host(context, failingHost, type, context.get());
  imported = &host.ref;
  EXPECT_EQ(run(callsHost, 0), Status::Returned);
  EXPECT_EQ(run(callsHost, 1), Status::Trapped);
  EXPECT_EQ(trap(), Trap::OutOfMemory);
  ASSERT_EQ(context->trap->kept(), 1u);
  EXPECT_TRUE(isIn(0, callsHost));
  EXPECT_EQ(run(callsHost, 2), Status::Exited);
  EXPECT_EQ(context->trap->exitCode, 42);
  // An exception that does not exist, and statuses that nobody has.
  for (int64_t status : {3, 4, 5, 6, -1}) {
    EXPECT_EQ(run(callsHost, status), Status::HostFailed);
    EXPECT_EQ(trap(), Trap::None);
    ASSERT_EQ(context->trap->kept(), 1u);
    EXPECT_TRUE(isIn(0, callsHost));
  }
  EXPECT_EQ(run(callsHost, 0), Status::Returned);
}

static int64_t claimsTrap(abi::Context *context, int64_t) {
  noteTrap(context, Trap::None);
  wfx_host_failed(context, static_cast<int>(Status::Trapped));
}
TEST_F(Trapping, ATrapThatNobodyNotedIsAFailure) {
  Host host(context, claimsTrap, type, context.get());
  imported = &host.ref;
  EXPECT_EQ(run(callsHost), Status::HostFailed);
}

// A trap leaves the innermost activation only, and its backtrace has the Wasm
// frames of the outer ones too.
static abi::FuncRef *nestedRef;
static Status nestedStatus;
static int64_t entersAgain(abi::Context *context, int64_t a) {
  Value arg = i64(a), result = {};
  nestedStatus = invoke(context, nestedRef, &arg, &result);
  return 100;
}
/// Passes on how the nested call has ended.
static int64_t passesOn(abi::Context *context, int64_t a) {
  entersAgain(context, a);
  if (nestedStatus != Status::Returned)
    wfx_host_failed(context, static_cast<int>(nestedStatus));
  return 100;
}
TEST_F(Trapping, ATrapThatIsPassedOnKeepsItsBacktrace) {
  Host host(context, passesOn, type, context.get());
  imported = &host.ref;
  abi::FuncRef nested = bare.ref(outer, type);
  nestedRef = &nested;
  EXPECT_EQ(run(callsHost, -1), Status::Trapped);
  EXPECT_EQ(trap(), Trap::IntegerDivideByZero);
  ASSERT_EQ(context->trap->kept(), 5u);
  EXPECT_TRUE(isIn(0, trapIfNegative));
  EXPECT_TRUE(isIn(4, callsHost));
}

TEST_F(Trapping, NestedActivations) {
  Host host(context, entersAgain, type, context.get());
  imported = &host.ref;
  abi::FuncRef nested = bare.ref(outer, type);
  nestedRef = &nested;
  EXPECT_EQ(run(callsHost, -1), Status::Returned);
  EXPECT_EQ(result.i64, 101);
  EXPECT_EQ(nestedStatus, Status::Trapped);
  EXPECT_EQ(trap(), Trap::IntegerDivideByZero);
  ASSERT_EQ(context->trap->kept(), 5u);
  EXPECT_TRUE(isIn(0, trapIfNegative));
  EXPECT_TRUE(isIn(2, middle));
  EXPECT_TRUE(isIn(3, outer));
  EXPECT_TRUE(isIn(4, callsHost));
}

NOINLINE static int64_t initOutOfBounds(abi::Instance *instance, int64_t size) {
  wfx_memory_init(instance, 0, 0, 0, 0, static_cast<uint64_t>(size));
  return sink;
}
TEST_F(Trapping, RuntimeCallsOnTheWasmStack) {
  abi::DataDesc data = {96, reinterpret_cast<const uint8_t *>("abcd"), 4};
  abi::ModuleDesc module = {};
  module.memorySlots = 64;
  module.datas = &data;
  alignas(16) uint8_t bytes[128] = {};
  auto &instance = *reinterpret_cast<abi::Instance *>(bytes);
  instance.context = context.get();
  instance.module = &module;
  auto *memory = createMemory(context.get(), {1});
  *reinterpret_cast<abi::MemorySlot *>(bytes + 64) = {memory->base, memory};
  *reinterpret_cast<abi::DataSlot *>(bytes + 96) = {data.bytes, data.size};
  abi::FuncRef ref = {reinterpret_cast<void *>(initOutOfBounds), &type.desc,
                      &instance};
  EXPECT_EQ(run(ref, 4), Status::Returned);
  EXPECT_EQ(memcmp(memory->base, "abcd", 4), 0);
  EXPECT_EQ(run(ref, 5), Status::Trapped);
  EXPECT_EQ(trap(), Trap::MemoryOutOfBounds);
  EXPECT_TRUE(isIn(0, wfx_memory_init));
  EXPECT_TRUE(isIn(1, initOutOfBounds));
}

TEST_F(Trapping, TenThousandTimesWithoutLeaks) {
  abi::Memory *memory = createMemory(context.get(), {1});
  memoryBase = memory->base;
  Host host(context, raisingHost, type, context.get());
  imported = &host.ref;
  for (int i = 0; i < 10000; ++i) {
    ASSERT_EQ(run(load, 1 << 20), Status::Trapped);
    ASSERT_EQ(run(outer, -1), Status::Trapped);
    ASSERT_EQ(run(callsHost, 1), Status::Trapped);
  }
}

TEST_F(Trapping, ThreadsTrapAtTheSameTime) {
  auto loop = [](bool *good) {
    auto context = makeContext(65536);
    Bare bare(context);
    Type type("I:I");
    abi::FuncRef traps = bare.ref(outer, type),
                 overflows = bare.ref(recurse, type);
    *good = true;
    for (int i = 0; i < 3000; ++i) {
      Value arg = i64(-1), result = {};
      *good &=
          invoke(context.get(), &traps, &arg, &result) == Status::Trapped &&
          context->trap->trap == Trap::IntegerDivideByZero;
      *good &=
          invoke(context.get(), &overflows, &arg, &result) == Status::Trapped &&
          context->trap->trap == Trap::CallStackExhausted;
    }
  };
  bool good[2];
  std::thread a(loop, &good[0]), b(loop, &good[1]);
  a.join();
  b.join();
  EXPECT_TRUE(good[0]);
  EXPECT_TRUE(good[1]);
}

// What is not Wasm's fault stays what it is.
static int64_t hostCrash(void *, int64_t) {
  WASM_TRAP(4);
  return 0;
}
TEST_F(Trapping, FaultsOfTheHostAreNotTraps) {
  Host host(context, hostCrash, type);
  imported = &host.ref;
  EXPECT_EXIT(run(callsHost), died(SIGILL), "");
  EXPECT_EXIT(*reinterpret_cast<volatile int *>(8) = 1, died(SIGSEGV), "");
  EXPECT_EXIT(raise(SIGSEGV), died(SIGSEGV), "");
}

NOINLINE static int64_t wild(abi::Instance *, int64_t address) {
  return *reinterpret_cast<volatile int64_t *>(address);
}
NOINLINE static int64_t wildJump(abi::Instance *instance, int64_t address) {
  return reinterpret_cast<int64_t (*)(abi::Instance *)>(address)(instance) + 1;
}
TEST_F(Trapping, WildAccessesOfWasmCodeAreNotTraps) {
  EXPECT_EXIT(run(wild, 8), died(SIGSEGV), "");
  abi::Memory *memory = createMemory(context.get(), {1});
  EXPECT_EXIT(run(wildJump, reinterpret_cast<int64_t>(memory->base)),
              died(SIGSEGV), "");
}

} // namespace wfx::rt::testing
