//===- Start.x86_64.S - Where the process starts --------------------------===//
//
// The entry point of dynamically linked executables, so that linking them needs no
// development package of libc. Static executables use libc's own, which relocates
// them; it calls `main`, so they are linked with --defsym=main=wfx_main.
//
//===----------------------------------------------------------------------===//

// The kernel's stack: argc, argv[0] ... argv[argc - 1], null, environment. rdx is
// the dynamic linker's exit function.
.text
.globl _start
.type _start, @function
_start:
  .cfi_startproc
  .cfi_undefined %rip
  xor %ebp, %ebp
  mov %rdx, %r9
  mov (%rsp), %rsi
  lea 8(%rsp), %rdx
  and $-16, %rsp
  push %rax
  push %rsp
  lea wfx_main(%rip), %rdi
  xor %ecx, %ecx
  xor %r8d, %r8d
  call *__libc_start_main@GOTPCREL(%rip)
  hlt
  .cfi_endproc
.size _start, . - _start

.section .note.GNU-stack, "", @progbits
