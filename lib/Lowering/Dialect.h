//===- Dialect.h - What the frontend emits beyond LLVM IR -----------------===//
//
// A switch of stacks is three calls in one block:
//
//   %frame   = call ptr @wfx.frame.pointer()
//   %address = call ptr @wfx.instruction.pointer()
//   %result  = call %Switched @wfx.switch(ptr %frame, ptr %address, ptr %save,
//                  ptr %load, ptr %context, ptr %next, i64 %kind, ptr %stack,
//                  i64 %word0, i64 %word1, i64 %word2)
//
// It stores {frame, address, stack pointer} at %save, makes %next the context's
// current stack, and goes on with the three words at %load. The address is the
// one at which this very site is entered again; from there the call returns
// what the other side has passed: {kind, stack, words}, the context, which is
// the same, and its current stack, the one that runs there. Every frame pointer
// and every instruction pointer belongs to exactly one switch. lower() turns
// each switch with its pair into one piece of assembly before it optimises.
//
// In code in which continuations that need no stack are looked for
// (ElideStacks.h), all that cont.new, cont.bind, resume and suspend do with a
// stack stands between two calls, its bounds, in blocks that nothing else
// enters or leaves but by a trap or an exception:
//
//   %f = call ptr @wfx.new.begin(ptr %function, ptr @thunk)
//   %r = call %Reference @wfx.new.end(ptr %f, %Reference %new)
//
//   %b = call %Reference @wfx.bind.begin(%Reference %r, i64 words of the
//            arguments that are left, i64 %word of each that is bound)
//   %r = call %Reference @wfx.bind.end(%Reference %b, %Reference %again)
//
//   %b = call %Reference @wfx.resume.begin(%Reference %r, i64 %word0, i64
//   %word1,
//            i64 %word2, {i64 number, ptr %identity of the tag} of each clause)
//   %e = call %Switched @wfx.resume.end(%Reference %b, %Switched %result)
//   %s = call %Reference @wfx.suspended(%Switched %e, %Reference %again)
//
//   %t = call i64 @wfx.suspend.begin(i64 number of the tag, i64 %word0,
//            i64 %word1, i64 %word2)
//   %e = call %Switched @wfx.suspend.end(i64 %t, %Switched %result)
//
// A bound is the identity: a begin of its first operand, the others of their
// second one. Inside, what is known from outside comes from the begin. Outside,
// nothing of the inside is used but the end's result. wfx.suspended is where a
// clause gets its reference. A switch clause has no identity. The number of a
// tag that the module imports is negative; such tags with different numbers may
// still be the same one.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

namespace wfx {

/// The immediates of trapping instructions.
enum class TrapCode : uint8_t {
#define TRAP(id, text) id,
#include "ABI/Traps.def"
};

} // namespace wfx

