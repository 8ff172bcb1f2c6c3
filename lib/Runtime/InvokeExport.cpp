//===- InvokeExport.cpp - Programs that call an export --------------------===//
//
// Integers are decimal or hexadecimal, signed or unsigned; floats as C reads
// them; vectors hexadecimal numbers of 128 bits. References cannot be given and
// print as what they are.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InvokeExport.h"
#include "Runtime/Text.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace wfx;
using namespace wfx::rt;

/// An integer of \p bits bits, from the least signed to the greatest unsigned
/// one.
static bool parseInteger(const char *text, unsigned bits, int64_t &value) {
  bool negative = *text == '-';
  const char *digits = text + (negative || *text == '+');
  if (*digits < '0' || *digits > '9')
    return false;
  char *end;
  errno = 0;
  int base = digits[0] == '0' && (digits[1] | 0x20) == 'x' ? 16 : 10;
  uint64_t magnitude = strtoull(digits, &end, base);
  uint64_t limit = negative     ? uint64_t(1) << (bits - 1)
                   : bits == 64 ? ~uint64_t(0)
                                : (uint64_t(1) << bits) - 1;
  if (errno || *end || magnitude > limit)
    return false;
  value = static_cast<int64_t>(negative ? 0 - magnitude : magnitude);
  return true;
}

/// "0x" and up to 32 digits, as vectors are printed.
static bool parseVector(const char *text, uint8_t (&bytes)[16]) {
  if (text[0] != '0' || (text[1] | 0x20) != 'x')
    return false;
  const char *digits = text + 2;
  size_t count = strlen(digits);
  if (!count || count > 2 * sizeof(bytes) ||
      strspn(digits, "0123456789abcdefABCDEF") != count)
    return false;
  for (size_t i = 0; i < count; ++i) {
    char digit = digits[count - 1 - i];
    unsigned value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    bytes[i / 2] |= uint8_t(value << (i % 2 * 4));
  }
  return true;
}

bool rt::parseValue(char letter, const char *text, Value &value) {
  value = {};
  char *end = nullptr;
  switch (letter) {
  case 'i': {
    int64_t wide;
    if (!parseInteger(text, 32, wide))
      return false;
    value.i32 = static_cast<int32_t>(wide);
    return true;
  }
  case 'I':
    return parseInteger(text, 64, value.i64);
  case 'f':
    value.f32 = strtof(text, &end);
    return end != text && !*end;
  case 'F':
    value.f64 = strtod(text, &end);
    return end != text && !*end;
  case 'v':
    return parseVector(text, value.v128);
  default:
    return false;
  }
}

/// The shortest digits that read back as the same value. NaNs and infinities as
/// the text format writes them.
template <class Float, class Parse>
static void printFloat(Text &out, Float value, int maxDigits, Parse parse) {
  if (value != value) {
    out << (__builtin_signbit(value) ? "-nan" : "nan");
    return;
  }
  char digits[40];
  int size = 0;
  for (int precision = 1; precision <= maxDigits; ++precision) {
    size = snprintf(digits, sizeof(digits), "%.*g", precision, double(value));
    if (parse(digits, nullptr) == value)
      break;
  }
  out << Text::Bytes{digits, static_cast<size_t>(size)};
}

size_t rt::printValue(char letter, const Value &value, char *buffer,
                      size_t capacity) {
  Text out(buffer, capacity);
  switch (letter) {
  case 'i':
    out << int64_t(value.i32);
    break;
  case 'I':
    out << value.i64;
    break;
  case 'f':
    printFloat(out, value.f32, 9, strtof);
    break;
  case 'F':
    printFloat(out, value.f64, 17, strtod);
    break;
  case 'v':
    out << "0x";
    for (int i = 15; i >= 0; --i)
      out << "0123456789abcdef"[value.v128[i] >> 4]
          << "0123456789abcdef"[value.v128[i] & 15];
    break;
  default:
    out << (value.words[0] ? "ref" : "null");
  }
  return out.size();
}

static bool parseArguments(const char *signature, const char *const *arguments,
                           size_t count, Value *values, Text &error) {
  size_t wanted = arityOf(signature).params;
  if (count != wanted) {
    error << "the function takes " << uint64_t(wanted) << " arguments, not "
          << uint64_t(count);
    return false;
  }
  for (size_t i = 0; i < count; ++i)
    if (!parseValue(signature[i], arguments[i], values[i])) {
      error << "argument " << uint64_t(i + 1) << ", '" << arguments[i]
            << "', is not a value of its type";
      return false;
    }
  return true;
}

static void printResults(const char *signature, const Value *values) {
  const char *letters = strchr(signature, ':') + 1;
  for (size_t i = 0; letters[i]; ++i) {
    char line[80];
    size_t size = printValue(letters[i], values[i], line, sizeof(line));
    Text out(line, sizeof(line));
    out << Text::Bytes{line, size} << '\n';
    out.flush(STDOUT_FILENO);
  }
}

static bool invokeWithText(abi::Context *context, const abi::FuncRef *function,
                           const char *const *arguments, size_t count,
                           Status *status, char *errorBuffer,
                           size_t errorSize) {
  const char *signature = function->type->signature;
  Arity arity = arityOf(signature);
  Text error(errorBuffer, errorSize);
  // One block for arguments and results.
  auto *values = static_cast<Value *>(
      calloc(arity.params + arity.results + 1, sizeof(Value)));
  bool fits = false;
  if (!values)
    error << "not enough memory for the arguments";
  else
    fits = parseArguments(signature, arguments, count, values, error);
  error.terminate();
  if (fits) {
    *status = invoke(context, function, values, values + arity.params);
    if (*status == Status::Returned)
      printResults(signature, values + arity.params);
  }
  free(values);
  return fits;
}

const InvokeEntry wfx::rt::wfx_invoke_entry = {invokeWithText};
