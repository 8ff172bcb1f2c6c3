//===- Output.cpp - Files that are written --------------------------------===//

#include "Output.h"
#include "Support/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <vector>

using namespace llvm;

namespace wfx {

static Error cannotWrite(StringRef path, const Twine &why) {
  return usageError("cannot write '" + path + "': " + why);
}

/// True if a rename is the way to write \p output. Renaming to a device or a
/// pipe would put a file in its place.
static bool isRenamedTo(StringRef output) {
  sys::fs::file_status status;
  return sys::fs::status(output, status) || !sys::fs::exists(status) ||
         sys::fs::is_regular_file(status);
}

static StringRef folderOf(StringRef path) {
  StringRef folder = sys::path::parent_path(path);
  return folder.empty() ? "." : folder;
}

/// Writes all of \p contents. A stream that has failed and was not asked would
/// end the process.
static std::error_code writeTo(raw_fd_ostream &os, StringRef contents) {
  os << contents;
  os.flush();
  std::error_code failed = os.error();
  os.clear_error();
  return failed;
}

Error checkOutput(StringRef output, StringRef input) {
  if (output == "-")
    return Error::success();
  if (sys::fs::is_directory(output))
    return cannotWrite(output, "it is a folder");
  bool isSame = false;
  if (!sys::fs::equivalent(output, input, isSame) && isSame)
    return cannotWrite(output, "it is the input");
  if (!isRenamedTo(output))
    return Error::success();
  if (auto failed =
          sys::fs::access(folderOf(output), sys::fs::AccessMode::Write))
    return cannotWrite(output, failed.message());
  return Error::success();
}

static Error writeToStandardOutput(StringRef contents) {
  if (sys::Process::StandardOutIsDisplayed() && contents.contains('\0'))
    return usageError("will not write binary data to a terminal (try -o FILE)");
  outs() << contents;
  return flushStandardOutput();
}

/// Writes to what is there already and is no plain file.
static Error writeThrough(StringRef output, StringRef contents) {
  std::error_code failed;
  raw_fd_ostream os(output, failed, sys::fs::CD_OpenExisting, sys::fs::FA_Write,
                    sys::fs::OF_None);
  if (!failed)
    failed = writeTo(os, contents);
  return failed ? cannotWrite(output, failed.message()) : Error::success();
}

/// Writes a file beside \p output, which goes when a signal ends the process.
static Expected<sys::fs::TempFile>
writeTemporary(StringRef output, StringRef contents, bool isExecutable) {
  unsigned mode = sys::fs::all_read | sys::fs::all_write;
  if (isExecutable)
    mode |= sys::fs::all_exe;
  auto file = sys::fs::TempFile::create(output + ".tmp%%%%%%", mode);
  if (!file)
    return cannotWrite(output, toString(file.takeError()));
  raw_fd_ostream os(file->FD, /*shouldClose=*/false);
  if (auto failed = writeTo(os, contents)) {
    consumeError(file->discard());
    return cannotWrite(output, failed.message());
  }
  return std::move(*file);
}

static Error keep(sys::fs::TempFile &file, StringRef output) {
  if (Error failed = file.keep(output))
    return cannotWrite(output, toString(std::move(failed)));
  return Error::success();
}

Error writeOutput(StringRef output, StringRef contents, bool isExecutable) {
  if (output == "-")
    return writeToStandardOutput(contents);
  if (!isRenamedTo(output))
    return writeThrough(output, contents);
  auto file = writeTemporary(output, contents, isExecutable);
  if (!file)
    return file.takeError();
  return keep(*file, output);
}

Error writeOutputs(ArrayRef<OutputFile> files) {
  std::vector<sys::fs::TempFile> written;
  Error failure = Error::success();
  for (const OutputFile &file : files) {
    auto temporary = writeTemporary(file.path, file.contents, false);
    if (temporary)
      written.push_back(std::move(*temporary));
    else
      failure = joinErrors(std::move(failure), temporary.takeError());
    if (!temporary)
      break;
  }
  for (auto [file, temporary] : zip(files, written)) {
    if (failure)
      consumeError(temporary.discard());
    else
      failure = keep(temporary, file.path);
  }
  return failure;
}

Error flushStandardOutput() {
  if (auto failed = writeTo(outs(), ""))
    return usageError("cannot write to standard output: " + failed.message());
  return Error::success();
}

} // namespace wfx
