/* A hundred thousand fibers that live at the same time, their places used again, fibers
   in fibers, and switches in a ring.

   REQUIRES: wasi-libc, guard-install
   RUN: %clang_wasi -O2 -Wall -Werror -I%fiber %s %fiber/fiber.c -o %t.wasm
   RUN: %wfxc %t.wasm -o %t && %t | FileCheck %s --match-full-lines
   CHECK: sum 5000050000, then 10000100000
   CHECK-NEXT: 100000 finished, 0 stale handles accepted
   CHECK-NEXT: depth 10000
   CHECK-NEXT: ring of 1000: 1000000 switches
*/
#include <stdio.h>
#include <stdlib.h>
#include <wfx/fiber.h>

static const wfx_fiber_options small = {.stack_size = 512};

enum { many = 100000 };
static wfx_fiber fibers[many], former[many];

static void *adder(void *user, void *value) {
  void *next;
  wfx_fiber_yield(value, &next);
  return (void *)((intptr_t)value + (intptr_t)next);
}

static long long resumeAll(void) {
  long long sum = 0;
  for (intptr_t i = 0; i < many; ++i) {
    void *result;
    wfx_fiber_resume(fibers[i], (void *)(i + 1), &result);
    sum += (intptr_t)result;
  }
  return sum;
}

static void manyFibers(void) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < many; ++i)
      if (wfx_fiber_create(&fibers[i], adder, NULL, &small))
        exit(1);
    if (round)
      break;
    long long first = resumeAll();
    printf("sum %lld, then %lld\n", first, resumeAll());
    for (int i = 0; i < many; ++i) {
      former[i] = fibers[i];
      wfx_fiber_free(fibers[i]);
    }
  }
  int finished = 0, accepted = 0;
  resumeAll();
  resumeAll();
  for (int i = 0; i < many; ++i) {
    accepted += wfx_fiber_free(former[i]) == WFX_FIBER_OK;
    finished += wfx_fiber_status_of(fibers[i]) == WFX_FIBER_FINISHED;
    wfx_fiber_free(fibers[i]);
  }
  printf("%d finished, %d stale handles accepted\n", finished, accepted);
}

/* Each resumes one more, and the innermost yield comes out of all of them. */
static void *nest(void *user, void *value) {
  intptr_t depth = (intptr_t)user;
  if (depth == 10000)
    return (void *)depth;
  wfx_fiber child;
  void *result;
  wfx_fiber_create(&child, nest, (void *)(depth + 1), &small);
  wfx_fiber_resume(child, NULL, &result);
  wfx_fiber_yield(result, NULL);
  wfx_fiber_free(child);
  return NULL;
}

enum { ring = 1000 };
static int switches;

static void *hop(void *user, void *value) {
  intptr_t self = (intptr_t)user;
  while (switches < 1000 * ring) {
    ++switches;
    wfx_fiber_switch(fibers[(self + 1) % ring], NULL, NULL);
  }
  return NULL;
}

int main(void) {
  manyFibers();
  wfx_fiber fiber;
  void *result;
  wfx_fiber_create(&fiber, nest, (void *)1, &small);
  wfx_fiber_resume(fiber, NULL, &result);
  printf("depth %d\n", (int)(intptr_t)result);

  for (intptr_t i = 0; i < ring; ++i)
    wfx_fiber_create(&fibers[i], hop, (void *)i, &small);
  wfx_fiber_resume(fibers[0], NULL, NULL);
  printf("ring of %d: %d switches\n", ring, switches);
  return 0;
}
