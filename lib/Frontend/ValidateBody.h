//===- ValidateBody.h - The validation algorithm for code -----------------===//
//
// The algorithm of the specification's appendix, with the operand stack,
// the control stack and the initialisation of locals. One BodyValidator serves
// one thread and is reused from body to body, so that its stacks keep their
// storage. Constant expressions are code too.
//
// Every instruction whose signature is "*" in Opcodes.def has a method
// visit(Is<Op::...>); dispatch() does not compile if one is missing. All others
// are checked by their signature and the kind of their immediate.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/FeatureUse.h"
#include "Frontend/Opcodes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"

namespace wfx {

/// Selects the visit() of one instruction.
template <Op> struct Is {};

class BodyValidator {
public:
  /// \p declared says which functions ref.func may name in a body. Uses of
  /// features are added to \p use.
  BodyValidator(const Module &module, const llvm::BitVector &declared,
                FeatureUse &use);

  llvm::Error function(FuncIdx func);
  /// How hard the body validated last is on optimisation for its nesting: that
  /// of its deepest place, in units of a conditional.
  uint32_t nesting() const { return deepest; }
  /// The tables that some body so far may change.
  const llvm::BitVector &changedTables() const { return changed; }
  /// \p globals is the number of globals that the expression may read. The
  /// functions that it names are added to \p mentioned.
  llvm::Error constant(ConstExpr expr, ValType type, uint32_t globals,
                       llvm::BitVector &mentioned);

private:
  /// What a block takes and leaves: a function type, or at most one result.
  struct BlockSig {
    const FuncType *type = nullptr;
    bool hasValue = false;
    ValType value;
    // The results refer into this object where there is one value.
    llvm::ArrayRef<ValType> params() const {
      return type ? llvm::ArrayRef(type->params) : llvm::ArrayRef<ValType>();
    }
    llvm::ArrayRef<ValType> results() const {
      return type ? llvm::ArrayRef(type->results)
                  : llvm::ArrayRef(&value, hasValue);
    }
  };

  struct Frame {
    /// Block (the body itself, too), Loop, If, Else, TryTable, Try, Catch or
    /// CatchAll.
    Op op;
    bool unreachable = false;
    uint32_t height;     ///< of the operand stack, below this block's operands
    uint32_t initHeight; ///< of `initOrder` at the start
    BlockSig sig;
    uint32_t nesting = 0;                   ///< its own and its parents'
    WasmOffset branchedAt = ~WasmOffset(0); ///< last br_table that named it
    llvm::ArrayRef<ValType> labelTypes() const {
      return op == Op::Loop ? sig.params() : sig.results();
    }
  };

  /// Locals of one declaration: those from the last run's end to this one's,
  /// counted without the parameters.
  struct LocalRun {
    uint32_t end;
    ValType type;
  };

  // Entry and loop (ValidateBody.cpp).
  void start(Slice code, const BlockSig &sig);
  void readLocals();
  void addLocals(uint32_t count, ValType type);
  void run();
  void failAtEnd();
  void noteUse();
  void dispatch();
  void requireConstant();

  // Failures and operands (ValidateBody.cpp).
  void fail(Diag id, const llvm::Twine &detail = "");
  void failUnknown(Diag id, uint32_t index);
  void mismatch(llvm::ArrayRef<ValType> wanted);
  void push(ValType type) { operands.push_back(type); }
  void pushAll(llvm::ArrayRef<ValType> types);
  ValType pop();
  void pop(ValType wanted);
  void popAll(llvm::ArrayRef<ValType> wanted);
  /// A reference of any type; of heap type Bot where code is unreachable.
  ValType popRef();
  /// Compares the top of the stack with \p wanted and leaves it there.
  bool checkTop(llvm::ArrayRef<ValType> wanted);
  bool matches(ValType actual, ValType wanted) const {
    return actual.kind == wanted.kind && !actual.isRef()
               ? true
               : actual == wanted || module.types.isSubtype(actual, wanted);
  }
  bool matchAll(llvm::ArrayRef<ValType> actual,
                llvm::ArrayRef<ValType> wanted) const;
  void setUnreachable();

