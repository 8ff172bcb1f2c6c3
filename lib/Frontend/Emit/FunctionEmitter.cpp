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
  declareLocals(f, cursor);
  loadArguments(f, fn);
  // Loads of invariants go to the entry block; code starts behind it.
  startBlock(createBlock());
  BlockType none;
  pushControl(Op::Block, none, &wasm.funcType(f));
  controls.back().height = 0;

  Instr instr;
  while (!cursor.atEnd()) {
    readInstr(cursor, wasm.features, instr);
    at(instr.offset);
    if (reachable)
      dispatch(instr);
    else
      skip(instr);
  }
  assert(!cursor.failed() && controls.empty());
  if (reachable)
    emitReturn(f);
  BranchInst::Create(&*std::next(fn->begin()), entry);
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

void FunctionEmitter::declareLocals(FuncIdx f, Cursor &cursor) {
  auto declare = [&](ValType type) {
    Type *t = unit.lower(type);
    locals.push_back({b.CreateAlloca(t), t});
  };
  for (ValType t : wasm.funcType(f).params)
    declare(t);
  for (uint32_t groups = cursor.u32(); groups; --groups) {
    uint32_t n = cursor.u32();
    ValType type = readValType(cursor, wasm.features);
    for (; n; --n) {
      declare(type);
      // A non-nullable local is set before it is read (validation saw to it).
      b.CreateStore(Constant::getNullValue(locals.back().second),
                    locals.back().first);
    }
  }
}

void FunctionEmitter::loadArguments(FuncIdx f, llvm::Function *fn) {
  SmallVector<Value *, 8> parts;
  for (ValueLocation where : unit.convention(f).params) {
    if (where.inRegister) {
      parts.push_back(fromRegister(b, fn->getArg(1 + where.index), where.type));
      continue;
    }
    LoadInst *load =
        b.CreateAlignedLoad(where.type, transferAddress(where.index), Align(8));
    unit.annotate(load, Region::Transfer);
    parts.push_back(load);
  }
  ArrayRef<ValType> types = wasm.funcType(f).params;
  pushJoined(types, parts);
  for (auto [local, value] :
       zip(ArrayRef(locals).take_front(types.size()), popMany(types.size())))
    b.CreateStore(value, local.first);
}

void FunctionEmitter::emitReturn(FuncIdx f) {
  const Convention &convention = unit.convention(f);
  auto values = split(popMany(wasm.funcType(f).results.size()));
  SmallVector<Value *, 4> registers;
  for (auto [value, where] : zip_equal(values, convention.results)) {
    if (where.inRegister) {
      registers.push_back(value);
      continue;
    }
    StoreInst *store =
        b.CreateAlignedStore(value, transferAddress(where.index), Align(8));
    unit.annotate(store, Region::Transfer);
  }
  if (registers.empty())
    b.CreateRetVoid();
  else if (registers.size() == 1)
    b.CreateRet(registers[0]);
  else
    b.CreateAggregateRet(registers.data(), registers.size());
}

} // namespace wfx
