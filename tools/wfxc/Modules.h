//===- Modules.h - The modules of a program -------------------------------===//
//
// A program is one module, or several of which each may import from those
// before it. They are read, checked and linked with each other here, before
// anything is compiled.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Input.h"
#include "Options.h"

namespace wfx {

/// What an import is linked with; as in LinkDesc.
struct ImportLink {
  abi::LinkKind kind = abi::LinkHost;
  llvm::StringRef symbol; ///< LinkHost: the C function
  unsigned module = 0, index = 0;
};

/// One of a program's modules.
struct ProgramModule {
  std::string name; ///< what others import from it as
  std::string path;
  std::string fileName; ///< in debug information, unique in the program
  std::string prefix;   ///< of its symbols
  Input input;
  std::optional<ValidModule> valid;
  std::vector<ImportLink> links; ///< by import

  const Module &operator*() const { return **valid; }
  /// True if it imports thread-spawn.
  bool startsThreads() const;
};

/// The modules of a program in order of instantiation: libraries that come with
/// wfxc, what --link names, further inputs once arrange() has sorted them, then the main
/// module. What goes wrong in one of
/// them is shown in its file.
class Modules {
public:
  explicit Modules(const Options &options);

  /// Errors: Input::read()'s.
  llvm::Error read();
  /// Errors: checkModule()'s; usageError for names that are not unique.
  llvm::Error check(Report &report);
  /// Finds the main module among several inputs, and sorts the others. Errors:
  /// usageError, Unlinkable diagnostics.
  llvm::Error arrange();
  /// Adds the libraries that come with wfxc, as far as the modules import from
  /// them, and finds what every import refers to. Errors: Unlinkable
  /// diagnostics.
  llvm::Error link(Report &report);

  size_t size() const { return modules.size(); }
  ProgramModule &operator[](size_t i) { return *modules[i]; }
  const ProgramModule &operator[](size_t i) const { return *modules[i]; }
  ProgramModule &main() { return *modules.back(); }
  const ProgramModule &main() const { return *modules.back(); }

  /// Calls \p step for every module up to the first error.
  template <class Step> llvm::Error each(Step step) {
    for (auto &module : modules) {
      current = module.get();
      if (llvm::Error failed = step(*module))
        return failed;
    }
    return llvm::Error::success();
  }

  /// The options for compiling \p module.
  CompileOptions compileOptions(const ProgramModule &module) const;

  /// Prints \p error, in the file of the module that was worked on last.
  /// Returns the exit status that says so.
  int report(llvm::Error error) const;

private:
  void add(llvm::StringRef name, llvm::StringRef path);
  void setPrefixes();
  llvm::Error checkNames() const;
  llvm::Error findMain();
  llvm::Error checkNothingImportsMain();
  llvm::Error check(ProgramModule &module, Report &report);
  bool isLinked(llvm::StringRef name) const;
  /// The file of a library that is imported from and not linked; empty if there
  /// is none.
  std::string missingLibrary() const;
  /// What \p import of module \p importer refers to. The links of those before
  /// it are known.
  llvm::Expected<ImportLink> find(unsigned importer,
                                  const Import &import) const;
  llvm::Expected<ImportLink> findMemory(unsigned importer,
                                        const Import &import) const;
  /// The same where module \p number is to export it.
  llvm::Expected<ImportLink>
  findExport(const Module &module, const Import &import, unsigned number) const;
  /// An export, or if it is an import that is exported again, the one that it
  /// comes from: that one's type counts.
  std::pair<const Module *, const Export *> origin(unsigned number,
                                                   unsigned index) const;

  const Options &options;
  std::vector<std::unique_ptr<ProgramModule>> modules;
  const ProgramModule *current;
};

} // namespace wfx
