//===- InvokeExport.h - Programs that call an export ----------------------===//
//
// What `--invoke` links into an executable: arguments from the command line,
// results to standard output. ProgramDesc::invokeEntry points to the entry
// where it is used, so that other programs do not link it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Invoke.h"

namespace wfx::rt {

struct InvokeEntry {
  /// Calls \p function with \p count arguments as text. Prints the results one
  /// to a line. If the arguments do not fit the function's type, says so in \p
  /// error and returns false without calling it.
  bool (*invoke)(abi::Context *, const abi::FuncRef *function,
                 const char *const *arguments, size_t count, Status *status,
                 char *error, size_t errorSize);
};
extern "C" const InvokeEntry wfx_invoke_entry;

/// Prints \p value of the type with signature letter \p letter as `--invoke`
/// does. Returns the number of bytes, less than \p capacity; no terminator.
size_t printValue(char letter, const Value &value, char *buffer,
                  size_t capacity);

/// Parses an argument; false if \p text is no value of that type.
bool parseValue(char letter, const char *text, Value &value);

} // namespace wfx::rt
