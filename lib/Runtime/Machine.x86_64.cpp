//===- Machine.x86_64.cpp - Signal frames and trapping instructions -------===//
//
// Reads and redirects interrupted contexts, and knows the encodings of the
// instructions that LLVM uses for traps and in prologues.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // REG_RIP
#endif
#include "Runtime/Machine.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Trap.h"
#include <signal.h>
#include <ucontext.h>

using namespace wfx;
using namespace wfx::rt;

WFX_FOREIGN_STACK_BEGIN

static_assert(sizeof(abi::Activation) == 40 && activationFrame == 80);
static_assert(offsetof(abi::RegisterFile, floats) == 48 &&
                  sizeof(abi::RegisterFile) == 176 &&
                  abi::intArgRegisters == 5 && abi::floatArgRegisters == 8 &&
                  abi::intResultRegisters == 3 &&
                  abi::floatResultRegisters == 2,
              "Assembly.x86_64.inc says the same");

MachineState rt::machineState(const void *ucontext) {
  auto &registers =
      static_cast<const ucontext_t *>(ucontext)->uc_mcontext.gregs;
  return {static_cast<uintptr_t>(registers[REG_RIP]),
          static_cast<uintptr_t>(registers[REG_RSP]),
          static_cast<uintptr_t>(registers[REG_RBP])};
}

void rt::continueInLeave(void *ucontext, abi::Context *context, Status status) {
  auto &registers = static_cast<ucontext_t *>(ucontext)->uc_mcontext.gregs;
  registers[REG_RIP] = reinterpret_cast<greg_t>(&wfx_leave);
  registers[REG_RDI] = reinterpret_cast<greg_t>(context);
  registers[REG_RSI] = static_cast<greg_t>(status);
}

int rt::trapSignal() { return SIGILL; }

/// True if the bytes at \p pc are \p pattern; reads no further than the first
/// difference, so that it stays within what the processor can execute there.
template <size_t size>
static bool matches(uintptr_t pc, const uint8_t (&pattern)[size]) {
  auto *bytes = reinterpret_cast<const uint8_t *>(pc);
  for (size_t i = 0; i < size; ++i)
    if (bytes[i] != pattern[i])
      return false;
  return true;
}

bool rt::followsCall(uintptr_t address) {
  auto *end = reinterpret_cast<const uint8_t *>(address);
  // call rel32; call *rel32(%rip)
  return end[-5] == 0xe8 || (end[-6] == 0xff && end[-5] == 0x15);
}

unsigned rt::trapNumber(uintptr_t pc) {
  static constexpr uint8_t ud2[] = {0x0f, 0x0b};
  // ud1l imm8(%eax), %eax: what llvm.ubsantrap(imm) becomes.
  static constexpr uint8_t ud1[] = {0x67, 0x0f, 0xb9, 0x40};
  if (matches(pc, ud2))
    return static_cast<unsigned>(Trap::Unreachable);
  if (matches(pc, ud1))
    return reinterpret_cast<const uint8_t *>(pc)[sizeof(ud1)];
  return 0;
}

const uintptr_t *rt::returnAddressAtEntry(const MachineState &state) {
  // push %rbp; mov %rsp, %rbp. With frame pointers everywhere, nothing but a
  // prologue contains the pair, and when its first half has not been executed
  // the return address is on top of the stack.
  static constexpr uint8_t prologue[] = {0x55, 0x48, 0x89, 0xe5};
  return matches(state.pc, prologue)
             ? reinterpret_cast<const uintptr_t *>(state.sp)
             : nullptr;
}

const uintptr_t *rt::leafReturnAddress(const MachineState &state) {
  return reinterpret_cast<const uintptr_t *>(state.sp);
}

WFX_FOREIGN_STACK_END
