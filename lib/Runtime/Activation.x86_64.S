//===- Activation.x86_64.S - Where the stack changes ----------------------===//
//
// Entering and leaving Wasm, and calls from Wasm to functions that run on the
// host's stack (Activation.h has the picture). The frame pointer chain and the CFI go
// through every change of stack. Routines that run on two stacks are marked as signal
// frames, because debuggers refuse a caller whose frame is at a lower address
// otherwise; an unwinder then looks up their caller's return address as it is,
// not less one.
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"
#include "Runtime/Announce.h"
#include "Runtime/Assembly.x86_64.inc"

// From an Activation to the frame record of its wfx_enter (Machine.h), and to the
// registers in between.
.set .LactivationFrame, .LActivation_size + 5 * 8

// int wfx_enter_entry(Context *rdi, void (*thunk)(void *) rsi, void *args rdx)
// Leaves to C++ what is not the same for most calls.
#if !WFX_ANNOUNCES_ENTRIES
FUNCTION(wfx_enter_entry)
  .cfi_startproc
  mov wfx_thread@gottpoff(%rip), %rax
  mov .LContext_root(%rdi), %r8
  mov .LContext_wasmStack(%rdi), %rcx
  mov %fs:.LThread_id(%rax), %rax
  cmp %rax, .LContext_thread(%rdi)
  jne wfx_enter_slowly
  cmp %r8, .LContext_current(%rdi)
  jne wfx_enter_slowly
  .cfi_endproc
END_FUNCTION(wfx_enter_entry)
// Goes on in
.globl wfx_enter
.hidden wfx_enter
.type wfx_enter, @function
wfx_enter:
#else
FUNCTION(wfx_enter)
#endif

// Zero means that Wasm can be entered; the entry's arguments stay.
#define ASK(function) \
  push %rcx; \
  push %rdx; \
  push %rsi; \
  sub $8, %rsp; \
  mov %rbx, %rdi; \
  call function; \
  add $8, %rsp; \
  pop %rsi; \
  pop %rdx; \
  pop %rcx; \
  test %al, %al;

// int wfx_enter(Context *rdi, void (*thunk)(void *) rsi, void *args rdx, void *entryStack
// rcx, Stack *former r8)
// Enters and returns on the host stack. What will be put back stays in registers, which
// the thunk preserves: the next entry need not wait for the stores of this one.
  .cfi_startproc
  .cfi_signal_frame
  .cfi_personality 0x9b, .Lenter_personality
  PUSH_FRAME
  PUSH_PRESERVED
  mov wfx_thread@gottpoff(%rip), %r15
  mov %rdi, %rbx
  mov %fs:.LThread_activation(%r15), %r14
  mov .LContext_wasmStack(%rdi), %r13
  mov .LContext_activation(%rdi), %r12
  // The Activation, last slot first; 16-aligned.
  push %r14
  push %r8
  push %rdi
  push %r13
  push %r12
  mov %rsp, .LContext_activation(%rdi)
  mov %rsp, %fs:.LThread_activation(%r15)
  test %r14, %r14
  jne 3f
1:
  cmpq $0, .LContext_interrupt(%rbx)
  jne 4f
2:
  mov %rdx, %rdi
  mov %rcx, %rsp
  // From here on the Wasm stack.
  call *%rsi
  mov %r14, %fs:.LThread_activation(%r15)
  mov %r13, .LContext_wasmStack(%rbx)
  mov %r12, .LContext_activation(%rbx)
  xor %eax, %eax
.Lleave_activation:
  lea -5 * 8(%rbp), %rsp
  // Host stack again.
  .cfi_remember_state
  POP_PRESERVED
  ret
  .cfi_restore_state

3:
  // From a host function: is there enough of the thread's stack?
  mov %rsp, %rax
  sub %fs:.LThread_stackLow(%r15), %rax
  cmp %fs:.LThread_stackMargin(%r15), %rax
  jae 1b
  ASK(wfx_host_stack_exhausted)
  je 1b
  jmp 5f
4:
  // An interruption, or a deadline, which may have passed.
  ASK(wfx_entry_interrupted)
  je 2b
5:
  mov $1, %ebx // Status::Trapped
  jmp .Labandon_activation

// The landing pad for exceptions that no Wasm frame of the activation catches;
// the Wasm stack, rbp = the activation's frame.
.globl wfx_enter_threw
.hidden wfx_enter_threw
wfx_enter_threw:
  lea -.LactivationFrame(%rbp), %rsp
  // Host stack.
  mov $3, %ebx // Status::Threw

// rsp = the innermost activation, rbp = its frame, ebx = how it ends.
.Labandon_activation:
  mov %rsp, %rdi
  call wfx_abandon_activation
  mov %ebx, %eax
  jmp .Lleave_activation
  .cfi_endproc
