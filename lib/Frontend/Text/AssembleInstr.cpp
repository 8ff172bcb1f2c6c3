//===- AssembleInstr.cpp - Instructions from text -------------------------===//
//
// Structure: flat and folded blocks, labels, and the order of operands and
// operators. Immediates are in AssembleImmediates.cpp.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/AssembleInstr.h"
#include "Frontend/Text/CustomText.h"

using namespace llvm;

namespace wfx::text {

void InstrAssembler::clear() {
  locals.clear();
  labelNames.clear();
  hints.clear();
  blockCount = 0;
}

void InstrAssembler::sequence(Encoder &to) { run(to, false); }
void InstrAssembler::folded(Encoder &to) { run(to, true); }

void InstrAssembler::run(Encoder &to, bool single) {
  out = &to;
  if (single && !in.at(Tok::LParen))
    return in.unexpected();
  bool started = false;
  while (!in.failed()) {
    Tok kind = in.peek().kind;
    if (frames.empty() && (single ? started : kind == Tok::RParen))
      break;
    started = true;
    if (kind == Tok::LParen)
      openFolded();
    else if (kind == Tok::RParen)
      closeFolded();
    else
      flat();
  }
  out->mark(in.offset());
  opcode(Op::End, *out);
}

//===----------------------------------------------------------------------===//
// Flat instructions
//===----------------------------------------------------------------------===//

void InstrAssembler::flat() {
  Op op = keywordInfo(in.peek()).op;
  if (!in.at(Tok::Keyword) || op == Op::Count || onlyFolded())
    return in.unexpected();
  switch (op) {
  case Op::Block:
  case Op::Loop:
  case Op::If:
  case Op::Try:
  case Op::TryTable:
    return flatBlock(op);
  case Op::Else:
    return flatElse();
  case Op::Catch:
  case Op::CatchAll:
    return flatCatch(op);
  case Op::Delegate:
    return flatDelegate();
  case Op::End:
    return flatEnd();
  default:
    mark(in.offset(), readBranchHint(m, in.position()));
    in.next();
    return plain(op, *out);
  }
}

void InstrAssembler::flatBlock(Op op) {
  mark(in.offset(), readBranchHint(m, in.position()));
  in.next();
  enterLabel(blockHead(op, *out));
  Frame frame{Frame::Flat};
  frame.op = op;
  frames.push_back(frame);
}

void InstrAssembler::flatElse() {
  Frame *frame = innermost();
  if (!frame || frame->kind != Frame::Flat || frame->op != Op::If ||
      frame->part != Frame::Start)
    return in.unexpected();
  frame->part = Frame::Else;
  out->mark(in.next().offset);
  opcode(Op::Else, *out);
  checkLabel();
}

void InstrAssembler::flatCatch(Op op) {
  Frame *frame = innermost();
  if (!frame || frame->kind != Frame::Flat || frame->op != Op::Try ||
      frame->part == Frame::CatchAll)
    return in.unexpected();
  frame->part = op == Op::CatchAll ? Frame::CatchAll : Frame::Catch;
  out->mark(in.next().offset);
  // The label may be repeated after `catch_all` only: an identifier behind
  // `catch` is its tag.
  plain(op, *out);
}

void InstrAssembler::flatEnd() {
  Frame *frame = innermost();
  if (!frame || frame->kind != Frame::Flat)
    return in.unexpected();
  uint32_t text = in.next().offset;
  checkLabel();
  frames.pop_back();
  end(text);
}

/// `delegate` ends a legacy try; its label is counted from outside of the try.
void InstrAssembler::flatDelegate() {
  Frame *frame = innermost();
  if (!frame || frame->kind != Frame::Flat || frame->op != Op::Try ||
      frame->part != Frame::Start)
    return in.unexpected();
  frames.pop_back();
  leaveLabel();
  out->mark(in.next().offset);
  plain(Op::Delegate, *out);
}

//===----------------------------------------------------------------------===//
// Folded instructions
//===----------------------------------------------------------------------===//

void InstrAssembler::openFolded() {
  if (Frame *frame = innermost(); frame && openPart(*frame))
    return;
  std::optional<uint8_t> hint = readBranchHint(m, in.position());
  in.next();
  Op op = keywordInfo(in.peek()).op;
  bool isPart = op == Op::Else || op == Op::End || op == Op::Catch ||
                op == Op::CatchAll || op == Op::Delegate;
  if (op == Op::Count || isPart)
    return in.unexpected();
  Frame frame{Frame::Plain};
  frame.op = op;
  frame.text = in.next().offset;
  frame.pendingBegin = pending.size();
  frame.hint = hint;
  switch (op) {
  case Op::Block:
  case Op::Loop:
  case Op::Try:
  case Op::TryTable:
    frame.kind = op == Op::Try ? Frame::Try : Frame::Block;
    mark(frame.text, hint);
    enterLabel(blockHead(op, *out));
    break;
  case Op::If:
    frame.kind = Frame::If;
    frame.label = blockHead(op, pending);
    break;
  default:
    plain(op, pending);
    break;
  }
  frames.push_back(frame);
}

/// Opens the next part of a folded `if` or `try` and returns true, or returns
/// false where operands or instructions may come. Fails where neither may.
bool InstrAssembler::openPart(Frame &frame) {
  Kw kw = in.openKw();
  if (frame.kind == Frame::If) {
    if (kw == Kw::Then && frame.part == Frame::Start) {
      emitPending(frame);
      enterLabel(frame.label);
      openArm(frame, Frame::Then);
    } else if (kw == Kw::Else && frame.part == Frame::Then) {
      out->mark(in.peek(1).offset);
      opcode(Op::Else, *out);
      openArm(frame, Frame::Else);
    } else if (frame.part == Frame::Start) {
      return false;
    } else {
      in.unexpected(in.peek(1));
    }
    return true;
  }
  if (frame.kind != Frame::Try)
    return false;
  bool catches = frame.part == Frame::Do || frame.part == Frame::Catch;
  if (kw == Kw::Do && frame.part == Frame::Start)
    openArm(frame, Frame::Do);
  else if (kw == Kw::Catch && catches)
    openArm(frame, Frame::Catch);
  else if (kw == Kw::CatchAll && catches)
    openArm(frame, Frame::CatchAll);
  else if (kw == Kw::Delegate && frame.part == Frame::Do)
    foldedDelegate(frame);
  else
    in.unexpected(in.peek(1));
  return true;
}

void InstrAssembler::openArm(Frame &frame, Frame::Part part) {
  frame.part = part;
  in.next();
  uint32_t text = in.next().offset;
  if (part == Frame::Catch || part == Frame::CatchAll) {
    out->mark(text);
    plain(part == Frame::Catch ? Op::Catch : Op::CatchAll, *out);
  }
  frames.push_back(Frame{Frame::Arm});
}

void InstrAssembler::foldedDelegate(Frame &frame) {
  frame.part = Frame::Delegate;
  leaveLabel();
  in.next();
  out->mark(in.next().offset);
  plain(Op::Delegate, *out);
  in.close();
}

void InstrAssembler::closeFolded() {
  Frame frame = frames.back();
  bool unfinished = (frame.kind == Frame::If || frame.kind == Frame::Try) &&
                    frame.part == Frame::Start;
  if (frame.kind == Frame::Flat || unfinished)
    return in.unexpected();
  uint32_t text = in.next().offset;
  frames.pop_back();
  if (frame.kind == Frame::Plain)
    emitPending(frame);
  else if (frame.kind != Frame::Arm && frame.part != Frame::Delegate)
    end(text);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void InstrAssembler::mark(uint32_t text, std::optional<uint8_t> hint) {
  out->mark(text);
  if (hint)
    hints.push_back({out->size(), *hint});
}

void InstrAssembler::end(uint32_t text) {
  out->mark(text);
  opcode(Op::End, *out);
  leaveLabel();
}

void InstrAssembler::emitPending(const Frame &frame) {
  mark(frame.text, frame.hint);
  out->raw(ArrayRef(pending.bytes).drop_front(frame.pendingBegin));
  pending.bytes.resize(frame.pendingBegin);
}

/// True where the grammar allows folded instructions only: among operands.
bool InstrAssembler::onlyFolded() const {
  if (frames.empty())
    return false;
  Frame::Kind kind = frames.back().kind;
  return kind == Frame::Plain || kind == Frame::If || kind == Frame::Try;
}

/// Reads what follows the keyword of a structured instruction, writes its head
/// and returns its label, which is not in scope yet: the clauses of try_table
/// count labels from outside of it.
Id InstrAssembler::blockHead(Op op, Encoder &to) {
  opcode(op, to);
  Id id = in.takeId();
  blockType(to);
  if (op == Op::TryTable)
    catches(to);
  return id;
}

void InstrAssembler::enterLabel(Id id) {
  uint32_t hidden = 0;
  if (id) {
    uint32_t &entry = labelByName[id.name];
    hidden = entry;
    entry = uint32_t(labels.size()) + 1;
    labelNames.push_back({blockCount, id.name});
  }
  labels.push_back({id.name, hidden});
  ++blockCount;
}

void InstrAssembler::leaveLabel() {
  Label label = labels.back();
  labels.pop_back();
  if (label.hidden)
    labelByName[label.name] = label.hidden;
  else if (!label.name.empty())
    labelByName.erase(label.name);
}

/// The identifier behind `else` and `end` must repeat that of the block.
void InstrAssembler::checkLabel() {
  Id id = in.takeId();
  if (id && id.name != labels.back().name)
    in.fail(Diag::MismatchingLabel, id.offset);
}

} // namespace wfx::text
