//===- Output.h - Files that are written ----------------------------------===//
//
// A result goes to a temporary file beside its place and is renamed when it is
// complete, so that nobody ever sees half of it, and an error or a signal
// leaves what was there before. What nothing can be renamed to (standard
// output, a pipe, a device) is written to directly.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace wfx {

/// What can be known before there is anything to write: \p output is in a
/// folder where files can be made, is none itself, and is not the file \p
/// input.
llvm::Error checkOutput(llvm::StringRef output, llvm::StringRef input);

/// A file and what is to be in it.
struct OutputFile {
  std::string path;
  std::string contents;
};
/// Writes plain files, all of them or, unless the system fails between the last
/// steps, none.
llvm::Error writeOutputs(llvm::ArrayRef<OutputFile> files);

/// Writes \p contents to \p output ("-" is standard output).
llvm::Error writeOutput(llvm::StringRef output, llvm::StringRef contents,
                        bool isExecutable = false);

/// Writes what is left for standard output. Errors: usageError if it, or
/// anything before it, could not be written.
llvm::Error flushStandardOutput();

} // namespace wfx
