// boost.cpp - what bench/stacks measures, natively with Boost.Context's bare
// jumps: boost NAME N. Sums are those of continuations.wat and switch.wat.
#include <boost/context/detail/fcontext.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace ctx = boost::context::detail;

constexpr size_t stackSize = 64 << 10;

static char *reserve(uint64_t count) {
  return static_cast<char *>(
      mmap(nullptr, count * stackSize, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

/// A context that will run \p function on the stack at \p low.
static ctx::fcontext_t make(char *low, void (*function)(ctx::transfer_t)) {
  return ctx::make_fcontext(low + stackSize, stackSize, function);
}

static void *asData(uint64_t value) { return reinterpret_cast<void *>(value); }
static uint64_t asValue(void *data) { return reinterpret_cast<uint64_t>(data); }

static void numbers(ctx::transfer_t from) {
  for (uint64_t i = 0;; ++i)
    from = ctx::jump_fcontext(from.fctx, asData(i));
}

static uint64_t generator(uint64_t n) {
  ctx::transfer_t from{make(reserve(1), numbers), nullptr};
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    from = ctx::jump_fcontext(from.fctx, nullptr);
    sum += asValue(from.data);
  }
  return sum;
}

static void same(ctx::transfer_t from) {
  ctx::jump_fcontext(from.fctx, from.data);
}

/// The pool is a list of free stacks, whose first word is the next one.
static uint64_t create(uint64_t n) {
  char *pool = reserve(1);
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    char *stack = pool;
    memcpy(&pool, stack, sizeof(pool));
    sum += asValue(ctx::jump_fcontext(make(stack, same), asData(i)).data);
    memcpy(stack, &pool, sizeof(pool));
    pool = stack;
  }
  return sum;
}

static void pong(ctx::transfer_t from) {
  for (;;)
    from = ctx::jump_fcontext(from.fctx, nullptr);
}

static void ping(ctx::transfer_t from) {
  uint64_t n = asValue(from.data), sum = 0;
  ctx::transfer_t other{make(reserve(1), pong), nullptr};
  for (uint64_t i = 0; i < n; ++i) {
    other = ctx::jump_fcontext(other.fctx, nullptr);
    sum += i;
  }
  ctx::jump_fcontext(from.fctx, asData(sum));
}

static uint64_t ring(uint64_t n) {
  return asValue(ctx::jump_fcontext(make(reserve(1), ping), asData(n)).data);
}

static void waiting(ctx::transfer_t from) {
  ctx::jump_fcontext(from.fctx, asData(1));
}

/// Without guard pages.
static uint64_t live(uint64_t n) {
  char *stacks = reserve(n);
  auto *all =
      static_cast<ctx::fcontext_t *>(malloc(n * sizeof(ctx::fcontext_t)));
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    ctx::fcontext_t fresh = make(stacks + i * stackSize, waiting);
    ctx::transfer_t from = ctx::jump_fcontext(fresh, nullptr);
    all[i] = from.fctx;
    sum += asValue(from.data);
  }
  return sum;
}

int main(int count, char **words) {
  struct {
    const char *name;
    uint64_t (*run)(uint64_t);
  } const rows[] = {{"generator", generator},
                    {"create", create},
                    {"switch", ring},
                    {"live", live}};
  if (count != 3)
    return 2;
  for (const auto &row : rows)
    if (!strcmp(row.name, words[1])) {
      printf("%llu\n", static_cast<unsigned long long>(
                           row.run(strtoull(words[2], nullptr, 10))));
      return 0;
    }
  return 2;
}
