//===- bare.h - The least that a switch of stacks can be ------------------===//
//
// Inlined; saves three words and leaves it to the compiler to keep what is
// live.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>

constexpr bool hasGuards = false;

/// Where a fiber goes on. It is on the fiber's own stack.
struct Saved {
  void *frame, *address, *stack;
};
using Fiber = Saved *;

/// Who has jumped here, and what it has handed on.
struct Arrival {
  Fiber fctx;
  void *data;
};

[[gnu::always_inline]] inline Arrival jump(Fiber to, void *data) {
  Saved saved;
  Fiber self = &saved;
  asm volatile("leaq 1f(%%rip), %%rdx\n\t"
               "movq %%rbp, (%0)\n\t"
               "movq %%rdx, 8(%0)\n\t"
               "movq %%rsp, 16(%0)\n\t"
               "movq (%2), %%rbp\n\t"
               "movq 16(%2), %%rsp\n\t"
               "jmpq *8(%2)\n"
               "1:"
               : "+D"(self), "+S"(data), "+a"(to)
               :
               : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13",
                 "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                 "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                 "xmm13", "xmm14", "xmm15", "memory", "cc");
  return {self, data};
}

/// Where a new fiber starts: calls the function behind its record (rax) with
/// the arrival.
extern "C" void startFiber();
asm(".text\n"
    "startFiber:\n\t"
    "callq *24(%rax)\n\t"
    "ud2\n");

/// A fiber that will call \p entry, which must not return.
inline Fiber makeFiber(char *top, size_t, void (*entry)(Arrival)) {
  struct Start {
    Saved saved;
    void (*entry)(Arrival);
  };
  auto *start = reinterpret_cast<Start *>(top - sizeof(Start));
  *start = {{nullptr, reinterpret_cast<void *>(&startFiber), start}, entry};
  return &start->saved;
}
