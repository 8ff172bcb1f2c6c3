//===- Output.cpp - Files that are written --------------------------------===//

#include "Output.h"
#include "Support/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

static Error cannotWrite(StringRef path, const Twine &why) {
  return usageError("cannot write '" + path + "': " + why);
}

/// True if a rename is the way to write \p output. Renaming to a device or a pipe
/// would put a file in its place.
static bool isRenamedTo(StringRef output) {
  sys::fs::file_status status;
  if (output == "-")
    return false;
  return sys::fs::status(output, status) || !sys::fs::exists(status) ||
         sys::fs::is_regular_file(status);
}

static StringRef folderOf(StringRef path) {
  StringRef folder = sys::path::parent_path(path);
  return folder.empty() ? "." : folder;
}

/// Writes all of \p contents and tells whether that worked. A stream that failed
/// and was not asked would end the process.
static std::error_code writeTo(raw_fd_ostream &os, StringRef contents) {
  os << contents;
  os.flush();
  std::error_code failed = os.error();
  os.clear_error();
  return failed;
}

//===--- Temporary files ---------------------------------------------------===//

Expected<TemporaryFile> TemporaryFile::create(StringRef contents) {
  TemporaryFile file;
  int fd;
  if (auto failed = sys::fs::createTemporaryFile("wfxc", "o", fd, file.path))
    return usageError("cannot make a temporary file: " + failed.message());
  sys::RemoveFileOnSignal(file.path);
  raw_fd_ostream os(fd, /*shouldClose=*/true);
  if (auto failed = writeTo(os, contents))
    return cannotWrite(file.path, failed.message());
  return std::move(file);
}

Expected<TemporaryFile> TemporaryFile::createFor(StringRef output) {
  if (!isRenamedTo(output))
    return create("");
  TemporaryFile file;
  int fd;
  if (auto failed = sys::fs::createUniqueFile(
          output + ".tmp%%%%%%", fd, file.path, sys::fs::OF_None,
          sys::fs::all_read | sys::fs::all_write)) {
    file.path.clear();
    return cannotWrite(output, failed.message());
  }
  sys::RemoveFileOnSignal(file.path);
  sys::Process::SafelyCloseFileDescriptor(fd);
  return std::move(file);
}

TemporaryFile::~TemporaryFile() {
  if (path.empty())
    return;
  sys::fs::remove(path);
  sys::DontRemoveFileOnSignal(path);
}

Error TemporaryFile::moveTo(StringRef output) {
  if (!isRenamedTo(output)) {
    auto buffer = MemoryBuffer::getFile(path);
    if (!buffer)
      return usageError("cannot read '" + path + "': " + buffer.getError().message());
    return writeOutput(output, (*buffer)->getBuffer());
  }
  if (auto failed = sys::fs::rename(path, output))
    return cannotWrite(output, failed.message());
  sys::DontRemoveFileOnSignal(path);
  path.clear();
  return Error::success();
}

//===--- Results -----------------------------------------------------------===//

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
  if (auto failed = sys::fs::access(folderOf(output), sys::fs::AccessMode::Write))
    return cannotWrite(output, failed.message());
  return Error::success();
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

Error writeOutput(StringRef output, StringRef contents) {
  if (output == "-") {
    if (sys::Process::StandardOutIsDisplayed() && contents.contains('\0'))
      return usageError("will not write binary data to a terminal (try -o FILE)");
    outs() << contents;
    return flushStandardOutput();
  }
  if (!isRenamedTo(output))
    return writeThrough(output, contents);
  auto file = TemporaryFile::createFor(output);
  if (!file)
    return file.takeError();
  std::error_code failed;
  raw_fd_ostream os(file->path, failed);
  if (!failed)
    failed = writeTo(os, contents);
  if (failed)
    return cannotWrite(output, failed.message());
  return file->moveTo(output);
}

Error flushStandardOutput() {
  if (auto failed = writeTo(outs(), ""))
    return usageError("cannot write to standard output: " + failed.message());
  return Error::success();
}

} // namespace wfx
