//===- Continuation.x86_64.S - Where a continuation starts and ends -------===//
//
// The outermost frame of every continuation's stack. Its frame record is the base
// record of the stack, which the resume site writes (Runtime/Stack.h), so that a frame
// pointer chain and the unwinder go on with the resumer.
//
// A switch arrives and leaves with this in registers (Lowering/Switch.x86_64.cpp):
// rax = kind, rdi = stack, rsi, rdx, rcx = the first words of the payload, r10 = context,
// r11 = the stack that runs from there on.
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
  .cfi_personality 0x9b, .Lbase_personality
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
  .cfi_offset %rip, -8
  .cfi_offset %rsp, 0
  nop
tc_base:
  // The continuation's stack; rsp = rbp = r11 = Stack. The moves change nothing: they
  // spare the processor waiting for what the resume site has loaded, and for what the
  // thunk takes from its frame.
  mov %r11, %rbp
  mov %r11, %rsp
  mov .LStack_func(%rbp), %rdi
  mov .LStack_context(%rbp), %r8
  call *.LStack_thunk(%rbp)
  mov %rsp, %rbp
  mov %rax, %rsi
  mov .LStack_context(%rbp), %r10
  mov .LStack_parent(%rbp), %r11
  mov %r11, .LContext_current(%r10)

  // Make the stack a fresh one.
  lea tc_base(%rip), %rax
  mov %rbp, .LStack_frame(%rbp)
  mov %rax, .LStack_address(%rbp)
  mov %rbp, .LStack_pointer(%rbp)
  mov %rbp, .LStack_tail(%rbp)
  xor %eax, %eax
  mov .LContext_freeStacks(%r10), %r8
  test %r8, %r8
  je 0f
  mov .LStack_depth(%r8), %rax
0:
  inc %rax
  mov %r8, .LStack_next(%rbp)
  mov %rax, .LStack_depth(%rbp)
  mov %rbp, .LContext_freeStacks(%r10)
  cmp $(WFX_WARM_STACKS + WFX_COOLED_STACKS), %rax
  jae 2f
1:
  xor %eax, %eax
  mov %rbp, %rdi
  mov .LStack_resumerPointer(%rdi), %rsp
  // The resumer's stack.
  .cfi_remember_state
  mov .LStack_resumerFrame(%rdi), %rbp
  .cfi_def_cfa %rdi, 16
  jmp *.LStack_resumerAddress(%rdi)
  .cfi_restore_state

2:
  // Many are free: the memory of some goes, of this one too. Its base record is copied
  // to the host's stack, where this frame goes on.
  mov %rsi, %r12
  mov %rdx, %r13
  mov %rcx, %r14
  mov %r10, %r15
  mov %r11, %rbx
  mov .LContext_activation(%r10), %rsp
  // The host's stack, except for rbp.
  sub $8, %rsp
  push .LStack_resumerPointer(%rbp)
  push .LStack_resumerAddress(%rbp)
  push .LStack_resumerFrame(%rbp)
  mov %rsp, %rbp
  mov %r10, %rdi
  call tc_cool
  mov %r12, %rsi
  mov %r13, %rdx
  mov %r14, %rcx
  mov %r15, %r10
  mov %rbx, %r11
  jmp 1b
  .cfi_endproc
.size tc_base, . - tc_base

.hidden tc_cool

// Weak: without the unwinder no exception leaves a continuation.
.weak tc_base_personality
.hidden tc_base_personality
.section .data.rel.ro.tc_base_personality, "aw", @progbits
.p2align 3
.Lbase_personality:
  .quad tc_base_personality

.section .note.GNU-stack, "", @progbits
