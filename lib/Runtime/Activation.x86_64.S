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
#include "Runtime/Assembly.x86_64.inc"

// From an Activation to the frame record of its wfx_enter (Machine.h).
.set .LactivationFrame, .LActivation_size + 5 * 8

// int wfx_enter(Context *rdi, const FuncRef *rsi, RegisterFile *rdx, void *entryStack
// rcx, Stack *former r8)
// Enters and returns on the host stack.
FUNCTION(wfx_enter)
  .cfi_startproc
  .cfi_signal_frame
  .cfi_personality 0x9b, .Lenter_personality
  PUSH_FRAME
  PUSH_PRESERVED
  // The Activation, last slot first; 16-aligned.
  push %rdx
  push %rcx
  push %r8
  push %rdi
  push .LContext_wasmStack(%rdi)
  push .LContext_hostStack(%rdi)
  push .LContext_activation(%rdi)
  mov %rsp, .LContext_activation(%rdi)
  mov %rsp, .LContext_hostStack(%rdi)

  mov %rcx, %rsp
  // From here on the Wasm stack.
  mov %rdx, %r10
  mov .LFuncRef_code(%rsi), %rax
  mov .LFuncRef_instance(%rsi), %rdi
  LOAD_ARGUMENTS(%r10)
  call *%rax
  lea -.LactivationFrame(%rbp), %rsp
  // Host stack again.
  mov .LActivation_registers(%rsp), %r10
  mov .LActivation_context(%rsp), %rdi
  STORE_RESULTS(%r10)
  xor %eax, %eax
  jmp .Lleave_activation

// The landing pad for exceptions that no Wasm frame of the activation catches;
// the Wasm stack, rbp = the activation's frame.
.globl wfx_enter_threw
.hidden wfx_enter_threw
wfx_enter_threw:
  lea -.LactivationFrame(%rbp), %rsp
  // Host stack.
  mov .LActivation_context(%rsp), %rdi
  mov $3, %eax // Status::Threw

// rsp = the innermost activation, rbp = its frame, rdi = context, eax = result.
.Lleave_activation:
  pop .LContext_activation(%rdi)
  pop .LContext_hostStack(%rdi)
  pop .LContext_wasmStack(%rdi)
  add $32, %rsp
  pop %r15
  pop %r14
  pop %r13
  pop %r12
  pop %rbx
  pop %rbp
  .cfi_def_cfa %rsp, 8
  ret
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
  mov %esi, %eax
  mov .LContext_activation(%rdi), %rsp
  lea .LactivationFrame(%rsp), %rbp
  jmp .Lleave_activation
  .cfi_endproc
.if .LContext_activation > 63 || .LactivationFrame + 16 > 127
  .error "the operands of .cfi_escape are bytes"
.endif
END_FUNCTION(wfx_leave)

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
  lea -16(%rbp), %r11
  mov %r11, .LContext_wasmStack(%r10)
  .cfi_endproc
  .cfi_startproc
  .cfi_signal_frame
  .cfi_def_cfa %rbp, 0
  .cfi_offset %rip, -8
  mov .LContext_hostStack(%r10), %rsp
  // Host stack.
  call *%rax
  mov %rbp, %rsp
  // Wasm stack.
  .cfi_endproc
  .cfi_startproc
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
.Lhost_returned:
  pop %rbp
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
END_FUNCTION(wfx_host_call)

// Runtime calls on the host stack: `symbol` calls symbol_host. rdi = Instance.
#define STUB_Wasm(symbol)
#define STUB_Unwind(symbol) // Exception.x86_64.S
#define STUB_Host(symbol) HOST_STUB(symbol)
#define RUNTIME_CALL(id, symbol, stack, result, ...) STUB_##stack(symbol)
#include "ABI/RuntimeCalls.def"

.section .note.GNU-stack, "", @progbits
