// The same for a program that clang has compiled: wfxc inlines what clang left alone, and
// the backtrace is that of -O0.
//
// REQUIRES: wasi-libc
// RUN: %clang_wasi -O1 -fno-inline %s -o %t.wasm
// RUN: %wfxc -O0 %t.wasm -o %t && not %t 2> %t.0
// RUN: FileCheck %s < %t.0
// RUN: %wfxc -O1 %t.wasm -o %t && not %t 2>&1 | diff %t.0 -
// RUN: %wfxc -O2 %t.wasm -o %t && not %t 2>&1 | diff %t.0 -
// RUN: not %wfxc run -O2 %t.wasm 2>&1 | diff %t.0 -

#include <stdio.h>

static int divide(int a, int b) { return a / b; }

static int average(const int *values, int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i)
    sum += values[i];
  return divide(sum, count) + count;
}

static int report(int count) {
  static volatile int values[4] = {1, 2, 3, 4};
  int result = average((const int *)values, count) * 2;
  printf("%d\n", result);
  return result;
}

int main(int argc, char **argv) { return report(argc - 1) + 1; }

// CHECK: trap: integer divide by zero
// CHECK-NEXT: 0: 0x{{[0-9a-f]+}} - divide
// CHECK-NEXT: 1: 0x{{[0-9a-f]+}} - average
// CHECK-NEXT: 2: 0x{{[0-9a-f]+}} - report
// CHECK-NEXT: 3: 0x{{[0-9a-f]+}} - {{main|__main_argc_argv}}
// CHECK: - _start
