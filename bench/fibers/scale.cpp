//===- scale.cpp - The programs of bench/scale on native fibers -----------===//
//
// usage: scale NAME N
//
// Sums are those of scale.wat and ring.wat. FIBERS is the header with the
// fibers: boost.h or bare.h. Those of boost.h have guard pages.
//
//===----------------------------------------------------------------------===//

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <vector>

#include FIBERS

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

constexpr size_t stackSize = 64 << 10;

static void *asData(uint64_t value) { return reinterpret_cast<void *>(value); }
static uint64_t asValue(void *data) { return reinterpret_cast<uint64_t>(data); }

//===--- Stacks -----------------------------------------------------------===//

/// Free stacks; the last one that was freed is used next, as its memory is
/// likely to be in a cache.
static std::vector<char *> pool;

static void reserve(uint64_t count) {
  auto *base = static_cast<char *>(
      mmap(nullptr, count * stackSize, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  pool.reserve(count);
  for (uint64_t i = count; i-- > 0;) {
    char *stack = base + i * stackSize;
    if (hasGuards && madvise(stack, 4096, MADV_GUARD_INSTALL))
      mprotect(stack, 4096, PROT_NONE);
    pool.push_back(stack);
  }
}

static char *takeStack() {
  char *stack = pool.back();
  pool.pop_back();
  return stack;
}

static Fiber make(char *stack, void (*function)(Arrival)) {
  return makeFiber(stack + stackSize, stackSize, function);
}

//===--- Rings ------------------------------------------------------------===//

static Fiber members[1000];
static uint64_t memberCount, left, ringSum;
static Fiber home;

/// Where the one that jumps next will come from.
static uint64_t running;

static void member(Arrival from) {
  uint64_t next = running + 1 == memberCount ? 0 : running + 1;
  uint64_t before = running == 0 ? memberCount - 1 : running - 1;
  if (!home)
    home = from.fctx;
  else
    members[before] = from.fctx;
  while (left) {
    ringSum += --left;
    running = next;
    from = jump(members[next], nullptr);
    members[before] = from.fctx;
  }
  jump(home, nullptr);
}

static uint64_t ring(uint64_t count, uint64_t n) {
  reserve(count);
  memberCount = count;
  left = n;
  for (uint64_t i = 0; i < count; ++i)
    members[i] = make(takeStack(), member);
  jump(members[0], nullptr);
  return ringSum;
}

static void passOn(Arrival from) {
  for (;;)
    from = jump(from.fctx, asData(asValue(from.data) + 1));
}

static uint64_t schedule(uint64_t count, uint64_t n) {
  reserve(count);
  for (uint64_t i = 0; i < count; ++i)
    members[i] = make(takeStack(), passOn);
  uint64_t sum = 0;
  for (uint64_t token = 0, i = 0; token < n; ++i) {
    if (i == count)
      i = 0;
    sum += token;
    Arrival from = jump(members[i], asData(token));
    members[i] = from.fctx;
    token = asValue(from.data);
  }
  return sum;
}

//===--- Tasks ------------------------------------------------------------===//

/// A task waits where the wasm programs do, and hands its result on when it
/// ends: then its stack is free.
struct Task {
  Fiber fiber;
  char *stack;
};

/// Runs a task until it waits.
static void start(Task &task, void *data) {
  task.fiber = jump(task.fiber, data).fctx;
}

static Task newTask(void (*function)(Arrival)) {
  char *stack = takeStack();
  return {make(stack, function), stack};
}

static uint64_t finish(Task *tasks, uint64_t count) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < count; ++i) {
    sum += asValue(jump(tasks[i].fiber, nullptr).data);
    pool.push_back(tasks[i].stack);
  }
  return sum;
}

static bool deepest; ///< has been there
using Vector [[gnu::vector_size(16)]] = uint64_t;
/// Volatile, so that it is not copied with registers that others do not have.
static volatile Vector memory[150];

