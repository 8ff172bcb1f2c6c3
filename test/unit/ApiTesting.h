//===- ApiTesting.h - Modules for the tests of wfx.h ----------------------===//
//
// A module written by hand, whose functions are C++ (RuntimeTesting.h), as
// wfx.h sees it: with adapters for its imports, descriptors, and a context
// around it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Version.h"
#include "Runtime/Api.h"
#include "Runtime/InstanceSlots.h"
#include "RuntimeTesting.h"
#include <cstring>
#include <functional>
#include <string>

extern "C" const char WFX_ABI_SYMBOL;

namespace wfx::rt::testing {

/// What an instance of the module looks like.
struct Layout {
  abi::Instance header;
  abi::ImportSlot import;
  abi::FuncRef functions[3];
  abi::MemorySlot memory;
  abi::TableSlot table;
  abi::GlobalSlot global;
  abi::TagSlot tag;
};

// Generated code is not instrumented, and ThreadSanitizer loses count of calls
// that end on another stack.
#if defined(__clang__)
#define WASM_FUNCTION [[clang::disable_sanitizer_instrumentation]]
#else
#define WASM_FUNCTION
#endif

/// Calls the import.
WASM_FUNCTION inline int32_t callImport(void *instance, int32_t value) {
  auto *self = static_cast<Layout *>(instance);
  auto *code =
      reinterpret_cast<int32_t (*)(void *, int32_t)>(self->import.code);
  int32_t result = code(self->import.instance, value);
  asm volatile("" ::: "memory"); // no tail call
  return result;
}

WASM_FUNCTION inline int32_t divide(Layout *, int32_t a, int32_t b) {
  if (!b)
    WASM_TRAP(4);
  return a / b;
}

/// What the compiler makes for an import (i32) -> i32.
inline int32_t adapter(abi::HostImport *import, int32_t value) {
  auto *callee = reinterpret_cast<wfx_status (*)(void *, int32_t, int32_t *)>(
      import->callee);
  int32_t result = 0;
  wfx_status status = callee(import->user, value, &result);
  if (status != WFX_OK)
    wfx_host_failed(import->context, status);
  return result;
}

inline uint64_t funcRefCode() { return abi::CodeRef + 2 * abi::HeapFunc + 1; }

/// The module: one import, "env" "f", of any kind; exports of all kinds.
struct TestModule {
  Type unary{"i:i"}, binary{"ii:i"}, plain{":"}, tagType{"iI:"};
  abi::ImportDesc import = {.module = "env",
                            .moduleSize = 3,
                            .name = "f",
                            .nameSize = 1,
                            .kind = abi::EntityFunc,
                            .slot = offsetof(Layout, import),
                            .typeDesc = &unary.desc,
                            .max = ~uint64_t(0),
                            .adapter = reinterpret_cast<void *>(&adapter)};
  abi::FunctionDesc functions[3] = {
      {offsetof(Layout, functions[0]), reinterpret_cast<void *>(&callImport),
       &unary.desc},
      {offsetof(Layout, functions[1]), reinterpret_cast<void *>(&divide),
       &binary.desc},
      {offsetof(Layout, functions[2]), nullptr, &plain.desc},
  };
  abi::MemoryDesc memory = {offsetof(Layout, memory), 1, 3, 0, 16};
  abi::TableDesc table = {offsetof(Layout, table), 2,      10, 0,
                          funcRefCode(),           nullptr};
  abi::TagDesc tag = {&tagType.desc, "t", 1, 0};
  abi::ExportDesc exports[7] = {
      function("call", 0, &unary),
      function("divide", 1, &binary),
      function("third", 2, &plain),
      other("memory", abi::EntityMemory, offsetof(Layout, memory)),
      other("table", abi::EntityTable, offsetof(Layout, table)),
      other("global", abi::EntityGlobal, offsetof(Layout, global)),
      other("tag", abi::EntityTag, offsetof(Layout, tag), &tagType)};
  abi::ModuleDesc desc = {
      .name = "test",
      .abi = &WFX_ABI_SYMBOL,
      .instanceSize = sizeof(Layout),
      .imports = &import,
      .importCount = 1,
      .exports = exports,
      .exportCount = 7,
      .memories = &memory,
      .memoryCount = 1,
      .tables = &table,
      .tableCount = 1,
      .functions = functions,
      .functionCount = 3,
      .memorySlots = offsetof(Layout, memory),
      .tableSlots = offsetof(Layout, table),
      .tagSlots = offsetof(Layout, tag),
      .tagCount = 1,
      .tags = &tag,
  };

