//===- Library.h - A module that C and C++ programs are linked with -------===//
//
// The files of a library: an object, an archive or a shared object, and the
// headers that declare what it has (docs/embedding.md).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Interface.h"
#include "Modules.h"

namespace wfx {

class Library {
public:
  /// Errors: usageError where the files cannot be written.
  static llvm::Expected<Library> create(const Options &options);

  /// Finds the interface of \p module. Errors: Unlinkable diagnostics for
  /// imports of WASI that are not what WASI has.
  llvm::Error describe(const ProgramModule &module);

  /// For EmitOptions, once the module is described.
  const LibrarySymbols &symbols() const { return names; }

  /// Makes the files of the module's \p objects. Errors: usageError.
  llvm::Error write(std::vector<Object> objects, const ProgramModule &module,
                    Report &report) const;

private:
  explicit Library(const Options &options) : options(&options) {}
  llvm::Expected<Object> join(std::vector<Object> objects,
                              const ProgramModule &module,
                              Report &report) const;
  llvm::Expected<std::string> contents(const Object &object,
                                       Report &report) const;

  const Options *options;
  std::string output, cHeader, cxxHeader; ///< paths
  Interface interface;
  LibrarySymbols names;
};

} // namespace wfx
