//===- ApiInstanceTest.cpp - wfx.h: contexts, modules, linking ------------===//
//
// What is refused with which sentence, and what a start function may do.
//
//===----------------------------------------------------------------------===//

#include "ApiTesting.h"

namespace wfx::rt::testing {

TEST_F(ApiTest, ContextsHaveOptionsAndUsers) {
  EXPECT_EQ(wfx_context_user(context), nullptr);
  wfx_context_set_user(context, &host);
  EXPECT_EQ(wfx_context_user(context), &host);
  wfx_options options = {};
  options.size = sizeof(options);
  options.stack_size = uint64_t(1) << 60;
  EXPECT_EQ(wfx_context_new(&options, &error), nullptr);
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  EXPECT_STREQ(error.message, "not enough memory for the stack of a context");
  // Of a program with an older header, whose options end earlier.
  options.size = offsetof(wfx_options, stack_size);
  wfx_context *other = wfx_context_new(&options, &error);
  EXPECT_NE(other, nullptr);
  wfx_context_free(other);
  wfx_context_free(nullptr);
}

TEST_F(ApiTest, OptionsReachTheContext) {
  wfx_options options = {};
  options.size = sizeof(options);
  options.stack_size = 100'000;
  options.max_continuations = 1;
  wfx_context *small = wfx_context_new(&options, &error);
  ASSERT_NE(small, nullptr);
  auto *inside = inner(small);
  EXPECT_EQ(static_cast<uint8_t *>(inside->stackHigh) -
                static_cast<uint8_t *>(inside->stackLow),
            102'400);
  Type type(":");
  const wfx_func *function = wfx_func_new(
      small, outer(&type.desc),
      [](void *, wfx_context *, const wfx_value *, wfx_value *) {
        return WFX_OK;
      },
      nullptr);
  wfx_cont first, second;
  EXPECT_EQ(wfx_cont_new(small, function, &first), WFX_OK);
  EXPECT_EQ(wfx_cont_new(small, function, &second), WFX_TRAP);
  EXPECT_EQ(wfx_trap(small), WFX_TRAP_STACK_LIMIT);
  wfx_context_free(small);
}

TEST_F(ApiTest, ModulesSayWhatTheyImportAndExport) {
  const wfx_module *m = module.module();
  EXPECT_STREQ(wfx_module_name(m), "test");
  ASSERT_EQ(wfx_import_count(m), 1u);
  wfx_import_info import = wfx_import_at(m, 0);
  EXPECT_EQ(std::string(import.module, import.module_size), "env");
  EXPECT_EQ(std::string(import.name, import.name_size), "f");
  EXPECT_EQ(import.kind, WFX_EXTERN_FUNC);
  EXPECT_STREQ(wfx_signature(import.type), "i:i");
  EXPECT_FALSE(import.is_wasi);
  module.import.flags = abi::FlagWasi;
  EXPECT_TRUE(wfx_import_at(m, 0).is_wasi);

  ASSERT_EQ(wfx_export_count(m), 7u);
  EXPECT_EQ(wfx_export_at(m, 1).entry, nullptr);
  module.exports[1].entry = this;
  wfx_export_info divide = wfx_export_at(m, 1);
  EXPECT_EQ(std::string(divide.name, divide.name_size), "divide");
  EXPECT_STREQ(wfx_signature(divide.type), "ii:i");
  EXPECT_EQ(reinterpret_cast<void *>(divide.entry), this);
  EXPECT_EQ(wfx_export_at(m, 3).kind, WFX_EXTERN_MEMORY);
  EXPECT_EQ(wfx_export_at(m, 3).type, nullptr);
  EXPECT_STREQ(wfx_signature(wfx_export_at(m, 6).type), "iI:");
}

TEST_F(ApiTest, ExportsAreFound) {
  host.run = [](int32_t, int32_t &) { return WFX_OK; };
  wfx_instance *instance = link();
  ASSERT_NE(instance, nullptr) << error.message;
  EXPECT_EQ(wfx_instance_context(instance), context);
  EXPECT_EQ(wfx_instance_module(instance), module.module());
  wfx_instance_set_user(instance, this);
  EXPECT_EQ(wfx_instance_user(instance), this);
  EXPECT_EQ(wfx_instance_export(instance, 4).object,
            find(instance, "table").object);
  EXPECT_NE(wfx_extern_table(find(instance, "table")), nullptr);
  EXPECT_EQ(wfx_extern_memory(find(instance, "table")), nullptr);
  EXPECT_EQ(find(instance, "nothing").object, nullptr);
  EXPECT_EQ(find(instance, "divid").object, nullptr);
  int32_t result;
  EXPECT_EQ(call(instance, "divide", {7, 2}, &result), WFX_OK);
  EXPECT_EQ(result, 3);
}

//===--- Link errors ------------------------------------------------------===//

TEST_F(ApiTest, OtherRuntimesAreRefused) {
  module.desc.abi = this;
  module.desc.importCount = 1000; // of other versions nothing else is read
  EXPECT_EQ(link(), nullptr);
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  EXPECT_STREQ(error.message, "module test was compiled or linked for another "
                              "version or copy of the wfx library");
}

TEST_F(ApiTest, MissingProcessorFeaturesAreNamed) {
  // XOP and FMA4 were on one line of processors that never had AVX-512.
  module.desc.cpuFeatures = ~uint64_t(0);
  EXPECT_EQ(link(), nullptr);
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  std::string begin =
      "this processor lacks what module test was compiled for: ";
  EXPECT_EQ(std::string(error.message).substr(0, begin.size()), begin);
  EXPECT_GT(strlen(error.message), begin.size());
}

TEST_F(ApiTest, UnboundImportsAreNamed) {
  abi::Allocation *before = inner(context)->owned;
  EXPECT_EQ(
      wfx_instance_new(context, module.module(), nullptr, nullptr, &error),
      nullptr);
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  EXPECT_STREQ(error.message,
               "import \"env\".\"f\" is not linked with anything");
  EXPECT_EQ(link(wfx_binding{}), nullptr);
  module.import.flags = abi::FlagWasi;
  EXPECT_EQ(link(wfx_binding{}), nullptr);
  EXPECT_STREQ(error.message, "import \"env\".\"f\" needs a wfx_wasi");
  module.import.name = "a\nb";
  module.import.nameSize = 3;
  EXPECT_EQ(link(wfx_binding{}), nullptr);
  EXPECT_STREQ(error.message, "import \"env\".\"a?b\" needs a wfx_wasi");
  EXPECT_EQ(inner(context)->owned, before);
}

TEST_F(ApiTest, CFunctionsNeedAnAdapter) {
  module.import.adapter = nullptr;
  abi::Allocation *before = inner(context)->owned;
  EXPECT_EQ(link(), nullptr);
  EXPECT_NE(strstr(error.message, "cannot be linked with a C function"),
            nullptr);
  module.import.kind = abi::EntityMemory;
  EXPECT_EQ(link(), nullptr);
  EXPECT_STREQ(
      error.message,
      "import \"env\".\"f\" is not a function, but is linked with one");
  EXPECT_EQ(inner(context)->owned, before);
}

TEST_F(ApiTest, TypesMustMatch) {
  wfx_extern memory = wfx_memory_extern(wfx_memory_new(context, 1, 2));
  EXPECT_EQ(link(memory), nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: \"env\".\"f\"");
  Type other("I:i");
  EXPECT_EQ(link(wfx_func_extern(wfx_func_new(context, outer(&other.desc),
                                              TestHost::callback, &host))),
            nullptr);
  EXPECT_STREQ(error.message, "incompatible import type: \"env\".\"f\"");
}

TEST_F(ApiTest, EntitiesOfOtherContextsAreRefused) {
  host.run = [](int32_t, int32_t &) { return WFX_OK; };
  wfx_context *former = context;
  wfx_instance *instance = link();
  ASSERT_NE(instance, nullptr);
  Type tagType("iI:");
  wfx_extern foreign[] = {
      find(instance, "call"),
      find(instance, "memory"),
      find(instance, "table"),
      find(instance, "global"),
      find(instance, "tag"),
      wfx_func_extern(wfx_func_new(context, outer(&module.unary.desc),
                                   TestHost::callback, &host)),
      wfx_global_new(context, 'i', true, {}),
      wfx_tag_new(context, outer(&tagType.desc)),
      wfx_memory_extern(wfx_memory_new(context, 1, 2)),
      wfx_table_extern(wfx_table_new(context, true, 1, 2)),
  };
  wfx_extern suspending = wfx_func_extern(
      wfx_func_suspending(context, wfx_extern_tag(find(instance, "tag"))));
  for (const wfx_extern &entity : foreign)
    EXPECT_FALSE(isForeign(inner(context), inner(entity)));
  EXPECT_FALSE(isForeign(inner(context), inner(suspending)));

  context = wfx_context_new(nullptr, &error);
  for (const wfx_extern &entity : foreign) {
    EXPECT_EQ(link(entity), nullptr);
    EXPECT_STREQ(error.message, "import \"env\".\"f\" is linked with something "
                                "of another context");
  }
  EXPECT_TRUE(isForeign(inner(context), inner(suspending)));
  wfx_context_free(former);
}

//===--- WASI -------------------------------------------------------------===//

extern "C" void wfx_wasi_thread_spawn();

TEST_F(ApiTest, WasiIsLinkedWithoutABinding) {
  const char *arguments[] = {"program", "x", nullptr};
  wfx_wasi_options options = {};
  options.size = sizeof(options);
  options.arguments = arguments;
  wfx_wasi *wasi = wfx_wasi_new(&options, &error);
  ASSERT_NE(wasi, nullptr);
  module.import.flags = abi::FlagWasi;
  module.import.adapter = reinterpret_cast<void *>(&wfx_wasi_thread_spawn);
  wfx_instance *instance =
      wfx_instance_new(context, module.module(), nullptr, wasi, &error);
  ASSERT_NE(instance, nullptr) << error.message;
  // What a host has instantiated has no threads of WASI.
  int32_t result;
  EXPECT_EQ(call(instance, "call", {1}, &result), WFX_OK);
  EXPECT_LT(result, 0);
  // A host may have a WASI of its own, but not by the adapter of this one.
  const wfx_func *own = wfx_func_new(context, outer(&module.unary.desc),
                                     TestHost::callback, &host);
  host.run = [](int32_t value, int32_t &result) {
    result = -value;
    return WFX_OK;
  };
  EXPECT_EQ(link(), nullptr);
  instance = link(wfx_func_extern(own));
  EXPECT_EQ(call(instance, "call", {5}, &result), WFX_OK);
  EXPECT_EQ(result, -5);
  wfx_context_free(context);
  context = nullptr;
  wfx_wasi_free(wasi);
}

TEST_F(ApiTest, WasiSaysWhatItCannotOpen) {
  const char *preopens[] = {"/there/is/no/such/folder", nullptr};
  wfx_wasi_options options = {};
  options.size = sizeof(options);
  options.preopens = preopens;
  EXPECT_EQ(wfx_wasi_new(&options, &error), nullptr);
  EXPECT_EQ(error.status, WFX_LINK_ERROR);
  EXPECT_NE(strstr(error.message, preopens[0]), nullptr) << error.message;
  wfx_wasi_free(nullptr);
}

//===--- Start functions --------------------------------------------------===//

TEST_F(ApiTest, StartFunctionsRunOnce) {
  static int starts, reactors;
  starts = reactors = 0;
  module.setStart(+[](Layout *) { ++starts; });
  module.setThird(+[](Layout *) { reactors += starts; }, module.plain);
  module.exports[2].name = "_initialize";
  module.exports[2].nameSize = strlen("_initialize");
  ASSERT_NE(link(), nullptr);
  EXPECT_EQ(starts, 1);
  EXPECT_EQ(reactors, 1);
  // An export of that name with parameters is somebody else's.
  module.exports[2].typeDesc = module.functions[2].type = &module.unary.desc;
  ASSERT_NE(link(), nullptr);
  EXPECT_EQ(starts, 2);
  EXPECT_EQ(reactors, 1);
}

TEST_F(ApiTest, StartFunctionsMayTrap) {
  module.setStart(+[](Layout *self) {
    self->memory.base[0] = 1;
    WASM_TRAP(4);
  });
  EXPECT_EQ(link(), nullptr);
  EXPECT_EQ(error.status, WFX_TRAP);
  EXPECT_STREQ(error.message, "trap: integer divide by zero");
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
}

TEST_F(ApiTest, StartFunctionsMayEndOtherwise) {
  module.setStart(+[](Layout *self) { callImport(self, 1); });
  host.run = [&](int32_t, int32_t &) { return wfx_raise_exit(context, 7); };
  EXPECT_EQ(link(), nullptr);
  EXPECT_EQ(error.status, WFX_EXIT);
  EXPECT_STREQ(error.message, "exit with status 7");
  host.run = [&](int32_t, int32_t &) { return WFX_HOST_ERROR; };
  EXPECT_EQ(link(), nullptr);
  EXPECT_EQ(error.status, WFX_HOST_ERROR);
  EXPECT_STREQ(error.message, "a function of the host failed");
}

} // namespace wfx::rt::testing
