//===- Exception.x86_64.S - Runtime calls that need the unwinder ----------===//
//
// As the stubs in Activation.x86_64.S, and throwing into a continuation; apart, so
// that programs without exceptions do not contain them.
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"

#define STUB_Wasm(symbol)
#define STUB_Host(symbol)
#define STUB_Unwind(symbol) \
  .section .text.symbol, "ax", @progbits; \
  .p2align 4; \
  .globl symbol; \
  .hidden symbol; \
  .type symbol, @function; \
  symbol: \
  .cfi_startproc; \
  mov Instance_context(%rdi), %r10; \
  lea symbol##_host(%rip), %rax; \
  jmp wfx_on_host_stack; \
  .cfi_endproc; \
  .size symbol, . - symbol; \
  .hidden symbol##_host;
.hidden wfx_on_host_stack
#define RUNTIME_CALL(id, symbol, stack, result, ...) STUB_##stack(symbol)
#include "ABI/RuntimeCalls.def"

// Where a suspended stack goes on that resume_throw has resumed: rsi = the
// exception; on that stack, rbp = frame of the suspended site, whose label is on
// top of the stack. Does not return.
.section .text.tc_raise, "ax", @progbits
.p2align 4
.globl tc_raise
.hidden tc_raise
.type tc_raise, @function
tc_raise:
  .cfi_startproc
  mov Exception_context(%rsi), %r10
  lea wfx_throw_ref_host(%rip), %rax
  jmp wfx_on_host_stack
  .cfi_endproc
.size tc_raise, . - tc_raise

.section .note.GNU-stack, "", @progbits
