//===- FunctionEmitter.h - One function body to LLVM IR -------------------===//
//
// Walks the instructions of a validated body once, with a stack of llvm::Values
// in place of operands. One `emit<Op>` specialisation is one instruction; a
// missing one is a link error. Families are in EmitControl, EmitCall,
// EmitNumeric, EmitAddress, EmitMemory, EmitAtomic, EmitReference and
// EmitVector*.
//
// Code that cannot be reached is skipped, which its validity allows; while
// `reachable` is false the operand stack is empty above the innermost control
// frame and the builder has no place.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Emit/UnitEmitter.h"
#include "Frontend/Emit/Variables.h"
#include "Frontend/Opcodes.h"
#include "Lowering/Dialect.h"
#include "llvm/IR/Instructions.h"

namespace wfx {

class FunctionEmitter {
public:
  FunctionEmitter(UnitEmitter &unit, llvm::IRBuilder<> &builder,
                  llvm::Value *instance)
      : unit(unit), wasm(unit.wasm), b(builder), instance(instance),
        variables(builder, /*inMemory=*/!unit.options.optimize) {}

  /// Emits the whole body of \p f.
  void emitBody(FuncIdx f, llvm::Function *fn);
  /// Emits a constant expression and returns its value.
  llvm::Value *emitExpr(ConstExpr expr);
  /// Calls \p f with the topmost operands as arguments.
  void emitCallTo(FuncIdx f);

  /// What catches the exceptions of a control frame's body (EmitException.cpp).
  struct Handler {
    struct Clause {
      std::optional<TagIdx> tag; ///< none: catches everything
      llvm::BasicBlock *block;
    };
    bool isOpen = true;                  ///< code is emitted inside of it
    llvm::BasicBlock *landing = nullptr; ///< of calls directly in it
    /// Where exceptions arrive, from its own landing pad and inner handlers.
    llvm::BasicBlock *dispatch = nullptr;
    llvm::PHINode *exception = nullptr, *selector = nullptr;
    llvm::Value *reference = nullptr; ///< the exception as an exnref
    /// The landing pads from which an exception can arrive.
    llvm::SmallVector<llvm::LandingPadInst *, 2> pads;
    llvm::SmallVector<Clause, 2> clauses;
    llvm::SmallVector<CatchClause, 2> catches;   ///< of a try_table
    llvm::SmallVector<llvm::Value *, 2> payload; ///< of a legacy clause
    llvm::CallInst *drop = nullptr;              ///< of a legacy catch_all
  };

private:
  /// A control frame: the function, a block, a loop, an if, a try.
  struct Control {
    /// Block, Loop, If, Else, TryTable, Try; the function itself is a Block.
    Op kind;
    BlockType type;
    const FuncType *function = nullptr; ///< set for TypeIndex and the function
    size_t height;         ///< operands below the frame's parameters
    llvm::BasicBlock *end; ///< where the frame continues
    llvm::BasicBlock *header = nullptr; ///< Loop
    llvm::BasicBlock *orElse = nullptr; ///< If
    llvm::SmallVector<llvm::PHINode *, 1> endPhis, headerPhis;
    llvm::SmallVector<llvm::Value *, 0> elseParams; ///< If
    std::unique_ptr<Handler> handler; ///< Try, TryTable with clauses

    llvm::ArrayRef<ValType> params() const {
      return function ? llvm::ArrayRef(function->params)
                      : llvm::ArrayRef<ValType>();
    }
    llvm::ArrayRef<ValType> results() const {
      if (function)
        return function->results;
      return type.kind == BlockType::Value ? llvm::ArrayRef(type.value)
                                           : llvm::ArrayRef<ValType>();
    }
  };

  template <Op op> void emit(const Instr &i);
  void dispatch(const Instr &i);
  llvm::MDNode *weightsFor(WasmOffset offset,
                           llvm::ArrayRef<BranchHint> &hints);
  void limitBlock();
  /// Follows nesting in unreachable code until it becomes reachable or ends.
  void skip(const Instr &i);

