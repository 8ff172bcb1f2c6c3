//===- EngineCompilerTest.cpp - wfx/compiler.h ----------------------------===//
//
// Modules that are compiled at run time do what linked ones do, import from one
// another, and go when nobody uses them; what is no module is refused. The
// cache on disk is in EngineCacheTest.cpp, threads in EngineThreadsTest.cpp.
//
//===----------------------------------------------------------------------===//

#include "Compiler/Engine.h"
#include "EngineTesting.h"
#include <fstream>
#include <malloc.h>
#include <random>
#include <thread>

namespace wfx::testing {

//===--- What modules do --------------------------------------------------===//

static wfx_status twice(void *host, int32_t argument, int32_t *result) {
  ++*static_cast<int *>(host);
  *result = 2 * argument;
  return WFX_OK;
}

TEST(EngineCompiler, ImportsAndExports) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (import "env" "twice" (func $twice (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "run") (param i32) (result i32)
      (i32.store (i32.const 8) (local.get 0))
      (i32.add (call $twice (local.get 0)) (i32.const 1)))))");
  EXPECT_STREQ(wfx_module_name(module.get()), "test.wat");
  ASSERT_EQ(wfx_import_count(module.get()), 1u);
  EXPECT_STREQ(wfx_signature(wfx_import_at(module.get(), 0).type), "i:i");

  Context context = makeContext();
  int calls = 0;
  wfx_binding binding = {};
  binding.function = reinterpret_cast<void (*)()>(twice);
  binding.host = &calls;
  wfx_instance *instance = instantiate(context, module, &binding);
  EXPECT_EQ(run(instance, "run", 20), 41);
  EXPECT_EQ(calls, 1);
  wfx_memory *memory = wfx_extern_memory(exportOf(instance, "memory"));
  EXPECT_EQ(memory->data[8], 20);

  auto entry =
      reinterpret_cast<wfx_status (*)(wfx_instance *, int32_t, int32_t *)>(
          wfx_export_at(module.get(), 1).entry);
  int32_t result = 0;
  EXPECT_EQ(entry(instance, 4, &result), WFX_OK);
  EXPECT_EQ(result, 9);
}

TEST(EngineCompiler, TrapsHaveNames) {
  Compiler compiler = makeCompiler();
  CompiledModule outer = compile(compiler, R"((module
    (import "inner" "divide" (func $divide (param i32) (result i32)))
    (func $start (export "run") (param i32) (result i32)
      (i32.add (call $divide (local.get 0)) (i32.const 1)))))",
                                 "outer");
  CompiledModule inner = compile(compiler, R"((module
    (func $divide (export "divide") (param i32) (result i32)
      (i32.div_u (i32.const 10) (local.get 0)))))",
                                 "inner");
  Context context = makeContext();
  wfx_binding binding =
      boundTo(exportOf(instantiate(context, inner), "divide"));
  wfx_instance *instance = instantiate(context, outer, &binding);
  EXPECT_EQ(run(instance, "run", 5), 3);
  int32_t result;
  ASSERT_EQ(call(instance, "run", 0, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context.get()), WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
  std::string text = describe(context, WFX_TRAP);
  EXPECT_NE(text.find("inner!divide"), text.npos) << text;
  EXPECT_NE(text.find("outer!start"), text.npos) << text;
  wfx_frame frames[4];
  ASSERT_EQ(wfx_backtrace(context.get(), frames, 4), 2u);
  EXPECT_STREQ(frames[0].name, "divide");
  EXPECT_STREQ(frames[1].module, "outer");
}

TEST(EngineCompiler, CodeIsInterrupted) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (global $sum (mut i32) (i32.const 0))
    (func $add (param i32)
      (global.set $sum (i32.add (global.get $sum) (local.get 0))))
    (func $endless (export "run") (param i32) (result i32)
      (loop $l (call $add (local.get 0)) (br_if $l (local.get 0)))
      (i32.const 7))))");
  Context context = makeContext();
  wfx_instance *instance = instantiate(context, module);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(wfx_set_deadline(context.get(), 100000 + i * 10000));
    int32_t result;
    ASSERT_EQ(call(instance, "run", 1, &result), WFX_TRAP);
    EXPECT_EQ(wfx_trap(context.get()), WFX_TRAP_INTERRUPTED);
    EXPECT_NE(describe(context, WFX_TRAP).find("endless"), std::string::npos);
  }
  EXPECT_EQ(run(instance, "run", 0), 7);
}

