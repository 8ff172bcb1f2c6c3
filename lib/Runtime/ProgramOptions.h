//===- ProgramOptions.h - Options that a compiled program takes -----------===//
//
// The environment variable WFX_OPTS adds to what the compiler baked into an
// executable:
//
//   --dir HOST::GUEST     preopen a directory (PATH: the same on both sides)
//   --env NAME[=VALUE]    set a variable (NAME: to its value in the process)
//   --stack-size N[k|m|g] size of the Wasm stack
//   --continuation-stack-size N[k|m|g]
//                         size of each continuation's stack
//   --max-continuations N how many may exist at a time; 0: any number
//
// `--option=value` is the same as `--option value`. Words are split as a shell
// does: by blanks, with '...', "..." and backslashes; nothing is expanded.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace wfx::rt {

/// Lists end with null. They begin with the baked-in entries.
struct ProgramOptions {
  const char *const *preopens = nullptr;
  const char *const *environment = nullptr;
  uint64_t stackSize = 0;
  uint64_t continuationStackSize = 0;
  uint64_t maxContinuations = 0;
  void *storage = nullptr; ///< of the lists above, unless they are baked in
};

/// Adds the options in \p text (null: none) to \p options, which holds the
/// baked-in ones. On failure returns false, writes one sentence (no newline) to
/// \p error and leaves \p options as it was.
bool parseProgramOptions(const char *text, ProgramOptions &options, char *error,
                         size_t errorSize);
void freeProgramOptions(ProgramOptions &options);

} // namespace wfx::rt
