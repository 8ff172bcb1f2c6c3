//===- Link.h - From objects to a file ------------------------------------===//
//
// Links with lld in this process. The runtime archive and the start object are
// found relative to the running wfxc; libc is the system's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lowering/Lower.h"
#include "Options.h"
#include "Compiler/Report.h"

namespace wfx {

/// A file or folder that belongs to this wfxc, in the build tree or after
/// installation: \p name in the folder lib/wfx (or the distribution's library
/// folder) beside the one that wfxc is in. Errors: usageError.
llvm::Expected<std::string> findOwnFile(llvm::StringRef name);

/// Links \p objects to an executable at \p output. Errors: usageError for
/// missing parts of the toolchain or the system, and with lld's own words.
llvm::Error linkExecutable(llvm::ArrayRef<Object> objects,
                           llvm::StringRef output, const Options &options,
                           Report &report);

/// The bytes of a shared object called \p name, made of \p object. Errors as
/// above.
llvm::Expected<std::string> linkShared(const Object &object,
                                       llvm::StringRef name,
                                       const Options &options, Report &report);

/// Joins the objects of a library to one, in which only \p symbols are global.
/// Errors as above.
llvm::Expected<Object> joinLibrary(llvm::ArrayRef<Object> objects,
                                   llvm::ArrayRef<std::string> symbols,
                                   Report &report);

/// Joins \p objects to one relocatable object. Errors as above.
llvm::Expected<Object> joinObjects(std::vector<Object> objects, Report &report);

} // namespace wfx