namespace wfx::dialect {

/// Keeps a load from being deleted for lack of users (TrapWitness.h): assembly
/// without text that takes the value. llvm.fake.use would say the same, but
/// inlining drops that.
inline llvm::InlineAsm *witness(llvm::Type *loaded) {
  auto *type = llvm::FunctionType::get(
      llvm::Type::getVoidTy(loaded->getContext()), {loaded}, false);
  return llvm::InlineAsm::get(type, "", "X", /*hasSideEffects=*/true);
}

/// What accesses to linear memories are in type-based alias analysis.
constexpr char linearRegion[] = "linear";
/// Metadata of a module whose 32-bit memories all leave the last
/// abi::unfilledBytes of their address space out of bounds.
constexpr char unfilledMemories[] = "wfx.unfilled.memories";

/// The column of the location of a call that resumes a continuation which has
/// no stack; others are 0.
constexpr unsigned resumptionColumn = 1;

/// void (ptr): a function with handlers tells the instance that it runs for, at
/// its start (FrameInstance.h).
constexpr char frameInstance[] = "wfx.frame.instance";
/// The personality routine of functions with handlers.
constexpr char personality[] = "wfx_personality";

constexpr const char *framePointer = "wfx.frame.pointer";
constexpr const char *instructionPointer = "wfx.instruction.pointer";
constexpr const char *stackSwitch = "wfx.switch";

constexpr const char *newBegin = "wfx.new.begin";
constexpr const char *newEnd = "wfx.new.end";
constexpr const char *bindBegin = "wfx.bind.begin";
constexpr const char *bindEnd = "wfx.bind.end";
constexpr const char *resumeBegin = "wfx.resume.begin";
constexpr const char *resumeEnd = "wfx.resume.end";
constexpr const char *suspended = "wfx.suspended";
constexpr const char *suspendBegin = "wfx.suspend.begin";
constexpr const char *suspendEnd = "wfx.suspend.end";

/// True for the type of a reference to a continuation: {ptr, i64}.
inline bool isReference(const llvm::Type *type) {
  auto *pair = llvm::dyn_cast<llvm::StructType>(type);
  return pair && pair->getNumElements() == 2 &&
         pair->getElementType(0)->isPointerTy() &&
         pair->getElementType(1)->isIntegerTy(64);
}

/// An attribute of calls: the callee is a host's function, which lets no
/// suspension pass.
constexpr char hostCall[] = "wfx-host";

/// The metadata of a function reference that is known to be that of a function.
constexpr char referenced[] = "wfx.function";

inline void setFunction(llvm::Instruction &reference, llvm::Function &f) {
  auto *node =
      llvm::MDNode::get(f.getContext(), llvm::ConstantAsMetadata::get(&f));
  reference.setMetadata(referenced, node);
}

/// The function that \p reference is known to refer to, or null.
inline llvm::Function *functionOf(const llvm::Value *reference) {
  auto *instruction = llvm::dyn_cast<llvm::Instruction>(reference);
  llvm::MDNode *node =
      instruction ? instruction->getMetadata(referenced) : nullptr;
  return node ? llvm::mdconst::dyn_extract_or_null<llvm::Function>(
                    node->getOperand(0))
              : nullptr;
}

/// Operands of a switch.
enum SwitchOperand : unsigned {
  SwitchFrame,
  SwitchAddress,
  SwitchSave,
  SwitchLoad,
  SwitchContext,
  SwitchNext,
  SwitchKind,
  SwitchStack,
  SwitchWord,
};
/// Members of its result.
enum SwitchResult : unsigned {
  ResultKind,
  ResultStack,
  ResultWord,
  ResultContext = ResultWord + abi::payloadRegisters,
  ResultCurrent,
};

/// Operations on vectors: functions without effects.
enum class VectorOp : uint8_t {
#define VECTOR_OP(id, name, result, ...) id,
#include "Lowering/VectorOps.def"
  Count
};

constexpr const char *vectorOpNames[] = {
#define VECTOR_OP(id, name, result, ...) "wfx." name,
#include "Lowering/VectorOps.def"
};

/// The declaration of \p op.
inline llvm::FunctionCallee vectorOp(llvm::Module &module, VectorOp op) {
  llvm::LLVMContext &context = module.getContext();
  auto lanes = [](llvm::Type *lane, unsigned count) {
    return llvm::FixedVectorType::get(lane, count);
  };
  llvm::Type *I8x16 = lanes(llvm::Type::getInt8Ty(context), 16);
  llvm::Type *I16x8 = lanes(llvm::Type::getInt16Ty(context), 8);
  llvm::Type *I32x4 = lanes(llvm::Type::getInt32Ty(context), 4);
  llvm::Type *I64x2 = lanes(llvm::Type::getInt64Ty(context), 2);
  llvm::Type *F32x4 = lanes(llvm::Type::getFloatTy(context), 4);
  llvm::Type *F64x2 = lanes(llvm::Type::getDoubleTy(context), 2);
  llvm::FunctionType *types[] = {
#define VECTOR_OP(id, name, result, ...)                                       \
  llvm::FunctionType::get(result, {__VA_ARGS__}, false),
#include "Lowering/VectorOps.def"
  };
  return module.getOrInsertFunction(vectorOpNames[unsigned(op)],
                                    types[unsigned(op)]);
}

inline llvm::StructType *switchResultType(llvm::LLVMContext &context) {
  llvm::Type *word = llvm::Type::getInt64Ty(context);
  llvm::Type *pointer = llvm::PointerType::getUnqual(context);
  llvm::SmallVector<llvm::Type *> members{word, pointer};
  members.append(abi::payloadRegisters, word);
  members.append({pointer, pointer});
  return llvm::StructType::get(context, members);
}

/// Operands of wfx.bind.begin.
enum BindOperand : unsigned { BindReference, BindLeft, BindWord };

/// Operands of wfx.resume.begin; two of each clause come last.
enum ResumeOperand : unsigned {
  ResumeReference,
  ResumeInstance,
  ResumeWord,
  ResumeClauses = ResumeWord + abi::payloadRegisters
};

/// The declaration of \p name, which never throws.
inline llvm::FunctionCallee declareQuiet(llvm::Module &module, const char *name,
                                         llvm::FunctionType *type) {
  llvm::FunctionCallee callee = module.getOrInsertFunction(name, type);
  llvm::cast<llvm::Function>(callee.getCallee())->setDoesNotThrow();
  return callee;
}

/// The declaration of framePointer or instructionPointer.
inline llvm::FunctionCallee pointerIntrinsic(llvm::Module &module,
                                             const char *name) {
  return declareQuiet(
      module, name,
      llvm::FunctionType::get(llvm::PointerType::getUnqual(module.getContext()),
                              false));
}

/// The declaration of the bound \p name, whose result is a \p type.
inline llvm::FunctionCallee bound(llvm::Module &module, const char *name,
                                  llvm::Type *type) {
  return declareQuiet(module, name,
                      llvm::FunctionType::get(type, /*isVarArg=*/true));
}

inline llvm::FunctionCallee switchIntrinsic(llvm::Module &module) {
  llvm::LLVMContext &context = module.getContext();
  llvm::Type *word = llvm::Type::getInt64Ty(context);
  llvm::Type *pointer = llvm::PointerType::getUnqual(context);
  llvm::SmallVector<llvm::Type *> params(SwitchWord, pointer);
  params[SwitchKind] = word;
  params.append(abi::payloadRegisters, word);
  return module.getOrInsertFunction(
      stackSwitch,
      llvm::FunctionType::get(switchResultType(context), params, false));
}

} // namespace wfx::dialect
