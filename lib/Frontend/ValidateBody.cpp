//===- ValidateBody.cpp - The validation algorithm for code ---------------===//
//
// The loop over instructions, the operand stack, and all instructions whose
// type is fixed. Failures stick to the cursor, whose next read ends the loop;
// until then every method must be safe on what it finds.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ValidateBody.h"
#include <array>

using namespace llvm;

namespace wfx {

namespace {

/// Bounds of this implementation, as the JavaScript embedding has them.
constexpr uint64_t maxLocals = 50'000;
constexpr uint64_t maxOperands = 1'000'000;
/// How many locals are kept one by one.
constexpr size_t firstLocalCount = 64;

constexpr bool compiled[] = {
#define FEATURE(id, name, on, compiled) compiled,
#include "Frontend/Features.def"
};

constexpr bool hasFixedType[] = {
#define OP(id, prefix, code, text, imm, sig, feature) (sig)[0] != '*',
#include "Frontend/Opcodes.def"
};

/// The instructions of constant expressions (spec 3.4).
bool isConstantOp(Op op) {
  switch (op) {
  case Op::I32Const:
  case Op::I64Const:
  case Op::F32Const:
  case Op::F64Const:
  case Op::V128Const:
  case Op::I32Add:
  case Op::I32Sub:
  case Op::I32Mul:
  case Op::I64Add:
  case Op::I64Sub:
  case Op::I64Mul:
  case Op::GlobalGet:
  case Op::RefNull:
  case Op::RefFunc:
  case Op::RefI31:
  case Op::StructNew:
  case Op::StructNewDefault:
  case Op::ArrayNew:
  case Op::ArrayNewDefault:
  case Op::ArrayNewFixed:
  case Op::AnyConvertExtern:
  case Op::ExternConvertAny:
  case Op::End:
    return true;
  default:
    return false;
  }
}

/// Of those, the ones of the extended-const proposal; they are neighbours.
bool isExtendedConstant(Op op) { return op >= Op::I32Add && op <= Op::I64Mul; }

} // namespace

BodyValidator::BodyValidator(const Module &module, const BitVector &declared,
                             FeatureUse &use)
    : module(module), declared(declared), use(use), cursor(module.bytes),
      changed(module.tables.size()) {}

//===----------------------------------------------------------------------===//
// Entry
//===----------------------------------------------------------------------===//

Error BodyValidator::function(FuncIdx func) {
  const Function &f = module.functions[func.value];
  const FuncType &type = module.funcType(f.type);
  mentioned = nullptr;
  params = type.params;
  results = type.results;
  BlockSig sig;
  sig.type = &type;
  start(f.body, sig);
  readLocals();
  run();
  return cursor.takeError();
}

Error BodyValidator::constant(ConstExpr expr, ValType type, uint32_t globals,
                              BitVector &mentions) {
  mentioned = &mentions;
  params = results = {};
  visibleGlobals = globals;
  BlockSig sig;
  sig.hasValue = true;
  sig.value = type;
  start(expr, sig);
  run();
  return cursor.takeError();
}

void BodyValidator::start(Slice code, const BlockSig &sig) {
  cursor = Cursor(module.bytes, code.begin, module.bytes.size());
  codeEnd = code.end;
  operands.clear();
  frames.clear();
  firstLocals.clear();
  localRuns.clear();
  declaredCount = 0;
  initialized.clear();
  initOrder.clear();
  deepest = 0;
  frames.push_back({Op::Block, false, 0, 0, sig});
}

void BodyValidator::addLocals(uint32_t count, ValType type) {
  size_t room = firstLocalCount - std::min(firstLocals.size(), firstLocalCount);
  firstLocals.append(std::min<size_t>(room, count), type);
  declaredCount += count;
  localRuns.push_back({declaredCount, type});
}

/// Locals stay runs until their number is known to be within bounds.
void BodyValidator::readLocals() {
  WasmOffset begin = cursor.offset();
  uint32_t groups = cursor.count();
  uint64_t total = 0;
  for (uint32_t i = 0; i < groups && cursor; ++i) {
    in.offset = cursor.offset();
    uint32_t count = cursor.u32();
    ValType type = readValType(cursor, module.features);
    total += count;
    if (total > UINT32_MAX)
      return fail(Diag::TooManyLocals);
    if (cursor && checkType(type))
      use.note(type, in.offset);
    if (total <= maxLocals)
      addLocals(count, type);
  }
  if (total > maxLocals)
    cursor.fail(Diag::LimitExceeded, begin,
                "more than " + Twine(maxLocals) + " locals");
}

/// The cursor ends with the module and not with the code: an integer that is
/// too long is reported as such, even if it also leads beyond the code.
void BodyValidator::run() {
  while (cursor && !frames.empty()) {
    if (cursor.offset() >= codeEnd)
      return failAtEnd();
    readInstr(cursor, module.features, in);
    if (!cursor)
      return;
    if (isConstant())
      requireConstant();
    noteUse();
    dispatch();
  }
  if (cursor && cursor.offset() != codeEnd)
    cursor.fail(Diag::SectionSizeMismatch, cursor.offset());
}

/// The code ends within a block. The specification's interpreter reads on and
/// reports what it meets, which its test suite pins.
void BodyValidator::failAtEnd() {
  WasmOffset end = cursor.offset();
  if (end == module.bytes.size())
    cursor.fail(Diag::UnexpectedEndOfSection, end);
  else if (module.bytes[end] == info(Op::End).code)
    cursor.fail(Diag::SectionSizeMismatch, end);
  else
    cursor.fail(Diag::EndExpected, end);
}

void BodyValidator::requireConstant() {
  if (!isConstantOp(in.op))
    return fail(Diag::NotConstant);
  if (!isExtendedConstant(in.op))
    return;
  use.set(Feature::ExtendedConst);
  if (!module.features.has(Feature::ExtendedConst))
    fail(Diag::NotConstant,
         featureName(Feature::ExtendedConst) + " is disabled");
}

void BodyValidator::noteUse() {
  const OpInfo &row = info(in.op);
  use.set(row.feature);
  if (!compiled[size_t(row.feature)])
    use.refuse(row.feature, row.text, in.offset);
}

/// One case for each row of Opcodes.def; visit(Is<>) without a method of its
/// own insists on a fixed signature.
void BodyValidator::dispatch() {
  switch (in.op) {
#define OP(id, prefix, code, text, imm, sig, feature)                          \
  case Op::id:                                                                 \
    return visit(Is<Op::id>());
#include "Frontend/Opcodes.def"
  case Op::Count:
    break;
  }
  llvm_unreachable("readInstr() returns rows only");
}

template <Op op> void BodyValidator::visit(Is<op>) {
  static_assert(hasFixedType[size_t(op)],
                "this instruction needs a visit() of its own");
  fixedSignature();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

void BodyValidator::fail(Diag id, const Twine &detail) {
  cursor.fail(id, in.offset, detail);
}

void BodyValidator::failUnknown(Diag id, uint32_t index) {
  fail(id, Twine(index));
}

/// Reports that the stack's top is not \p wanted, in the words of the spec's
/// interpreter.
void BodyValidator::mismatch(ArrayRef<ValType> wanted) {
  size_t have = operands.size() - frames.back().height;
  fail(Diag::TypeMismatch,
       "instruction requires " + toString(wanted) + " but stack has " +
           toString(
               ArrayRef(operands).take_back(std::min(have, wanted.size()))));
}

/// One short call may push a thousand results, so that the size of the input
/// does not bound the stack.
void BodyValidator::pushAll(ArrayRef<ValType> types) {
  if (operands.size() + types.size() > maxOperands)
    return fail(Diag::LimitExceeded,
                "more than " + Twine(maxOperands) + " operands");
  operands.append(types.begin(), types.end());
}

ValType BodyValidator::pop() {
  const Frame &frame = frames.back();
  if (operands.size() > frame.height)
    return operands.pop_back_val();
  if (!frame.unreachable)
    fail(Diag::TypeMismatch, "instruction requires a value but stack has []");
  return ValType::Bot;
}

void BodyValidator::pop(ValType wanted) { popAll(wanted); }

bool BodyValidator::checkTop(ArrayRef<ValType> wanted) {
  const Frame &frame = frames.back();
  size_t have = operands.size() - frame.height;
  size_t count = std::min(have, wanted.size());
  bool ok = count == wanted.size() || frame.unreachable;
  for (size_t i = 1; ok && i <= count; ++i)
    ok = matches(operands.end()[-ptrdiff_t(i)], wanted.end()[-ptrdiff_t(i)]);
  if (!ok)
    mismatch(wanted);
  return ok;
}

void BodyValidator::popAll(ArrayRef<ValType> wanted) {
  if (!checkTop(wanted))
    return;
  size_t have = operands.size() - frames.back().height;
  operands.truncate(operands.size() - std::min(have, wanted.size()));
}

ValType BodyValidator::popRef() {
  ValType type = pop();
  if (type.kind == ValType::Bot)
    return ValType::ref(HeapType::Bot, /*nullable=*/false);
  if (!type.isRef())
    fail(Diag::TypeMismatch, "instruction requires a reference but stack has " +
                                 toString(ArrayRef(type)));
  return type;
}

bool BodyValidator::matchAll(ArrayRef<ValType> actual,
                             ArrayRef<ValType> wanted) const {
  if (actual.size() != wanted.size())
    return false;
  for (size_t i = 0; i < actual.size(); ++i)
    if (!matches(actual[i], wanted[i]))
      return false;
  return true;
}

void BodyValidator::setUnreachable() {
  Frame &frame = frames.back();
  operands.truncate(std::min<size_t>(operands.size(), frame.height));
  frame.unreachable = true;
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

bool BodyValidator::checkIndex(uint32_t index, size_t size, Diag unknown) {
  if (index < size)
    return true;
  failUnknown(unknown, index);
  return false;
}

bool BodyValidator::checkType(HeapType type) {
  return !type.isConcrete() ||
         checkIndex(type.index.value, module.types.size(), Diag::UnknownType);
}

bool BodyValidator::checkType(ValType type) {
  return !type.isRef() || checkType(type.heap);
}

/// Code comes before the data section, so that only a data count section can
/// say whether a segment exists.
bool BodyValidator::checkData(uint32_t index) {
  if (!module.dataCount) {
    fail(Diag::DataCountRequired);
    return false;
  }
  return checkIndex(index, *module.dataCount, Diag::UnknownData);
}

static Diag notOfKind(CompositeType::Kind kind) {
  switch (kind) {
  case CompositeType::Func:
    return Diag::NonFunctionType;
  case CompositeType::Struct:
    return Diag::NonStructType;
  case CompositeType::Array:
    return Diag::NonArrayType;
  case CompositeType::Cont:
    return Diag::NonContinuationType;
  }
  return Diag::UnknownType;
}

const CompositeType *BodyValidator::composite(uint32_t type,
                                              CompositeType::Kind kind) {
  if (!checkIndex(type, module.types.size(), Diag::UnknownType))
    return nullptr;
  const CompositeType &comp = module.types[TypeIdx(type)].comp;
  if (comp.kind == kind)
    return &comp;
  failUnknown(notOfKind(kind), type);
  return nullptr;
}

const FuncType *BodyValidator::funcType(uint32_t type) {
  const CompositeType *comp = composite(type, CompositeType::Func);
  return comp ? &comp->func : nullptr;
}

/// The function type of the continuation type \p type.
const FuncType *BodyValidator::contType(uint32_t type) {
  const CompositeType *comp = composite(type, CompositeType::Cont);
  return comp ? &module.funcType(comp->cont) : nullptr;
}

const FuncType *BodyValidator::tagType(TagIdx tag) {
  if (!checkIndex(tag.value, module.tags.size(), Diag::UnknownTag))
    return nullptr;
  return &module.funcType(module.tags[tag.value].type);
}

BodyValidator::Frame *BodyValidator::label(uint32_t depth) {
  if (!checkIndex(depth, frames.size(), Diag::UnknownLabel))
    return nullptr;
  return &frames[frames.size() - 1 - depth];
}

const Table *BodyValidator::table(uint32_t index) {
  if (!checkIndex(index, module.tables.size(), Diag::UnknownTable))
    return nullptr;
  return &module.tables[index];
}

} // namespace wfx
