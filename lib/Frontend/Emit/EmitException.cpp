//===- EmitException.cpp - Throwing and catching --------------------------===//
//
// While a handler (a try_table, or a legacy `try` in front of its clauses) is
// open, calls are invokes that unwind to its landing pad, which carries the
// clauses of that handler and, behind them, of those around it up to one that
// catches everything: the personality routine decides which of them claims the
// exception. From the landing pad code goes through the handlers' `dispatch`
// blocks, innermost first, each of which compares with its own clauses.
//
// An exception's payload is in its record, in words as in the transfer buffer.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Emit/FunctionEmitter.h"
#include "Lowering/Dialect.h"

using namespace llvm;

namespace wfx {

namespace slot = abi::slot;

using Handler = FunctionEmitter::Handler;

//===--- Handlers --------------------------------------------------------===//

/// The innermost handler that is open around the \p frames outermost frames.
Handler *FunctionEmitter::handlerAt(size_t frames) {
  while (frames--)
    if (Handler *handler = controls[frames].handler.get();
        handler && handler->isOpen)
      return handler;
  return nullptr;
}

void FunctionEmitter::openHandler(Control &frame) {
  frame.handler = std::make_unique<Handler>();
  Handler &h = *frame.handler;
  h.dispatch = createBlock();
  variables.openJoin(h.dispatch);
  h.exception = PHINode::Create(unit.ptr(), 2, "", h.dispatch);
  h.selector = PHINode::Create(unit.i32(), 2, "", h.dispatch);
  // From the unwinder's header to the record.
  h.reference = GetElementPtrInst::Create(
      Type::getInt8Ty(unit.context()), h.exception,
      {b.getInt64(-int64_t(slot::Exception::unwindClass * 8))}, "", h.dispatch);
}

/// The landing pad of the calls that are directly in \p h. Its clauses are
/// added as the handlers close.
BasicBlock *FunctionEmitter::landingPad(Handler &h) {
  if (h.landing)
    return h.landing;
  if (!fn->hasPersonalityFn()) {
    fn->setPersonalityFn(unit.personality());
    IRBuilder<> start(entry);
    start.SetCurrentDebugLocation(b.getCurrentDebugLocation());
    start.CreateCall(unit.frameInstanceMarker(), {instance});
  }
  h.landing = BasicBlock::Create(unit.context(), "", fn);
  variables.openJoin(h.landing, h.dispatch);
  IRBuilder<> pad(h.landing);
  pad.SetCurrentDebugLocation(b.getCurrentDebugLocation());
  LandingPadInst *landing = pad.CreateLandingPad(
      StructType::get(unit.ptr(), unit.i32()), /*NumClauses=*/2);
  h.pads.push_back(landing);
  h.exception->addIncoming(pad.CreateExtractValue(landing, 0), h.landing);
  h.selector->addIncoming(pad.CreateExtractValue(landing, 1), h.landing);
  pad.CreateBr(h.dispatch);
  return h.landing;
}

static void addClause(LandingPadInst &pad, Constant *type) {
  for (unsigned i = 0; i < pad.getNumClauses(); ++i)
    if (pad.getClause(i) == type)
      return; // an inner handler's, which comes first
  pad.addClause(type);
}

/// Emits what \p h does with exceptions, which go to \p outer if it does not
/// catch them.
void FunctionEmitter::closeHandler(Handler &h, Handler *outer) {
  h.isOpen = false;
  if (h.pads.empty()) {
    variables.forget(h.dispatch);
    delete h.dispatch;
    return;
  }
  variables.closeJoin(h.dispatch);
  if (h.landing)
    variables.closeJoin(h.landing);
  startBlock(h.dispatch);
  for (const Handler::Clause &clause : h.clauses) {
    Constant *type = clause.tag ? unit.catchDescriptor(*clause.tag)
                                : ConstantPointerNull::get(unit.ptr());
    for (LandingPadInst *pad : h.pads)
      addClause(*pad, type);
    if (!clause.tag) {
      b.CreateBr(clause.block);
      return; // nothing comes behind it
    }
    Value *id =
        b.CreateIntrinsic(Intrinsic::eh_typeid_for, {unit.ptr()}, {type});
    BasicBlock *next = createBlock();
    b.CreateCondBr(b.CreateICmpEQ(h.selector, id), clause.block, next);
    startBlock(next);
  }
  if (outer) {
    outer->pads.append(h.pads);
    outer->exception->addIncoming(h.exception, b.GetInsertBlock());
    outer->selector->addIncoming(h.selector, b.GetInsertBlock());
    b.CreateBr(outer->dispatch);
    return;
  }
  Value *pair = PoisonValue::get(StructType::get(unit.ptr(), unit.i32()));
  pair = b.CreateInsertValue(pair, h.exception, 0);
  b.CreateResume(b.CreateInsertValue(pair, h.selector, 1));
}

/// A call, or an invoke inside a handler.
CallBase *FunctionEmitter::createCall(FunctionCallee callee,
                                      ArrayRef<Value *> args) {
  CallBase *call;
  if (Handler *handler = handlerAt(controls.size())) {
    BasicBlock *next = createBlock();
    call = b.CreateInvoke(callee, next, landingPad(*handler), args);
    startBlock(next);
  } else {
    call = b.CreateCall(callee, args);
  }
  // Each call has its own return address, by which a backtrace knows it.
  call->addFnAttr(Attribute::NoMerge);
  return call;
}

//===--- Payloads --------------------------------------------------------===//

/// Pushes the values that \p exception, of \p tag, carries.
void FunctionEmitter::pushPayload(TagIdx tag, Value *exception) {
  unsigned word = slot::Exception::count;
  for (ValType type : wasm.funcType(wasm.tags[tag.value].type).params) {
    Value *address = b.CreateConstInBoundsGEP1_64(unit.i64(), exception, word);
    push(b.CreateAlignedLoad(unit.lower(type), address, Align(8)));
    word += type.isVec() ? 2 : 1;
  }
}

/// The exception has become an exnref.
void FunctionEmitter::keepException(Value *exception) {
  Value *kept = b.CreateConstInBoundsGEP1_64(unit.i64(), exception,
                                             slot::Exception::kept);
  b.CreateAlignedStore(b.getInt64(1), kept, Align(8));
}

CallInst *FunctionEmitter::dropException(Value *exception) {
  CallInst *call = b.CreateCall(unit.runtime(RuntimeCall::ExceptionDrop),
                                {instance, exception});
  call->setDoesNotThrow();
  return call;
}

//===--- Throwing --------------------------------------------------------===//

void FunctionEmitter::callThrowing(RuntimeCall id, ArrayRef<Value *> args) {
  SmallVector<Value *, 4> all{instance};
  all.append(args.begin(), args.end());
  CallBase *call = createCall(unit.runtime(id), all);
  call->setDoesNotReturn();
  b.CreateUnreachable();
  setUnreachable();
}

/// Puts the payload of an exception into the transfer buffer; returns the
/// number of its words.
Value *FunctionEmitter::storeException(TagIdx tag, ArrayRef<Value *> values) {
  unsigned word = 0;
  for (auto [type, value] :
       zip_equal(wasm.funcType(wasm.tags[tag.value].type).params, values)) {
    StoreInst *store =
        b.CreateAlignedStore(value, transferAddress(word), Align(8));
    unit.annotate(store, Region::Transfer);
    word += type.isVec() ? 2 : 1;
  }
  return b.getInt64(word);
}

void FunctionEmitter::throwTag(TagIdx tag, ArrayRef<Value *> values) {
  callThrowing(RuntimeCall::Throw, {instanceAddress(unit.layout.tag(tag)),
                                    storeException(tag, values)});
}

/// False if the tags may have the same identity. A tag that the module defines
/// is not one that it imports.
bool FunctionEmitter::areDifferent(TagIdx a, TagIdx b) const {
  return a != b &&
         (a.value >= wasm.importedTags || b.value >= wasm.importedTags);
}

/// If it is certain that a try_table of this function catches \p tag, without
/// its exnref, ends the block with a branch to where it does.
bool FunctionEmitter::branchToHandler(TagIdx tag) {
  for (size_t frame = controls.size(); frame--;) {
    Handler *h = controls[frame].handler.get();
    if (!h || !h->isOpen)
      continue;
    if (controls[frame].kind == Op::Try)
      return false; // its clauses are not known yet
    for (const CatchClause &clause : h->catches) {
      bool isAll = clause.kind == CatchClause::CatchAll;
      if (isAll || (clause.kind == CatchClause::Catch && clause.tag == tag)) {
        size_t values = wasm.funcType(wasm.tags[tag.value].type).params.size();
        if (isAll)
          popMany(values);
        branchTo(controls[frame - 1 - clause.label.value]);
        return true;
      }
      if (clause.kind == CatchClause::CatchAllRef ||
          !areDifferent(clause.tag, tag))
        return false;
    }
  }
  return false;
}

template <> void FunctionEmitter::emit<Op::Throw>(const Instr &i) {
  TagIdx tag(i.index);
  if (branchToHandler(tag))
    return setUnreachable();
  throwTag(tag, popMany(wasm.funcType(wasm.tags[i.index].type).params.size()));
}

template <> void FunctionEmitter::emit<Op::ThrowRef>(const Instr &) {
  Value *exception = pop();
  trapIf(b.CreateIsNull(exception), TrapCode::NullExceptionReference);
  callThrowing(RuntimeCall::ThrowRef, {exception});
}

//===--- try_table -------------------------------------------------------===//

template <> void FunctionEmitter::emit<Op::TryTable>(const Instr &i) {
  Control &frame = pushControl(Op::TryTable, i.block, nullptr);
  if (i.catches.empty())
    return;
  openHandler(frame);
  frame.handler->catches.assign(i.catches.begin(), i.catches.end());
}

/// Closes the try_table's handler and emits the branches of its clauses.
void FunctionEmitter::endTryTable() {
  Control &frame = controls.back();
  Handler &h = *frame.handler;
  if (reachable)
    branchTo(frame);
  reachable = false;
  bool isUsed = !h.pads.empty();
  for (const CatchClause &clause : h.catches) {
    bool isAll = clause.kind == CatchClause::CatchAll ||
                 clause.kind == CatchClause::CatchAllRef;
    h.clauses.push_back({isAll ? std::nullopt : std::optional(clause.tag),
                         isUsed ? createBlock() : nullptr});
    if (isAll)
      break;
  }
  closeHandler(h, handlerAt(controls.size() - 1));
  if (!isUsed)
    return b.ClearInsertionPoint();
  for (auto [clause, target] : zip(h.catches, h.clauses)) {
    operands.truncate(frame.height);
    startBlock(target.block);
    if (target.tag)
      pushPayload(*target.tag, h.reference);
    if (clause.kind == CatchClause::CatchRef ||
        clause.kind == CatchClause::CatchAllRef) {
      keepException(h.reference);
      push(h.reference);
    } else {
      dropException(h.reference);
    }
    // Labels count from outside of the try_table.
    branchTo(this->target(clause.label.value + 1));
  }
  operands.truncate(frame.height);
  b.ClearInsertionPoint();
}

//===--- Legacy exceptions -----------------------------------------------===//

template <> void FunctionEmitter::emit<Op::Try>(const Instr &i) {
  openHandler(pushControl(Op::Try, i.block, nullptr));
}

/// Ends what stands before a clause and starts the clause, whose body is
/// outside of the handler. False if nothing can get there.
bool FunctionEmitter::startClause(std::optional<TagIdx> tag) {
  Control &frame = controls.back();
  Handler &h = *frame.handler;
  if (reachable)
    branchTo(frame);
  operands.truncate(frame.height);
  h.isOpen = false;
  h.drop = nullptr;
  reachable = !h.pads.empty();
  if (!reachable) {
    b.ClearInsertionPoint();
    return false;
  }
  BasicBlock *block = createBlock();
  variables.follow(block, h.dispatch);
  h.clauses.push_back({tag, block});
  startBlock(block);
  return true;
}

/// What `rethrow` throws is a new exception with the same payload, so that this
/// one need not live on.
template <> void FunctionEmitter::emit<Op::Catch>(const Instr &i) {
  TagIdx tag(i.index);
  if (!startClause(tag))
    return;
  Handler &h = *controls.back().handler;
  size_t height = operands.size();
  pushPayload(tag, h.reference);
  h.payload.assign(operands.begin() + height, operands.end());
  dropException(h.reference);
}

template <> void FunctionEmitter::emit<Op::CatchAll>(const Instr &) {
  if (!startClause(std::nullopt))
    return;
  Handler &h = *controls.back().handler;
  h.drop = dropException(h.reference);
}

template <> void FunctionEmitter::emit<Op::Rethrow>(const Instr &i) {
  Handler &h = *target(i.index).handler;
  if (std::optional<TagIdx> tag = h.clauses.back().tag)
    return throwTag(*tag, h.payload);
  // Its payload is unknown here, so it has to stay. Where the clause is left
  // without throwing it again, it goes with the context.
  if (h.drop)
    h.drop->eraseFromParent();
  h.drop = nullptr;
  callThrowing(RuntimeCall::ThrowRef, {h.reference});
}

void FunctionEmitter::endTry(Handler *outer) {
  Control &frame = controls.back();
  if (reachable)
    branchTo(frame);
  reachable = false;
  closeHandler(*frame.handler, outer);
  b.ClearInsertionPoint();
}

/// As if the exception had been thrown at the label.
template <> void FunctionEmitter::emit<Op::Delegate>(const Instr &i) {
  // Labels count from outside of the try.
  endTry(handlerAt(controls.size() - 1 - i.index));
  endFrame();
}

} // namespace wfx
