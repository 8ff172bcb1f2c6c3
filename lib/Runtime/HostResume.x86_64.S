//===- HostResume.x86_64.S - Continuations that a host makes and resumes --===//
//
// The resume site of tc_resume, the thunk of tc_new, and functions of the host's that
// suspend.
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"
#include "Runtime/Assembly.x86_64.inc"

// Called by enter(), on the Wasm stack: resumes stack rdi with the payload rsi, rdx,
// rcx; r8 = the outermost stack of its chain, r9 = context. Returns the payload that
// comes back in rax, rdx, rcx, and in xmm0 and xmm1 the kind and the stack that come
// with it.
FUNCTION(tc_resume_site)
  .cfi_startproc
  PUSH_FRAME
  PUSH_PRESERVED
  sub $8, %rsp
  lea 1f(%rip), %rax
  mov %rbp, .LStack_resumerFrame(%r8)
  mov %rax, .LStack_resumerAddress(%r8)
  mov %rsp, .LStack_resumerPointer(%r8)
  .cfi_remember_state
  // The CFA is where the record says while the registers change: *r8 + 16.
  .cfi_escape 0x0f, 5, 0x78, 0, 0x06, 0x23, 16
  mov %rdi, .LContext_current(%r9)
  mov %r9, %r10
  mov %rdi, %r11
  mov .LStack_address(%rdi), %rax
  mov .LStack_frame(%rdi), %rbp
  mov .LStack_pointer(%rdi), %rsp
  // The continuation's stack.
  jmp *%rax
  .cfi_restore_state
1:
  // The Wasm stack again. The nop is for the unwinder, as in every switch.
  nop
  movq %rax, %xmm0
  movq %rdi, %xmm1
  mov %rsi, %rax
  add $8, %rsp
  POP_PRESERVED
  ret
  .cfi_endproc
END_FUNCTION(tc_resume_site)

// {i64, i64, i64} tc_start_any(FuncRef *rdi, rsi, rdx, rcx, Context *r8), called by
// tc_base on the continuation's stack, as the thunks that the compiler makes for
// each type: calls the function with a payload.
FUNCTION(tc_start_any)
  .cfi_startproc
  PUSH_FRAME
  push %rdi
  push %r8
  sub $.LRegisterFile_size, %rsp
  mov %rsi, .LRegisterFile_ints + 0(%rsp)
  mov %rdx, .LRegisterFile_ints + 8(%rsp)
  mov %rcx, .LRegisterFile_ints + 16(%rsp)
  mov %rsp, %rsi
  mov %r8, %rdx
  call tc_place_arguments
  mov -8(%rbp), %rax
  mov .LFuncRef_instance(%rax), %rdi
  mov .LFuncRef_code(%rax), %rax
  LOAD_ARGUMENTS(%rsp)
  call *%rax
  STORE_RESULTS(%rsp)
  mov -8(%rbp), %rdi
  mov %rsp, %rsi
  mov -16(%rbp), %rdx
  call tc_place_results
  mov .LRegisterFile_ints + 0(%rsp), %rax
  mov .LRegisterFile_ints + 8(%rsp), %rdx
  mov .LRegisterFile_ints + 16(%rsp), %rcx
  leave
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
END_FUNCTION(tc_start_any)

// The code of functions that suspend: rdi = SuspendFunc, the other argument registers
// are the function's. Called on the stack that it suspends.
FUNCTION(tc_suspend_call)
  .cfi_startproc
  PUSH_FRAME
  PUSH_PRESERVED
  push %rdi
  sub $.LRegisterFile_size, %rsp
  STORE_ARGUMENTS(%rsp)
  mov %rsp, %rsi
  call tc_begin_suspension
  // rax = the current stack, its tail = the handler's; the payload is in the file.
  mov .LRegisterFile_ints + 0(%rsp), %rsi
  mov .LRegisterFile_ints + 8(%rsp), %rdx
  mov .LRegisterFile_ints + 16(%rsp), %rcx
  mov %rax, %rdi
  mov .LStack_tail(%rdi), %r9
  mov .LStack_kind(%r9), %rax
  mov .LStack_parent(%r9), %r11
  mov .LStack_context(%rdi), %r10
  lea .LStack_frame(%rdi), %r8
  lea 1f(%rip), %rbx
  mov %rbp, (%r8)
  mov %rbx, 8(%r8)
  mov %rsp, 16(%r8)
  mov %r11, .LContext_current(%r10)
  mov 8(%r9), %rbx
  mov 16(%r9), %rsp
  // The resumer's stack.
  mov (%r9), %rbp
  .cfi_remember_state
  // The CFA is where the record says: *r8 + 16.
  .cfi_escape 0x0f, 5, 0x78, 0, 0x06, 0x23, 16
  jmp *%rbx
  .cfi_restore_state
  nop
1:
  // The stack that was suspended.
  nop
  mov %rsi, .LRegisterFile_ints + 0(%rsp)
  mov %rdx, .LRegisterFile_ints + 8(%rsp)
  mov %rcx, .LRegisterFile_ints + 16(%rsp)
  mov -48(%rbp), %rdi
  mov %rsp, %rsi
  call tc_end_suspension
  LOAD_RESULTS(%rsp)
  add $.LRegisterFile_size + 8, %rsp
  POP_PRESERVED
  ret
  .cfi_endproc
END_FUNCTION(tc_suspend_call)

.hidden tc_begin_suspension
.hidden tc_end_suspension
.hidden tc_place_arguments
.hidden tc_place_results
.section .note.GNU-stack, "", @progbits
