//===- ApiExceptionTest.cpp - wfx.h: exceptions and continuations ---------===//
//
// What catches in Wasm is generated code: lit tests have that.
//
//===----------------------------------------------------------------------===//

#include "ApiTesting.h"

extern "C" void wfx_throw_tag(void *instance, const void *tag, uint64_t words);

namespace wfx::rt::testing {

namespace {
/// With a tag (i32 i64), and an export "third" that throws it.
struct ApiExceptionTest : ApiTest {
  wfx_instance *instance;
  const wfx_tag *tag;

  ApiExceptionTest() {
    module.setThird(
        +[](Layout *self) {
          self->header.context->transfer[0] = 5;
          self->header.context->transfer[1] = 6;
          wfx_throw_tag(self, &self->tag, 2);
        },
        module.plain);
    instance = link();
    tag = wfx_extern_tag(find(instance, "tag"));
  }
  size_t liveExceptions() {
    size_t count = 0;
    for (auto *at = inner(context)->exceptions; at; at = at->next)
      ++count;
    return count;
  }
};
} // namespace

TEST_F(ApiExceptionTest, ThrownByWasm) {
  EXPECT_EQ(wfx_take_exception(context), nullptr);
  EXPECT_EQ(call(instance, "third", {}), WFX_EXCEPTION);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_NONE);
  EXPECT_EQ(describe(WFX_EXCEPTION), "uncaught exception: tag t\n");
  wfx_exception *exception = wfx_take_exception(context);
  ASSERT_NE(exception, nullptr);
  EXPECT_EQ(wfx_take_exception(context), nullptr);
  EXPECT_EQ(describe(WFX_EXCEPTION), "uncaught exception\n");
  EXPECT_EQ(wfx_exception_tag(exception), tag);
  EXPECT_STREQ(wfx_signature(wfx_tag_type(tag)), "iI:");
  size_t count;
  const uint64_t *words = wfx_exception_payload(exception, &count);
  ASSERT_EQ(count, 2u);
  EXPECT_EQ(words[0], 5u);
  EXPECT_EQ(words[1], 6u);
  EXPECT_EQ(liveExceptions(), 1u);
  wfx_exception_free(exception);
  EXPECT_EQ(liveExceptions(), 0u);
  wfx_exception_free(nullptr);
}

TEST_F(ApiExceptionTest, ThrownByTheHost) {
  const uint64_t words[] = {1, 2};
  EXPECT_EQ(wfx_exception_new(context, tag, words, 1), nullptr);
  host.run = [&](int32_t, int32_t &) {
    return wfx_throw(context, wfx_exception_new(context, tag, words, 2));
  };
  for (int i = 0; i < 3; ++i) // each takes the place of the one before
    EXPECT_EQ(call(instance, "call", {1}), WFX_EXCEPTION);
  EXPECT_EQ(liveExceptions(), 1u);
  wfx_exception *exception = wfx_take_exception(context);
  size_t count;
  EXPECT_EQ(wfx_exception_payload(exception, &count)[1], 2u);

  // Thrown again by the next host function.
  host.run = [&](int32_t, int32_t &) { return wfx_throw(context, exception); };
  EXPECT_EQ(call(instance, "call", {1}), WFX_EXCEPTION);
  EXPECT_EQ(wfx_take_exception(context), exception);
  wfx_exception_keep(exception);
  wfx_exception_free(exception);
  EXPECT_EQ(liveExceptions(), 1u);
  EXPECT_EQ(wfx_exception_tag(exception), tag);
}

TEST_F(ApiExceptionTest, PassedOnThroughTheHost) {
  std::vector<wfx_status> seen;
  host.run = [&](int32_t value, int32_t &) {
    seen.push_back(value ? call(instance, "call", {value - 1})
                         : call(instance, "third", {}));
    return seen.back();
  };
  EXPECT_EQ(call(instance, "call", {2}), WFX_EXCEPTION);
  EXPECT_EQ(seen, (std::vector<wfx_status>(3, WFX_EXCEPTION)));
  EXPECT_EQ(liveExceptions(), 1u);
  EXPECT_NE(wfx_take_exception(context), nullptr);
}

//===--- Continuations ----------------------------------------------------===//

namespace {
/// "call" in a continuation; its import suspends with the tag (i32) -> i32.
struct ApiContinuationTest : ApiTest {
  wfx_extern tag = wfx_tag_new(context, outer(&module.unary.desc));
  wfx_instance *instance =
      link(wfx_func_extern(wfx_func_suspending(context, wfx_extern_tag(tag))));
  wfx_cont cont = {};
  wfx_resumption result = {};

