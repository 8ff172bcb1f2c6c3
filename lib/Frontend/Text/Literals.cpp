//===- Literals.cpp - Numbers and strings of the text format --------------===//
//
// Converts literals to values. Decimal and hexadecimal floats are first brought
// to a short form with the same rounding (surplus digits become one sticky
// digit), so that the cost is linear in the literal and the exponent cannot
// overflow; llvm::APFloat does the rounding. Lexical structure beyond numbers
// is the lexer's.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Literals.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Error.h"

using namespace llvm;

namespace wfx::text {

namespace {

bool isDigitOf(char c, bool hex) { return hex ? isHexDigit(c) : isDigit(c); }

/// Drops `digit ('_'? digit)*` from the front of \p s.
bool dropDigits(StringRef &s, bool hex) {
  if (s.empty() || !isDigitOf(s.front(), hex))
    return false;
  size_t i = 1;
  while (i < s.size()) {
    size_t digit = s[i] == '_' ? i + 1 : i;
    if (digit >= s.size() || !isDigitOf(s[digit], hex))
      break;
    i = digit + 1;
  }
  s = s.drop_front(i);
  return true;
}

bool consumeSign(StringRef &s) {
  if (s.consume_front("-"))
    return true;
  s.consume_front("+");
  return false;
}

/// The digits and exponent of a float: value = 0.digits * base^exponent.
struct Digits {
  SmallString<64> digits;
  int64_t exponent = 0;
};

/// More digits than these cannot change how a value rounds, except that it
/// matters whether any of them is not zero. (A double's longest exact decimal
/// midpoint has 768 significant digits.)
constexpr size_t maxDigits = 800;

/// Collects \p s, `digits ('.' digits?)?`, without leading zeros.
Digits collectDigits(StringRef s) {
  Digits d;
  bool fraction = false, sticky = false;
  for (char c : s) {
    if (c == '_')
      continue;
    if (c == '.') {
      fraction = true;
      continue;
    }
    bool leadingZero = d.digits.empty() && c == '0';
    d.exponent += fraction ? (leadingZero ? -1 : 0) : (leadingZero ? 0 : 1);
    if (leadingZero)
      continue;
    if (d.digits.size() < maxDigits)
      d.digits.push_back(c);
    else
      sticky |= c != '0';
  }
  if (sticky)
    d.digits.push_back('1');
  return d;
}

/// Exponents saturate far outside of what a double holds, and far inside of
/// what the sum with the number of a literal's digits can overflow.
int64_t parseExponent(StringRef s) {
  bool negative = consumeSign(s);
  int64_t value = 0;
  for (char c : s)
    if (c != '_')
      value = std::min<int64_t>(value * 10 + (c - '0'), int64_t(1) << 50);
  return negative ? -value : value;
}

std::optional<uint64_t> parseNan(StringRef payload, bool is64, uint64_t sign) {
  unsigned mantissaBits = is64 ? 52 : 23;
  uint64_t exponent = is64 ? 0x7FFull << 52 : 0xFFull << 23;
  uint64_t bits = uint64_t(1) << (mantissaBits - 1);
  if (payload.consume_front(":")) {
    std::optional<uint64_t> value = parseNat(payload);
    if (!value || *value == 0 || *value >> mantissaBits)
      return std::nullopt;
    bits = *value;
  }
  return sign | exponent | bits;
}

} // namespace

NumberClass classifyNumber(StringRef s) {
  bool isSigned = !s.empty() && (s.front() == '+' || s.front() == '-');
  s = s.drop_front(isSigned);
  if (s == "inf" || s == "nan")
    return NumberClass::Float;
  if (s.consume_front("nan:0x"))
    return dropDigits(s, true) && s.empty() ? NumberClass::Float
                                            : NumberClass::None;
  bool hex = s.consume_front("0x");
  if (!dropDigits(s, hex))
    return NumberClass::None;
  if (s.empty())
    return isSigned ? NumberClass::Int : NumberClass::Nat;
  if (s.consume_front("."))
    dropDigits(s, hex);
  if (!s.empty()) {
    if (toLower(s.front()) != (hex ? 'p' : 'e'))
      return NumberClass::None;
    s = s.drop_front();
    consumeSign(s);
    if (!dropDigits(s, false) || !s.empty())
      return NumberClass::None;
  }
  return NumberClass::Float;
}

std::optional<uint64_t> parseNat(StringRef s) {
  unsigned base = s.consume_front("0x") ? 16 : 10;
  uint64_t value = 0;
  for (char c : s) {
    if (c == '_')
      continue;
    uint64_t digit = hexDigitValue(c);
    if (value > (UINT64_MAX - digit) / base)
      return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

std::optional<uint64_t> parseInt(StringRef s, unsigned bits) {
  bool negative = consumeSign(s);
  std::optional<uint64_t> magnitude = parseNat(s);
  uint64_t mask = bits == 64 ? UINT64_MAX : (uint64_t(1) << bits) - 1;
  uint64_t limit = negative ? uint64_t(1) << (bits - 1) : mask;
  if (!magnitude || *magnitude > limit)
    return std::nullopt;
  return (negative ? -*magnitude : *magnitude) & mask;
}

std::optional<uint64_t> parseFloat(StringRef s, bool is64) {
  bool negative = consumeSign(s);
  uint64_t sign = uint64_t(negative) << (is64 ? 63 : 31);
  if (s.consume_front("nan"))
    return parseNan(s, is64, sign);
  if (s == "inf")
    return sign | (is64 ? 0x7FFull << 52 : 0xFFull << 23);

  bool hex = s.consume_front("0x");
  auto [mantissa, exponent] = s.split(hex ? 'p' : 'e');
  if (mantissa.size() == s.size())
    std::tie(mantissa, exponent) = s.split(hex ? 'P' : 'E');
  Digits d = collectDigits(mantissa);
  if (d.digits.empty())
    return sign;
  int64_t scale = d.exponent * (hex ? 4 : 1) + parseExponent(exponent);
  scale = std::clamp<int64_t>(scale, -10000, 10000);

  APFloat value(is64 ? APFloat::IEEEdouble() : APFloat::IEEEsingle());
  SmallString<128> plain((hex ? Twine("0x0.") : Twine("0.")).str());
  plain += d.digits;
  plain += (hex ? 'p' : 'e') + itostr(scale);
  Expected<APFloat::opStatus> status =
      value.convertFromString(plain, APFloat::rmNearestTiesToEven);
  assert(status && "the lexer accepts only well-formed floats");
  if (*status & APFloat::opOverflow)
    return std::nullopt;
  return sign | value.bitcastToAPInt().getZExtValue();
}

std::string decodeString(StringRef token) {
  StringRef s = token.drop_front().drop_back();
  std::string out;
  out.reserve(s.size());
  while (!s.empty()) {
    size_t plain = std::min(s.find('\\'), s.size());
    out.append(s.data(), plain);
    s = s.drop_front(plain);
    if (s.empty())
      break;
    char c = s[1];
    if (isHexDigit(c)) {
      out.push_back(char(hexDigitValue(c) * 16 + hexDigitValue(s[2])));
      s = s.drop_front(3);
    } else if (c == 'u') {
      size_t close = s.find('}');
      std::optional<uint64_t> code = parseNat(("0x" + s.slice(3, close)).str());
      char buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT], *p = buffer;
      ConvertCodePointToUTF8(unsigned(*code), p);
      out.append(buffer, p - buffer);
      s = s.drop_front(close + 1);
    } else {
      out.push_back(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
      s = s.drop_front(2);
    }
  }
  return out;
}

} // namespace wfx::text
