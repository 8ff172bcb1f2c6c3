/* Cancelling ends a fiber where it is, in C without running anything of it; the stack
   pointer is that of before, and the memory is used again.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O2 -Wall -Werror -I%fiber %s %fiber/fiber.c -o %t.wasm
   RUN: %wfxc -O0 %t.wasm -o %t && %t | FileCheck %s --match-full-lines
   RUN: %wfxc -O2 %t.wasm -o %t && %t | FileCheck %s --match-full-lines
   RUN: %wfxc run %t.wasm | FileCheck %s --match-full-lines
*/
#include <stdio.h>
#include <stdlib.h>
#include <wfx/fiber.h>

__asm__(".globaltype __stack_pointer, i32");
static char *here(void) {
  char *pointer;
  __asm__ volatile("global.get __stack_pointer\n\tlocal.set %0"
                   : "=r"(pointer));
  return pointer;
}

static int continued;

__attribute__((noinline)) static void descend(int depth) {
  volatile char local[100];
  local[0] = 1;
  if (depth)
    descend(depth - 1);
  else
    wfx_fiber_yield((void *)(intptr_t)local[0], NULL);
  ++continued;
}

static void *sleeper(void *user, void *value) {
  descend(10);
  return NULL;
}

static void show(wfx_fiber fiber, wfx_fiber_result result) {
  printf("%s, status %d, continued %d\n", wfx_fiber_message(result),
         wfx_fiber_status_of(fiber), continued);
}

/* Cancels one fiber and has resumed another one, from within a fiber. */
static void *manager(void *user, void *value) {
  char *before = here();
  wfx_fiber child;
  wfx_fiber_create(&child, sleeper, NULL, NULL);
  wfx_fiber_resume(child, NULL, NULL);
  wfx_fiber_result result = wfx_fiber_cancel(child);
  printf("inside: %s %d %d\n", wfx_fiber_message(result), here() == before,
         wfx_fiber_self() == *(wfx_fiber *)user);
  wfx_fiber_yield(NULL, NULL);
  wfx_fiber_free(child);
  return "managed";
}

static void *partner(void *user, void *value) {
  wfx_fiber_switch(*(wfx_fiber *)user, NULL, NULL);
  ++continued;
  return NULL;
}

int main(void) {
  char *before = here();
  wfx_fiber fiber;
  /* CHECK: success, status 3, continued 0
     CHECK-NEXT: the fiber is finished, status 3, continued 0
     CHECK-NEXT: success, status 4, continued 0
  */
  wfx_fiber_create(&fiber, sleeper, NULL, NULL);
  wfx_fiber_resume(fiber, NULL, NULL);
  show(fiber, wfx_fiber_cancel(fiber));
  show(fiber, wfx_fiber_resume(fiber, NULL, NULL));
  show(fiber, wfx_fiber_free(fiber));

  /* One that has not begun.
     CHECK-NEXT: success, status 3, continued 0
  */
  wfx_fiber_create(&fiber, sleeper, NULL, NULL);
  show(fiber, wfx_fiber_cancel(fiber));
  wfx_fiber_free(fiber);

  /* Freeing cancels.
     CHECK-NEXT: success, status 4, continued 0
     CHECK-NEXT: stack pointer 1
  */
  wfx_fiber_create(&fiber, sleeper, NULL, NULL);
  wfx_fiber_resume(fiber, NULL, NULL);
  show(fiber, wfx_fiber_free(fiber));
  printf("stack pointer %d\n", here() == before);

  /* CHECK-NEXT: inside: success 1 1
     CHECK-NEXT: managed
  */
  void *result;
  wfx_fiber_create(&fiber, manager, &fiber, NULL);
  wfx_fiber_resume(fiber, NULL, NULL);
  wfx_fiber_resume(fiber, NULL, &result);
  printf("%s\n", (char *)result);
  wfx_fiber_free(fiber);

  /* One that waits for its turn after a switch.
     CHECK-NEXT: success, status 3, continued 0
     CHECK-NEXT: success, status 3, continued 0
  */
  wfx_fiber first, second;
  wfx_fiber_create(&first, partner, &second, NULL);
  wfx_fiber_create(&second, sleeper, NULL, NULL);
  wfx_fiber_resume(first, NULL, NULL);
  show(first, wfx_fiber_cancel(first));
  show(second, wfx_fiber_cancel(second));
  wfx_fiber_free(first);
  wfx_fiber_free(second);

  /* Nothing leaks: neither memory of the program nor stacks.
     CHECK-NEXT: stack pointer 1, memory 1
  */
  size_t pages = 0;
  for (int i = 0; i < 50000; ++i) {
    wfx_fiber_create(&fiber, sleeper, NULL, NULL);
    if (i % 2)
      wfx_fiber_resume(fiber, NULL, NULL);
    wfx_fiber_free(fiber);
    if (i == 10)
      pages = __builtin_wasm_memory_size(0);
  }
  printf("stack pointer %d, memory %d\n", here() == before,
         __builtin_wasm_memory_size(0) == pages);
  return 0;
}
