//===- FunctionEmitter.cpp - One function body to LLVM IR -----------------===//
//
// The walk over the instructions, the frame of a function, and dispatch.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"

using namespace llvm;

namespace wfx {

void emitFunctionBody(UnitEmitter &unit, FuncIdx f) {
  llvm::Function *fn = unit.function(f);
  IRBuilder<> builder(unit.context());
  FunctionEmitter(unit, builder, fn->getArg(0)).emitBody(f, fn);
}

Value *emitConstExpr(UnitEmitter &unit, IRBuilder<> &builder, Value *instance,
                     ConstExpr expr) {
  return FunctionEmitter(unit, builder, instance).emitExpr(expr);
}

void emitCall(UnitEmitter &unit, IRBuilder<> &builder, Value *instance,
              FuncIdx f) {
  FunctionEmitter(unit, builder, instance).emitCallTo(f);
}

static constexpr bool featureCompiled(Feature f) {
  constexpr bool compiled[] = {
#define FEATURE(id, name, on, compiled) compiled,
#include "Frontend/Features.def"
  };
  return compiled[size_t(f)];
}

void FunctionEmitter::dispatch(const Instr &i) {
  switch (i.op) {
#define OP(id, prefix, code, text, imm, sig, feature)                          \
  case Op::id:                                                                 \
    if constexpr (featureCompiled(Feature::feature))                           \
      return emit<Op::id>(i);                                                  \
    break;
#include "Frontend/Opcodes.def"
  case Op::Count:
    break;
  }
  llvm_unreachable("checkCompilable() lets no such instruction through");
}

/// False for instructions that make none by themselves where variables are not
/// in memory. They are more than half of all, and a location costs more than
/// most of what is emitted.
static bool makesCode(Op op) {
  switch (op) {
  case Op::Nop:
  case Op::Block:
  case Op::Loop:
  case Op::Drop:
  case Op::LocalGet:
  case Op::LocalSet:
  case Op::LocalTee:
  case Op::I32Const:
  case Op::I64Const:
  case Op::F32Const:
  case Op::F64Const:
    return false;
  default:
    return true;
  }
}

void FunctionEmitter::skip(const Instr &i) {
  switch (i.op) {
  case Op::Block:
  case Op::Loop:
  case Op::If:
  case Op::Try:
  case Op::TryTable:
    ++skipped;
    return;
  case Op::Delegate:
  case Op::End:
    if (skipped)
      --skipped;
    else
      dispatch(i);
    return;
  case Op::Else:
  case Op::Catch:
  case Op::CatchAll:
    if (!skipped)
      dispatch(i);
    return;
  default:
    return;
  }
}

/// The weights for the instruction at \p offset of the body. \p hints are those
/// of what comes then and later; null if there is none.
MDNode *FunctionEmitter::weightsFor(WasmOffset offset,
                                    ArrayRef<BranchHint> &hints) {
  while (!hints.empty() && hints.front().offset < offset)
    hints = hints.drop_front();
  if (hints.empty() || hints.front().offset > offset)
    return nullptr;
  return hints.front().likely ? unit.likely() : unit.unlikely();
}

void FunctionEmitter::emitBody(FuncIdx f, llvm::Function *function) {
  fn = function;
  const auto &decl = wasm.functions[f.value];
  DISubprogram *scope = unit.createSubprogram(wasm.functionName(f),
                                              fn->getName(), decl.body.begin);
  fn->setSubprogram(scope);
  auto at = [&](WasmOffset offset) {
    b.SetCurrentDebugLocation(
        DILocation::get(unit.context(), unsigned(offset), 0, scope));
  };
  entry = BasicBlock::Create(unit.context(), "", fn);
  b.SetInsertPoint(entry);
  at(decl.body.begin);

  Cursor cursor(wasm.bytes, decl.body.begin, decl.body.end);
  declareParameters(f);
  declareLocals(cursor);
  // Loads of invariants go to the entry block; code starts behind it.
  startBlock(createBlock());
  BlockType none;
  pushControl(Op::Block, none, &wasm.funcType(f));
  controls.back().height = 0;

  Instr instr;
  ArrayRef<BranchHint> hints;
  if (auto found = wasm.branchHints.find(f.value);
      found != wasm.branchHints.end())
    hints = found->second;
  while (!cursor.atEnd()) {
    readInstr(cursor, wasm.features, instr);
    if (!unit.options.optimize || makesCode(instr.op))
      at(instr.offset);
    limitBlock();
    weights = weightsFor(instr.offset - decl.body.begin, hints);
    if (reachable)
      dispatch(instr);
    else
      skip(instr);
  }
  assert(!cursor.failed() && controls.empty());
  if (reachable)
    emitReturn(f);
  BranchInst::Create(&*std::next(fn->begin()), entry);
  variables.finish();
}

/// Without optimisation, selecting instructions for one block takes quadratic
/// time for some vector instructions, so blocks are kept short there.
void FunctionEmitter::limitBlock() {
  constexpr unsigned limit = 256;
  if (unit.options.optimize || !reachable || ++sinceLimit < limit)
    return;
  sinceLimit = 0;
  BasicBlock *next = createBlock();
  b.CreateBr(next);
  startBlock(next);
}

Value *FunctionEmitter::emitExpr(ConstExpr expr) {
  Cursor cursor(wasm.bytes, expr.begin, expr.end);
  Instr instr;
  while (true) {
    readInstr(cursor, wasm.features, instr);
    if (instr.op == Op::End)
      break;
    dispatch(instr);
  }
  return pop();
}

SmallVector<Value *, 8> FunctionEmitter::popMany(size_t n) {
  assert(operands.size() >= n);
  SmallVector<Value *, 8> values(operands.end() - n, operands.end());
  operands.truncate(operands.size() - n);
  return values;
}

SmallVector<Value *, 8> FunctionEmitter::split(ArrayRef<Value *> values) {
  SmallVector<Value *, 8> parts;
  for (Value *value : values) {
    if (!value->getType()->isStructTy()) {
      parts.push_back(value);
      continue;
    }
    auto [low, high] = referenceWords(b, value);
    parts.append({low, high});
  }
  return parts;
}

void FunctionEmitter::pushJoined(ArrayRef<ValType> types,
                                 ArrayRef<Value *> parts) {
  for (ValType type : types) {
    Type *lowered = unit.lower(type);
    if (!lowered->isStructTy()) {
      push(parts.front());
      parts = parts.drop_front();
      continue;
    }
    Value *pair = b.CreateInsertValue(PoisonValue::get(lowered), parts[0], 0);
    push(b.CreateInsertValue(pair, parts[1], 1));
    parts = parts.drop_front(2);
  }
  assert(parts.empty());
}

void FunctionEmitter::declareParameters(FuncIdx f) {
  auto parts = unit.convention(f).parameterParts(b, fn, transferLoader());
  ArrayRef<Value *> left(parts);
  for (ValType type : wasm.funcType(f).params) {
    size_t count = partTypes(unit.context(), wasm.types, type).size();
    locals.push_back({type, declareParts(left.take_front(count))});
    left = left.drop_front(count);
  }
}

void FunctionEmitter::declareLocals(Cursor &cursor) {
  for (uint32_t groups = cursor.u32(); groups; --groups) {
    uint32_t n = cursor.u32();
    ValType type = readValType(cursor, wasm.features);
    // A non-nullable local is set before it is read (validation saw to it).
    SmallVector<Value *, 2> zeros;
    for (Type *part : partTypes(unit.context(), wasm.types, type))
      zeros.push_back(Constant::getNullValue(part));
    for (; n; --n)
      locals.push_back({type, declareParts(zeros)});
  }
}

/// Variables for the parts of a value; returns the first one.
unsigned FunctionEmitter::declareParts(ArrayRef<Value *> initial) {
  unsigned first = variables.declare(initial[0]);
  for (Value *part : initial.drop_front())
    variables.declare(part);
  return first;
}

void FunctionEmitter::emitReturn(FuncIdx f) {
  auto parts = split(popMany(wasm.funcType(f).results.size()));
  unit.convention(f).emitReturn(b, parts, transferStorer());
}

} // namespace wfx