  // Indices; each fails with the spec's message if there is no such thing.
  bool checkIndex(uint32_t index, size_t size, Diag unknown);
  bool checkType(ValType type);
  bool checkType(HeapType type);
  bool checkData(uint32_t index);
  const CompositeType *composite(uint32_t type, CompositeType::Kind kind);
  const FuncType *funcType(uint32_t type);
  const FuncType *contType(uint32_t type);
  const FuncType *tagType(TagIdx tag);
  Frame *label(uint32_t depth);
  const Table *table(uint32_t index);
  const Table *changedTable();
  static ValType addressType(const Limits &limits) {
    return limits.is64 ? ValType::I64 : ValType::I32;
  }

  // Instructions of fixed type (ValidateFixed.cpp).
  template <Op op> void visit(Is<op>);
  void fixedSignature();
  ValType memoryAddress(uint32_t index);
  /// The address type of the memory that the immediates name, if any.
  ValType checkImmediate();
  void checkAccess(const MemArg &mem);

  // Control, calls, exceptions (ValidateControl.cpp).
  bool blockSig(BlockSig &sig);
  void openBlock(Op op);
  void openBlock(Op op, const BlockSig &sig);
  bool closeFrame(Frame &out);
  void finishBlock();
  const Frame *branchTarget();
  void call(const FuncType &type);
  void tailCall(const FuncType &type);
  const FuncType *indirectCallee();
  const FuncType *referencedCallee();
  void checkCatch(const CatchClause &clause);
  void openCatch(Op op, const FuncType *tag);
  void visit(Is<Op::Unreachable>);
  void visit(Is<Op::Block>);
  void visit(Is<Op::Loop>);
  void visit(Is<Op::If>);
  void visit(Is<Op::Else>);
  void visit(Is<Op::End>);
  void visit(Is<Op::Br>);
  void visit(Is<Op::BrIf>);
  void visit(Is<Op::BrTable>);
  void visit(Is<Op::BrOnNull>);
  void visit(Is<Op::BrOnNonNull>);
  void visit(Is<Op::Return>);
  void visit(Is<Op::Call>);
  void visit(Is<Op::CallIndirect>);
  void visit(Is<Op::CallRef>);
  void visit(Is<Op::ReturnCall>);
  void visit(Is<Op::ReturnCallIndirect>);
  void visit(Is<Op::ReturnCallRef>);
  void visit(Is<Op::Throw>);
  void visit(Is<Op::ThrowRef>);
  void visit(Is<Op::TryTable>);
  void visit(Is<Op::Try>);
  void visit(Is<Op::Catch>);
  void visit(Is<Op::CatchAll>);
  void visit(Is<Op::Delegate>);
  void visit(Is<Op::Rethrow>);

  // Variables, tables, memories, references (ValidateAccess.cpp).
  bool checkLocal(uint32_t index);
  ValType localType(uint32_t index) const;
  bool isInitialized(uint32_t local, ValType type) const;
  void initialize(uint32_t local, ValType type);
  void visit(Is<Op::Drop>);
  void visit(Is<Op::Select>);
  void visit(Is<Op::SelectT>);
  void visit(Is<Op::LocalGet>);
  void visit(Is<Op::LocalSet>);
  void visit(Is<Op::LocalTee>);
  void visit(Is<Op::GlobalGet>);
  void visit(Is<Op::GlobalSet>);
  void visit(Is<Op::TableGet>);
  void visit(Is<Op::TableSet>);
  void visit(Is<Op::TableInit>);
  void visit(Is<Op::TableCopy>);
  void visit(Is<Op::TableGrow>);
  void visit(Is<Op::TableSize>);
  void visit(Is<Op::TableFill>);
  void visit(Is<Op::MemoryCopy>);
  void visit(Is<Op::RefNull>);
  void visit(Is<Op::RefIsNull>);
  void visit(Is<Op::RefFunc>);
  void visit(Is<Op::RefAsNonNull>);