[[gnu::noinline]] static void descend(unsigned depth) {
  if (!depth) {
    deepest = true;
    return;
  }
  volatile Vector *source = memory + depth;
  Vector values[16];
  for (unsigned i = 0; i < 16; ++i)
    values[i] = source[i];
  descend(depth - 1);
  if (!deepest)
    for (unsigned i = 0; i < 16; ++i)
      source[i] = values[i];
}

static void connection(Arrival from) {
  void *number = from.data;
  deepest = false;
  descend(128);
  from = jump(from.fctx, nullptr);
  jump(from.fctx, number);
}

static uint64_t c10m(uint64_t n) {
  uint64_t open = n < 10000 ? n : 10000, sum = 0;
  reserve(open);
  std::vector<Task> tasks(open);
  for (uint64_t i = 0, at = 0; i < n; ++i) {
    if (i >= open)
      sum += finish(&tasks[at], 1);
    tasks[at] = newTask(connection);
    start(tasks[at], asData(i));
    at = at + 1 == open ? 0 : at + 1;
  }
  return sum + finish(tasks.data(), open);
}

//===--- Trees ------------------------------------------------------------===//

static bool all;

struct Part {
  uint64_t number, size;
};

static void node(Arrival from) {
  Part part = *static_cast<Part *>(from.data);
  Task children[10];
  uint64_t count = part.size == 1 ? 0 : 10, sum = part.number;
  Part parts[10];
  for (uint64_t i = 0; i < count; ++i) {
    parts[i] = {part.number + i * (part.size / 10), part.size / 10};
    children[i] = newTask(node);
    if (all)
      start(children[i], &parts[i]);
  }
  if (all)
    from = jump(from.fctx, nullptr);
  if (count)
    sum = 0;
  for (uint64_t i = 0; i < count; ++i) {
    sum += asValue(jump(children[i].fiber, &parts[i]).data);
    pool.push_back(children[i].stack);
  }
  jump(from.fctx, asData(sum));
}

static uint64_t skynet(uint64_t n) {
  reserve(all ? n + n / 9 + 1 : 100);
  Part part{0, n};
  Task root = newTask(node);
  if (all)
    start(root, &part);
  return asValue(jump(root.fiber, &part).data);
}

static uint64_t skynetLive(uint64_t n) {
  all = true;
  return skynet(n);
}

//===--- Live ones --------------------------------------------------------===//

static void waiting(Arrival from) {
  from = jump(from.fctx, nullptr);
  from = jump(from.fctx, nullptr);
  jump(from.fctx, asData(1));
}

static std::vector<Task> live;

static uint64_t makeNew(uint64_t n) {
  reserve(n);
  live.reserve(n);
  for (uint64_t i = 0; i < n; ++i) {
    live.push_back(newTask(waiting));
    start(live.back(), nullptr);
  }
  return n;
}

static uint64_t wake(uint64_t n) {
  makeNew(n);
  for (Task &task : live)
    start(task, nullptr);
  return n;
}

static uint64_t end(uint64_t n) {
  wake(n);
  return finish(live.data(), n);
}

int main(int count, char **words) {
  if (count != 3)
    return 2;
  const char *name = words[1];
  uint64_t n = strtoull(words[2], nullptr, 10), sum;
  if (!strncmp(name, "ring", 4))
    sum = ring(strtoull(name + 4, nullptr, 10), n);
  else if (!strncmp(name, "sched", 5))
    sum = schedule(strtoull(name + 5, nullptr, 10), n);
  else if (!strcmp(name, "c10m"))
    sum = c10m(n);
  else if (!strcmp(name, "skynet"))
    sum = skynet(n);
  else if (!strcmp(name, "skynetlive"))
    sum = skynetLive(n);
  else if (!strcmp(name, "new"))
    sum = makeNew(n);
  else if (!strcmp(name, "wake"))
    sum = wake(n);
  else if (!strcmp(name, "end"))
    sum = end(n);
  else
    return 2;
  printf("%llu\n", static_cast<unsigned long long>(sum));
}
