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
// each switch with its pair into one piece of assembly before anything else.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

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

/// void (ptr): a function with handlers tells the instance that it runs for, at
/// its start (FrameInstance.h).
constexpr char frameInstance[] = "wfx.frame.instance";
/// The personality routine of functions with handlers.
constexpr char personality[] = "wfx_personality";

constexpr const char *framePointer = "wfx.frame.pointer";
constexpr const char *instructionPointer = "wfx.instruction.pointer";
constexpr const char *stackSwitch = "wfx.switch";

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

/// The declaration of framePointer or instructionPointer.
inline llvm::FunctionCallee pointerIntrinsic(llvm::Module &module,
                                             const char *name) {
  return module.getOrInsertFunction(
      name, llvm::FunctionType::get(
                llvm::PointerType::getUnqual(module.getContext()), false));
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