  // Structs, arrays, i31, casts (ValidateAggregate.cpp).
  const CompositeType *structType() {
    return composite(in.index, CompositeType::Struct);
  }
  const FieldType *structField();
  const FieldType *arrayElement(uint32_t type);
  const FieldType *mutableElement();
  const FieldType *numericElement(bool isMutable);
  const FieldType *elementFromSegment(bool isMutable);
  ValType refTo(uint32_t type, bool nullable) const {
    return ValType::ref(HeapType(TypeIdx(type)), nullable);
  }
  bool checkPacking(const FieldType &field, bool packed);
  void structGet(bool packed);
  void arrayGet(bool packed);
  bool checkCastTarget(ValType target);
  void refTest();
  void refCast();
  bool checkCastBranch();
  void convert(HeapType from, HeapType to);
  void visit(Is<Op::StructNew>);
  void visit(Is<Op::StructNewDefault>);
  void visit(Is<Op::StructGet>) { structGet(/*packed=*/false); }
  void visit(Is<Op::StructGetS>) { structGet(/*packed=*/true); }
  void visit(Is<Op::StructGetU>) { structGet(/*packed=*/true); }
  void visit(Is<Op::StructSet>);
  void visit(Is<Op::ArrayNew>);
  void visit(Is<Op::ArrayNewDefault>);
  void visit(Is<Op::ArrayNewFixed>);
  void visit(Is<Op::ArrayNewData>);
  void visit(Is<Op::ArrayNewElem>);
  void visit(Is<Op::ArrayGet>) { arrayGet(/*packed=*/false); }
  void visit(Is<Op::ArrayGetS>) { arrayGet(/*packed=*/true); }
  void visit(Is<Op::ArrayGetU>) { arrayGet(/*packed=*/true); }
  void visit(Is<Op::ArraySet>);
  void visit(Is<Op::ArrayLen>);
  void visit(Is<Op::ArrayFill>);
  void visit(Is<Op::ArrayCopy>);
  void visit(Is<Op::ArrayInitData>);
  void visit(Is<Op::ArrayInitElem>);
  void visit(Is<Op::RefEq>);
  void visit(Is<Op::RefTest>) { refTest(); }
  void visit(Is<Op::RefTestNull>) { refTest(); }
  void visit(Is<Op::RefCast>) { refCast(); }
  void visit(Is<Op::RefCastNull>) { refCast(); }
  void visit(Is<Op::BrOnCast>);
  void visit(Is<Op::BrOnCastFail>);
  void visit(Is<Op::AnyConvertExtern>);
  void visit(Is<Op::ExternConvertAny>);
  void visit(Is<Op::RefI31>);
  void visit(Is<Op::I31GetS>);
  void visit(Is<Op::I31GetU>);

  // Stack switching (ValidateContinuation.cpp).
  void checkHandlers(llvm::ArrayRef<ValType> results);
  void checkHandler(const HandlerClause &clause,
                    llvm::ArrayRef<ValType> results);
  void visit(Is<Op::ContNew>);
  void visit(Is<Op::ContBind>);
  void visit(Is<Op::Suspend>);
  void visit(Is<Op::Resume>);
  void visit(Is<Op::ResumeThrow>);
  void visit(Is<Op::ResumeThrowRef>);
  void visit(Is<Op::Switch>);

  const Module &module;
  const llvm::BitVector &declared;
  FeatureUse &use;

  Cursor cursor;
  WasmOffset codeEnd = 0;
  Instr in;
  llvm::SmallVector<ValType, 64> operands;
  llvm::SmallVector<Frame, 16> frames;
  llvm::ArrayRef<ValType> params, results; ///< of the function

  /// The first declared locals one by one, for speed; all of them as runs, so
  /// that a body cannot ask for more work than it has bytes.
  llvm::SmallVector<ValType, 64> firstLocals;
  llvm::SmallVector<LocalRun, 16> localRuns;
  uint32_t declaredCount = 0;
  /// Non-defaultable locals that are set, and the order in which they were.
  llvm::DenseSet<uint32_t> initialized;
  llvm::SmallVector<uint32_t, 8> initOrder;

  uint32_t deepest = 0; ///< nesting
  llvm::BitVector changed; ///< tables

  // Of a constant expression; `mentioned` is null in a body.
  uint32_t visibleGlobals = 0;
  llvm::BitVector *mentioned = nullptr;
  bool isConstant() const { return mentioned; }
};

} // namespace wfx
