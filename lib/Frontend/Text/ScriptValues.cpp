//===- ScriptValues.cpp - Arguments and result patterns of scripts --------===//
//
// Constants as instructions write them, and what only results may have: NaN
// classes, references without a number, alternatives.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/AssembleInstr.h"
#include "Frontend/Text/Literals.h"
#include "Frontend/Text/ScriptParser.h"

using namespace llvm;

namespace wfx::text {

namespace {

/// The references that have no immediate, or an optional number.
std::optional<ScriptValue::Kind> referenceKind(Kw kw) {
  switch (kw) {
  case Kw::RefExtern:
    return ScriptValue::RefExtern;
  case Kw::RefHost:
    return ScriptValue::RefHost;
  case Kw::RefFunc:
    return ScriptValue::RefFunc;
  case Kw::RefStruct:
    return ScriptValue::RefStruct;
  case Kw::RefArray:
    return ScriptValue::RefArray;
  case Kw::RefEq:
    return ScriptValue::RefEq;
  case Kw::RefI31:
    return ScriptValue::RefI31;
  case Kw::RefAny:
    return ScriptValue::RefAny;
  case Kw::RefExn:
    return ScriptValue::RefExn;
  case Kw::RefCont:
    return ScriptValue::RefCont;
  default:
    return std::nullopt;
  }
}

/// A number or, in a pattern, a class of NaNs.
uint64_t floating(TokenCursor &in, bool is64, ScriptValue::Pattern &pattern,
                  bool patterns) {
  if (patterns && in.take(Kw::NanCanonical))
    pattern = ScriptValue::NanCanonical;
  else if (patterns && in.take(Kw::NanArithmetic))
    pattern = ScriptValue::NanArithmetic;
  else
    return in.floating(is64);
  return 0;
}

void vector(TokenCursor &in, ScriptValue &value, bool patterns) {
  std::optional<VectorShape> shape = vectorShape(keywordInfo(in.peek()).kw);
  if (!shape)
    return in.unexpected();
  uint32_t at = in.next().offset;
  value.laneShape = int8_t(shape->isFloat ? -int(shape->bits) : shape->bits);
  unsigned lanes = 128 / shape->bits;
  for (unsigned i = 0; i < lanes; ++i) {
    if (in.at(Tok::RParen))
      return in.fail(Diag::WrongLaneCount, at);
    uint64_t bits = shape->isFloat ? floating(in, shape->bits == 64,
                                              value.lanes[i], patterns)
                                   : in.integer(shape->bits);
    value.bits[i * shape->bits / 64] |= bits << (i * shape->bits % 64);
  }
}

/// Reads what follows `(ref.null`.
void nullReference(TokenCursor &in, ScriptValue &value, bool patterns) {
  if (std::optional<HeapType::Kind> heap = keywordInfo(in.peek()).heap) {
    value.heap = *heap;
    in.next();
  } else if (patterns && in.at(Tok::RParen)) {
    value.anyNull = true;
  } else {
    in.unexpected();
  }
}

ScriptValue parseValue(TokenCursor &in, bool patterns) {
  ScriptValue value;
  if (!in.at(Tok::LParen)) {
    in.unexpected();
    return value;
  }
  in.next();
  Kw kw = keywordInfo(in.peek()).kw;
  const Token &keyword = in.next();
  if (kw == Kw::I32Const) {
    value.bits[0] = in.integer(32);
  } else if (kw == Kw::I64Const) {
    value.kind = ScriptValue::I64;
    value.bits[0] = in.integer(64);
  } else if (kw == Kw::F32Const || kw == Kw::F64Const) {
    value.kind = kw == Kw::F32Const ? ScriptValue::F32 : ScriptValue::F64;
    value.bits[0] = floating(in, kw == Kw::F64Const, value.lanes[0], patterns);
  } else if (kw == Kw::V128Const) {
    value.kind = ScriptValue::V128;
    vector(in, value, patterns);
  } else if (kw == Kw::RefNull) {
    value.kind = ScriptValue::RefNull;
    nullReference(in, value, patterns);
  } else if (std::optional<ScriptValue::Kind> kind = referenceKind(kw)) {
    value.kind = *kind;
    value.hasNumber = in.at(Tok::Nat);
    if (value.hasNumber)
      value.bits[0] = in.nat64();
  } else {
    in.unexpected(keyword);
  }
  in.close();
  return value;
}

} // namespace

bool atScriptValue(const TokenCursor &in) { return in.at(Tok::LParen); }

ScriptValue parseArgument(TokenCursor &in) { return parseValue(in, false); }

ScriptResult parseResult(TokenCursor &in) {
  ScriptResult result;
  if (!in.takeOpen(Kw::Either)) {
    result.alternatives.push_back(parseValue(in, true));
    return result;
  }
  do
    result.alternatives.push_back(parseValue(in, true));
  while (atScriptValue(in));
  in.close();
  return result;
}

} // namespace wfx::text
