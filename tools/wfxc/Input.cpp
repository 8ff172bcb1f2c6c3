//===- Input.cpp - A file that a command reads ----------------------------===//

#include "Input.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

Error Input::read(StringRef path) {
  auto read = readSource(path);
  if (!read)
    return read.takeError();
  source = std::move(*read);
  auto converted = toBytes(std::move(source));
  if (!converted)
    return converted.takeError();
  bytes = std::move(*converted);
  return Error::success();
}

int Input::report(Error error) const {
  const Source &shown = bytes ? bytes->source : source;
  bool wasRead = !shown.name.empty();
  reportError(errs(), std::move(error), wasRead ? &shown : nullptr,
              bytes ? &bytes->map : nullptr);
  return 1;
}

} // namespace wfx