TEST(EngineCompiler, InlinedFramesAreOfTheSameModule) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (func $inlined (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
    (func $around (export "run") (param i32) (result i32)
      (call $inlined (local.get 0)))))");
  Context context = makeContext();
  int32_t result;
  ASSERT_EQ(call(instantiate(context, module), "run", 0, &result), WFX_TRAP);
  std::string text = describe(context, WFX_TRAP);
  EXPECT_NE(text.find(" - inlined\n"), text.npos) << text;
  EXPECT_NE(text.find(" - around\n"), text.npos) << text;
}

TEST(EngineCompiler, ExceptionsAndContinuations) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (tag $e (export "e") (param i32))
    (tag $yield (export "yield") (param i32) (result i32))
    (func (export "throw") (param i32) (result i32) (throw $e (local.get 0)))
    (func (export "catch") (param i32) (result i32)
      (block $caught (result i32)
        (try_table (catch $e $caught) (throw $e (local.get 0)))
        (i32.const 0)))
    (func (export "wait") (param i32) (result i32)
      (suspend $yield (local.get 0)))))");
  Context context = makeContext();
  wfx_instance *instance = instantiate(context, module);
  EXPECT_EQ(run(instance, "catch", 7), 7);
  int32_t result;
  EXPECT_EQ(call(instance, "throw", 8, &result), WFX_EXCEPTION);

  wfx_cont continuation;
  ASSERT_EQ(wfx_cont_new(context.get(),
                         wfx_extern_func(exportOf(instance, "wait")),
                         &continuation),
            WFX_OK);
  uint64_t word = 5;
  wfx_resumption resumption = {};
  ASSERT_EQ(wfx_cont_resume(context.get(), continuation, &word, 1, &resumption),
            WFX_SUSPENDED);
  EXPECT_EQ(resumption.tag, wfx_extern_tag(exportOf(instance, "yield")));
  EXPECT_EQ(resumption.words[0], 5u);
  word = 6;
  ASSERT_EQ(wfx_cont_resume(context.get(), resumption.continuation, &word, 1,
                            &resumption),
            WFX_OK);
  EXPECT_EQ(resumption.words[0], 6u);
}

TEST(EngineCompiler, Interruption) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (func (export "loop") (param i32) (result i32)
      (loop $forever (br $forever)) unreachable)
    (func (export "run") (param i32) (result i32) (local.get 0))))");
  Context context = makeContext();
  wfx_instance *instance = instantiate(context, module);
  ASSERT_TRUE(wfx_set_deadline(context.get(), 10'000'000));
  int32_t result;
  EXPECT_EQ(call(instance, "loop", 0, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context.get()), WFX_TRAP_INTERRUPTED);
  EXPECT_EQ(run(instance, "run", 3), 3);

  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    wfx_interrupt(context.get());
  });
  EXPECT_EQ(call(instance, "loop", 0, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context.get()), WFX_TRAP_INTERRUPTED);
  interrupter.join();
}

TEST(EngineCompiler, Wasi) {
  Compiler compiler = makeCompiler();
  CompiledModule module = compile(compiler, R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "run") (param i32) (result i32)
      (call $exit (local.get 0)) (i32.const 0))))");
  EXPECT_TRUE(wfx_import_at(module.get(), 0).is_wasi);
  wfx_error error;
  wfx_wasi *wasi = wfx_wasi_new(nullptr, &error);
  ASSERT_TRUE(wasi) << error.message;
  Context context = makeContext();
  int32_t result;
  EXPECT_EQ(
      call(instantiate(context, module, nullptr, wasi), "run", 3, &result),
      WFX_EXIT);
  EXPECT_EQ(wfx_exit_code(context.get()), 3);
  context.reset();
  wfx_wasi_free(wasi);

  EXPECT_NE(refusal(compiler, R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func (param i64)))))")
                .find("incompatible import type"),
            std::string::npos);
}