  // Operands.
  void push(llvm::Value *v) { operands.push_back(v); }
  llvm::Value *pop() {
    assert(!operands.empty());
    return operands.pop_back_val();
  }
  llvm::SmallVector<llvm::Value *, 8> popMany(size_t n);
  void pushMany(llvm::ArrayRef<llvm::Value *> v) {
    operands.append(v.begin(), v.end());
  }

  /// Values as their parts (Convention.h), and back.
  llvm::SmallVector<llvm::Value *, 8> split(llvm::ArrayRef<llvm::Value *> v);
  void pushJoined(llvm::ArrayRef<ValType> types,
                  llvm::ArrayRef<llvm::Value *> parts);

  // Control (EmitControl.cpp).
  void declareParameters(FuncIdx f);
  void declareLocals(Cursor &cursor);
  unsigned declareParts(llvm::ArrayRef<llvm::Value *> initial);
  void emitReturn(FuncIdx f);
  Control &pushControl(Op kind, const BlockType &type,
                       const FuncType *function);
  Control &target(uint32_t depth) {
    return controls[controls.size() - 1 - depth];
  }
  /// Passes the topmost operands to the target of \p c, without popping them,
  /// and ends the current block with a branch there.
  void branchTo(Control &c);
  void addIncoming(Control &c);
  llvm::BasicBlock *targetBlock(Control &c) {
    return c.header ? c.header : c.end;
  }
  llvm::Value *lookUp(llvm::ArrayRef<uint32_t> table, llvm::Value *index);
  void branchIf(llvm::Value *condition, uint32_t depth);
  void endFrame();
  void setUnreachable();
  void setLocal(uint32_t index, llvm::Value *value);
  llvm::BasicBlock *createBlock();
  void startBlock(llvm::BasicBlock *block);
  llvm::SmallVector<llvm::PHINode *, 1>
  createPhis(llvm::BasicBlock *block, llvm::ArrayRef<ValType> types);

  // Traps.
  void trap(TrapCode code);
  void trapIf(llvm::Value *condition, TrapCode code);

  // Values.
  /// i32 -> i1, undoing the zero-extension of a comparison.
  llvm::Value *condition(llvm::Value *v);
  void pushBool(llvm::Value *v) { push(b.CreateZExt(v, unit.i32())); }
  llvm::Value *toI64(llvm::Value *v) { return b.CreateZExt(v, unit.i64()); }
  /// An i64 as the address type of a memory or table.
  llvm::Value *fromI64(llvm::Value *v, const Limits &limits);

  // Access to instance state (EmitMemory.cpp).
  llvm::Value *instanceAddress(uint64_t offset);
  llvm::Value *loadInvariant(llvm::Type *type, uint64_t offset);
  llvm::LoadInst *loadSlot(llvm::Value *record, unsigned slot, llvm::Type *type,
                           std::optional<Region> region);
  llvm::Value *cachedInvariant(uint64_t offset);
  llvm::Value *transferAddress(unsigned word);
  /// What a Convention reads and writes the transfer buffer through.
  auto transferLoader() {
    return [this](llvm::Type *type, unsigned word) -> llvm::Value * {
      llvm::LoadInst *load =
          b.CreateAlignedLoad(type, transferAddress(word), llvm::Align(8));
      unit.annotate(load, Region::Transfer);
      return load;
    };
  }
  auto transferStorer() {
    return [this](llvm::Value *part, unsigned word) {
      unit.annotate(
          b.CreateAlignedStore(part, transferAddress(word), llvm::Align(8)),
          Region::Transfer);
    };
  }

