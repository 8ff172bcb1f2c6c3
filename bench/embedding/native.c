// Plain C functions; the callees are in another file, so that calls are calls.
#include <stdint.h>

void native_nop(void *);
uint32_t native_add(void *, uint32_t, uint32_t);
uint32_t native_ticks(void *, uint32_t (*tick)(uint32_t), uint32_t);

#ifdef CALLEES

void native_nop(void *instance) { (void)instance; }

uint32_t native_add(void *instance, uint32_t a, uint32_t b) {
  (void)instance;
  return a + b;
}

uint32_t native_ticks(void *instance, uint32_t (*tick)(uint32_t), uint32_t n) {
  (void)instance;
  uint32_t sum = 0;
  for (; n; --n)
    sum += tick(n);
  return sum;
}

#else
#include "host.h"

static uint32_t tick(uint32_t n) {
  (void)n;
  return 1;
}

static void begin(void) {}
static void nop(void) { native_nop(NULL); }
static uint32_t add(uint32_t a, uint32_t b) { return native_add(NULL, a, b); }
static uint32_t ticks(uint32_t n) { return native_ticks(NULL, tick, n); }
#endif
