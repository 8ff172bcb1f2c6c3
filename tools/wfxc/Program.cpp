//===- Program.cpp - What makes modules a program -------------------------===//

#include "Program.h"
#include "NameTable.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

static const Export *findFunction(const Module &module, StringRef name) {
  for (const Export &e : module.exports)
    if (e.kind == ExternKind::Func && e.name == name)
      return &e;
  return nullptr;
}

/// Programs call \p found without arguments and ignore results.
static Error checkPlain(const Module &module, const Export &found) {
  const FuncType &type = module.funcType(FuncIdx(found.index));
  if (type.params.empty() && type.results.empty())
    return Error::success();
  return usageError("the type of '" + found.name +
                    "' must be (func), but it is " + toString(type));
}

/// The entry function is the main module's `_start` or what --invoke names.
static Error checkEntry(const Module &module, const Options &options) {
  StringRef invoke = options.invoke;
  StringRef name = options.entryName();
  const Export *entry = findFunction(module, name);
  if (!entry)
    return usageError(
        "the module exports no function '" + name + "'" +
        (invoke.empty() ? "; use --invoke NAME to call another one" : ""));
  return invoke.empty() ? checkPlain(module, *entry) : Error::success();
}

/// Libraries are initialised, and a main module that is none of WASI's
/// commands.
static Error checkReactor(const Module &module, bool isMain, StringRef invoke) {
  const Export *reactor = findFunction(module, "_initialize");
  bool isCalled = !isMain || (!invoke.empty() && invoke != "_initialize");
  return reactor && isCalled ? checkPlain(module, *reactor) : Error::success();
}

/// Each thread calls this in instances of its own.
static Error checkThreadStart(const Module &module) {
  const Export *start = findFunction(module, "wasi_thread_start");
  if (!start)
    return usageError("the module imports wasi.thread-spawn, so it must export "
                      "a function 'wasi_thread_start'");
  const FuncType &type = module.funcType(FuncIdx(start->index));
  if (signatureString(module.types, type) == "ii:")
    return Error::success();
  return usageError("the type of 'wasi_thread_start' must be (func (param i32 "
                    "i32)), but it is " +
                    toString(type));
}

/// A thread has new instances of all modules. The memories that they have in
/// common are those that the host creates for the main module: one that a
/// module defines would be another one in each thread, and a linked module
/// would initialise a common one again.
static Error checkThreads(const Modules &modules) {
  if (Error failed = checkThreadStart(*modules.main()))
    return failed;
  bool imported = false;
  for (size_t i = 0; i < modules.size(); ++i) {
    bool isMain = i + 1 == modules.size();
    for (const Memory &memory : (*modules[i]).memories) {
      if (!memory.type.shared)
        continue;
      if (!isMain)
        return usageError("module '" + modules[i].name +
                          "' has a shared memory, but in a program with "
                          "threads only the main module can");
      if (!memory.import)
        return usageError("the module imports wasi.thread-spawn, so it must "
                          "import its shared memory instead of defining it");
      imported = true;
    }
  }
  return imported ? Error::success()
                  : usageError("the module imports wasi.thread-spawn, so it "
                               "must import a shared memory");
}

Error checkProgram(Modules &modules, const Options &options, Report &report) {
  if (Error failed = modules.arrange())
    return failed;
  Error failed = modules.each([&](const ProgramModule &module) -> Error {
    bool isMain = &module == &modules.main();
    if (isMain)
      if (Error missing = checkEntry(*module, options))
        return missing;
    return checkReactor(*module, isMain, options.invoke);
  });
  if (failed)
    return failed;
  if (Error unlinked = modules.link(report))
    return unlinked;
  for (size_t i = 0; i + 1 < modules.size(); ++i)
    if (modules[i].startsThreads())
      return usageError("module '" + modules[i].name +
                        "' imports wasi.thread-spawn, which only the main "
                        "module can");
  return modules.main().startsThreads() ? checkThreads(modules)
                                        : Error::success();
}

namespace {

class ProgramBuilder {
public:
  ProgramBuilder(const Modules &modules, const Options &options,
                 TargetMachine &machine)
      : modules(modules), options(options), machine(machine),
        module("program", context) {
    module.setTargetTriple(machine.getTargetTriple());
    module.setDataLayout(machine.createDataLayout());
    module.setPICLevel(PICLevel::BigPIC);
  }