  // Addresses in memories (EmitAddress.cpp).
  AccessCheck accessCheck(MemIdx memory) const;
  llvm::Value *memoryRecord(MemIdx memory);
  llvm::Value *memorySize(MemIdx memory);
  llvm::Value *memoryAddress(MemIdx memory, llvm::Value *index);
  /// The address for an access of \p bytes with the popped operand \p index,
  /// after what check it needs.
  llvm::Value *address(const MemArg &arg, llvm::Value *index, unsigned bytes);
  void checkAccess(const MemArg &arg, llvm::Value *index, unsigned bytes);
  llvm::Value *isBeyondGuard(const MemArg &arg, llvm::Value *index,
                             bool guarded);
  llvm::Value *isOutside(MemIdx memory, llvm::Value *index, uint64_t reach,
                         uint64_t least);
  void checkRange(llvm::Value *begin, llvm::Value *count, llvm::Value *size,
                  bool is64, TrapCode code);

  // Memories.
  llvm::Value *loadMemory(const MemArg &arg, llvm::Value *index,
                          llvm::Type *type);
  void storeMemory(const MemArg &arg, llvm::Value *index, llvm::Value *value);
  void emitLoad(const Instr &i, llvm::Type *memory, llvm::Type *result,
                bool isSigned);
  void emitStore(const Instr &i, llvm::Type *memory);
  bool isShared(MemIdx memory) const {
    return wasm.memories[memory.value].type.shared;
  }

  // Atomics (EmitAtomic.cpp).
  llvm::Value *atomicAddress(const Instr &i, llvm::Value *index);
  llvm::Type *atomicType(const Instr &i);
  llvm::Value *loadAtomic(const Instr &i, llvm::Value *where);
  llvm::Value *checkedAddress(const Instr &i);
  void atomicLoad(const Instr &i, llvm::Type *result);
  void atomicStore(const Instr &i);
  void atomicRmw(const Instr &i, llvm::AtomicRMWInst::BinOp op);
  void atomicCompareExchange(const Instr &i);
  void atomicWait(const Instr &i);

  // Tables and references.
  llvm::Value *tableSize(TableIdx table);
  llvm::Value *tableElement(TableIdx table, llvm::Value *index, TrapCode code);
  llvm::Type *elementType(TableIdx table);
  llvm::Value *isNull(llvm::Value *reference);
  llvm::Value *functionReference(FuncIdx f);
  void storeValue(llvm::Value *value, llvm::Value *address, Region region);
  void branchOnNull(const Instr &i, bool onNull);

  // Calls (EmitCall.cpp).
  struct Callee {
    TypeIdx type;
    llvm::Value *code, *instance;
    bool isHost = false; ///< certainly a host's
  };
  Callee directCallee(FuncIdx f);
  Callee indirectCallee(const Instr &i);
  const FixedTable::Group *fixedGroup(TableIdx table, TypeIdx type) const;
  Callee fixedCallee(TableIdx table, TypeIdx type, llvm::Value *index);
  llvm::Value *callTableWord(TableIdx table, llvm::Value *index, unsigned word);
  void trapForType(llvm::Value *actual);
  void callOneOf(llvm::ArrayRef<uint32_t> elements, const Instr &i);
  Callee referencedCallee(const Instr &i);
  Callee calleeOf(TypeIdx type, llvm::Value *reference);
  llvm::SmallVector<llvm::Value *, 16> popArguments(const Callee &callee);
  void call(const Callee &callee);
  void tailCall(const Callee &callee);
  void markCall(llvm::CallBase &call, const Callee &callee);
  void checkType(llvm::Value *reference, TypeIdx type);
  void checkSupertypes(llvm::Value *actual, llvm::Value *expected,
                       unsigned depth);
  void checkForeignType(llvm::Value *actual, llvm::Value *expected);
  llvm::Value *callRuntime(RuntimeCall call,
                           llvm::ArrayRef<llvm::Value *> args);