/// Types are the same whoever has compiled them: a table of one module's
/// functions is called by another's, whose declaration has them too, and a
/// wrong type traps.
TEST(EngineCompiler, CompilersShareTypes) {
  Compiler one = makeCompiler(), other = makeCompiler();
  CompiledModule table = compile(one, R"((module
    (type $sub (sub (func (param i32) (result i32))))
    (type $other (func (param i64) (result i32)))
    (table (export "table") 2 funcref)
    (elem (i32.const 0) func $f $g)
    (func $f (type $sub) (i32.add (local.get 0) (i32.const 1)))
    (func $g (type $other) (i32.const 2))))");
  CompiledModule caller = compile(other, R"((module
    (type $unrelated (func))
    (type $sub (sub (func (param i32) (result i32))))
    (import "a" "table" (table 2 funcref))
    (func (export "run") (param i32) (result i32)
      (call_indirect (type $sub) (i32.const 10) (local.get 0)))))");
  Context context = makeContext();
  wfx_binding binding = boundTo(exportOf(instantiate(context, table), "table"));
  wfx_instance *instance = instantiate(context, caller, &binding);
  EXPECT_EQ(run(instance, "run", 0), 11);
  int32_t result;
  EXPECT_EQ(call(instance, "run", 1, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context.get()), WFX_TRAP_INDIRECT_CALL_TYPE_MISMATCH);
}

//===--- Options ----------------------------------------------------------===//

static std::string compilerRefusal(const wfx_compiler_options &options) {
  wfx_error error = {};
  EXPECT_FALSE(Compiler(wfx_compiler_new(&options, &error)));
  return error.message;
}

TEST(EngineCompiler, Options) {
  wfx_compiler_options options = testOptions();
  options.level = '4';
  EXPECT_EQ(compilerRefusal(options), "optimisation level '4'");
  options.level = 'O';
  EXPECT_EQ(compilerRefusal(options), "optimisation level 'O'");
  options = testOptions();
  options.cpu = "abacus";
  EXPECT_EQ(compilerRefusal(options).substr(0, 27),
            "unknown processor 'abacus' ");
  options = testOptions();
  options.features = "simd=n,magic";
  EXPECT_EQ(compilerRefusal(options), "features 'simd=n,magic'");

  EXPECT_TRUE(Compiler(wfx_compiler_new(nullptr, nullptr)));
  for (char level : {'0', '1', '2', '3', 's'}) {
    options = testOptions();
    options.level = level;
    options.check_bounds = options.is_deterministic = level != '2';
    options.cpu = "x86-64-v2";
    Compiler compiler = makeCompiler(options);
    Context context = makeContext();
    CompiledModule module = compile(compiler, R"((module (memory 1)
      (func (export "run") (param i32) (result i32) (i32.load (local.get 0)))))");
    wfx_instance *instance = instantiate(context, module);
    EXPECT_EQ(run(instance, "run", 65532), 0);
    int32_t result;
    EXPECT_EQ(call(instance, "run", 65533, &result), WFX_TRAP);
  }
}

TEST(EngineCompiler, OptionsOfAnOlderHeader) {
  wfx_compiler_options options = testOptions();
  options.size = offsetof(wfx_compiler_options, cpu);
  options.cpu = "abacus"; // not of that header
  EXPECT_TRUE(makeCompiler(options));
}

TEST(EngineCompiler, FeaturesAndSize) {
  wfx_compiler_options options = testOptions();
  options.features = "simd=n";
  options.max_module_size = 60;
  Compiler compiler = makeCompiler(options);
  EXPECT_TRUE(compile(compiler, "(module)"));
  EXPECT_NE(refusal(compiler, "(module (global v128 (v128.const i64x2 0 0)))"),
            "");
  EXPECT_EQ(refusal(compiler, std::string(61, ' ')),
            "test.wat: error: a module of 61 bytes, 60 are allowed");
}

//===--- What is no module ------------------------------------------------===//

