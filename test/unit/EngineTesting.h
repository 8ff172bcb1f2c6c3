//===- EngineTesting.h - Compilers, contexts and calls for tests ----------===//
#pragma once

#include "wfx/compiler.h"
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>

namespace wfx::testing {

struct Free {
  void operator()(wfx_compiler *compiler) const { wfx_compiler_free(compiler); }
  void operator()(wfx_context *context) const { wfx_context_free(context); }
  void operator()(const wfx_module *module) const {
    wfx_module_release(module);
  }
};
using Compiler = std::unique_ptr<wfx_compiler, Free>;
using Context = std::unique_ptr<wfx_context, Free>;
using CompiledModule = std::unique_ptr<const wfx_module, Free>;

/// Options for modules of a test: small, so that nothing is won by threads.
inline wfx_compiler_options testOptions() {
  wfx_compiler_options options = {};
  options.size = sizeof(options);
  options.threads = 1;
  return options;
}

inline Compiler
makeCompiler(const wfx_compiler_options &options = testOptions()) {
  wfx_error error = {};
  Compiler compiler(wfx_compiler_new(&options, &error));
  EXPECT_TRUE(compiler) << error.message;
  return compiler;
}

inline Context makeContext() {
  wfx_error error = {};
  Context context(wfx_context_new(nullptr, &error));
  EXPECT_TRUE(context) << error.message;
  return context;
}

/// Compiles what is valid.
inline CompiledModule compile(const Compiler &compiler, std::string_view bytes,
                              const char *name = "test.wat") {
  wfx_error error = {};
  CompiledModule module(
      wfx_compile(compiler.get(), bytes.data(), bytes.size(), name, &error));
  EXPECT_TRUE(module) << error.message;
  return module;
}

/// The message for what is not.
inline std::string refusal(const Compiler &compiler, std::string_view bytes,
                           const char *name = "test.wat") {
  wfx_error error = {};
  CompiledModule module(
      wfx_compile(compiler.get(), bytes.data(), bytes.size(), name, &error));
  EXPECT_FALSE(module) << name;
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  return error.message;
}

inline wfx_instance *instantiate(const Context &context,
                                 const CompiledModule &module,
                                 const wfx_binding *bindings = nullptr,
                                 wfx_wasi *wasi = nullptr) {
  wfx_error error = {};
  wfx_instance *instance =
      wfx_instance_new(context.get(), module.get(), bindings, wasi, &error);
  EXPECT_TRUE(instance) << error.message;
  return instance;
}

inline wfx_extern exportOf(wfx_instance *instance, std::string_view name) {
  return wfx_find_export(instance, name.data(), name.size());
}

inline wfx_binding boundTo(wfx_extern entity) {
  wfx_binding binding = {};
  binding.entity = entity;
  return binding;
}

/// Calls an export that takes an i32 and returns one.
inline wfx_status call(wfx_instance *instance, std::string_view name,
                       int32_t argument, int32_t *result) {
  wfx_value value = {}, returned = {};
  value.i32 = argument;
  const wfx_func *func = wfx_extern_func(exportOf(instance, name));
  EXPECT_TRUE(func) << name;
  wfx_status status =
      wfx_call(wfx_instance_context(instance), func, &value, &returned);
  *result = returned.i32;
  return status;
}

/// The result of a call that returns.
inline int32_t run(wfx_instance *instance, std::string_view name,
                   int32_t argument) {
  int32_t result = 0;
  EXPECT_EQ(call(instance, name, argument, &result), WFX_OK) << name;
  return result;
}

inline std::string describe(const Context &context, wfx_status status) {
  char text[2000];
  wfx_describe(context.get(), status, text, sizeof(text));
  return text;
}

} // namespace wfx::testing
