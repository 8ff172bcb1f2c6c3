//===- Modules.cpp - The modules of a program -----------------------------===//

#include "Modules.h"
#include "Compiler/WasiImports.h"
#include "Frontend/MatchImport.h"
#include "Link.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace wfx {

//===--- Reading and checking ---------------------------------------------===//

Modules::Modules(const Options &options) : options(options) {
  for (const LinkedFile &file : options.links)
    add(file.name, file.path);
  for (StringRef path : options.inputs)
    add("", path);
  setPrefixes();
  if (options.makesLibrary()) {
    // Unique in a program, as its symbols are.
    main().name = main().prefix = options.libraryName;
    main().fileName = options.libraryName + ".wasm";
  }
  current = modules.front().get();
}

void Modules::add(StringRef name, StringRef path) {
  auto module = std::make_unique<ProgramModule>();
  StringRef stem = sys::path::stem(path);
  module->name = name.empty() ? stem.str() : name.str();
  module->path = path.str();
  // Without folders: the same input gives the same bytes everywhere.
  auto isTaken = [&](const std::string &fileName) {
    return any_of(modules, [&](const auto &other) {
      return other->fileName == fileName;
    });
  };
  module->fileName = (stem + ".wasm").str();
  for (unsigned n = 2; isTaken(module->fileName); ++n)
    module->fileName = (stem + "." + Twine(n) + ".wasm").str();
  modules.push_back(std::move(module));
}

void Modules::setPrefixes() {
  for (auto [i, module] : enumerate(modules))
    module->prefix = "wfx" + utostr(i + 1);
  main().prefix = "wfx";
}

Error Modules::read() {
  // Of several inputs, the main module may be any.
  if (options.inputs.size() == 1)
    if (Error failed = checkNames())
      return failed;
  return each(
      [](ProgramModule &module) { return module.input.read(module.path); });
}

/// Nobody imports from the main module, so its name may be another's.
Error Modules::checkNames() const {
  StringSet<> names;
  for (const auto &module : ArrayRef(modules).drop_back())
    if (!names.insert(module->name).second)
      return usageError("two modules are called '" + module->name +
                        "'; --link NAME=FILE gives another name");
  return Error::success();
}

Error Modules::check(Report &report) {
  return each([&](ProgramModule &module) { return check(module, report); });
}

Error Modules::check(ProgramModule &module, Report &report) {
  auto checked = checkModule(module.input.module(), options.features,
                             options.jobs, report);
  if (!checked)
    return checked.takeError();
  module.valid = std::move(*checked);
  return Error::success();
}

CompileOptions Modules::compileOptions(const ProgramModule &module) const {
  CompileOptions result = wfx::compileOptions(options);
  result.moduleName = module.fileName;
  result.prefix = module.prefix;
  if (modules.size() > 1)
    result.shownName = module.name;
  for (const ImportLink &link : module.links)
    result.hostImports.push_back(link.kind == abi::LinkHost);
  return result;
}

int Modules::report(Error error) const {
  return current->input.report(std::move(error));
}

//===--- Linking ----------------------------------------------------------===//

bool ProgramModule::startsThreads() const {
  return any_of(links, [](const ImportLink &link) {
    return link.symbol == "wfx_wasi_thread_spawn";
  });
}

static Error unknownImport(const Module &module, const Import &import,
                           const Twine &why = "") {
  return errorAt(Diag::UnknownImport, import.offset,
                 describe(module, import) + why);
}

static Expected<ImportLink> findInHost(const Module &module,
                                       const Import &import) {
  const HostCall *call = findHostCall(import);
  if (import.kind != ExternKind::Func || !call)
    return unknownImport(module, import);
  if (Error failed = checkHostCall(module, import, *call))
    return std::move(failed);
  return ImportLink{abi::LinkHost, call->symbol};
}

/// The import that \p entity is, if it is one.
static std::optional<uint32_t> importOf(const Module &module,
                                        const Export &entity) {
  switch (entity.kind) {
  case ExternKind::Func:
    return module.functions[entity.index].import;
  case ExternKind::Table:
    return module.tables[entity.index].import;
  case ExternKind::Memory:
    return module.memories[entity.index].import;
  case ExternKind::Global:
    return module.globals[entity.index].import;
  case ExternKind::Tag:
    return module.tags[entity.index].import;
  }
  llvm_unreachable("covered switch");
}

