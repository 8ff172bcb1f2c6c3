// A C program for wasm64 computes what it computes natively: pointers of 64 bits, a heap
// that goes beyond 4 GiB, sorting, hashing, lists, function pointers in a 64-bit table.
// V8 and Wasmtime agree.
//
// REQUIRES: wasi-libc
// RUN: %clang_wasi --target=wasm64 -O2 -nostdlib -ffreestanding -Wl,--no-entry %s -o %t.wasm
// RUN: %clang_wasi --target=wasm64 -O0 -nostdlib -ffreestanding -Wl,--no-entry %s -o %t.0.wasm
// RUN: %wfxc inspect %t.wasm | FileCheck %s --check-prefix=INSPECT
// RUN: %wfxc run -O0 --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O1 --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O2 --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O3 --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O2 --invoke work %t.0.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O0 --bounds=check --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O2 --bounds=check --invoke work %t.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc run -O3 --bounds=check --invoke work %t.0.wasm 3 | FileCheck %s --match-full-lines
// RUN: %wfxc --invoke work %t.wasm -o %t.exe && %t.exe 3 | FileCheck %s --match-full-lines
// RUN: not %wfxc run --invoke wild %t.wasm 70368744177664 2>&1 | FileCheck %s --check-prefix=TRAP
// RUN: not %wfxc run --invoke wild %t.wasm -1 2>&1 | FileCheck %s --check-prefix=TRAP
//
// INSPECT: (memory i64
// INSPECT: Features used: {{.*}}memory64
// CHECK: -1245394200041666287
// TRAP: trap: out of bounds memory access
// TRAP-NEXT: - wild

typedef unsigned long u64;
typedef unsigned u32;

extern unsigned char __heap_base;
static u64 top;

static void *allocate(u64 size) {
  if (!top)
    top = (u64)&__heap_base;
  u64 begin = (top + 15) & ~15ul;
  top = begin + size;
  while (top > __builtin_wasm_memory_size(0) << 16)
    if (__builtin_wasm_memory_grow(0, 16) == ~0ul)
      __builtin_trap();
  return (void *)begin;
}

struct node {
  struct node *next;
  u64 key, (*combine)(u64, u64);
};

static u64 add(u64 a, u64 b) { return a + b; }
static u64 mix(u64 a, u64 b) { return (a ^ b) * 0x9E3779B97F4A7C15ul; }

static u32 random(void) {
  static u32 state = 1;
  return state = state * 1664525 + 1013904223;
}

static void sort(u32 *v, long low, long high) {
  if (low >= high)
    return;
  u32 pivot = v[(low + high) / 2];
  long i = low, j = high;
  while (i <= j) {
    for (; v[i] < pivot; ++i)
      ;
    for (; v[j] > pivot; --j)
      ;
    if (i <= j) {
      u32 t = v[i];
      v[i++] = v[j], v[j--] = t;
    }
  }
  sort(v, low, j);
  sort(v, i, high);
}

__attribute__((export_name("work"))) u64 work(u64 rounds) {
  u64 hash = 0;
  for (u64 round = 0; round < rounds; ++round) {
    u64 n = 5000 + round;
    u32 *values = allocate(n * sizeof(u32));
    double *halves = allocate(n * sizeof(double));
    for (u64 i = 0; i < n; ++i)
      values[i] = random();
    sort(values, 0, n - 1);
    for (u64 i = 0; i < n; ++i)
      halves[i] = values[i] * 0.5;
    struct node *list = 0;
    for (u64 i = 0; i < n; ++i) {
      struct node *node = allocate(sizeof(struct node));
      node->next = list;
      node->key = values[i] + (u64)halves[n - 1 - i];
      node->combine = i % 3 ? add : mix;
      list = node;
    }
    for (struct node *node = list; node; node = node->next)
      hash = node->combine(hash, node->key);
    __builtin_memcpy(halves, values, n * 4);
    for (u64 i = 0; i < n / 2; ++i)
      hash = mix(hash, (u64)(halves[i] != halves[i]) + i);
  }
  // Beyond 4 GiB, sparsely.
  u64 old = __builtin_wasm_memory_grow(0, 65536) << 16;
  for (u64 i = 0; i < 65536; i += 512)
    *(u64 *)(old + (i << 16) + 65528) = i;
  for (u64 i = 0; i < 65536; i += 512)
    hash = mix(hash, *(u64 *)(old + (i << 16) + 65528));
  return hash;
}

__attribute__((export_name("wild"))) int wild(u64 address) {
  return *(volatile int *)address;
}
