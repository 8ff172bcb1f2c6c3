/* Every misuse has its own result, and changes nothing.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O2 -Wall -Werror -I%fiber %s %fiber/fiber.c -o %t.wasm
   RUN: %wfxc %t.wasm -o %t && %t | FileCheck %s --match-full-lines --strict-whitespace
   RUN: %clang_wasi -O0 -I%fiber %s %fiber/fiber.c -o %t.wasm
   RUN: %wfxc run -O0 %t.wasm | FileCheck %s --match-full-lines --strict-whitespace
*/
#include <stdio.h>
#include <wfx/fiber.h>

static wfx_fiber outer, inner;

static void show(const char *what, wfx_fiber_result result) {
  printf("%s: %s\n", what, wfx_fiber_message(result));
}

/* A result that must not be left as it was. */
static void *const untouched = &outer;

static void *innerMain(void *user, void *value) {
  void *result = untouched;
  show("resume the resumer", wfx_fiber_resume(outer, NULL, &result));
  printf("gives %p\n", result);
  show("switch to the resumer", wfx_fiber_switch(outer, NULL, &result));
  show("switch to itself", wfx_fiber_switch(inner, NULL, &result));
  show("resume itself", wfx_fiber_resume(inner, NULL, &result));
  show("cancel itself", wfx_fiber_cancel(inner));
  show("free itself", wfx_fiber_free(inner));
  show("cancel the resumer", wfx_fiber_cancel(outer));
  show("free the resumer", wfx_fiber_free(outer));
  printf("status: %d %d\n", wfx_fiber_status_of(outer),
         wfx_fiber_status_of(inner));
  printf("self: %d, user: %d\n", wfx_fiber_self() == inner,
         wfx_fiber_user(inner) == &inner);
  return "inner's";
}

static void *outerMain(void *user, void *value) {
  void *result;
  show("resume", wfx_fiber_resume(inner, NULL, &result));
  printf("gives %s\n", (const char *)result);
  wfx_fiber_yield(NULL, NULL);
  return NULL;
}

int main(void) {
  void *result = untouched;
  /*      CHECK:yield: no fiber is running
     CHECK-NEXT:gives 0
     CHECK-NEXT:switch: no fiber is running
     CHECK-NEXT:self: 0, status: 4 4 4, user: 0
  */
  show("yield", wfx_fiber_yield(NULL, &result));
  printf("gives %p\n", result);
  show("switch", wfx_fiber_switch(0, NULL, NULL));
  printf("self: %d, status: %d %d %d, user: %p\n", (int)wfx_fiber_self(),
         wfx_fiber_status_of(0), wfx_fiber_status_of(1),
         wfx_fiber_status_of(~0ull), wfx_fiber_user(1));

  /* CHECK-NEXT:no function: a null argument or a small stack
     CHECK-NEXT:small: a null argument or a small stack
     CHECK-NEXT:no place: a null argument or a small stack
     CHECK-NEXT:large: not enough memory for a fiber
     CHECK-NEXT:handle 0
  */
  wfx_fiber_options small = {WFX_FIBER_MIN_STACK - 1, NULL},
                    large = {~(size_t)0 >> 1, NULL};
  outer = 1;
  show("no function", wfx_fiber_create(&outer, NULL, NULL, NULL));
  show("small", wfx_fiber_create(&outer, outerMain, NULL, &small));
  show("no place", wfx_fiber_create(NULL, outerMain, NULL, NULL));
  show("large", wfx_fiber_create(&outer, outerMain, NULL, &large));
  printf("handle %d\n", (int)outer);

  /* CHECK-NEXT:create: success
     CHECK-NEXT:create: success
     CHECK-NEXT:status: 0
     CHECK-NEXT:resume the resumer: the fiber has resumed another one
     CHECK-NEXT:gives 0
     CHECK-NEXT:switch to the resumer: the fiber has resumed another one
     CHECK-NEXT:switch to itself: the fiber is running
     CHECK-NEXT:resume itself: the fiber is running
     CHECK-NEXT:cancel itself: the fiber is running
     CHECK-NEXT:free itself: the fiber is running
     CHECK-NEXT:cancel the resumer: the fiber has resumed another one
     CHECK-NEXT:free the resumer: the fiber has resumed another one
     CHECK-NEXT:status: 2 1
     CHECK-NEXT:self: 1, user: 1
     CHECK-NEXT:resume: success
     CHECK-NEXT:gives inner's
     CHECK-NEXT:status: 0 3
  */
  show("create", wfx_fiber_create(&outer, outerMain, NULL, NULL));
  show("create", wfx_fiber_create(&inner, innerMain, &inner, NULL));
  printf("status: %d\n", wfx_fiber_status_of(outer));
  wfx_fiber_resume(outer, NULL, NULL);
  printf("status: %d %d\n", wfx_fiber_status_of(outer),
         wfx_fiber_status_of(inner));

  /* CHECK-NEXT:finished: the fiber is finished
     CHECK-NEXT:cancel finished: the fiber is finished
     CHECK-NEXT:free: success
     CHECK-NEXT:stale: there is no such fiber
     CHECK-NEXT:gives 0
     CHECK-NEXT:cancel stale: there is no such fiber
     CHECK-NEXT:free stale: there is no such fiber
     CHECK-NEXT:status: 4, user: 0
  */
  show("finished", wfx_fiber_resume(inner, NULL, NULL));
  show("cancel finished", wfx_fiber_cancel(inner));
  show("free", wfx_fiber_free(inner));
  result = untouched;
  show("stale", wfx_fiber_resume(inner, NULL, &result));
  printf("gives %p\n", result);
  show("cancel stale", wfx_fiber_cancel(inner));
  show("free stale", wfx_fiber_free(inner));
  printf("status: %d, user: %p\n", wfx_fiber_status_of(inner),
         wfx_fiber_user(inner));

  /* The next fiber takes the place of the freed one, but the old handle is not it.
     CHECK-NEXT:another: 1 1
     CHECK-NEXT:stale: there is no such fiber
     CHECK-NEXT:free stale: there is no such fiber
     CHECK-NEXT:status: 0
  */
  wfx_fiber another;
  wfx_fiber_create(&another, innerMain, NULL, NULL);
  printf("another: %d %d\n", (uint32_t)another == (uint32_t)inner,
         another != inner);
  show("stale", wfx_fiber_resume(inner, NULL, NULL));
  show("free stale", wfx_fiber_free(inner));
  printf("status: %d\n", wfx_fiber_status_of(another));

  /* CHECK-NEXT:no result of a fiber
  */
  printf("%s\n", wfx_fiber_message((wfx_fiber_result)9));
  return 0;
}
