//===- References.cpp - Where references to continuations go --------------===//

#include "Lowering/References.h"
#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "Lowering/LiveRange.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wfx {

/// The begin of the wfx.bind that \p reference comes from; null if it is no
/// such reference.
static CallBase *bindOf(const Value *reference) {
  CallBase *end = callOf(const_cast<Value *>(reference), dialect::bindEnd);
  return end ? cast<CallBase>(end->getArgOperand(0)) : nullptr;
}

BoundWords boundWords(const CallBase &reference) {
  BoundWords words;
  if (CallBase *last = bindOf(&reference))
    words.left = cast<ConstantInt>(last->getArgOperand(dialect::BindLeft))
                     ->getZExtValue();
  const Value *from = &reference;
  while (CallBase *begin = bindOf(from)) {
    words.bound += begin->arg_size() - dialect::BindWord;
    from = begin->getArgOperand(dialect::BindReference);
  }
  return words.bound ? words : BoundWords();
}

References::References(CallBase &made) {
  add(&made);
  for (size_t i = 0; i < values.size() && !escape; ++i) {
    Instruction *value = values[i];
    followBack(*value);
    for (User *user : value->users())
      followUse(*value, *cast<Instruction>(user));
  }
}

/// True for a call of a function that has its body in the module.
static bool isOfModule(const Instruction &value) {
  auto *call = dyn_cast<CallBase>(&value);
  const Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && !callee->isDeclaration();
}

/// Null and undefined references are no references.
void References::add(Value *value) {
  if (isa<Constant>(value))
    return;
  if (auto *instruction = dyn_cast<Instruction>(value))
    values.insert(instruction);
  else
    escape = true;
}

/// Adds what \p value is made of.
void References::followBack(Instruction &value) {
  if (isa<PHINode, CastInst, ExtractValueInst, InsertValueInst>(value)) {
    for (Value *operand : value.operands())
      add(operand);
  } else if (auto *select = dyn_cast<SelectInst>(&value)) {
    add(select->getTrueValue());
    add(select->getFalseValue());
  } else if (CallBase *made = callOf(&value, dialect::newEnd)) {
    sources.push_back(made);
  } else if (CallBase *begin = bindOf(&value)) {
    // Of other references it is not known whether they are fresh.
    Value *from = begin->getArgOperand(dialect::BindReference);
    if (callOf(from, dialect::newEnd) || bindOf(from))
      add(from);
    else
      escape = true;
  } else if (CallBase *suspended = callOf(&value, dialect::suspended)) {
    CallBase *end = callOf(suspended->getArgOperand(0), dialect::resumeEnd);
    CallBase *begin =
        end ? callOf(end->getArgOperand(0), dialect::resumeBegin) : nullptr;
    if (begin)
      add(begin->getArgOperand(0));
    else
      escape = true; // of a resume_throw
  } else if (isOfModule(value)) {
    calls.insert(cast<CallBase>(&value));
  } else {
    escape = true;
  }
}

/// True if nothing happens to \p value but that it is returned with others.
static bool isOnlyReturned(Instruction &value) {
  return all_of(value.users(), [](User *user) {
    auto *insert = dyn_cast<InsertValueInst>(user);
    return isa<ReturnInst>(user) || (insert && isOnlyReturned(*insert));
  });
}

void References::followUse(Value &value, Instruction &user) {
  if (auto *insert = dyn_cast<InsertValueInst>(&user);
      insert && !dialect::isReference(insert->getType())) {
    areReturned = true;
    escape |= !isOnlyReturned(*insert);
  } else if (isa<PHINode, CastInst, ExtractValueInst, InsertValueInst,
                 SelectInst>(user)) {
    add(&user);
  } else if (isa<ReturnInst>(user)) {
    areReturned = true;
  } else if (auto *call = dyn_cast<CallBase>(&user)) {
    followCall(value, *call);
  } else if (auto *comparison = dyn_cast<ICmpInst>(&user)) {
    // With null; references are not compared with each other.
    escape |= !isa<Constant>(comparison->getOperand(1));
  } else {
    escape = true;
  }
}

void References::followCall(Value &value, CallBase &call) {
  if (callOf(&call, dialect::resumeBegin) || callOf(&call, dialect::bindBegin))
    followConsumer(value, call);
  else if (isOfModule(call))
    calls.insert(&call);
  else
    escape = true;
}

/// References may also be among the values that are passed.
void References::followConsumer(Value &value, CallBase &begin) {
  Region region(begin);
  if (is_contained(drop_begin(begin.args()), &value) || !region.end) {
    escape = true;
  } else if (callOf(&begin, dialect::bindBegin)) {
    binds.push_back(&begin);
    add(region.end);
  } else {
    resumes.push_back(&begin);
    for (CallBase *suspended : region.suspended())
      add(suspended);
  }
}

/// True if \p user does no more than to see whether a reference is null.
static bool isNullTest(const User *user) {
  return isa<ExtractValueInst>(user) &&
         all_of(user->users(), [](const User *u) { return isa<ICmpInst>(u); });
}

std::optional<BoundWords> References::bound() const {
  std::optional<BoundWords> common;
  for (Instruction *value : values) {
    auto isOwn = [](User *user) {
      return callOf(user, dialect::bindBegin) || isNullTest(user);
    };
    bool isFresh = callOf(value, dialect::newEnd) || bindOf(value);
    if (!isFresh || all_of(value->users(), isOwn))
      continue;
    BoundWords words = boundWords(*cast<CallBase>(value));
    if (common && *common != words)
      return std::nullopt;
    common = words;
  }
  return common ? common : BoundWords();
}

bool References::isLiveAcrossAny(ArrayRef<Instruction *> places) const {
  return any_of(values, [&](Instruction *value) {
    LiveRange range(*value);
    return any_of(
        places, [&](Instruction *place) { return range.isLiveAcross(*place); });
  });
}

bool References::overlap() const {
  SmallVector<Instruction *> places(sources.begin(), sources.end());
  return isLiveAcrossAny(places);
}

bool References::areLinear() const {
  SmallVector<Instruction *> places(resumes.begin(), resumes.end());
  places.append(binds.begin(), binds.end());
  return !isLiveAcrossAny(places);
}

} // namespace wfx
