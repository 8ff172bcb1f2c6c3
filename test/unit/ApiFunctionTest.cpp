//===- ApiFunctionTest.cpp - wfx.h: calls both ways -----------------------===//
//
// Calls of Wasm, functions of the host as C functions and with arrays, and how
// each of them may end; nested; in several threads.
//
//===----------------------------------------------------------------------===//

#include "ApiTesting.h"
#include <thread>
#include <time.h>

namespace wfx::rt::testing {

TEST_F(ApiTest, HostFunctionsAreCalled) {
  host.run = [](int32_t value, int32_t &result) {
    result = value * 2;
    return WFX_OK;
  };
  int32_t result;
  wfx_instance *direct = link();
  EXPECT_EQ(call(direct, "call", {21}, &result), WFX_OK);
  EXPECT_EQ(result, 42);

  const wfx_func *callback = wfx_func_new(context, outer(&module.unary.desc),
                                          TestHost::callback, &host);
  EXPECT_EQ(wfx_func_type(callback), outer(&module.unary.desc));
  wfx_instance *array = link(wfx_func_extern(callback));
  EXPECT_EQ(call(array, "call", {4}, &result), WFX_OK);
  EXPECT_EQ(result, 8);
  // One instance's export is another one's import.
  wfx_instance *chained = link(find(array, "call"));
  EXPECT_EQ(call(chained, "call", {5}, &result), WFX_OK);
  EXPECT_EQ(result, 10);
  // A host may call a host.
  wfx_value argument = {}, answer = {};
  argument.i32 = 6;
  EXPECT_EQ(wfx_call(context, callback, &argument, &answer), WFX_OK);
  EXPECT_EQ(answer.i32, 12);
}

TEST_F(ApiTest, ArgumentsOfAllKindsInAllPlaces) {
  // More than there are registers, in both directions; each value comes back
  // from the other end.
  static const char letters[] = "iIfFvrciIfFvrciIfFvrc";
  std::string signature = letters;
  signature += ":" + std::string(signature.rbegin(), signature.rend());
  Type type(signature.c_str());
  static constexpr size_t count = sizeof(letters) - 1;
  wfx_callback reverse = [](void *host, wfx_context *context,
                            const wfx_value *arguments, wfx_value *results) {
    EXPECT_EQ(wfx_context_user(context), host);
    for (size_t i = 0; i < count; ++i)
      results[count - 1 - i] = arguments[i];
    return WFX_OK;
  };
  wfx_context_set_user(context, this);
  const wfx_func *function =
      wfx_func_new(context, outer(&type.desc), reverse, this);
  wfx_value arguments[count], results[count] = {};
  for (size_t i = 0; i < count; ++i)
    arguments[i].words[0] = 100 + i, arguments[i].words[1] = 200 + i;
  ASSERT_EQ(wfx_call(context, function, arguments, results), WFX_OK);
  for (size_t i = 0; i < count; ++i) {
    size_t size = strchr("if", letters[i])   ? 4
                  : strchr("vc", letters[i]) ? 16
                                             : 8;
    EXPECT_EQ(memcmp(&arguments[i], &results[count - 1 - i], size), 0) << i;
  }
}

TEST_F(ApiTest, ResultsThatAreNotStoredAreZero) {
  const wfx_func *lazy = wfx_func_new(
      context, outer(&module.unary.desc),
      [](void *, wfx_context *, const wfx_value *, wfx_value *) {
        return WFX_OK;
      },
      nullptr);
  wfx_value argument = {}, result;
  result.i32 = 5;
  EXPECT_EQ(wfx_call(context, lazy, &argument, &result), WFX_OK);
  EXPECT_EQ(result.i32, 0);
}

//===--- Ends of calls ----------------------------------------------------===//

TEST_F(ApiTest, TrapsAreValues) {
  host.run = [](int32_t, int32_t &) { return WFX_OK; };
  wfx_instance *instance = link();
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
  EXPECT_STREQ(wfx_trap_message(wfx_trap(context)), "integer divide by zero");
  int32_t result;
  EXPECT_EQ(call(instance, "divide", {4, 2}, &result), WFX_OK);
  EXPECT_EQ(result, 2);
}

// As an import with an adapter, and as a callback.
TEST_F(ApiTest, HostFunctionsEndTheirCallers) {
  wfx_instance *instances[] = {
      link(),
      link(wfx_func_extern(wfx_func_new(context, outer(&module.unary.desc),
                                        TestHost::callback, &host)))};
  for (wfx_instance *instance : instances) {
    host.run = [&](int32_t, int32_t &) {
      return wfx_raise(context, WFX_TRAP_OUT_OF_MEMORY);
    };
    EXPECT_EQ(call(instance, "call", {1}), WFX_TRAP);
    EXPECT_EQ(wfx_trap(context), WFX_TRAP_OUT_OF_MEMORY);
    EXPECT_EQ(describe(WFX_TRAP), "trap: out of memory\n");

    host.run = [&](int32_t, int32_t &) { return wfx_raise_exit(context, -3); };
    EXPECT_EQ(call(instance, "call", {1}), WFX_EXIT);
    EXPECT_EQ(wfx_exit_code(context), -3);
    EXPECT_EQ(describe(WFX_EXIT), "exit with status -3\n");
    EXPECT_EQ(wfx_trap(context), WFX_TRAP_NONE);

    host.run = [&](int32_t, int32_t &) { return WFX_HOST_ERROR; };
    EXPECT_EQ(call(instance, "call", {1}), WFX_HOST_ERROR);
    EXPECT_EQ(wfx_trap(context), WFX_TRAP_NONE);
    EXPECT_EQ(describe(WFX_HOST_ERROR), "a function of the host failed\n");
  }
  EXPECT_EQ(describe(WFX_OK), "");
}

TEST_F(ApiTest, WrongStatusesAreHostErrors) {
  wfx_instance *instance = link();
  // Nothing has been raised, and there is no exception.
  for (int status : {1, 3, 4, 6, 7}) {
    wfx_raise_exit(context, 0); // no trap is left
    host.run = [&](int32_t, int32_t &) {
      return static_cast<wfx_status>(status);
    };
    EXPECT_EQ(call(instance, "call", {1}), WFX_HOST_ERROR) << status;
  }
}

TEST_F(ApiTest, NestedCallsPassOnHowTheyEnd) {
  wfx_instance *instance = link();
  int depth;
  wfx_status bottom;
  std::vector<wfx_status> seen;
  host.run = [&](int32_t value, int32_t &result) -> wfx_status {
    if (++depth == 4)
      return bottom == WFX_TRAP ? wfx_raise(context, WFX_TRAP_INTEGER_OVERFLOW)
             : bottom == WFX_EXIT ? wfx_raise_exit(context, 9)
                                  : bottom;
    wfx_status status = call(instance, "call", {value + 1}, &result);
    seen.push_back(status);
    return status;
  };
  for (wfx_status status : {WFX_OK, WFX_TRAP, WFX_EXIT, WFX_HOST_ERROR}) {
    bottom = status;
    depth = 0;
    seen.clear();
    EXPECT_EQ(call(instance, "call", {0}), status);
    EXPECT_EQ(seen, (std::vector<wfx_status>{status, status, status}));
  }
  EXPECT_EQ(wfx_exit_code(context), 9);
  // A host that gets over it.
  host.run = [&](int32_t, int32_t &result) {
    EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
    result = 11;
    return WFX_OK;
  };
  int32_t result;
  EXPECT_EQ(call(instance, "call", {0}, &result), WFX_OK);
  EXPECT_EQ(result, 11);
}

TEST_F(ApiTest, TwoContextsInTwoThreads) {
  auto work = [this](int32_t factor) {
    wfx_error failure;
    wfx_context *own = wfx_context_new(nullptr, &failure);
    TestHost ownHost;
    ownHost.run = [&](int32_t value, int32_t &result) {
      result = value * factor;
      return value == 50 ? wfx_raise(own, WFX_TRAP_UNREACHABLE) : WFX_OK;
    };
    wfx_binding binding = ownHost.binding();
    wfx_instance *instance =
        wfx_instance_new(own, module.module(), &binding, nullptr, &failure);
    for (int32_t i = 0; i < 100; ++i) {
      wfx_value argument = {}, result = {};
      argument.i32 = i;
      wfx_status status =
          wfx_call(own, function(instance, "call"), &argument, &result);
      EXPECT_EQ(status, i == 50 ? WFX_TRAP : WFX_OK);
      EXPECT_EQ(result.i32, i == 50 ? 0 : i * factor);
      wfx_value division[2] = {argument, {}};
      EXPECT_EQ(wfx_call(own, function(instance, "divide"), division, &result),
                WFX_TRAP);
    }
    wfx_context_free(own);
  };
  std::thread first(work, 3), second(work, 5);
  first.join();
  second.join();
}

// A context may move from one thread to another between calls.
TEST_F(ApiTest, ContextsMoveBetweenThreads) {
  host.run = [](int32_t value, int32_t &result) {
    result = value + 1;
    return WFX_OK;
  };
  wfx_instance *instance = link();
  for (int i = 0; i < 3; ++i)
    std::thread([&] {
      int32_t result;
      EXPECT_EQ(call(instance, "call", {i}, &result), WFX_OK);
      EXPECT_EQ(result, i + 1);
      EXPECT_EQ(call(instance, "divide", {i, 0}), WFX_TRAP);
    }).join();
}

//===--- Interruptions ----------------------------------------------------===//

TEST_F(ApiTest, RequestsEndTheNextCall) {
  host.run = [](int32_t, int32_t &) { return WFX_OK; };
  wfx_instance *instance = link();
  wfx_interrupt(context);
  EXPECT_EQ(call(instance, "divide", {4, 2}), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_INTERRUPTED);
  EXPECT_EQ(call(instance, "divide", {4, 2}), WFX_OK);
  wfx_interrupt(context);
  wfx_clear_interrupt(context);
  EXPECT_EQ(call(instance, "divide", {4, 2}), WFX_OK);
}

TEST_F(ApiTest, DeadlinesEndHostFunctionsWhenTheyReturn) {
  host.run = [&](int32_t, int32_t &) {
    EXPECT_TRUE(wfx_set_deadline(context, 1));
    timespec pause = {0, 2'000'000};
    while (nanosleep(&pause, &pause))
      ;
    return WFX_OK;
  };
  wfx_instance *instance = link();
  EXPECT_EQ(call(instance, "call", {1}), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_INTERRUPTED);
  EXPECT_TRUE(wfx_set_deadline(context, 0));
  EXPECT_EQ(call(instance, "divide", {4, 2}), WFX_OK);
}

//===--- Payloads ---------------------------------------------------------===//

TEST(ApiValues, PackAndUnpack) {
  wfx_value values[5] = {};
  values[0].i32 = -1;
  values[1].f64 = 2.5;
  memset(values[2].v128.bytes, 7, 16);
  values[3].cont = {&values, 9};
  values[4].ref = values;
  uint64_t words[8] = {};
  EXPECT_EQ(wfx_pack("iFvcr:ignored", values, words), 7u);
  EXPECT_EQ(static_cast<uint32_t>(words[0]), 0xffffffffu);
  EXPECT_EQ(words[5], 9u);
  EXPECT_EQ(words[7], 0u);
  wfx_value again[5] = {};
  EXPECT_EQ(wfx_unpack("iFvcr", words, again), 7u);
  EXPECT_EQ(again[0].i32, -1);
  EXPECT_EQ(again[1].f64, 2.5);
  EXPECT_EQ(again[2].v128.bytes[15], 7);
  EXPECT_EQ(again[3].cont.revision, 9u);
  EXPECT_EQ(again[4].ref, values);
  EXPECT_EQ(wfx_pack("", nullptr, nullptr), 0u);
}

} // namespace wfx::rt::testing
