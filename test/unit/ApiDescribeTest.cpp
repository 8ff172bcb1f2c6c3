//===- ApiDescribeTest.cpp - wfx.h: backtraces ----------------------------===//

#include "ApiTesting.h"
#include "Runtime/Symbolize.h"

namespace wfx::rt::testing {

namespace {
/// Knows all code: function 3 at the offset 100 and the number of the frame.
struct KnowingResolver : Resolver {
  std::string name = "f", moduleName = "m";
  size_t asked = 0, instances = 0;

  KnowingResolver()
      : Resolver{[](Resolver *resolver, const abi::TrapFrame *, size_t count,
                    WasmPlace *places) {
                   auto *self = static_cast<KnowingResolver *>(resolver);
                   ++self->asked;
                   for (size_t i = 0; i < count; ++i) {
                     places[i] = {};
                     places[i].known = true;
                     places[i].function = 3;
                     places[i].offset = 100 + i;
                     places[i].name = self->name.data();
                     places[i].nameSize = self->name.size();
                     places[i].moduleName = self->moduleName.data();
                     places[i].moduleNameSize = self->moduleName.size();
                   }
                 },
                 [](Resolver *, WasmPlace &) { FAIL(); },
                 [](Resolver *self, const abi::ModuleDesc *) {
                   ++static_cast<KnowingResolver *>(self)->instances;
                 },
                 [](Resolver *self, const abi::ModuleDesc *) {
                   --static_cast<KnowingResolver *>(self)->instances;
                 }} {}
};

struct ApiDescribeTest : ApiTest {
  KnowingResolver resolver;
  wfx_instance *instance = nullptr;

  ApiDescribeTest() {
    module.desc.resolver = static_cast<Resolver *>(&resolver);
    host.run = [&](int32_t value, int32_t &) {
      return value ? call(instance, "call", {value - 1})
                   : call(instance, "divide", {1, 0});
    };
    instance = link();
  }
  ~ApiDescribeTest() override {
    wfx_context_free(context);
    context = nullptr;
    EXPECT_EQ(resolver.instances, 0u);
  }
};
} // namespace

TEST_F(ApiDescribeTest, FramesAreThoseOfTheModulesResolver) {
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  wfx_frame frame = {};
  ASSERT_EQ(wfx_backtrace(context, &frame, 1), 1u);
  EXPECT_EQ(frame.number, 0u);
  EXPECT_EQ(frame.offset, 100u);
  EXPECT_EQ(frame.function, 3u);
  EXPECT_STREQ(frame.name, "f");
  EXPECT_STREQ(frame.module, "m");
  EXPECT_EQ(describe(WFX_TRAP),
            "trap: integer divide by zero\n    0: 0x64 - f\n");
}

TEST_F(ApiDescribeTest, ModulesAreNamedIfThereAreSeveral) {
  static TestModule other; // lives longer than the context
  wfx_binding binding = host.binding();
  ASSERT_NE(
      wfx_instance_new(context, other.module(), &binding, nullptr, &error),
      nullptr);
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  EXPECT_EQ(describe(WFX_TRAP),
            "trap: integer divide by zero\n    0: 0x64 - m!f\n");
}

TEST_F(ApiDescribeTest, ResolversAreAskedOncePerRun) {
  link();
  link();
  EXPECT_EQ(resolver.instances, 3u);
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  resolver.asked = 0;
  wfx_backtrace(context, nullptr, 0);
  EXPECT_EQ(resolver.asked, 1u);
}

TEST_F(ApiDescribeTest, FramesOfNestedCalls) {
  EXPECT_EQ(call(instance, "call", {1}), WFX_TRAP);
  wfx_frame frames[2] = {};
  // divide, and twice call.
  EXPECT_EQ(wfx_backtrace(context, frames, 2), 3u);
  EXPECT_EQ(frames[1].number, 1u);
  EXPECT_EQ(frames[1].offset, 102u); // 101 would be a leaf's caller
  EXPECT_EQ(wfx_backtrace(context, nullptr, 0), 3u);
}

TEST_F(ApiDescribeTest, NamesAreCut) {
  resolver.name.assign(500, 'x');
  resolver.moduleName.assign(60, 'y');
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  wfx_frame frame;
  memset(&frame, 1, sizeof(frame));
  ASSERT_EQ(wfx_backtrace(context, &frame, 1), 1u);
  EXPECT_EQ(std::string(frame.name), std::string(119, 'x'));
  EXPECT_EQ(std::string(frame.module), std::string(59, 'y'));
  resolver.name.clear();
  ASSERT_EQ(wfx_backtrace(context, &frame, 1), 1u);
  EXPECT_STREQ(frame.name, "");
}

TEST_F(ApiDescribeTest, TextIsCut) {
  EXPECT_EQ(call(instance, "divide", {1, 0}), WFX_TRAP);
  std::string whole = describe(WFX_TRAP);
  for (size_t size = 1; size < whole.size() + 3; ++size) {
    std::string buffer(size + 1, '#');
    EXPECT_EQ(wfx_describe(context, WFX_TRAP, buffer.data(), size),
              whole.size());
    EXPECT_EQ(buffer.c_str(), whole.substr(0, size - 1));
    EXPECT_EQ(buffer[size], '#');
  }
  EXPECT_EQ(wfx_describe(context, WFX_TRAP, nullptr, 0), whole.size());
}

// The middle of a deep recursion is not recorded.
TEST_F(ApiDescribeTest, DeepRecursion) {
  EXPECT_EQ(call(instance, "call", {200}), WFX_TRAP);
  wfx_frame frames[100];
  size_t count = wfx_backtrace(context, frames, 100);
  // Of 202, the innermost 50 but for one that is no frame, and the
  // outermost 20.
  ASSERT_EQ(count, 69u);
  EXPECT_EQ(frames[48].number, 48u);
  EXPECT_EQ(frames[49].number, 202u - 20);
  EXPECT_EQ(frames[68].number, 201u);
}

} // namespace wfx::rt::testing
