/* Four threads of a C program without libc, each with a C stack of its own, pass numbers
   through a bounded queue: a mutex and conditions made of wait and notify. Then they count
   together without a lock.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O1 -nostdlib -ffreestanding -matomics -mbulk-memory -Wl,--import-memory -Wl,--shared-memory -Wl,--max-memory=1048576 -Wl,--export-memory -Wl,--export=wasi_thread_start %s -o %t.wasm
   RUN: %wfxc -O0 %t.wasm -o %t.O0 && %t.O0 | FileCheck %s --match-full-lines --implicit-check-not={{.}}
   RUN: %wfxc -O2 %t.wasm -o %t.O2 && %t.O2 | FileCheck %s --match-full-lines --implicit-check-not={{.}}
   RUN: %wfxc -O2 --static %t.wasm -o %t.static && %t.static | FileCheck %s --match-full-lines --implicit-check-not={{.}}
   RUN: %wfxc run -O2 %t.wasm | FileCheck %s --match-full-lines --implicit-check-not={{.}}

   CHECK: 40000 numbers, sum 800020000
   CHECK-NEXT: 0 threads saw a wrong stack
   CHECK-NEXT: counted 400000
*/

enum { Workers = 4, Capacity = 8, Numbers = 40000, Counts = 100000 };

struct Iovec {
  const char *bytes;
  unsigned size;
};

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int
threadSpawn(void *argument);
__attribute__((import_module("wasi_snapshot_preview1"),
               import_name("fd_write"))) int
fdWrite(int fd, const struct Iovec *iovecs, unsigned count, unsigned *written);

/*---- Waiting ----------------------------------------------------------------*/

typedef _Atomic int Word;

static void wait(Word *word, int value) {
  __builtin_wasm_memory_atomic_wait32((int *)word, value, -1);
}

static void notify(Word *word, unsigned count) {
  __builtin_wasm_memory_atomic_notify((int *)word, count);
}

/* 0 free, 1 taken, 2 taken and awaited. */
static void lock(Word *mutex) {
  int free = 0;
  if (__c11_atomic_compare_exchange_strong(mutex, &free, 1, 5, 5))
    return;
  while (__c11_atomic_exchange(mutex, 2, 5))
    wait(mutex, 2);
}

static void unlock(Word *mutex) {
  if (__c11_atomic_exchange(mutex, 0, 5) == 2)
    notify(mutex, 1);
}

/* A condition counts its signals. */
static void await(Word *condition, Word *mutex) {
  int seen = *condition;
  unlock(mutex);
  wait(condition, seen);
  lock(mutex);
}

static void signal(Word *condition) {
  ++*condition;
  notify(condition, 1);
}

/*---- The queue --------------------------------------------------------------*/

static Word mutex, notEmpty, notFull;
static int slots[Capacity];
static unsigned first, used;

static void put(int number) {
  lock(&mutex);
  while (used == Capacity)
    await(&notFull, &mutex);
  slots[(first + used++) % Capacity] = number;
  unlock(&mutex);
  signal(&notEmpty);
}

static int take(void) {
  lock(&mutex);
  while (!used)
    await(&notEmpty, &mutex);
  int number = slots[first];
  first = (first + 1) % Capacity;
  --used;
  unlock(&mutex);
  signal(&notFull);
  return number;
}

/*---- The threads ------------------------------------------------------------*/

static _Alignas(16) char stacks[Workers][16384];
static Word running = Workers, wrongStacks, counter, received;
static _Atomic long long sum;

__attribute__((noinline)) static int depth(int levels) {
  volatile char frame[64];
  frame[levels % 64] = (char)levels;
  return levels ? depth(levels - 1) + (frame[levels % 64] == (char)levels) : 0;
}

void work(int thread, int worker) {
  char local;
  if (&local < stacks[worker] || &local >= stacks[worker + 1] ||
      depth(100) != 100 || thread <= 0)
    ++wrongStacks;
  for (int number; (number = take());) {
    sum += number;
    ++received;
  }
  for (int i = 0; i < Counts; ++i)
    ++counter;
  if (--running == 0)
    notify(&running, 1);
}

/* From nothing on the old stack pointer to a stack of one's own. */
void *stackTop(int worker) { return stacks[worker + 1]; }
__asm__(".globl wasi_thread_start\n"
        ".globaltype __stack_pointer, i32\n"
        ".functype stackTop (i32) -> (i32)\n"
        ".functype work (i32, i32) -> ()\n"
        ".type wasi_thread_start,@function\n"
        "wasi_thread_start:\n"
        ".functype wasi_thread_start (i32, i32) -> ()\n"
        "local.get 1\n"
        "call stackTop\n"
        "global.set __stack_pointer\n"
        "local.get 0\n"
        "local.get 1\n"
        "call work\n"
        "end_function\n");

/*---- Printing ---------------------------------------------------------------*/

static void print(const char *text) {
  struct Iovec iovec = {text, 0};
  while (text[iovec.size])
    ++iovec.size;
  unsigned written;
  fdWrite(1, &iovec, 1, &written);
}

static void printNumber(long long number) {
  char text[24], *start = text + 23;
  *start = 0;
  do
    *--start = (char)('0' + number % 10);
  while (number /= 10);
  print(start);
}

void _start(void) {
  for (int i = 0; i < Workers; ++i)
    if (threadSpawn((void *)i) < 0)
      __builtin_trap();
  for (int i = 1; i <= Numbers; ++i)
    put(i);
  for (int i = 0; i < Workers; ++i)
    put(0);
  for (int left; (left = running);)
    wait(&running, left);
  printNumber(received);
  print(" numbers, sum ");
  printNumber(sum);
  print("\n");
  printNumber(wrongStacks);
  print(" threads saw a wrong stack\ncounted ");
  printNumber(counter);
  print("\n");
}
