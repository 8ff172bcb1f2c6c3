/* A fiber that overflows its stack traps when it finishes or is freed, at the latest.
   The backtrace leads through the library.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O1 -I%fiber %s %fiber/fiber.c -o %t.wasm
   RUN: %wfxc %t.wasm -o %t && not %t 2>&1 | FileCheck %s
   RUN: not %t free 2>&1 | FileCheck %s --check-prefix=FREE
   RUN: not %wfxc run %t.wasm 2>&1 | FileCheck %s

   CHECK: trap: unreachable
   CHECK-NEXT: 0: 0x{{[0-9a-f]+}} - {{.*}}!fiber_run
   CHECK-NEXT: - {{.*}}!fiber_start
   CHECK-NEXT: - wfx_fiber!run
   CHECK-NEXT: -- resumed by --
   CHECK-NEXT: - wfx_fiber!resume
   CHECK-NEXT: - {{.*}}!wfx_fiber_resume

   FREE: trap: unreachable
   FREE-NEXT: 0: 0x{{[0-9a-f]+}} - {{.*}}!wfx_fiber_free
*/
#include <wfx/fiber.h>

static void *overflow(void *user, void *value) {
  volatile char large[1000];
  for (int i = 0; i < 1000; ++i)
    large[i] = 1;
  if (user)
    wfx_fiber_yield(NULL, NULL);
  return NULL;
}

int main(int argc, char **argv) {
  /* A place where it does no harm. */
  static _Alignas(16) char memory[2000];
  wfx_fiber_options options = {512, memory + 1000};
  wfx_fiber fiber;
  wfx_fiber_create(&fiber, overflow, argc > 1 ? argv : NULL, &options);
  wfx_fiber_resume(fiber, NULL, NULL);
  wfx_fiber_free(fiber);
  return 0;
}
