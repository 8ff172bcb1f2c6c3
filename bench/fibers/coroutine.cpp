//===- coroutine.cpp - Rows of bench/stacks as C++20 coroutines -----------===//
//
// usage: coroutine NAME N
//
// A coroutine has no stack: it can only be suspended by itself, not by what it
// calls. Sums are those of continuations.wat.
//
//===----------------------------------------------------------------------===//

#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

namespace {

class Generator {
public:
  struct promise_type {
    uint64_t value = 0;

    Generator get_return_object() {
      return Generator(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(uint64_t yielded) noexcept {
      value = yielded;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  explicit Generator(std::coroutine_handle<promise_type> handle)
      : handle(handle) {}
  Generator(const Generator &) = delete;
  ~Generator() { handle.destroy(); }

  bool next() {
    handle.resume();
    return !handle.done();
  }
  uint64_t value() const { return handle.promise().value; }

private:
  std::coroutine_handle<promise_type> handle;
};

uint64_t count;

Generator numbers() {
  for (uint64_t i = 0, end = count; i < end; ++i)
    co_yield i;
}

/// Not inlined: of what it resumes it knows nothing.
[[gnu::noinline]] uint64_t sum(Generator &from) {
  uint64_t sum = 0;
  while (from.next())
    sum += from.value();
  return sum;
}

uint64_t generator(uint64_t n) {
  count = n;
  Generator from = numbers();
  return sum(from);
}

uint64_t elided(uint64_t n) {
  static uint64_t tally[2048];
  count = n;
  uint64_t sum = 0;
  for (Generator from = numbers(); from.next();) {
    sum += from.value();
    ++tally[(sum & 0x3ff8) / 8];
  }
  return sum;
}

} // namespace

int main(int words, char **word) {
  if (words != 3)
    return 2;
  bool isElided = !strcmp(word[1], "elided");
  auto *run = isElided ? elided : generator;
  printf("%llu\n", static_cast<unsigned long long>(
                       run(strtoull(word[2], nullptr, 10))));
}
