//===- Continuation.x86_64.S - Where a continuation starts and ends -------===//
//
// The outermost frame of every continuation's stack. Its frame record is the base
// record of the stack, which the resume site writes (Runtime/Stack.h), so that a frame
// pointer chain and the unwinder go on with the resumer.
//
// A switch arrives and leaves with this in registers (Lowering/Switch.x86_64.cpp):
// rax = kind, rdi = stack, rsi, rdx, rcx = the first words of the payload.
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"
#include "Runtime/WarmStacks.h"

.section .text.tc_base, "ax", @progbits
.p2align 4
.globl tc_base
.hidden tc_base
.type tc_base, @function
  .cfi_startproc
  .cfi_signal_frame
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
  .cfi_offset %rip, -8
  .cfi_offset %rsp, 0
  nop
tc_base:
  // The continuation's stack; rsp = rbp = Stack.
  mov Stack_func(%rbp), %rdi
  mov Stack_context(%rbp), %r8
  call *Stack_thunk(%rbp)
  mov %rax, %rsi
  mov Stack_context(%rbp), %rdi
  mov Stack_parent(%rbp), %rax
  mov %rax, Context_current(%rdi)

  // Make the stack a fresh one.
  lea tc_base(%rip), %rax
  mov %rbp, Stack_frame(%rbp)
  mov %rax, Stack_address(%rbp)
  mov %rbp, Stack_pointer(%rbp)
  mov %rbp, Stack_tail(%rbp)
  xor %eax, %eax
  mov Context_freeStacks(%rdi), %r8
  test %r8, %r8
  je 1f
  mov Stack_depth(%r8), %rax
1:
  inc %rax
  mov %r8, Stack_next(%rbp)
  mov %rax, Stack_depth(%rbp)
  mov %rbp, Context_freeStacks(%rdi)
  cmp $WFX_WARM_STACKS, %rax
  ja 2f

  xor %eax, %eax
  mov %rbp, %rdi
  mov Stack_resumerPointer(%rdi), %rsp
  // The resumer's stack.
  mov Stack_resumerFrame(%rdi), %rbp
  jmp *Stack_resumerAddress(%rdi)

2:
  // Many are free: this one's memory goes. The resumer expects nothing in the
  // registers that C preserves.
  mov %rsi, %r12
  mov %rdx, %r13
  mov %rcx, %r14
  mov Stack_resumerPointer(%rbp), %rbx
  mov Stack_resumerAddress(%rbp), %r15
  mov Stack_resumerFrame(%rbp), %rbp
  mov Context_hostStack(%rdi), %rsp
  // The host's stack.
  call tc_cool
  mov %rbx, %rsp
  // The resumer's stack.
  mov %r12, %rsi
  mov %r13, %rdx
  mov %r14, %rcx
  xor %eax, %eax
  jmp *%r15
  .cfi_endproc
.size tc_base, . - tc_base

.hidden tc_cool
.section .note.GNU-stack, "", @progbits
