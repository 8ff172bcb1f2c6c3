//===- Interface.cpp - What C and C++ see of a module ---------------------===//

#include "Interface.h"
#include "Identifiers.h"
#include "Compiler/WasiImports.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace wfx {

//===--- Types ------------------------------------------------------------===//

static CType referenceToC(const TypeSection &types, HeapType heap) {
  switch (types.top(heap).kind) {
  case HeapType::Func:
    return CType::Func;
  case HeapType::Exn:
    return CType::Exception;
  case HeapType::Cont:
    return CType::Cont;
  default:
    return CType::Pointer;
  }
}

CType toC(const TypeSection &types, ValType type) {
  switch (type.kind) {
  case ValType::I32:
    return CType::I32;
  case ValType::I64:
    return CType::I64;
  case ValType::F32:
    return CType::F32;
  case ValType::F64:
    return CType::F64;
  case ValType::V128:
    return CType::V128;
  case ValType::Ref:
    return referenceToC(types, type.heap);
  case ValType::Bot:
    break;
  }
  llvm_unreachable("bottom type in a signature");
}

CSignature toC(const TypeSection &types, const FuncType &type) {
  CSignature result;
  for (ValType t : type.params)
    result.params.push_back(toC(types, t));
  for (ValType t : type.results)
    result.results.push_back(toC(types, t));
  return result;
}

StringRef valueType(CType type) {
  constexpr StringRef names[] = {
      "int32_t",  "int64_t",          "float",           "double", "wfx_v128",
      "wfx_cont", "const wfx_func *", "wfx_exception *", "void *"};
  return names[size_t(type)];
}

StringRef parameterType(CType type) {
  if (type == CType::V128)
    return "const wfx_v128 *";
  return type == CType::Cont ? "const wfx_cont *" : valueType(type);
}

std::string spaced(StringRef type) {
  return (type + (type.ends_with("*") ? "" : " ")).str();
}

StringRef valueField(CType type) {
  constexpr StringRef names[] = {"i32",  "i64",  "f32", "f64", "v128",
                                 "cont", "func", "ref", "ref"};
  return names[size_t(type)];
}

//===--- Imports and exports ----------------------------------------------===//

/// What both have, but for names.
static InterfaceItem makeItem(const Module &module, ExternKind kind,
                              uint32_t index) {
  InterfaceItem item;
  item.kind = kind;
  item.wasmType = module.typeText(kind, index);
  auto typed = [&](TypeIdx type) {
    item.signature = toC(module.types, module.funcType(type));
  };
  switch (kind) {
  case ExternKind::Func:
    typed(module.functions[index].type);
    break;
  case ExternKind::Table: {
    const TableType &table = module.tables[index].type;
    item.type = toC(module.types, table.element);
    item.is64 = table.limits.is64;
    break;
  }
  case ExternKind::Memory:
    item.is64 = module.memories[index].type.limits.is64;
    break;
  case ExternKind::Global: {
    const GlobalType &global = module.globals[index].type;
    item.type = toC(module.types, global.type);
    item.isMutable = global.isMutable;
    break;
  }
  case ExternKind::Tag:
    typed(module.tags[index].type);
    break;
  }
  return item;
}

/// What follows the name of an export in the symbols that the header has for
/// it.
static ArrayRef<StringRef> exportSuffixes(ExternKind kind) {
  static constexpr StringRef func[] = {"", "_func"}, other[] = {"", "_extern"},
                             global[] = {"", "_get", "_set", "_extern"};
  switch (kind) {
  case ExternKind::Func:
    return func;
  case ExternKind::Global:
    return global;
  default:
    return other;
  }
}

static std::vector<InterfaceItem> makeImports(const Module &module) {
  std::vector<InterfaceItem> items;
  NameScope fields("", {"host", "wasi"});
  for (auto [i, import] : enumerate(module.imports)) {
    InterfaceItem item = makeItem(module, import.kind, import.index);
    item.index = unsigned(i);
    item.wasmModule = import.module;
    item.wasmName = import.name;
    item.isWasi = findWasi(import) != nullptr;
    std::string wanted =
        toIdentifier(import.module) + "_" + toIdentifier(import.name);
    if (!item.isWasi)
      item.name = import.kind == ExternKind::Func
                      ? fields.claim(wanted, {"", "_entity"})
                      : fields.claim(wanted);
    items.push_back(std::move(item));
  }
  return items;
}

Interface makeInterface(const Module &module, StringRef name) {
  Interface result;
  result.name = name.str();
  result.imports = makeImports(module);
  result.usesWasi =
      any_of(result.imports, [](const InterfaceItem &i) { return i.isWasi; });
  NameScope symbols((name + "_").str(),
                    {"instance", "imports", "module", "new"});
  for (auto [i, e] : enumerate(module.exports)) {
    InterfaceItem item = makeItem(module, e.kind, e.index);
    item.index = unsigned(i);
    item.wasmName = e.name;
    item.name = symbols.claim(toIdentifier(e.name), exportSuffixes(e.kind));
    result.exports.push_back(std::move(item));
  }
  return result;
}

//===--- Names of libraries -----------------------------------------------===//

/// The runtime's symbols.
static bool belongsToRuntime(StringRef name) {
  return name == "wfx" || name.starts_with("wfx_") || name == "tc" ||
         name.starts_with("tc_");
}

StringRef badLibraryName(StringRef name) {
  if (!isIdentifier(name))
    return "it must have only letters, digits and '_', and no digit first";
  if (isReservedName(name) || hasReservedBeginning((name + "_").str()))
    return "C or C++ have it for something else";
  if (belongsToRuntime(name))
    return "the runtime's names begin so";
  return "";
}

std::string defaultLibraryName(StringRef path) {
  std::string name = toIdentifier(sys::path::stem(path));
  if (path == "-")
    name = "a";
  if (!badLibraryName(name).empty())
    name = (name[0] == '_' || isUpper(name[0]) ? "x" : "_") + name;
  return name;
}

} // namespace wfx