  const wfx_module *module() const { return outer(&desc); }

  template <class Function> void setThird(Function *code, const Type &type) {
    functions[2].code = reinterpret_cast<void *>(code);
    functions[2].type = exports[2].typeDesc = &type.desc;
  }
  template <class Function> void setStart(Function *code) {
    desc.initialize = reinterpret_cast<void *>(code);
  }

private:
  static abi::ExportDesc function(const char *name, unsigned index,
                                  const Type *type) {
    return other(name, abi::EntityFunc,
                 offsetof(Layout, functions) + index * sizeof(abi::FuncRef),
                 type);
  }
  static abi::ExportDesc other(const char *name, abi::EntityKind kind,
                               uint64_t slot, const Type *type = nullptr) {
    return {.name = name,
            .nameSize = strlen(name),
            .kind = kind,
            .slot = slot,
            .typeDesc = type ? &type->desc : nullptr,
            .flags = abi::FlagMutable};
  }
};

/// A function of the host's that does what it is told, as a C function for the
/// import and as a callback.
struct TestHost {
  wfx_context *context = nullptr;
  std::function<wfx_status(int32_t, int32_t &)> run;

  static wfx_status call(void *self, int32_t value, int32_t *result) {
    return static_cast<TestHost *>(self)->run(value, *result);
  }
  static wfx_status callback(void *self, wfx_context *,
                             const wfx_value *arguments, wfx_value *results) {
    int32_t result = 0;
    wfx_status status =
        static_cast<TestHost *>(self)->run(arguments[0].i32, result);
    results[0].i32 = result;
    return status;
  }
  wfx_binding binding() {
    return {reinterpret_cast<void (*)()>(&call), this, {}};
  }
};

/// A test with a context, the module, and a host that its import is bound to.
struct ApiTest : ::testing::Test {
  TestModule module;
  wfx_error error = {};
  wfx_context *context = wfx_context_new(nullptr, &error);
  TestHost host;

  ~ApiTest() override { wfx_context_free(context); }

  wfx_instance *link(const wfx_binding &binding, wfx_wasi *wasi = nullptr) {
    error = {};
    return wfx_instance_new(context, module.module(), &binding, wasi, &error);
  }
  wfx_instance *link() { return link(host.binding()); }
  wfx_instance *link(const wfx_extern &entity) {
    return link(wfx_binding{nullptr, nullptr, entity});
  }

  static wfx_extern find(wfx_instance *instance, const char *name) {
    return wfx_find_export(instance, name, strlen(name));
  }
  static const wfx_func *function(wfx_instance *instance, const char *name) {
    return wfx_extern_func(find(instance, name));
  }
  /// Calls an export (i32...) -> i32.
  wfx_status call(wfx_instance *instance, const char *name,
                  std::initializer_list<int32_t> arguments,
                  int32_t *result = nullptr) {
    wfx_value values[4] = {}, answer = {};
    size_t count = 0;
    for (int32_t argument : arguments)
      values[count++].i32 = argument;
    wfx_status status =
        wfx_call(context, function(instance, name), values, &answer);
    if (result)
      *result = answer.i32;
    return status;
  }
  std::string describe(wfx_status status) {
    char buffer[2000];
    size_t size = wfx_describe(context, status, buffer, sizeof(buffer));
    EXPECT_EQ(size, strlen(buffer));
    return buffer;
  }
};

} // namespace wfx::rt::testing
