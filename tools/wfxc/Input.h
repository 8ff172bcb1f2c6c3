//===- Input.h - A file that a command reads ------------------------------===//
//
// Keeps what errors are shown in while a file goes through the first stages.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Compile.h"

namespace wfx {

class Input {
public:
  /// Reads \p path and assembles it if it is text. Errors: readSource()'s,
  /// assemble()'s.
  llvm::Error read(llvm::StringRef path);

  /// The binary module.
  const ModuleBytes &module() const { return *bytes; }

  /// Prints \p error as an error in this file. Returns the exit status that
  /// says so.
  int report(llvm::Error error) const;

private:
  Source source; ///< until `bytes` has it
  std::unique_ptr<ModuleBytes> bytes;
};

} // namespace wfx
