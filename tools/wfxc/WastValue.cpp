//===- WastValue.cpp - Values of scripts and values of programs -----------===//

#include "WastValue.h"
#include "Runtime/InvokeExport.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

void *HostObjects::get(uint64_t number) {
  std::unique_ptr<Object> &object = objects[number];
  if (!object)
    object = std::make_unique<Object>();
  return object.get();
}

bool HostObjects::contains(const void *reference) const {
  return any_of(objects, [&](const auto &entry) {
    return entry.second.get() == reference;
  });
}

//===--- Constants -------------------------------------------------------===//

namespace {

struct KindRow {
  char letter;
  const char *text;
};

/// By ScriptValue::Kind.
constexpr KindRow kinds[] = {
    {'i', "i32.const"},  {'I', "i64.const"},  {'f', "f32.const"},
    {'F', "f64.const"},  {'v', "v128.const"}, {'r', "ref.null"},
    {'r', "ref.extern"}, {'r', "ref.host"},   {'r', "ref.func"},
    {'r', "ref.struct"}, {'r', "ref.array"},  {'r', "ref.eq"},
    {'r', "ref.i31"},    {'r', "ref.any"},    {'r', "ref.exn"},
    {'c', "ref.cont"}};
static_assert(std::size(kinds) == ScriptValue::RefCont + 1);

bool isContinuationNull(const ScriptValue &value) {
  return value.kind == ScriptValue::RefNull && !value.anyNull &&
         (value.heap.kind == HeapType::Cont ||
          value.heap.kind == HeapType::NoCont);
}

} // namespace

char letterOf(const ScriptValue &value) {
  return isContinuationNull(value) ? 'c' : kinds[value.kind].letter;
}

rt::Value toValue(const ScriptValue &constant, HostObjects &hostObjects) {
  rt::Value value = {};
  switch (constant.kind) {
  case ScriptValue::RefExtern:
  case ScriptValue::RefHost:
    value.ref = hostObjects.get(constant.bits[0]);
    return value;
  default: // numbers; null is 0
    value.words[0] = constant.bits[0];
    value.words[1] = constant.bits[1];
    return value;
  }
}

//===--- Patterns --------------------------------------------------------===//

/// The float formats, by their size: the exponent with the mantissa's first
/// bit, which an arithmetic NaN has set, and the sign.
static uint64_t quietBits(unsigned bits) {
  return bits == 32 ? 0x7FC0'0000 : 0x7FF8'0000'0000'0000;
}

/// True if the lowest \p bits bits of \p value match.
static bool matchesLane(ScriptValue::Pattern pattern, uint64_t expected,
                        uint64_t value, unsigned bits) {
  uint64_t mask = maskTrailingOnes<uint64_t>(bits);
  uint64_t sign = uint64_t(1) << (bits - 1);
  value &= mask;
  switch (pattern) {
  case ScriptValue::Exact:
    return value == (expected & mask);
  case ScriptValue::NanCanonical:
    return (value & ~sign) == quietBits(bits);
  case ScriptValue::NanArithmetic:
    return (value & quietBits(bits)) == quietBits(bits);
  }
  llvm_unreachable("covered switch");
}

static bool matchesVector(const ScriptValue &expected, const rt::Value &value) {
  unsigned bits = std::abs(expected.laneShape);
  for (unsigned lane = 0; lane < 128 / bits; ++lane) {
    unsigned word = lane * bits / 64, shift = lane * bits % 64;
    if (!matchesLane(expected.lanes[lane], expected.bits[word] >> shift,
                     value.words[word] >> shift, bits))
      return false;
  }
  return true;
}

static bool matchesReference(const ScriptValue &expected, const void *reference,
                             HostObjects &hostObjects) {
  if (expected.kind == ScriptValue::RefNull)
    return !reference;
  bool isHost = hostObjects.contains(reference);
  switch (expected.kind) {
  case ScriptValue::RefExtern:
  case ScriptValue::RefHost:
    return isHost && (!expected.hasNumber ||
                      reference == hostObjects.get(expected.bits[0]));
  case ScriptValue::RefFunc:
  case ScriptValue::RefCont:
    return reference && !isHost;
  default: // no module that has such a value compiles
    return false;
  }
}

static bool matches(const ScriptValue &expected, const TypedValue &actual,
                    HostObjects &hostObjects) {
  // A null pattern without a type is for any reference.
  bool fitsAny = expected.kind == ScriptValue::RefNull && expected.anyNull &&
                 (actual.letter == 'r' || actual.letter == 'c');
  if (!fitsAny && letterOf(expected) != actual.letter)
    return false;
  uint64_t word = actual.value.words[0];
  switch (expected.kind) {
  case ScriptValue::I32:
  case ScriptValue::F32:
    return matchesLane(expected.lanes[0], expected.bits[0], word, 32);
  case ScriptValue::I64:
  case ScriptValue::F64:
    return matchesLane(expected.lanes[0], expected.bits[0], word, 64);
  case ScriptValue::V128:
    return matchesVector(expected, actual.value);
  default:
    return matchesReference(expected, actual.value.ref, hostObjects);
  }
}

bool matches(const ScriptResult &expected, const TypedValue &value,
             HostObjects &hostObjects) {
  return any_of(expected.alternatives, [&](const ScriptValue &alternative) {
    return matches(alternative, value, hostObjects);
  });
}

//===--- Messages --------------------------------------------------------===//

static std::string describe(char letter, const rt::Value &value) {
  char text[80];
  size_t size = rt::printValue(letter, value, text, sizeof(text));
  std::string result(text, size);
  if (letter == 'f')
    result += " = 0x" + utohexstr(uint32_t(value.words[0]), true);
  if (letter == 'F')
    result += " = 0x" + utohexstr(value.words[0], true);
  return result;
}

static std::string describe(const ScriptValue &expected) {
  std::string text = std::string("(") + kinds[expected.kind].text;
  if (letterOf(expected) == 'r' || letterOf(expected) == 'c') {
    if (expected.hasNumber)
      text += " " + utostr(expected.bits[0]);
    return text + ")";
  }
  if (expected.kind != ScriptValue::V128 &&
      expected.lanes[0] != ScriptValue::Exact)
    return text + (expected.lanes[0] == ScriptValue::NanCanonical
                       ? " nan:canonical)"
                       : " nan:arithmetic)");
  rt::Value value = {};
  value.words[0] = expected.bits[0];
  value.words[1] = expected.bits[1];
  return text + " " + describe(letterOf(expected), value) + ")";
}

std::string describe(const ScriptResult &expected) {
  if (expected.alternatives.size() == 1)
    return describe(expected.alternatives[0]);
  std::string text = "(either";
  for (const ScriptValue &alternative : expected.alternatives)
    text += " " + describe(alternative);
  return text + ")";
}

std::string describe(const TypedValue &value) {
  const KindRow *row = find_if(
      kinds, [&](const KindRow &row) { return row.letter == value.letter; });
  StringRef type = StringRef(row->text).split('.').first;
  return ("(" + type + " " + describe(value.letter, value.value) + ")").str();
}

} // namespace wfx