  // Exceptions (EmitException.cpp).
  Handler *handlerAt(size_t frames);
  void openHandler(Control &frame);
  llvm::BasicBlock *landingPad(Handler &handler);
  void closeHandler(Handler &handler, Handler *outer);
  llvm::CallBase *createCall(llvm::FunctionCallee callee,
                             llvm::ArrayRef<llvm::Value *> args);
  void pushPayload(TagIdx tag, llvm::Value *exception);
  void keepException(llvm::Value *exception);
  llvm::CallInst *dropException(llvm::Value *exception);
  void callThrowing(RuntimeCall call, llvm::ArrayRef<llvm::Value *> args);
  llvm::Value *storeException(TagIdx tag, llvm::ArrayRef<llvm::Value *> values);
  void throwTag(TagIdx tag, llvm::ArrayRef<llvm::Value *> values);
  bool areDifferent(TagIdx a, TagIdx b) const;
  bool branchToHandler(TagIdx tag);
  void endTryTable();
  void endTry(Handler *outer);
  bool startClause(std::optional<TagIdx> tag);
  // Stack switching (EmitContinuation.cpp).
  /// Operands of wfx.switch (Lowering/Dialect.h); kind and stack may be null,
  /// and the begin of what it does, whose end is called `end`.
  struct SwitchOperands {
    llvm::Value *save, *load, *next, *kind = nullptr, *stack = nullptr;
    llvm::Value *begin = nullptr;
    const char *end = nullptr;
  };
  const FuncType &contType(uint32_t type) const;
  unsigned switchedVariable(std::optional<unsigned> &variable,
                            llvm::function_ref<llvm::Value *()> initial);
  unsigned contextVariable();
  unsigned currentVariable();
  llvm::Value *contextPointer();
  llvm::Value *currentStack();
  void storeStackSlot(llvm::Value *record, unsigned slot, llvm::Value *value);
  llvm::Value *loadStackSlot(llvm::Value *record, unsigned slot,
                             llvm::Type *type);
  llvm::Value *freshStack();
  llvm::Value *bound(const char *name, llvm::ArrayRef<llvm::Value *> operands,
                     unsigned returned);
  llvm::Value *checkContinuation(llvm::Value *reference);
  void checkNotNull(llvm::Value *reference);
  llvm::Value *checkRevision(llvm::Value *reference);
  void consume(llvm::Value *reference);
  llvm::Value *referenceTo(llvm::Value *stack);
  llvm::Value *tagIdentity(TagIdx tag);
  llvm::Value *tagNumber(TagIdx tag);
  llvm::Value *clauseMark(TagIdx tag, bool isSwitch);
  llvm::Constant *noHandlers();
  llvm::Value *handlers(llvm::ArrayRef<HandlerClause> clauses);
  llvm::Value *beginResume(llvm::Value *reference,
                           llvm::ArrayRef<llvm::Value *> words,
                           llvm::ArrayRef<HandlerClause> clauses);
  void resume(llvm::Value *stack, const Instr &i,
              llvm::ArrayRef<llvm::Value *> words, llvm::Value *begin);
  void resumeThrowing(llvm::Value *stack, const Instr &i,
                      llvm::Value *exception);
  void dispatchClauses(llvm::ArrayRef<HandlerClause> clauses,
                       llvm::Value *result);
  std::pair<llvm::Value *, llvm::Value *>
  findHandler(llvm::Value *current, TagIdx tag, bool isSwitch);
  llvm::Value *switchStacks(const SwitchOperands &operands,
                            llvm::ArrayRef<llvm::Value *> words);
  void storeWords(llvm::ArrayRef<llvm::Value *> words, size_t begin);
  void appendRegisters(llvm::SmallVectorImpl<llvm::Value *> &operands,
                       llvm::ArrayRef<llvm::Value *> words);
  void prependBound(llvm::Value *stack,
                    llvm::SmallVectorImpl<llvm::Value *> &words);
  void pushPayload(llvm::ArrayRef<ValType> types, llvm::Value *result);