END_FUNCTION(wfx_enter)

// Weak: without the unwinder there are no exceptions to catch.
.weak wfx_enter_personality
.hidden wfx_enter_personality
.pushsection .data.rel.ro.wfx_enter_personality, "aw", @progbits
.p2align 3
.Lenter_personality:
  .quad wfx_enter_personality
.popsection

// void wfx_leave(Context *rdi, int esi): on any stack; leaves it for the innermost
// activation's. To the unwinder it takes the place of that one's wfx_enter.
.globl wfx_leave
.hidden wfx_leave
.type wfx_leave, @function
wfx_leave:
  .cfi_startproc
  .cfi_signal_frame
  // The CFA is Context.activation + activationFrame + 16.
  .cfi_escape 0x0f, 5, 0x75, .LContext_activation, 0x06, 0x23, .LactivationFrame + 16
  .cfi_offset %rbp, -16
  .cfi_offset %rbx, -24
  .cfi_offset %r12, -32
  .cfi_offset %r13, -40
  .cfi_offset %r14, -48
  .cfi_offset %r15, -56
  cld
  mov %esi, %ebx
  mov .LContext_activation(%rdi), %rsp
  lea .LactivationFrame(%rsp), %rbp
  jmp .Labandon_activation
  .cfi_endproc
.if .LContext_activation > 63 || .LactivationFrame + 16 > 127
  .error "the operands of .cfi_escape are bytes"
.endif
END_FUNCTION(wfx_leave)

// void wfx_call_with_registers(RegisterCall *rdi): the thunk of enter(); on the Wasm
// stack.
FUNCTION(wfx_call_with_registers)
  .cfi_startproc
  PUSH_FRAME
  push %rbx
  .cfi_offset %rbx, -24
  sub $8, %rsp
  mov 0(%rdi), %r10
  mov 8(%rdi), %rbx
  LOAD_ARGUMENTS(%rbx)
  mov .LFuncRef_code(%r10), %rax
  mov .LFuncRef_instance(%r10), %rdi
  call *%rax
.globl wfx_call_returned
.hidden wfx_call_returned
wfx_call_returned:
  STORE_RESULTS(%rbx)
  mov -8(%rbp), %rbx
  leave
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
END_FUNCTION(wfx_call_with_registers)

// The code of host functions: rdi = HostFunc, the other argument registers are the
// function's. Called on the Wasm stack.
FUNCTION(wfx_host_call)
  .cfi_startproc
  mov .LHostFunc_function(%rdi), %rax
  mov .LHostFunc_context(%rdi), %r10
  mov .LHostFunc_env(%rdi), %rdi

// Calls rax on the host stack of context r10; argument and result registers pass
// untouched. Context::wasmStack need not be put back: only a host call sets it, and
// only what runs during a host call reads it.
//
// To the unwinder these are two frames: the call, marked as a signal frame, and
// around it an ordinary one, whose return address is pushed for the unwinder alone.
// Because of the latter the calling Wasm frame may have a landing pad.
.globl wfx_on_host_stack
.hidden wfx_on_host_stack
wfx_on_host_stack:
  PUSH_FRAME
  lea .Lhost_returned(%rip), %r11
  push %r11
  push %r10
  mov %rsp, .LContext_wasmStack(%r10)
  .cfi_endproc
  .cfi_startproc
  .cfi_signal_frame
  .cfi_def_cfa %rbp, 0
  .cfi_offset %rip, -8
  mov .LContext_activation(%r10), %rsp
  // Host stack.
  call *%rax
  mov -16(%rbp), %r10
  mov %rbp, %rsp
  // Wasm stack.
  .cfi_endproc
  .cfi_startproc
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
.Lhost_returned:
  testb $1, .LContext_interrupt(%r10) // InterruptRequested
  jne 2f
1:
  pop %rbp
  .cfi_remember_state
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_restore_state
2:
  SAVE_RESULTS
  mov %r10, %rdi
  call wfx_poll_interrupt
  RESTORE_RESULTS
  jmp 1b
  .cfi_endproc
END_FUNCTION(wfx_host_call)

// Runtime calls on the host stack: `symbol` calls symbol_host. rdi = Instance.
#define STUB_Wasm(symbol)
#define STUB_Unwind(symbol) // Exception.x86_64.S
#define STUB_Host(symbol) HOST_STUB(symbol)
#define RUNTIME_CALL(id, symbol, stack, result, ...) STUB_##stack(symbol)
#include "ABI/RuntimeCalls.def"

.weak wfx_host_stack_exhausted
.hidden wfx_host_stack_exhausted
.hidden wfx_thread
.hidden wfx_enter_slowly
.hidden wfx_entry_interrupted
.hidden wfx_poll_interrupt
.hidden wfx_abandon_activation
.section .note.GNU-stack, "", @progbits
