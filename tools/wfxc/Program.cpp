//===- Program.cpp - What makes a module a program ------------------------===//

#include "Program.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

bool isWasiModule(StringRef name) { return name == "wasi_snapshot_preview1"; }

StringRef wasiSignature(StringRef name) {
  struct Row {
    StringRef name, signature;
  };
  static constexpr Row rows[] = {
#define WASI_CALL(name, signature) {#name, signature},
#include "ABI/WasiCalls.def"
  };
  for (const Row &row : rows)
    if (row.name == name)
      return row.signature;
  return {};
}

std::string describeImport(const Module &module, const Import &import) {
  std::string text = (import.module + "." + import.name).str();
  switch (import.kind) {
  case ExternKind::Func:
    return text + " " + toString(module.funcType(FuncIdx(import.index)));
  case ExternKind::Table:
    return text + " (table)";
  case ExternKind::Memory:
    return text + " (memory)";
  case ExternKind::Global:
    return text + " (global " +
           toString(module.globals[import.index].type.type) + ")";
  case ExternKind::Tag:
    return text + " (tag)";
  }
  llvm_unreachable("kind of import");
}

Error checkImports(const Module &module) {
  for (const Import &import : module.imports) {
    StringRef signature =
        isWasiModule(import.module) ? wasiSignature(import.name) : "";
    if (import.kind != ExternKind::Func || signature.empty())
      return errorAt(Diag::UnknownImport, import.offset,
                     describeImport(module, import));
    if (signatureString(module.types, module.funcType(FuncIdx(import.index))) !=
        signature)
      return errorAt(Diag::IncompatibleImport, import.offset,
                     describeImport(module, import));
  }
  return Error::success();
}

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

/// The entry function is `_start` or what --invoke names. `_initialize`, if
/// there is one, comes before the latter.
static Error checkEntry(const Module &module, StringRef invoke) {
  StringRef name = invoke.empty() ? "_start" : invoke;
  const Export *entry = findFunction(module, name);
  if (!entry)
    return usageError(
        "the module exports no function '" + name + "'" +
        (invoke.empty() ? "; use --invoke NAME to call another one" : ""));
  if (invoke.empty())
    return checkPlain(module, *entry);
  const Export *reactor = findFunction(module, "_initialize");
  return reactor && reactor != entry ? checkPlain(module, *reactor)
                                     : Error::success();
}

Error checkProgram(const Module &module, const Options &options) {
  if (Error failed = checkEntry(module, options.invoke))
    return failed;
  return checkImports(module);
}

namespace {

class ProgramBuilder {
public:
  ProgramBuilder(const ValidModule &wasm, const Options &options,
                 const CompileOptions &compile, TargetMachine &machine)
      : wasm(*wasm), options(options), compile(compile), machine(machine),
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
  void resolveImports();
  void emitNames();

  const Module &wasm;
  const Options &options;
  const CompileOptions &compile;
  TargetMachine &machine;
  LLVMContext context;
  llvm::Module module;
  std::vector<Constant *> hosts;
  bool usesWasi = false;
};

Constant *ProgramBuilder::external(const Twine &symbol) {
  auto *global =
      new GlobalVariable(module, Type::getInt8Ty(context), true,
                         GlobalValue::ExternalLinkage, nullptr, symbol);
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

void ProgramBuilder::resolveImports() {
  StringMap<Constant *> resolved;
  for (const Import &import : wasm.imports) {
    usesWasi = true;
    Constant *&host = resolved[import.name];
    if (!host)
      host = external("wfx_wasi_" + import.name);
    hosts.push_back(host);
  }
}

/// The table of .wfx.names (Runtime/Symbolize.h), in a section that is not
/// loaded. LLVM's globals are always loaded, hence assembly.
void ProgramBuilder::emitNames() {
  std::string text, names;
  raw_string_ostream os(text);
  os << ".section .wfx.names,\"\",@progbits\n";
  uint32_t first = wasm.importedFunctions;
  os << ".long " << wasm.functions.size() - first << ", " << first << '\n';
  for (uint32_t i = first; i < wasm.functions.size(); ++i) {
    Slice body = wasm.functions[i].body;
    StringRef name = wasm.names.functions.lookup(i);
    os << ".long " << body.begin << ", " << body.end << ", " << names.size()
       << ", " << name.size() << '\n';
    names += name;
  }
  for (StringRef rest = names; !rest.empty();
       rest = rest.drop_front(std::min<size_t>(rest.size(), 4096))) {
    os << ".ascii \"";
    for (char c : rest.take_front(4096)) {
      if (isPrint(c) && c != '"' && c != '\\')
        os << c;
      else
        os << '\\' << char('0' + (uint8_t(c) >> 6))
           << char('0' + (uint8_t(c) >> 3 & 7)) << char('0' + (c & 7));
    }
    os << "\"\n";
  }
  os << ".text\n";
  module.setModuleInlineAsm(text);
}

void ProgramBuilder::emit() {
  resolveImports();
  namespace P = abi::slot::ProgramDesc;
  SmallVector<Constant *, P::count> words(P::count, word(0));
  words[P::module] = external(compile.prefix + "_module");
  words[P::hostFunctions] = pointers(hosts);
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
  Constant *init = ConstantStruct::getAnon(words);
  auto *program =
      new GlobalVariable(module, init->getType(), true,
                         GlobalValue::ExternalLinkage, init, "wfx_program");
  program->setVisibility(GlobalValue::HiddenVisibility);
  program->setAlignment(Align(8));
  emitNames();
}

} // namespace

Expected<Object> makeProgram(const ValidModule &module, const Options &options,
                             const CompileOptions &compileOptions) {
  auto machine = createTarget({"", compileOptions.cpu, compileOptions.level});
  if (!machine)
    return machine.takeError();
  ProgramBuilder builder(module, options, compileOptions, **machine);
  builder.emit();
  return codegen(builder.result(), **machine);
}

} // namespace wfx
