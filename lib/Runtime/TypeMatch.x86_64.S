//===- TypeMatch.x86_64.S - Comparing types in the middle of a function ---===//

#include "ABI/Layout.inc"
#include "Runtime/Assembly.x86_64.inc"

.macro SAVE register
  push %\register
  .cfi_adjust_cfa_offset 8
.endm
.macro RESTORE register
  pop %\register
  .cfi_adjust_cfa_offset -8
.endm

// The runtime call TypesMatch: wfx_compare_types, with LLVM's calling convention
// preserve_most. On the Wasm stack.
FUNCTION(wfx_types_match)
  .cfi_startproc
  .irp register, rcx, rdx, rsi, rdi, r8, r9, r10
  SAVE \register
  .endr
  call wfx_compare_types
  .irp register, r10, r9, r8, rdi, rsi, rdx, rcx
  RESTORE \register
  .endr
  ret
  .cfi_endproc
END_FUNCTION(wfx_types_match)
.hidden wfx_compare_types

.section .note.GNU-stack, "", @progbits
