//===- WastValue.h - Values of scripts and values of programs -------------===//
//
// Turns constants of a script into values, and holds results against the
// patterns that a script expects. A value's type is its letter in a signature
// (ABI/Layout.def).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Script.h"
#include "Runtime/Invoke.h"
#include <map>

namespace wfx {

/// The host references of a script: the same object for the same number each
/// time.
class HostObjects {
public:
  void *get(uint64_t number);
  bool contains(const void *reference) const;

private:
  /// An object's address is its identity; the low bit of a reference must be 0.
  struct alignas(16) Object {};
  std::map<uint64_t, std::unique_ptr<Object>> objects;
};

struct TypedValue {
  char letter;
  rt::Value value;
};
using TypedValues = std::vector<TypedValue>;

/// The letter of the type of \p value.
char letterOf(const ScriptValue &value);
/// The value of a constant: no pattern.
rt::Value toValue(const ScriptValue &constant, HostObjects &hostObjects);

/// True if \p value is what \p expected allows.
bool matches(const ScriptResult &expected, const TypedValue &value,
             HostObjects &hostObjects);

/// The text form, for messages.
std::string describe(const ScriptResult &expected);
std::string describe(const TypedValue &value);

} // namespace wfx
