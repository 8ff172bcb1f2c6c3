// Modules without their headers: everything by name, and what does not fit.
#include "check.h"
#include <wfx/wfx.hpp>

extern "C" const wfx_module *tasks_module(void);
extern "C" const wfx_module *words_module(void);

namespace {

struct Ready {
  int32_t value;
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<>) {}
  int32_t await_resume() { return value; }
};

wfx::Imports makeImports() {
  wfx::Imports imports;
  imports
      .bind("host", "wait",
            [](uint32_t x) { return Ready{static_cast<int32_t>(x)}; })
      .bind("host", "pair", [](int64_t, float) { return std::tuple(1, 2.0); })
      .bind("host", "nap", [] {})
      .bind("host", "plain", [](int32_t x) { return x * 2; });
  return imports;
}

/// What a LinkError that f throws says.
template <class F> std::string complaint(F f) {
  return thrownBy<wfx::LinkError>(f).what();
}

void testLinking() {
  wfx::Module module(tasks_module());
  CHECK(module.name() == "tasks");
  auto make = [&](wfx::Imports imports) {
    return [=] { wfx::Instance made(module, imports); };
  };
  CHECK(complaint(make({})) == "nothing is bound to the import host.wait");
  auto imports = makeImports();
  imports.bind("host", "nap", [](int32_t) {});
  CHECK(complaint(make(imports)) ==
        "the import host.nap has the type :, not i:");
}

void testExports() {
  wfx::Instance instance(wfx::Module(tasks_module()), makeImports());
  auto sum = instance.get<int32_t(int32_t)>("sum");
  auto task = sum.async(5);
  task.start();
  CHECK(task.done() && task.result() == 10);
  CHECK(thrownBy<wfx::Trap>([&] { sum(5); }).code() == WFX_TRAP_UNHANDLED_TAG);
  auto [a, b] =
      instance.get<std::tuple<int32_t, double>(int64_t, float)>("two")(1, 2);
  CHECK(a == 1 && b == 2.0);
  auto doze = instance.get<void()>("doze").result();
  CHECK(doze.ok());
  CHECK(instance.tag<void(int32_t)>("oops").get());

  CHECK(complaint([&] { instance.get<void()>("sum"); }) ==
        "the export sum has the type i:i, not :");
  CHECK(complaint([&] { instance.get<void()>("none"); }) ==
        "no function is exported as none");
  CHECK(complaint([&] { instance.get<void()>("oops"); }) ==
        "no function is exported as oops");
  CHECK(complaint([&] { instance.memory(); }) ==
        "no memory is exported as memory");
}

/// A module's exports are another one's imports; WASI goes to the host.
void testTogether() {
  std::string output;
  wfx::Wasi wasi({.arguments = {"program"},
                  .output = [&](std::span<const std::byte> bytes) {
                    output.append(reinterpret_cast<const char *>(bytes.data()),
                                  bytes.size());
                  }});
  wfx::Context context;
  wfx::Instance tasks(context, wfx::Module(tasks_module()), makeImports());
  wfx::Imports imports;
  imports.bind(wasi)
      .bind(
          "tasks", "two",
          tasks.get<std::tuple<int32_t, double>(int64_t, float)>("two").func())
      .bind("tasks", "oops", tasks.external("oops"))
      .bind("host", "later",
            [](wfx::Func<int32_t(int32_t)> f) { return f(20) + 1; });
  wfx::Instance words(context, wfx::Module(words_module()), imports);
  CHECK(words.get<int32_t()>("run")() == 42);
  CHECK(output == "hello\n");
  auto oops = tasks.tag<void(int32_t)>("oops");
  CHECK(thrownBy<wfx::Exception>(words.get<void()>("throws")).get(oops) ==
        std::tuple(7));
  words.global<int64_t>("count").set(5);
  CHECK(words.global<const int64_t>("count").get() == 5);
  CHECK(complaint([&] { words.global<int32_t>("count"); }) ==
        "the global count has another type");
  CHECK(complaint([&] { words.global<float>("fixed"); }) ==
        "the global fixed does not change");
  auto twice = wfx::Func<int32_t(int32_t)>::make(
      context, words.get<int32_t(int32_t)>("double").func().type(),
      [](int32_t x) {
        if (x < 0)
          throw std::runtime_error("mine");
        return x * 2;
      });
  auto apply =
      words.get<int32_t(wfx::Func<int32_t(int32_t)>, int32_t)>("apply");
  CHECK(apply(twice, 4) == 8);
  thrownBy<std::runtime_error>([&] { apply(twice, -1); });
  auto back = words.get<wfx::Func<int32_t(int32_t)>()>("get_double")();
  CHECK(back(4) == 8);
}

} // namespace

int main() {
  testLinking();
  testExports();
  testTogether();
  std::puts("ok");
}
