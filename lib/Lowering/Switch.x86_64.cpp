//===- Switch.x86_64.cpp - The assembly of a switch -----------------------===//
//
// Between the store of the label and the jump the stack pointer is that of
// another stack already, the frame pointer for one instruction less. To the
// unwinder the function keeps its frame up to the jump. What arrives at the
// label comes from another site's jump, or from tc_base.
//
// An unwinder looks up a resume site by the label (tc_base is marked as a
// signal frame), or by the label less one where it takes it for a call's return
// address (tc_raise is not). The nops make both places belong to the site,
// between the bounds of an invoke, and in front of the label with the rules
// that hold behind it.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Dialect.h"
#include "Lowering/LowerSwitch.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wfx {

/// kind, stack, payload, context and next in both directions, though next
/// arrives as the current stack; save and load.
constexpr const char *registers[] = {"rax", "rdi", "rsi", "rdx", "rcx",
                                     "r10", "r11", "r8",  "r9"};
constexpr unsigned resultRegisters = dialect::ResultCurrent + 1;
static_assert(std::size(registers) == resultRegisters + 2);

static std::string assemblyText() {
  std::string current = utostr(abi::slot::Context::current * 8);
  return "leaq .Lwfx_resume_${:uid}(%rip), %rbx\n\t"
         "movq %rbp, (%r8)\n\t"
         "movq %rbx, 8(%r8)\n\t"
         "movq %rsp, 16(%r8)\n\t"
         "movq %r11, " +
         current +
         "(%r10)\n\t"
         "movq 8(%r9), %rbx\n\t"
         "movq 16(%r9), %rsp\n\t"
         "movq (%r9), %rbp\n\t"
         // This frame is still where the record says: the CFA is *r8 + 16.
         ".cfi_remember_state\n\t"
         ".cfi_escape 0x0f, 5, 0x78, 0, 0x06, 0x23, 16\n\t"
         "jmpq *%rbx\n\t"
         ".cfi_restore_state\n\t"
         "nop\n"
         ".Lwfx_resume_${:uid}:\n\t"
         "nop # wfx.switch ${18:c}";
}

/// No register lives across a switch but rsp and rbp.
static std::string constraints(bool hasAVX512) {
  std::string text;
  for (const char *name : registers)
    text += std::string("={") + name + "},";
  for (unsigned input : {7, 8, 5, 6, 0, 1, 2, 3, 4})
    text += std::to_string(input) + ",";
  text += "i,~{rbx},~{r12},~{r13},~{r14},~{r15}";
  for (unsigned i = 0; i < (hasAVX512 ? 32 : 16); ++i)
    text += ",~{" + std::string(hasAVX512 ? "zmm" : "xmm") + utostr(i) + "}";
  if (hasAVX512)
    for (unsigned i = 0; i < 8; ++i)
      text += ",~{k" + utostr(i) + "}";
  return text + ",~{memory},~{dirflag},~{fpsr},~{flags}";
}

InlineAsm *switchAssembly(Function &f, const TargetMachine &machine) {
  LLVMContext &context = f.getContext();
  Type *word = Type::getInt64Ty(context),
       *pointer = PointerType::get(context, 0);
  auto typeOf = [&](unsigned i) {
    bool isWord = i == dialect::ResultKind ||
                  (i >= dialect::ResultWord && i < dialect::ResultContext);
    return isWord ? word : pointer;
  };
  SmallVector<Type *> results, params{pointer, pointer, pointer, pointer};
  for (unsigned i = 0; i < std::size(registers); ++i)
    results.push_back(typeOf(i));
  for (unsigned i = 0; i < dialect::ResultContext; ++i)
    params.push_back(typeOf(i));
  params.push_back(Type::getInt32Ty(context));
  bool hasAVX512 = machine.getMCSubtargetInfo()->checkFeatures("+avx512f");
  return InlineAsm::get(
      FunctionType::get(StructType::get(context, results), params, false),
      assemblyText(), constraints(hasAVX512), /*hasSideEffects=*/true,
      /*isAlignStack=*/false, InlineAsm::AD_ATT, /*canThrow=*/true);
}

} // namespace wfx
