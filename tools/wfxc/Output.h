//===- Output.h - Files that are written ----------------------------------===//
//
// A result goes to a temporary file beside its place and is renamed when it is
// complete, so that nobody ever sees half of it, and an error or a signal leaves
// what was there before. Where nothing can be renamed to (standard output, a pipe, a
// device), it is copied.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"

namespace wfx {

/// A file that goes with the object, also when a signal ends the process.
class TemporaryFile {
public:
  /// In the system's folder for such files, with \p contents.
  static llvm::Expected<TemporaryFile> create(llvm::StringRef contents);
  /// An empty one, for what is to become \p output: beside it, if it can be renamed
  /// to it.
  static llvm::Expected<TemporaryFile> createFor(llvm::StringRef output);

  TemporaryFile(TemporaryFile &&other) : path(std::exchange(other.path, {})) {}
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  /// Turns the file, which was made for \p output, into it.
  llvm::Error moveTo(llvm::StringRef output);

  llvm::SmallString<128> path;

private:
  TemporaryFile() = default;
};

/// What can be known before there is anything to write: \p output is in a folder
/// where files can be made, is none itself, and is not the file \p input.
llvm::Error checkOutput(llvm::StringRef output, llvm::StringRef input);

/// Writes \p contents to \p output ("-" is standard output).
llvm::Error writeOutput(llvm::StringRef output, llvm::StringRef contents);

/// Writes what is left for standard output. Errors: usageError if it, or anything
/// before it, could not be written.
llvm::Error flushStandardOutput();

} // namespace wfx
