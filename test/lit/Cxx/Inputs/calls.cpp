// A host with a function or a thing for each import, and calls that end in
// every way.
#include "calls.hpp"
#include "check.h"

namespace {

enum class Mode { Return, Trap, Exit, Throw, Error };

struct Host {
  wfx::Memory env_mem;
  wfx::Table env_table;
  wfx::Global<int32_t> env_g;
  wfx::Global<const int64_t> env_c;
  wfx::Tag<int32_t(int32_t)> env_tag;
  wfx::Tag<void(int32_t, int64_t)> oops{};
  Mode mode = Mode::Return;
  int32_t logged = 0;

  void env_log(uint32_t a, uint32_t) { logged += static_cast<int32_t>(a); }
  int32_t env_read(int32_t x) {
    switch (mode) {
    case Mode::Return:
      break;
    case Mode::Trap:
      throw wfx::Trap(WFX_TRAP_UNREACHABLE);
    case Mode::Exit:
      throw wfx::Exit(42);
    case Mode::Throw:
      throw wfx::Exception(oops, 77, 5);
    case Mode::Error:
      throw std::runtime_error("mine");
    }
    return x * 10;
  }
  std::tuple<int16_t, float> env_two(int64_t a, float b) {
    return {static_cast<int16_t>(a), b};
  }
  wfx_v128 env_vec(const wfx_v128 &v) {
    wfx_v128 result = v;
    ++result.bytes[0];
    return result;
  }
  void *env_ref(void *pointer, const wfx_func *) { return pointer; }
  void std_class() {}
};

/// The type of the module's tag, which comes with the module alone.
const wfx_functype *tagType() {
  const wfx_module *module = calls_module();
  for (size_t i = 0; i < wfx_import_count(module); ++i)
    if (wfx_import_at(module, i).kind == WFX_EXTERN_TAG)
      return wfx_import_at(module, i).type;
  return nullptr;
}

Host makeHost(wfx::Context &context) {
  return {wfx::Memory(context, 1, 4), wfx::Table::make(context, true, 1),
          wfx::Global<int32_t>(context, 3),
          wfx::Global<const int64_t>(context, 9),
          wfx::Tag<int32_t(int32_t)>(context, tagType())};
}

void testValues(calls::Instance &instance, Host &host) {
  CHECK(instance.add(2, 3) == 5);
  auto [a, b] = instance.pair(4, 2.5f);
  CHECK(a == 4 && b == 2.5);
  wfx_v128 vector{};
  vector.bytes[0] = 6;
  CHECK(instance.vec(vector).bytes[0] == 7);
  CHECK(instance.ref(&host, nullptr) == &host);
  instance.log_it(7);
  CHECK(host.logged == 7);
}

void testFailures(calls::Instance &instance, Host &host) {
  auto trap = thrownBy<wfx::Trap>([&] { instance.divide(1, 0); });
  CHECK(trap.code() == WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
  CHECK(std::string_view(trap.what()) == "integer divide by zero");
  CHECK(trap.backtrace().find("divide by zero") != std::string_view::npos);
  CHECK(trap.frames().size() == 1);
  auto payload = thrownBy<wfx::Exception>([&] {
                   instance.throws(11);
                 }).get(instance.oops());
  CHECK(payload && *payload == std::tuple(11, int64_t{5}));

  auto read = [&] { instance.read_twice(2); };
  CHECK(instance.read_twice(2) == 50);
  host.mode = Mode::Trap;
  CHECK(thrownBy<wfx::Trap>(read).code() == WFX_TRAP_UNREACHABLE);
  host.mode = Mode::Exit;
  CHECK(thrownBy<wfx::Exit>(read).code() == 42);
  host.mode = Mode::Throw;
  CHECK(thrownBy<wfx::Exception>(read).is(instance.oops()));
  CHECK(instance.catching(1) == 77);
  host.mode = Mode::Error;
  CHECK(std::string_view(thrownBy<std::runtime_error>(read).what()) == "mine");
  host.mode = Mode::Return;
  CHECK(instance.read_twice(2) == 50);
}

void testResults(calls::Instance &instance, Host &host) {
  auto trapped = instance.result().divide(1, 0);
  CHECK(!trapped && trapped.trap() == WFX_TRAP_INTEGER_DIVIDE_BY_ZERO);
  CHECK(trapped.describe().starts_with("trap: integer divide by zero\n"));
  CHECK(thrownBy<wfx::Trap>([&] { trapped.value(); }).frames().size() == 1);
  CHECK(*instance.result().divide(6, 2) == 3);
  auto thrown = instance.result().throws(1);
  CHECK(thrown.status() == WFX_EXCEPTION);
  CHECK(thrown.exception()->is(instance.oops()) && !thrown.exception());
  host.mode = Mode::Exit;
  CHECK(instance.result().read_twice(1).exitCode() == 42);
  host.mode = Mode::Error;
  auto error = instance.result().read_twice(1);
  CHECK(error.status() == WFX_HOST_ERROR);
  thrownBy<std::runtime_error>([&] { error.value(); });
  host.mode = Mode::Return;
}

void testEntities(calls::Instance &instance, Host &host) {
  CHECK(instance.counter().get() == 7);
  instance.counter().set(-8);
  CHECK(instance.counter().get() == -8);
  CHECK(instance.limit().get() == 1.5 && !instance.none().get());
  CHECK(host.env_g.get() == 3 && host.env_c.get() == 9);
  CHECK(instance.tag() == host.env_tag);

  using Add = wfx::Func<int32_t(int32_t, int32_t)>;
  Add add = instance.add_func();
  CHECK(add(1, 1) == 2);
  instance.table().set<const wfx_func *>(0, add);
  CHECK(host.env_table.get<Add>(0)(3, 4) == 7);
  CHECK(host.env_table.grow<Add>(2, nullptr) == 1u &&
        instance.table().size() == 3);
  CHECK(!instance.table().get<Add>(2));
  thrownBy<wfx::Trap>([&] { Add()(1, 2); });
  thrownBy<wfx::LinkError>([&] { host.env_table.get<wfx::Func<void()>>(0); });
  thrownBy<std::out_of_range>([&] { instance.table().get<Add>(3); });

  wfx::Memory memory = instance.mem();
  memory.store<uint32_t>(8, 0xdeadbeef);
  CHECK(memory.load<uint16_t>(10) == 0xdead);
  memory.store<char>(65535, 'x');
  CHECK(memory.string_view(65535, 1) == "x");
  thrownBy<std::out_of_range>([&] { memory.load<int32_t>(65533); });
  thrownBy<std::out_of_range>([&] { memory.load<char>(-1); });
  thrownBy<std::out_of_range>([&] { memory.string_view(1, UINT64_MAX); });
  CHECK(memory.grow(1) == 1u && host.env_mem.span().size() == 131072);
  CHECK(!memory.grow(100));
}

void testContinuations(wfx::Context &context, calls::Instance &instance) {
  wfx::Event event = instance.start().ask(5).resume();
  CHECK(event.suspended() && event.is(instance.tag()));
  CHECK(std::get<0>(event.payload(instance.tag())) == 5);
  thrownBy<wfx::Trap>([&] { event.value(); });
  thrownBy<wfx::Trap>([&] { event.payload(instance.oops()); });
  event = event.continuation(instance.tag()).resume(9);
  CHECK(event.returned() && event.value() == 9);

  // Dropped without and with having begun.
  instance.start().ask(5).resume();
  instance.start().ask(5);
  auto used = instance.start().ask(5);
  CHECK(used);
  used.resume();
  CHECK(!used);
  thrownBy<wfx::Trap>([&] { used.resume(); });

  event = instance.start().ask(5).resume();
  auto waiting = event.continuation(instance.tag());
  CHECK(thrownBy<wfx::Exception>([&] {
          waiting.resumeThrow(wfx::Exception(instance.oops(), 1, 2));
        }).is(instance.oops()));
  auto bound = wfx::Continuation<int32_t(int32_t, int32_t)>(
      context, instance.add_func());
  CHECK(std::move(bound).bind(20, 22).resume().value() == 42);
  CHECK(thrownBy<wfx::Trap>([&] { instance.ask(1); }).code() ==
        WFX_TRAP_UNHANDLED_TAG);
}

} // namespace

int main() {
  wfx::Context context;
  Host host = makeHost(context);
  calls::Instance first(context, &host);
  calls::Instance instance = std::move(first);
  host.oops = instance.oops();
  testValues(instance, host);
  testFailures(instance, host);
  testResults(instance, host);
  testEntities(instance, host);
  testContinuations(context, instance);
  std::puts("ok");
}
