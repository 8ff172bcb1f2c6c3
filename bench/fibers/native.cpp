//===- native.cpp - The programs of bench/stacks on native fibers ---------===//
//
// usage: native NAME N
//
// Sums are those of continuations.wat and switch.wat. FIBERS is the header with
// the fibers: boost.h or bare.h.
//
//===----------------------------------------------------------------------===//

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

#include FIBERS

constexpr size_t stackSize = 64 << 10;

static char *reserve(uint64_t count) {
  return static_cast<char *>(
      mmap(nullptr, count * stackSize, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

/// A fiber that will run \p function on the stack at \p low.
static Fiber make(char *low, void (*function)(Arrival)) {
  return makeFiber(low + stackSize, stackSize, function);
}

static void *asData(uint64_t value) { return reinterpret_cast<void *>(value); }
static uint64_t asValue(void *data) { return reinterpret_cast<uint64_t>(data); }

static void numbers(Arrival from) {
  for (uint64_t i = 0;; ++i)
    from = jump(from.fctx, asData(i));
}

static uint64_t generator(uint64_t n) {
  Arrival from{make(reserve(1), numbers), nullptr};
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    from = jump(from.fctx, nullptr);
    sum += asValue(from.data);
  }
  return sum;
}

static void same(Arrival from) { jump(from.fctx, from.data); }

/// A list of free stacks, whose first word is the next one.
static char *pool;

static char *takeStack() {
  char *stack = pool;
  memcpy(&pool, stack, sizeof(pool));
  return stack;
}

static void freeStack(char *stack) {
  memcpy(stack, &pool, sizeof(pool));
  pool = stack;
}

static uint64_t create(uint64_t n) {
  pool = reserve(1);
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    char *stack = takeStack();
    sum += asValue(jump(make(stack, same), asData(i)).data);
    freeStack(stack);
  }
  return sum;
}

static void sameAgain(Arrival from) {
  void *value = from.data;
  from = jump(from.fctx, nullptr);
  jump(from.fctx, value);
}

static uint64_t once(uint64_t n) {
  pool = reserve(1);
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    char *stack = takeStack();
    Arrival from = jump(make(stack, sameAgain), asData(i));
    sum += asValue(jump(from.fctx, nullptr).data);
    freeStack(stack);
  }
  return sum;
}

static void pong(Arrival from) {
  for (;;)
    from = jump(from.fctx, nullptr);
}

static void ping(Arrival from) {
  uint64_t n = asValue(from.data), sum = 0;
  Arrival other{make(reserve(1), pong), nullptr};
  for (uint64_t i = 0; i < n; ++i) {
    other = jump(other.fctx, nullptr);
    sum += i;
  }
  jump(from.fctx, asData(sum));
}

static uint64_t ring(uint64_t n) {
  return asValue(jump(make(reserve(1), ping), asData(n)).data);
}

static uint64_t turns(uint64_t n) {
  constexpr uint64_t count = 10000;
  static Fiber all[count];
  char *stacks = reserve(count);
  for (uint64_t i = 0; i < count; ++i)
    all[i] = make(stacks + i * stackSize, numbers);
  uint64_t sum = 0, turn = 0;
  for (uint64_t i = 0; i < n; ++i) {
    all[turn] = jump(all[turn], nullptr).fctx;
    turn = turn + 1 == count ? 0 : turn + 1;
    sum += i;
  }
  return sum;
}

static void waiting(Arrival from) { jump(from.fctx, asData(1)); }

/// Without guard pages.
static uint64_t live(uint64_t n) {
  char *stacks = reserve(n);
  auto *all = static_cast<Fiber *>(malloc(n * sizeof(Fiber)));
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    Fiber fresh = make(stacks + i * stackSize, waiting);
    Arrival from = jump(fresh, nullptr);
    all[i] = from.fctx;
    sum += asValue(from.data);
  }
  return sum;
}

int main(int count, char **words) {
  struct {
    const char *name;
    uint64_t (*run)(uint64_t);
  } const rows[] = {{"generator", generator}, {"create", create},
                    {"once", once},           {"switch", ring},
                    {"turns10000", turns},    {"live", live}};
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
