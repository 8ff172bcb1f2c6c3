//===- EmitVectorMemory.cpp - Loads and stores of vectors -----------------===//
//
// What is narrower than a vector is accessed as one number, so that the access
// has one size whatever becomes of the lanes. 4 and 8 bytes are loaded as a
// float, which a witness keeps in a vector register.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wfx {

template <> void FunctionEmitter::emit<Op::V128Load>(const Instr &i) {
  Value *v = loadMemory(i.mem, pop(), shape(b.getInt8Ty()));
  // x86's instruction selection narrows even volatile loads where not all lanes
  // are used. A fence, which is no instruction, uses them all.
  if (!unit.options.optimize) {
    Type *floats = shape(b.getFloatTy());
    v = b.CreateArithmeticFence(b.CreateBitCast(v, floats), floats);
  }
  pushVector(v);
}

template <> void FunctionEmitter::emit<Op::V128Store>(const Instr &i) {
  Value *v = pop(), *index = pop();
  storeMemory(i.mem, index, v);
}

#define EXTEND(op, type, wide, isSigned)                                       \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) {             \
    auto *wideLanes = shape(b.wide());                                         \
    Value *lanes = b.CreateBitCast(                                            \
        loadMemory(i.mem, pop(), b.getDoubleTy()),                             \
        FixedVectorType::get(b.type(), wideLanes->getNumElements()));          \
    pushVector(b.CreateIntCast(lanes, wideLanes, isSigned));                   \
  }
EXTEND(V128Load8x8S, getInt8Ty, getInt16Ty, true)
EXTEND(V128Load8x8U, getInt8Ty, getInt16Ty, false)
EXTEND(V128Load16x4S, getInt16Ty, getInt32Ty, true)
EXTEND(V128Load16x4U, getInt16Ty, getInt32Ty, false)
EXTEND(V128Load32x2S, getInt32Ty, getInt64Ty, true)
EXTEND(V128Load32x2U, getInt32Ty, getInt64Ty, false)
#undef EXTEND

#define ZERO(op, type)                                                         \
  template <> void FunctionEmitter::emit<Op::op>(const Instr &i) {             \
    pushVector(b.CreateInsertElement(Constant::getNullValue(shape(b.type())),  \
                                     loadMemory(i.mem, pop(), b.type()),       \
                                     uint64_t(0)));                            \
  }
ZERO(V128Load32Zero, getFloatTy)
ZERO(V128Load64Zero, getDoubleTy)
#undef ZERO

#define LANE(size, type, stored)                                               \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::V128Load##size##Splat>(const Instr &i) {      \
    pushVector(splat(loadMemory(i.mem, pop(), b.type())));                     \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::V128Load##size##Lane>(const Instr &i) {       \
    Value *x = popVector(b.type());                                            \
    pushVector(                                                                \
        b.CreateInsertElement(x, loadMemory(i.mem, pop(), b.type()), i.lane)); \
  }                                                                            \
  template <>                                                                  \
  void FunctionEmitter::emit<Op::V128Store##size##Lane>(const Instr &i) {      \
    Value *value = b.CreateExtractElement(popVector(b.stored()), i.lane);      \
    storeMemory(i.mem, pop(), value);                                          \
  }
LANE(8, getInt8Ty, getInt8Ty)
LANE(16, getInt16Ty, getInt16Ty)
LANE(32, getFloatTy, getInt32Ty)
LANE(64, getDoubleTy, getInt64Ty)
#undef LANE

} // namespace wfx
