//===- EngineThreadsTest.cpp - Compilers in several threads ---------------===//
//
// Threads compile with one compiler, run what the others have compiled, and release it.
// ThreadSanitizer looks on in engine_tests_thread.
//
//===----------------------------------------------------------------------===//

#include "EngineTesting.h"
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#if __has_feature(thread_sanitizer)
/// LLVM makes this object when it is first asked for it, and is not instrumented, so that
/// the order of making and using it is not seen.
extern "C" const char *__tsan_default_suppressions() {
  return "race:llvm::vfs::getRealFileSystem\n";
}
#endif

namespace wfx::testing {

static std::string adder(unsigned number) {
  return R"((module (memory 1)
    (func $fail (param i32) (result i32) (i32.load (i32.const -4)))
    (func (export "run") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (call $fail (local.get 0)))))
      (i32.store (i32.const 0) (local.get 0))
      (i32.add (i32.load (i32.const 0)) (i32.const )" +
         std::to_string(number) + "))))";
}

/// Runs \p work in so many threads.
template <class Work> static void inThreads(unsigned count, Work work) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i)
    threads.emplace_back([&work, i] { work(i); });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(EngineThreads, CompileRunRelease) {
  wfx_compiler_options options = testOptions();
  options.level = '0';
  Compiler compiler = makeCompiler(options);
  inThreads(4, [&](unsigned thread) {
    for (unsigned round = 0; round < 10; ++round) {
      unsigned number = 100 * thread + round;
      CompiledModule module = compile(compiler, adder(number));
      Context context = makeContext();
      wfx_instance *instance = instantiate(context, module);
      module.reset();
      EXPECT_EQ(run(instance, "run", 1), int32_t(number + 1));
      int32_t result;
      EXPECT_EQ(call(instance, "run", 0, &result), WFX_TRAP);
      EXPECT_NE(describe(context, WFX_TRAP).find(" - fail\n"), std::string::npos);
    }
  });
}

TEST(EngineThreads, OneModule) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, adder(5));
  inThreads(4, [&](unsigned) {
    for (unsigned round = 0; round < 50; ++round) {
      Context context = makeContext();
      EXPECT_EQ(run(instantiate(context, module), "run", 1), 6);
    }
  });
}

TEST(EngineThreads, ReleasedByAnother) {
  Compiler compiler = makeCompiler();
  std::mutex mutex;
  std::vector<CompiledModule> modules;
  std::atomic<unsigned> taken = 0;
  inThreads(4, [&](unsigned thread) {
    if (thread < 2) {
      for (unsigned i = 0; i < 10; ++i) {
        CompiledModule module = compile(compiler, adder(i));
        std::lock_guard lock(mutex);
        modules.push_back(std::move(module));
      }
      return;
    }
    while (taken < 20) {
      CompiledModule module;
      {
        std::lock_guard lock(mutex);
        if (!modules.empty()) {
          module = std::move(modules.back());
          modules.pop_back();
          ++taken;
        }
      }
      if (module)
        EXPECT_GT(run(instantiate(makeContext(), module), "run", 1), 0);
      else
        std::this_thread::yield();
    }
  });
}

/// Units of one module, and modules beside it.
TEST(EngineThreads, ThreadsOfAModule) {
  wfx_compiler_options options = testOptions();
  options.threads = 3;
  options.level = '0';
  Compiler compiler = makeCompiler(options);
  std::string text = "(module";
  for (unsigned i = 0; i < 3000; ++i)
    text += "(func (param i32) (result i32)"
            " (i32.mul (i32.add (local.get 0) (i32.const 12345678)) (i32.const 87654321)))";
  text += R"((func (export "run") (param i32) (result i32) (call 2999 (local.get 0)))))";
  inThreads(2, [&](unsigned) {
    Context context = makeContext();
    CompiledModule module = compile(compiler, text);
    EXPECT_EQ(run(instantiate(context, module), "run", 1),
              int32_t(12345679u * 87654321u));
  });
}

} // namespace wfx::testing
