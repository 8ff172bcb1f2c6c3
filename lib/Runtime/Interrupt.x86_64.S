//===- Interrupt.x86_64.S - Where interrupted leaves return to -------------===//

#include "ABI/Layout.inc"
#include "Runtime/Assembly.x86_64.inc"

// In place of a return address in Wasm code, whose function's stack and registers
// are those of the return. Goes on there if nobody wants an interruption any more.
FUNCTION(wfx_interrupted_return)
  .cfi_startproc
  .cfi_signal_frame
  .cfi_def_cfa %rsp, 0
  .cfi_undefined %rip
  push $0
  push %rbp
  mov %rsp, %rbp
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
  SAVE_RESULTS
  lea 8(%rbp), %rdi
  call wfx_return_interrupted
  RESTORE_RESULTS
  pop %rbp
  ret
  .cfi_endproc
END_FUNCTION(wfx_interrupted_return)

.hidden wfx_return_interrupted
.section .note.GNU-stack, "", @progbits
