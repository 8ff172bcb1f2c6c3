/* Each fiber has its own stack in linear memory, and everybody goes on with the stack
   pointer that it had: fibers take turns in frames with arrays, resume others from
   within, switch, finish, are freed, and every array has its contents at the end.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O0 -I%fiber %s %fiber/fiber.c -o %t.0.wasm
   RUN: %clang_wasi -O2 -Wall -Werror -I%fiber %s %fiber/fiber.c -o %t.2.wasm
   RUN: %wfxc -O0 %t.0.wasm -o %t.0 && %t.0 | FileCheck %s --match-full-lines
   RUN: %wfxc -O2 %t.0.wasm -o %t.02 && %t.02 | FileCheck %s --match-full-lines
   RUN: %wfxc -O2 %t.2.wasm -o %t.2 && %t.2 | FileCheck %s --match-full-lines
   CHECK: 12800 frames, 0 wrong
   CHECK-NEXT: caller's memory: 1 1 1
   CHECK-NEXT: stack pointer: 1
   CHECK-NEXT: 20000 bytes: 1
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wfx/fiber.h>

static int frames, wrong;

__asm__(".globaltype __stack_pointer, i32");
static char *here(void) {
  char *pointer;
  __asm__ volatile("global.get __stack_pointer\n\tlocal.set %0"
                   : "=r"(pointer));
  return pointer;
}

/* Stops in a frame of its own at each depth and looks at it again afterwards. */
__attribute__((noinline)) static int descend(int depth, int seed) {
  volatile int local[20];
  for (int i = 0; i < 20; ++i)
    local[i] = seed + i;
  void *value;
  wfx_fiber_yield((void *)(intptr_t)seed, &value);
  int sum = (int)(intptr_t)value;
  if (depth)
    sum += descend(depth - 1, seed + 100);
  ++frames;
  for (int i = 0; i < 20; ++i)
    wrong += local[i] != seed + i;
  return sum;
}

static void *leaf(void *user, void *value) {
  return (void *)(intptr_t)descend(7, (int)(intptr_t)user);
}

/* Runs a fiber of its own between its stops. */
static void *parent(void *user, void *value) {
  wfx_fiber child;
  wfx_fiber_create(&child, leaf, user, NULL);
  while (wfx_fiber_status_of(child) == WFX_FIBER_SUSPENDED) {
    volatile char local[100];
    memset((char *)local, (int)(intptr_t)user, sizeof(local));
    char *before = here();
    wfx_fiber_resume(child, (void *)1, NULL);
    wrong += here() != before;
    wfx_fiber_yield(NULL, NULL);
    for (size_t i = 0; i < sizeof(local); ++i)
      wrong += local[i] != (char)(intptr_t)user;
  }
  wrong += wfx_fiber_free(child) != WFX_FIBER_OK;
  return NULL;
}

static wfx_fiber second;

static void *switcher(void *user, void *value) {
  volatile char local[64] = "kept";
  char *before = here();
  for (int i = 0; i < 10; ++i) {
    wfx_fiber_switch(second, NULL, &value);
    wrong += here() != before || strcmp((char *)local, "kept");
  }
  return value;
}

static void *switchBack(void *user, void *value) {
  volatile char local[64] = "kept, too";
  for (;;) {
    wfx_fiber_switch(*(wfx_fiber *)user, value, NULL);
    wrong += strcmp((char *)local, "kept, too");
  }
}

static void *where(void *user, void *value) { return here(); }

static void *deep(void *user, void *value) {
  volatile char local[20000];
  memset((char *)local, 5, sizeof(local));
  wfx_fiber_yield(NULL, NULL);
  int sum = 0;
  for (size_t i = 0; i < sizeof(local); ++i)
    sum += local[i];
  return (void *)(intptr_t)(sum == 100000);
}

int main(void) {
  enum { count = 800 };
  static wfx_fiber fibers[2 * count];
  char *before = here();
  for (int i = 0; i < 2 * count; ++i)
    wfx_fiber_create(&fibers[i], i % 2 ? parent : leaf, (void *)(intptr_t)i,
                     &(wfx_fiber_options){.stack_size = 4096});
  for (int left = 2 * count; left;)
    for (int i = 0; i < 2 * count; ++i)
      if (wfx_fiber_resume(fibers[i], (void *)1, NULL) == WFX_FIBER_OK)
        left -= wfx_fiber_status_of(fibers[i]) == WFX_FIBER_FINISHED;
  for (int i = 0; i < 2 * count; ++i)
    wrong += wfx_fiber_free(fibers[i]) != WFX_FIBER_OK;
  printf("%d frames, %d wrong\n", frames, wrong);

  /* Odd addresses and sizes are good enough; the library allocates nothing. */
  static char memory[1001];
  wfx_fiber fiber;
  void *address;
  wfx_fiber_create(&fiber, where, NULL, &(wfx_fiber_options){999, memory + 1});
  wfx_fiber_resume(fiber, NULL, &address);
  printf("caller's memory: %d %d %d\n", (char *)address > memory,
         (char *)address < memory + 1000, (uintptr_t)address % 16 == 0);
  wfx_fiber_free(fiber);

  wrong = 0;
  wfx_fiber_create(&fiber, switcher, NULL, NULL);
  wfx_fiber_create(&second, switchBack, &fiber, NULL);
  wfx_fiber_resume(fiber, NULL, NULL);
  printf("stack pointer: %d\n", here() == before && !wrong);

  void *result;
  wfx_fiber_create(&fiber, deep, NULL, NULL);
  wfx_fiber_resume(fiber, NULL, NULL);
  wfx_fiber_resume(fiber, NULL, &result);
  printf("20000 bytes: %d\n", (int)(intptr_t)result);
  return 0;
}