std::pair<const Module *, const Export *>
Modules::origin(unsigned number, unsigned index) const {
  const Module &module = **modules[number];
  const Export &found = module.exports[index];
  if (std::optional<uint32_t> import = importOf(module, found)) {
    const ImportLink &link = modules[number]->links[*import];
    if (link.kind == abi::LinkExport)
      return origin(link.module, link.index);
  }
  return {&module, &found};
}

Expected<ImportLink> Modules::findExport(const Module &module,
                                         const Import &import,
                                         unsigned number) const {
  const ProgramModule &exporter = *modules[number];
  auto isNamed = [&](const Export &e) { return e.name == import.name; };
  auto found = find_if((*exporter).exports, isNamed);
  if (found == (*exporter).exports.end())
    return unknownImport(module, import,
                         ", which '" + exporter.path + "' does not export");
  unsigned index = unsigned(found - (*exporter).exports.begin());
  auto [definer, definition] = origin(number, index);
  if (matches(*definer, *definition, module, import))
    return ImportLink{abi::LinkExport, {}, number, index};
  return errorAt(Diag::IncompatibleImport, import.offset,
                 describe(module, import) + ", but '" + exporter.path +
                     "' exports " +
                     definer->typeText(definition->kind, definition->index));
}

Expected<ImportLink> Modules::find(unsigned importer,
                                   const Import &import) const {
  const Module &module = **modules[importer];
  for (unsigned i = 0; i + 1 < modules.size(); ++i)
    if (modules[i]->name == import.module) {
      if (i < importer)
        return findExport(module, import, i);
      return unknownImport(module, import,
                           ": only modules that are linked before it can be "
                           "imported from");
    }
  bool isMemory = import.kind == ExternKind::Memory &&
                  module.memories[import.index].type.shared;
  return isMemory ? findMemory(importer, import) : findInHost(module, import);
}

/// The host creates shared memories, one for each name.
Expected<ImportLink> Modules::findMemory(unsigned importer,
                                         const Import &import) const {
  const Module &module = **modules[importer];
  for (unsigned i = 0; i <= importer; ++i) {
    const Module &earlier = **modules[i];
    for (auto [link, known] : zip(modules[i]->links, earlier.imports)) {
      if (link.kind != abi::LinkMemory || known.module != import.module ||
          known.name != import.name)
        continue;
      Export created{known.name, known.kind, known.index, known.offset};
      if (matches(earlier, created, module, import))
        return link;
      return errorAt(Diag::IncompatibleImport, import.offset,
                     describe(module, import) +
                         ", but it is imported before as " +
                         earlier.typeText(known.kind, known.index));
    }
  }
  unsigned index = unsigned(&import - module.imports.data());
  return ImportLink{abi::LinkMemory, {}, importer, index};
}

bool Modules::isLinked(StringRef name) const {
  return any_of(ArrayRef(modules).drop_back(),
                [&](const auto &module) { return module->name == name; });
}

/// The file of the library \p name that comes with wfxc, if there is one.
static std::string findLibrary(StringRef name) {
  if (!all_of(name, [](char c) { return isAlnum(c) || c == '_'; }))
    return "";
  auto path = findOwnFile(("library/" + name + ".wat").str());
  if (path)
    return *path;
  consumeError(path.takeError());
  return "";
}

std::string Modules::missingLibrary() const {
  for (const auto &module : modules)
    for (const Import &import : (**module).imports)
      if (!isLinked(import.module) && !findHostCall(import))
        if (std::string path = findLibrary(import.module); !path.empty())
          return path;
  return "";
}

Error Modules::link(Report &report) {
  for (std::string path; !(path = missingLibrary()).empty();) {
    add("", path);
    std::rotate(modules.begin(), std::prev(modules.end()), modules.end());
    ProgramModule &library = *modules.front();
    current = &library;
    if (Error failed = library.input.read(path))
      return failed;
    if (Error failed = check(library, report))
      return failed;
  }
  setPrefixes();
  for (unsigned i = 0; i < modules.size(); ++i) {
    current = modules[i].get();
    for (const Import &import : (**modules[i]).imports) {
      auto found = find(i, import);
      if (!found)
        return found.takeError();
      modules[i]->links.push_back(*found);
    }
  }
  return Error::success();
}

} // namespace wfx
