//===- TokenCursor.cpp - Reading tokens, with a sticky error --------------===//
//
// The primitive steps of every parser of the text format.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/TokenCursor.h"
#include "Frontend/Text/Literals.h"
#include "Support/Cursor.h"

using namespace llvm;

namespace wfx::text {

/// A token in a message can be megabytes long.
static constexpr size_t maxDetail = 200;

bool TokenCursor::take(Kw kw) {
  if (!at(kw))
    return false;
  next();
  return true;
}

bool TokenCursor::takeOpen(Kw kw) {
  if (!atOpen(kw))
    return false;
  next();
  next();
  return true;
}

void TokenCursor::expect(Kw kw) {
  if (!take(kw))
    unexpected();
}

void TokenCursor::expectOpen(Kw kw) {
  if (!at(Tok::LParen))
    return unexpected();
  next();
  expect(kw);
}

void TokenCursor::close() {
  if (!at(Tok::RParen))
    return unexpected();
  next();
}

void TokenCursor::skipPastClose() {
  for (uint64_t depth = 1; depth > 0;) {
    const Token &token = next();
    if (token.kind == Tok::LParen)
      ++depth;
    else if (token.kind == Tok::RParen)
      --depth;
    else if (token.kind == Tok::Eof || token.kind == Tok::Error)
      return unexpected(token);
  }
}

Id TokenCursor::takeId() {
  if (!at(Tok::Id))
    return {};
  const Token &token = next();
  StringRef raw = text(token).drop_front();
  if (raw.front() == '"')
    raw = saver.save(decodeString(raw));
  return {raw, token.offset};
}

std::string TokenCursor::string() {
  if (!at(Tok::String)) {
    unexpected();
    return {};
  }
  return decodeString(text(next()));
}

std::string TokenCursor::name() {
  uint32_t at = offset();
  std::string value = string();
  if (!isValidUTF8(value))
    fail(Diag::MalformedUTF8, at);
  return value;
}

std::string TokenCursor::strings() {
  std::string value;
  while (at(Tok::String))
    value += decodeString(text(next()));
  return value;
}

uint32_t TokenCursor::nat32() {
  uint32_t at = offset();
  if (!this->at(Tok::Nat)) {
    unexpected();
    return 0;
  }
  std::optional<uint64_t> value = parseNat(text(next()));
  if (!value || *value > UINT32_MAX) {
    fail(Diag::I32OutOfRange, at);
    return 0;
  }
  return uint32_t(*value);
}

uint64_t TokenCursor::nat64() {
  uint32_t at = offset();
  if (!this->at(Tok::Nat)) {
    unexpected();
    return 0;
  }
  std::optional<uint64_t> value = parseNat(text(next()));
  if (!value)
    fail(Diag::I64OutOfRange, at);
  return value.value_or(0);
}

uint64_t TokenCursor::integer(const Token &token, unsigned bits) {
  if (token.kind != Tok::Nat && token.kind != Tok::Int) {
    unexpected(token);
    return 0;
  }
  std::optional<uint64_t> value = parseInt(text(token), bits);
  if (!value)
    fail(Diag::ConstantOutOfRange, token.offset);
  return value.value_or(0);
}

uint64_t TokenCursor::floating(const Token &token, bool is64) {
  if (token.kind != Tok::Nat && token.kind != Tok::Int &&
      token.kind != Tok::Float) {
    unexpected(token);
    return 0;
  }
  std::optional<uint64_t> value = parseFloat(text(token), is64);
  if (!value)
    fail(Diag::ConstantOutOfRange, token.offset);
  return value.value_or(0);
}

void TokenCursor::fail(Diag id, uint64_t offset, const Twine &detail) {
  if (failed())
    return;
  failure = {id, offset, detail.str()};
  if (failure->detail.size() > maxDetail)
    failure->detail = failure->detail.substr(0, maxDetail) + "...";
  pos = last;
}

void TokenCursor::unexpected(const Token &token) {
  switch (token.kind) {
  case Tok::Error:
    return fail(list.failure->id, list.failure->offset, list.failure->detail);
  case Tok::Eof:
    return fail(Diag::UnexpectedEnd, token.offset);
  case Tok::Reserved:
    return fail(Diag::UnknownOperator, token.offset, text(token));
  default:
    return fail(Diag::UnexpectedToken, token.offset);
  }
}

Error TokenCursor::takeError() {
  if (!failed())
    return Error::success();
  return errorInText(failure->id, failure->offset, failure->detail);
}

} // namespace wfx::text