  // Numbers (EmitNumeric.cpp).
  void binary(llvm::Instruction::BinaryOps op);
  void compare(llvm::CmpInst::Predicate predicate);
  void shift(llvm::Instruction::BinaryOps op);
  void rotate(llvm::Intrinsic::ID id);
  void divide(bool isSigned, bool remainder);
  void unaryIntrinsic(llvm::Intrinsic::ID id);
  void binaryIntrinsic(llvm::Intrinsic::ID id);
  llvm::Value *floatOp(llvm::Instruction::BinaryOps op, llvm::Value *x,
                       llvm::Value *y);
  void floatBinary(llvm::Instruction::BinaryOps op);
  llvm::Value *clamp(bool isMin, llvm::Value *x, llvm::Value *bound);
  llvm::Value *minMax(llvm::Intrinsic::ID id, llvm::Value *x, llvm::Value *y);
  void truncate(llvm::Type *result, bool isSigned);
  void truncateSaturating(llvm::Type *result, bool isSigned);
  void convert(llvm::Instruction::CastOps op, llvm::Type *result);
  void signExtend(unsigned fromBits);
  llvm::Value *quiet(llvm::Value *v);
  llvm::Value *demote(llvm::Value *v, llvm::Type *result);
  // 128-bit integers, whose halves are operands each.
  llvm::Value *popWide();
  llvm::Value *toWide(llvm::Value *half, bool isSigned);
  void pushWide(llvm::Value *wide);
  void multiplyWide(bool isSigned);

  // Vectors (EmitVector*.cpp). Their operands are <16 x i8>; an instruction
  // sees them in the shape that it works in.
  llvm::FixedVectorType *shape(llvm::Type *lane);
  llvm::Value *splat(llvm::Value *lane);
  llvm::Value *popVector(llvm::Type *lane);
  void pushVector(llvm::Value *v);
  llvm::Value *half(llvm::Value *v, bool isHigh);
  llvm::Value *extendHalf(llvm::Value *v, bool isHigh, bool isSigned);
  llvm::Value *withZeros(llvm::Value *half);
  llvm::Value *addPairsUnsigned(llvm::Value *v);
  llvm::Value *mask(llvm::Value *comparison);
  llvm::Value *selectBits(llvm::Value *x, llvm::Value *y, llvm::Value *mask);
  llvm::Value *vectorOp(dialect::VectorOp op,
                        llvm::ArrayRef<llvm::Value *> args);
  llvm::Value *fma(llvm::Value *x, llvm::Value *y, llvm::Value *z);
  llvm::Value *multiplyAdd(llvm::Value *x, llvm::Value *y, llvm::Value *z);
  std::pair<llvm::Value *, llvm::Value *> multiplyBytes(llvm::Value *x,
                                                        llvm::Value *y);
  void vectorShift(llvm::Type *lane, llvm::Instruction::BinaryOps op);
  llvm::Value *truncateLanes(llvm::Value *v, bool isSigned);

  UnitEmitter &unit;
  const Module &wasm;
  llvm::IRBuilder<> &b;
  llvm::Value *instance;
  llvm::Function *fn = nullptr;
  llvm::BasicBlock *entry = nullptr;
  llvm::SmallVector<llvm::Value *, 32> operands;
  std::vector<Control> controls;
  Variables variables;
  struct Local {
    ValType type;
    unsigned variable; ///< of its first part (Convention.h)
  };
  std::vector<Local> locals;
  llvm::DenseMap<uint64_t, llvm::Value *> invariants; ///< by instance offset
  /// Variables of the context and its current stack, made when needed.
  std::optional<unsigned> context, current;
  /// The branch weights of the instruction, if the module has a hint for it.
  llvm::MDNode *weights = nullptr;
  bool reachable = true;
  unsigned sinceLimit = 0; ///< instructions since limitBlock() ended a block
  uint32_t skipped = 0;    ///< frames opened in unreachable code
};

} // namespace wfx
