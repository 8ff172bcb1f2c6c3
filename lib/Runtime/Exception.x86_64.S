//===- Exception.x86_64.S - Runtime calls that need the unwinder ----------===//
//
// As the stubs in Activation.x86_64.S, and throwing into a continuation; apart, so
// that programs without exceptions do not contain them.
//
//===----------------------------------------------------------------------===//

#include "ABI/Layout.inc"
#include "Runtime/Assembly.x86_64.inc"

#define STUB_Wasm(symbol)
#define STUB_Host(symbol)
#define STUB_Unwind(symbol) HOST_STUB(symbol)
.hidden wfx_on_host_stack
#define RUNTIME_CALL(id, symbol, stack, result, ...) STUB_##stack(symbol)
#include "ABI/RuntimeCalls.def"

// Where a suspended stack goes on that resume_throw has resumed: rsi = the
// exception; on that stack, rbp = frame of the suspended site, whose label is on
// top of the stack. Does not return.
FUNCTION(tc_raise)
  .cfi_startproc
  mov .LException_context(%rsi), %r10
  lea wfx_throw_ref_host(%rip), %rax
  jmp wfx_on_host_stack
  .cfi_endproc
END_FUNCTION(tc_raise)

.section .note.GNU-stack, "", @progbits