  void emit();
  llvm::Module &result() { return module; }

private:
  PointerType *ptr() { return PointerType::getUnqual(context); }
  Constant *word(uint64_t v) {
    return ConstantInt::get(Type::getInt64Ty(context), v);
  }
  Constant *null() { return ConstantPointerNull::get(ptr()); }
  Constant *record(ArrayRef<Constant *> words) {
    return ConstantStruct::getAnon(context, words);
  }
  Constant *external(const Twine &symbol);
  Constant *constant(Constant *init);
  Constant *string(StringRef s) {
    return constant(ConstantDataArray::getString(context, s));
  }
  Constant *pointers(ArrayRef<Constant *> list) {
    return constant(
        ConstantArray::get(ArrayType::get(ptr(), list.size()), list));
  }
  Constant *strings(ArrayRef<std::string> list);
  Constant *links(const ProgramModule &of);
  Constant *moduleList();

  const Modules &modules;
  const Options &options;
  TargetMachine &machine;
  LLVMContext context;
  llvm::Module module;
  bool usesWasi = false;
};

Constant *ProgramBuilder::external(const Twine &symbol) {
  std::string name = symbol.str();
  if (GlobalVariable *known = module.getNamedGlobal(name))
    return known;
  auto *global =
      new GlobalVariable(module, Type::getInt8Ty(context), true,
                         GlobalValue::ExternalLinkage, nullptr, name);
  global->setVisibility(GlobalValue::HiddenVisibility);
  global->setDSOLocal(true);
  return global;
}

Constant *ProgramBuilder::constant(Constant *init) {
  return new GlobalVariable(module, init->getType(), true,
                            GlobalValue::PrivateLinkage, init);
}

Constant *ProgramBuilder::strings(ArrayRef<std::string> list) {
  SmallVector<Constant *> entries;
  for (const std::string &s : list)
    entries.push_back(string(s));
  entries.push_back(null());
  return pointers(entries);
}

/// The LinkDesc of each import.
Constant *ProgramBuilder::links(const ProgramModule &of) {
  namespace L = abi::slot::LinkDesc;
  SmallVector<Constant *> rows;
  for (const ImportLink &link : of.links) {
    SmallVector<Constant *, L::count> words(L::count);
    bool isHost = link.kind == abi::LinkHost;
    usesWasi |= isHost;
    words[L::kind] = word(link.kind);
    words[L::host] = isHost ? external(link.symbol) : null();
    words[L::module] = word(link.module);
    words[L::index] = word(link.index);
    rows.push_back(record(words));
  }
  return constant(record(rows));
}

Constant *ProgramBuilder::moduleList() {
  namespace M = abi::slot::ProgramModule;
  SmallVector<Constant *> rows;
  for (size_t i = 0; i < modules.size(); ++i) {
    SmallVector<Constant *, M::count> words(M::count);
    words[M::module] = external(modules[i].prefix + "_module");
    words[M::links] = links(modules[i]);
    rows.push_back(record(words));
  }
  return constant(record(rows));
}

void ProgramBuilder::emit() {
  namespace P = abi::slot::ProgramDesc;
  SmallVector<Constant *, P::count> words(P::count, word(0));
  words[P::modules] = moduleList();
  words[P::moduleCount] = word(modules.size());
  words[P::wasi] = usesWasi ? external("wfx_wasi_entry") : null();
  words[P::preopens] = strings(options.preopens);
  words[P::environment] = strings(options.environment);
  words[P::stackSize] = word(options.stackSize);
  words[P::continuationStackSize] = word(options.continuationStackSize);
  words[P::maxContinuations] = word(options.maxContinuations);
  words[P::isThreaded] = word(modules.main().startsThreads());
  words[P::invoke] = options.invoke.empty() ? null() : string(options.invoke);
  words[P::invokeEntry] =
      options.invoke.empty() ? null() : external("wfx_invoke_entry");
  words[P::cpuFeatures] = word(requiredCpuFeatures(machine));
  Constant *init = record(words);
  auto *program =
      new GlobalVariable(module, init->getType(), true,
                         GlobalValue::ExternalLinkage, init, "wfx_program");
  program->setVisibility(GlobalValue::HiddenVisibility);
  program->setAlignment(Align(8));
  std::string names;
  for (size_t i = 0; i < modules.size(); ++i)
    names += nameTable(modules[i]);
  module.setModuleInlineAsm(names);
}

} // namespace

Expected<Object> makeProgram(const Modules &modules, const Options &options) {
  auto machine = createTarget({"", options.cpu, options.level});
  if (!machine)
    return machine.takeError();
  ProgramBuilder builder(modules, options, **machine);
  builder.emit();
  return codegen(builder.result(), **machine);
}

} // namespace wfx
