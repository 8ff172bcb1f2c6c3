//===- References.cpp - Where references to continuations go --------------===//

#include "Lowering/References.h"
#include "Lowering/Bounds.h"
#include "Lowering/Dialect.h"
#include "Lowering/LiveRange.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wfx {

References::References(CallBase &made) {
  add(&made);
  for (size_t i = 0; i < values.size() && !escape; ++i) {
    Instruction *value = values[i];
    followBack(*value);
    for (User *user : value->users())
      followUse(*value, *cast<Instruction>(user));
  }
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
  } else if (CallBase *suspended = callOf(&value, dialect::suspended)) {
    CallBase *end = callOf(suspended->getArgOperand(0), dialect::resumeEnd);
    CallBase *begin =
        end ? callOf(end->getArgOperand(0), dialect::resumeBegin) : nullptr;
    if (begin)
      add(begin->getArgOperand(0));
    else
      escape = true; // of a resume_throw
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
  if (callOf(&call, dialect::resumeBegin)) {
    Region region(call);
    if (is_contained(drop_begin(call.args()), &value) || !region.end) {
      escape = true;
      return;
    }
    resumes.push_back(&call);
    for (CallBase *suspended : region.suspended())
      add(suspended);
    return;
  }
  Function *callee = call.getCalledFunction();
  if (callee && !callee->isDeclaration())
    calls.insert(&call);
  else
    escape = true;
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
  return !isLiveAcrossAny(places);
}

} // namespace wfx