/// A binary module with something in most sections.
static std::string binaryModule() {
  // (module (memory 1) (func (export "f") (param i32) (result i32) local.get 0)
  //         (data (i32.const 0) "abc"))
  return std::string("\0asm\1\0\0\0"
                     "\1\6\1\x60\1\x7f\1\x7f"
                     "\3\2\1\0"
                     "\5\3\1\0\1"
                     "\7\5\1\1f\0\0"
                     "\xa\6\1\4\0\x20\0\xb"
                     "\xb\x9\1\0\x41\0\xb\3abc",
                     51);
}

TEST(EngineCompiler, ErrorsSayWhere) {
  Compiler compiler = makeCompiler();
  EXPECT_EQ(refusal(compiler, "(module\n  (func (result i32)))", "dir/a.wat")
                .substr(0, 17),
            "dir/a.wat:2:21: e");
  EXPECT_EQ(refusal(compiler, "(module (magic))", "a.wat").substr(0, 17),
            "a.wat:1:10: error");
  std::string bad = binaryModule();
  bad[0x10] = 0x55;
  EXPECT_EQ(refusal(compiler, bad, "a.wasm").substr(0, 9), "a.wasm:0x");
  EXPECT_EQ(refusal(compiler, "", "empty").substr(0, 16), "empty:0x0: error");
  std::string control = refusal(compiler, "(module)", "a\n\x1b[31m.wasm");
  EXPECT_EQ(control.find_first_of("\n\x1b"), control.npos) << control;
  EXPECT_LT(
      refusal(compiler, "nonsense", std::string(5000, 'n').c_str()).size(),
      500u);
}

TEST(EngineCompiler, TruncatedModules) {
  Compiler compiler = makeCompiler();
  std::string whole = binaryModule();
  CompiledModule module = compile(compiler, whole);
  Context context = makeContext();
  EXPECT_EQ(run(instantiate(context, module), "f", 12), 12);
  for (size_t size = 9; size < whole.size(); ++size) {
    wfx_error error;
    // Between sections it may be a module still.
    CompiledModule part(
        wfx_compile(compiler.get(), whole.data(), size, "part", &error));
    if (!part)
      EXPECT_EQ(std::string(error.message).substr(0, 7), "part:0x") << size;
  }
}

TEST(EngineCompiler, RandomModules) {
  wfx_compiler_options options = testOptions();
  options.level = '0';
  Compiler compiler = makeCompiler(options);
  std::mt19937 random(1);
  for (unsigned i = 0; i < 300; ++i) {
    std::string bytes = binaryModule();
    for (unsigned changes = 1 + random() % 3; changes; --changes)
      bytes[8 + random() % (bytes.size() - 8)] = char(random());
    wfx_error error = {};
    CompiledModule module(wfx_compile(compiler.get(), bytes.data(),
                                      bytes.size(), "random", &error));
    EXPECT_NE(!module, !*error.message) << i;
    std::string noise("\0asm\1\0\0\0", 8);
    for (unsigned size = random() % 50; size; --size)
      noise += char(random());
    wfx_module_release(wfx_compile(compiler.get(), noise.data(), noise.size(),
                                   "noise", &error));
  }
}

TEST(EngineCompiler, HugeCounts) {
  Compiler compiler = makeCompiler();
  const std::string header("\0asm\1\0\0\0", 8), huge("\xff\xff\xff\xff\x0f", 5);
  for (char section = 0; section < 14; ++section) {
    EXPECT_NE(refusal(compiler, header + section + huge), "") << int(section);
    EXPECT_NE(refusal(compiler, header + section + char(5) + huge), "")
        << int(section);
  }
  // A function with 2^32 - 1 locals, and one with 50,001.
  auto withLocals = [&](std::string count) {
    std::string body = std::string("\1") + count + "\x7f\xb";
    std::string code = std::string("\1") + char(body.size()) + body;
    return header + std::string("\1\4\1\x60\0\0\3\2\1\0\xa", 11) +
           char(code.size()) + code;
  };
  EXPECT_NE(refusal(compiler, withLocals(huge)).find("more than 50000 locals"),
            std::string::npos);
  EXPECT_TRUE(compile(compiler, withLocals("\x10")));
}

//===--- Linking ----------------------------------------------------------===//

