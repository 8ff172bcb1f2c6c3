//===- ModuleOrder.cpp - The order of several inputs ----------------------===//
//
// The inputs of a program come in any order. The one with the entry function is
// the main module, the others are sorted by what they import from one another.
//
//===----------------------------------------------------------------------===//

#include "Compiler/WasiImports.h"
#include "Modules.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace wfx {

namespace {

/// Puts modules behind those that they import from. What does not matter for
/// that goes by names, so that the result does not depend on the order before.
class ImportSorter {
public:
  explicit ImportSorter(MutableArrayRef<std::unique_ptr<ProgramModule>> modules)
      : modules(modules) {
    llvm::sort(modules,
               [](const auto &a, const auto &b) { return a->name < b->name; });
    for (const auto &module : modules)
      numbers[module->name] = &module - modules.data();
    states.resize(modules.size());
  }

  /// Errors: usageError that names a circle.
  Error run() {
    for (size_t i = 0; i < modules.size(); ++i)
      if (Error circle = visit(i))
        return circle;
    std::vector<std::unique_ptr<ProgramModule>> sorted;
    for (size_t i : order)
      sorted.push_back(std::move(modules[i]));
    llvm::move(sorted, modules.begin());
    return Error::success();
  }

private:
  enum State : uint8_t { New, Visiting, Done };

  Error visit(size_t number) {
    if (states[number] == Done)
      return Error::success();
    path.push_back(number);
    if (states[number] == Visiting)
      return circle();
    states[number] = Visiting;
    for (const Import &import : (**modules[number]).imports)
      if (auto found = numbers.find(import.module); found != numbers.end())
        if (Error circle = visit(found->second))
          return circle;
    states[number] = Done;
    path.pop_back();
    order.push_back(number);
    return Error::success();
  }

  /// The path ends where it has been before.
  Error circle() const {
    auto begin = find(path, path.back());
    std::string names = modules[*begin]->name;
    for (auto at = begin + 1; at != path.end(); ++at)
      names += " from " + modules[*at]->name;
    return usageError("the modules import from one another in a circle: " +
                      names);
  }

  MutableArrayRef<std::unique_ptr<ProgramModule>> modules;
  StringMap<size_t> numbers; ///< by name
  std::vector<State> states;
  std::vector<size_t> path, order;
};

} // namespace

static bool exportsFunction(const Module &module, StringRef name) {
  return any_of(module.exports, [&](const Export &e) {
    return e.kind == ExternKind::Func && e.name == name;
  });
}

/// The last of several, so that a module can be tried as a program of its own.
Error Modules::findMain() {
  StringRef entry = options.entryName();
  for (size_t i = modules.size(); i-- > options.links.size();)
    if (exportsFunction(**modules[i], entry)) {
      std::rotate(modules.begin() + i, modules.begin() + i + 1, modules.end());
      return Error::success();
    }
  return usageError("none of the modules exports a function '" + entry + "'" +
                    (options.invoke.empty()
                         ? "; use --invoke NAME to call another one"
                         : ""));
}

Error Modules::checkNothingImportsMain() {
  if (isLinked(main().name))
    return Error::success();
  return each([&](const ProgramModule &module) -> Error {
    for (const Import &import : (*module).imports)
      if (import.module == main().name && &module != &main())
        return errorAt(Diag::UnknownImport, import.offset,
                       describe(*module, import) + ": the module with '" +
                           options.entryName() + "' is instantiated last");
    return Error::success();
  });
}

Error Modules::arrange() {
  if (options.inputs.size() == 1)
    return Error::success();
  if (Error failed = findMain())
    return failed;
  if (Error failed = checkNames())
    return failed;
  if (Error failed = checkNothingImportsMain())
    return failed;
  MutableArrayRef inputs = MutableArrayRef(modules).drop_back();
  return ImportSorter(inputs.drop_front(options.links.size())).run();
}

} // namespace wfx
