//===- Program.cpp - What makes modules a program -------------------------===//

#include "Program.h"
#include "llvm/ADT/StringExtras.h"
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
static Error checkEntry(const Module &module, StringRef invoke) {
  StringRef name = invoke.empty() ? "_start" : invoke;
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

Error checkProgram(Modules &modules, const Options &options, Report &report) {
  Error failed = modules.each([&](const ProgramModule &module) -> Error {
    bool isMain = &module == &modules.main();
    if (isMain)
      if (Error missing = checkEntry(*module, options.invoke))
        return missing;
    return checkReactor(*module, isMain, options.invoke);
  });
  return failed ? std::move(failed) : modules.link(report);
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
  void emitNames();

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
  for (auto [import, link] : zip_equal((*of).imports, of.links)) {
    SmallVector<Constant *, L::count> words(L::count, word(0));
    words[L::host] = null();
    if (link.module) {
      words[L::module] = word(*link.module);
      words[L::index] = word(link.index);
    } else {
      words[L::host] = external("wfx_wasi_" + import.name);
      usesWasi = true;
    }
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

/// Bytes as an assembler takes them, in lines of bearable length.
static void printAscii(raw_ostream &os, StringRef bytes) {
  for (; !bytes.empty();
       bytes = bytes.drop_front(std::min<size_t>(bytes.size(), 4096))) {
    os << ".ascii \"";
    for (char c : bytes.take_front(4096)) {
      if (isPrint(c) && c != '"' && c != '\\')
        os << c;
      else
        os << '\\' << char('0' + (uint8_t(c) >> 6))
           << char('0' + (uint8_t(c) >> 3 & 7)) << char('0' + (c & 7));
    }
    os << "\"\n";
  }
}

/// The table of \p module in .wfx.names (Runtime/Symbolize.h).
static void printNames(raw_ostream &os, const ProgramModule &module) {
  const Module &wasm = *module;
  uint32_t first = wasm.importedFunctions,
           count = uint32_t(wasm.functions.size()) - first;
  std::string rows, strings = module.fileName + module.name;
  raw_string_ostream rowText(rows);
  for (uint32_t i = first; i < wasm.functions.size(); ++i) {
    Slice body = wasm.functions[i].body;
    StringRef name = wasm.names.functions.lookup(i);
    rowText << ".long " << body.begin << ", " << body.end << ", "
            << strings.size() << ", " << name.size() << '\n';
    strings += name;
  }
  os << ".long " << 20 + uint64_t(count) * 16 + strings.size() << ", "
     << module.fileName.size() << ", " << module.name.size() << ", " << count
     << ", " << first << '\n'
     << rows;
  printAscii(os, strings);
}

/// In a section that is not loaded. LLVM's globals are always loaded, hence
/// assembly.
void ProgramBuilder::emitNames() {
  std::string text;
  raw_string_ostream os(text);
  os << ".section .wfx.names,\"\",@progbits\n";
  for (size_t i = 0; i < modules.size(); ++i)
    printNames(os, modules[i]);
  os << ".text\n";
  module.setModuleInlineAsm(text);
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
  emitNames();
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