  void begin(const char *name = "call") {
    ASSERT_NE(instance, nullptr) << error.message;
    ASSERT_EQ(wfx_cont_new(context, function(instance, name), &cont), WFX_OK);
    EXPECT_TRUE(wfx_cont_is_live(cont));
  }
  wfx_status resume(uint64_t word) {
    return wfx_cont_resume(context, cont, &word, 1, &result);
  }
};
} // namespace

TEST_F(ApiContinuationTest, SuspendsToTheHost) {
  begin();
  ASSERT_EQ(resume(10), WFX_SUSPENDED);
  EXPECT_FALSE(wfx_cont_is_live(cont));
  EXPECT_EQ(result.tag, wfx_extern_tag(tag));
  EXPECT_EQ(result.type, outer(&module.unary.desc));
  ASSERT_EQ(result.count, 1u);
  EXPECT_EQ(static_cast<int32_t>(result.words[0]), 10);
  cont = result.continuation;
  EXPECT_TRUE(wfx_cont_is_live(cont));
  ASSERT_EQ(resume(33), WFX_OK);
  EXPECT_EQ(result.type, outer(&module.unary.desc));
  ASSERT_EQ(result.count, 1u);
  EXPECT_EQ(static_cast<int32_t>(result.words[0]), 33);
  EXPECT_EQ(resume(1), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_CONTINUATION_CONSUMED);
}

TEST_F(ApiContinuationTest, Binds) {
  begin("divide");
  const uint64_t first = 84, second = 2;
  wfx_cont bound;
  ASSERT_EQ(wfx_cont_bind(context, cont, &first, 1, &bound), WFX_OK);
  EXPECT_EQ(wfx_cont_bind(context, cont, &first, 1, &bound), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_CONTINUATION_CONSUMED);
  ASSERT_EQ(wfx_cont_resume(context, bound, &second, 1, &result), WFX_OK);
  EXPECT_EQ(static_cast<int32_t>(result.words[0]), 42);
}

TEST_F(ApiContinuationTest, Traps) {
  begin("divide");
  const uint64_t words[] = {1, 0};
  EXPECT_EQ(wfx_cont_resume(context, cont, words, 2, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
  EXPECT_EQ(wfx_cont_new(context, nullptr, &cont), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_NULL_FUNCTION_REFERENCE);
  EXPECT_EQ(wfx_cont_resume(context, wfx_cont{}, words, 2, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_NULL_CONTINUATION);
  // Outside of a continuation there is nobody to suspend to.
  EXPECT_EQ(call(instance, "call", {1}), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_UNHANDLED_TAG);
}

TEST_F(ApiContinuationTest, CancelsAndThrows) {
  begin();
  EXPECT_EQ(resume(1), WFX_SUSPENDED);
  EXPECT_TRUE(wfx_cont_cancel(result.continuation));
  EXPECT_FALSE(wfx_cont_cancel(result.continuation));
  EXPECT_FALSE(wfx_cont_is_live(wfx_cont{}));

  const uint64_t word = 77;
  const wfx_tag *thrown = wfx_extern_tag(tag);
  begin();
  EXPECT_EQ(resume(1), WFX_SUSPENDED);
  cont = result.continuation;
  EXPECT_EQ(wfx_cont_throw(context, cont,
                           wfx_exception_new(context, thrown, &word, 1),
                           &result),
            WFX_EXCEPTION);
  wfx_exception *exception = wfx_take_exception(context);
  ASSERT_NE(exception, nullptr);
  size_t count;
  EXPECT_EQ(*wfx_exception_payload(exception, &count), 77u);
  // A continuation that cannot be used takes the exception all the same.
  EXPECT_EQ(wfx_cont_throw(context, cont, exception, &result), WFX_TRAP);
  EXPECT_EQ(wfx_trap(context), WFX_TRAP_CONTINUATION_CONSUMED);
  EXPECT_EQ(inner(context)->exceptions, nullptr);
}

TEST_F(ApiContinuationTest, HostFunctionsRunInContinuations) {
  host.run = [&](int32_t value, int32_t &result) {
    result = value + 1;
    return value ? WFX_OK : WFX_HOST_ERROR;
  };
  instance = link();
  begin();
  ASSERT_EQ(resume(4), WFX_OK);
  EXPECT_EQ(static_cast<int32_t>(result.words[0]), 5);
  begin();
  EXPECT_EQ(resume(0), WFX_HOST_ERROR);
  EXPECT_FALSE(wfx_cont_is_live(cont));
}

} // namespace wfx::rt::testing
