//===- ApiFunction.x86_64.S - Functions of the host with arrays -----------===//
//
// From the registers of the calling convention to memory and back (ApiFunction.cpp).
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"
#include "Runtime/Assembly.x86_64.inc"

// rdi = Callback, the other argument registers are the function's; on the host stack.
FUNCTION(wfx_callback_entry)
  .cfi_startproc
  PUSH_FRAME
  sub $.LRegisterFile_size, %rsp
  STORE_ARGUMENTS(%rsp)
  mov %rsp, %rsi
  call wfx_callback_run
  LOAD_RESULTS(%rsp)
  leave
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
END_FUNCTION(wfx_callback_entry)

.hidden wfx_callback_run
.section .note.GNU-stack, "", @progbits
