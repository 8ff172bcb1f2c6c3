//===- Library.cpp - A module that C and C++ programs are linked with -----===//

#include "Library.h"
#include "HeaderC.h"
#include "HeaderCxx.h"
#include "Link.h"
#include "NameTable.h"
#include "Output.h"
#include "Compiler/WasiImports.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace wfx {

//===--- Files ------------------------------------------------------------===//

static std::string defaultOutput(const Options &options) {
  switch (options.emit) {
  case EmitKind::Archive:
    return "lib" + options.libraryName + ".a";
  case EmitKind::Shared:
    return "lib" + options.libraryName + ".so";
  default:
    return options.inputs[0] == "-"
               ? options.libraryName + ".o"
               : (sys::path::stem(options.inputs[0]) + ".o").str();
  }
}

/// There are several files, and the headers are beside the first one.
static Error checkPlainFile(StringRef output) {
  sys::fs::file_status status;
  if (output == "-")
    return usageError("a library is several files: it cannot be written to "
                      "standard output");
  if (!sys::fs::status(output, status) && sys::fs::exists(status) &&
      !sys::fs::is_regular_file(status) && !sys::fs::is_directory(status))
    return usageError("cannot write '" + output +
                      "': a library is several files, and this is no plain "
                      "file");
  return Error::success();
}

/// The headers name each other.
static Error checkHeaderName(StringRef name) {
  if (all_of(name, [](char c) { return isPrint(c) && c != '"' && c != '\\'; }))
    return Error::success();
  return usageError("no header can have the name '" + name +
                    "', which #include cannot name");
}

Expected<Library> Library::create(const Options &options) {
  Library library(options);
  library.output =
      options.output.empty() ? defaultOutput(options) : options.output;
  StringRef stem = options.emit == EmitKind::Library
                       ? sys::path::stem(library.output)
                       : StringRef(options.libraryName);
  SmallString<128> header(sys::path::parent_path(library.output));
  sys::path::append(header, stem + ".h");
  library.cHeader = header.str();
  library.cxxHeader = library.cHeader + "pp";
  if (library.output == library.cHeader || library.output == library.cxxHeader)
    return usageError("'" + library.output +
                      "' would be the library and its header");
  if (Error failed = checkPlainFile(library.output))
    return std::move(failed);
  if (Error failed = checkHeaderName(sys::path::filename(header)))
    return std::move(failed);
  if (options.stopAfter == Stage::Link)
    for (StringRef path : {library.output, library.cHeader, library.cxxHeader})
      if (Error failed = checkOutput(path, options.inputs[0]))
        return std::move(failed);
  return std::move(library);
}

//===--- Contents ---------------------------------------------------------===//

Error Library::describe(const ProgramModule &module) {
  interface = makeInterface(*module, options->libraryName);
  interface.cxxNamespace = options->libraryNamespace;
  interface.headerName = sys::path::filename(cHeader);
  names.name = interface.name;
  names.accessor = interface.name + "_module";
  for (const InterfaceItem &item : interface.exports)
    names.entries.push_back(
        item.kind == ExternKind::Func ? interface.entrySymbol(item) : "");
  auto wasi = wasiFunctions(*module);
  if (!wasi)
    return wasi.takeError();
  names.wasi = std::move(*wasi);
  return Error::success();
}

/// An object with the names that backtraces show.
static Expected<Object> makeNames(const ProgramModule &module,
                                  const Options &options) {
  auto machine = createTarget({"", options.cpu, options.level});
  if (!machine)
    return machine.takeError();
  LLVMContext context;
  llvm::Module names(module.name, context);
  names.setTargetTriple((*machine)->getTargetTriple());
  names.setDataLayout((*machine)->createDataLayout());
  names.setModuleInlineAsm(nameTable(module));
  return codegen(names, **machine);
}

Expected<Object> Library::join(std::vector<Object> objects,
                               const ProgramModule &module,
                               Report &report) const {
  auto table = makeNames(module, *options);
  if (!table)
    return table.takeError();
  objects.push_back(std::move(*table));
  std::vector<std::string> symbols{names.accessor};
  for (const std::string &entry : names.entries)
    if (!entry.empty())
      symbols.push_back(entry);
  return joinLibrary(objects, symbols, report);
}

static Expected<std::string> makeArchive(const Object &object,
                                         const std::string &member) {
  NewArchiveMember members[1] = {NewArchiveMember(
      MemoryBufferRef(StringRef(object.data(), object.size()), member))};
  auto archive = writeArchiveToBuffer(members, SymtabWritingMode::NormalSymtab,
                                      object::Archive::K_GNU,
                                      /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return archive.takeError();
  return (*archive)->getBuffer().str();
}

Expected<std::string> Library::contents(const Object &object,
                                        Report &report) const {
  switch (options->emit) {
  case EmitKind::Archive:
    return makeArchive(object, interface.name + ".o");
  case EmitKind::Shared:
    return linkShared(object, sys::path::filename(output), *options, report);
  default:
    return std::string(object.begin(), object.end());
  }
}

Error Library::write(std::vector<Object> objects, const ProgramModule &module,
                     Report &report) const {
  auto object = join(std::move(objects), module, report);
  if (!object)
    return object.takeError();
  auto file = contents(*object, report);
  if (!file)
    return file.takeError();
  return writeOutputs({{output, std::move(*file)},
                       {cHeader, cHeaderText(interface)},
                       {cxxHeader, cxxHeaderText(interface)}});
}

} // namespace wfx