TEST(EngineLink, Failures) {
  auto engine = llvm::cantFail(Engine::create());
  CompileOptions options = forEngine({});
  Source source{"test.wat", R"((module (memory 1) (data (i32.const 0) "x")
    (func (export "f") (unreachable))))"};
  auto bytes = llvm::cantFail(toBytes(std::move(source)));
  Report silent;
  ValidModule module =
      llvm::cantFail(checkModule(*bytes, Features(), 1, silent));
  std::vector<Object> objects =
      llvm::cantFail(compileModule(module, options, silent));
  auto refusal = [&](const CompileOptions &options,
                     const std::vector<Object> &objects) {
    auto linked = engine->link(*module, options, objects);
    EXPECT_FALSE(linked);
    return llvm::toString(linked.takeError());
  };
  ::testing::internal::CaptureStderr();
  CompileOptions other = options;
  other.prefix = "other";
  EXPECT_NE(refusal(other, objects).find("other_module"), std::string::npos);
  EXPECT_NE(refusal(options, {Object()}), "");
  EXPECT_NE(refusal(options, {}), "");
  std::vector<Object> cut = objects;
  cut[0].resize(cut[0].size() / 2);
  EXPECT_EQ(refusal(options, cut).substr(0, 22), "cannot link the code: ");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(bool(engine->link(*module, options, objects)));
}

//===--- Lifetime ---------------------------------------------------------===//

TEST(EngineCompiler, InstancesKeepModules) {
  Context context = makeContext();
  wfx_instance *instance;
  {
    Compiler compiler = makeCompiler();
    CompiledModule module = compile(compiler, R"((module
      (func $f (export "run") (param i32) (result i32)
        (i32.div_u (i32.const 6) (local.get 0)))))",
                                    "kept");
    instance = instantiate(context, module);
    compiler.reset();
  }
  EXPECT_EQ(run(instance, "run", 2), 3);
  EXPECT_STREQ(wfx_module_name(wfx_instance_module(instance)), "kept");
  int32_t result;
  EXPECT_EQ(call(instance, "run", 0, &result), WFX_TRAP);
  EXPECT_NE(describe(context, WFX_TRAP).find(" - f\n"), std::string::npos);
}

TEST(EngineCompiler, FailedInstancesKeepNothing) {
  Compiler compiler = makeCompiler();
  CompiledModule module =
      compile(compiler, R"((module (import "a" "b" (func))))");
  Context context = makeContext();
  wfx_error error;
  wfx_binding nothing = {};
  EXPECT_FALSE(
      wfx_instance_new(context.get(), module.get(), &nothing, nullptr, &error));
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
/// Bytes of the process that are in memory.
static size_t residentBytes() {
  std::ifstream file("/proc/self/statm");
  size_t total, resident;
  file >> total >> resident;
  return resident * 4096;
}

/// Each has a type, a name and a function of its own.
static void compileAndRelease(const Compiler &compiler, unsigned number) {
  std::string type;
  for (unsigned bits = number; bits; bits /= 2)
    type += bits % 2 ? " i32" : " i64";
  std::string text = "(module (type (func (param f32" + type + ")))" +
                     R"((func (export "run") (param i32) (result i32)
                          (i32.add (local.get 0) (i32.const )" +
                     std::to_string(number) + "))))";
  std::string name = "module" + std::to_string(number);
  CompiledModule module = compile(compiler, text, name.c_str());
  Context context = makeContext();
  wfx_instance *instance = instantiate(context, module);
  module.reset();
  EXPECT_EQ(run(instance, "run", 1), int32_t(number + 1));
}

TEST(EngineCompiler, ReleasedModulesLeaveNothing) {
  wfx_compiler_options options = testOptions();
  options.level = '0';
  Compiler compiler = makeCompiler(options);
  for (unsigned i = 0; i < 100; ++i)
    compileAndRelease(compiler, i);
  size_t allocated = mallinfo2().uordblks, resident = residentBytes();
  for (unsigned i = 100; i < 1100; ++i)
    compileAndRelease(compiler, i);
  // A module that stays has 10 KiB and more; malloc keeps some for threads that
  // are gone.
  EXPECT_LT(mallinfo2().uordblks, allocated + (1 << 20));
  EXPECT_LT(residentBytes(), resident + (4 << 20));
}
#endif

} // namespace wfx::testing
