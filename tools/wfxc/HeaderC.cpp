//===- HeaderC.cpp - The C header of a library ----------------------------===//
//
// Entries are declared, all else is static inline functions in terms of
// wfx/wfx.h.
//
//===----------------------------------------------------------------------===//

#include "HeaderC.h"
#include "Identifiers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

class HeaderPrinter {
public:
  HeaderPrinter(const Interface &interface, raw_ostream &os)
      : interface(interface), name(interface.name), os(os) {}

  void print() {
    printBegin();
    printImports();
    printNew();
    for (const InterfaceItem &item : interface.exports)
      printExport(item);
    printEnd();
  }

private:
  void printBegin();
  void printEnd();
  void printImports();
  void printImport(const InterfaceItem &item);
  void printNew();
  void printBinding(const InterfaceItem &item);
  void printExport(const InterfaceItem &item);
  void printFunction(const InterfaceItem &item);
  void printGlobal(const InterfaceItem &item);
  void printExtern(const InterfaceItem &item);
  void printGetter(const InterfaceItem &item, StringRef type,
                   StringRef function);
  void printSignature(const CSignature &signature);
  void printComment(const InterfaceItem &item);
  /// A function of the instance up to the opening brace.
  void beginFunction(StringRef type, const InterfaceItem &item,
                     StringRef suffix, StringRef parameters = "");
  std::string externOf(const InterfaceItem &item) {
    return "wfx_instance_export((wfx_instance *)self, " +
           std::to_string(item.index) + ")";
  }

  const Interface &interface;
  StringRef name;
  raw_ostream &os;
};

} // namespace

//===--- The whole --------------------------------------------------------===//

void HeaderPrinter::printBegin() {
  os << "/* The module " << name
     << ", compiled by wfxc, for C and C++ programs. Made by wfxc: changes are "
        "lost.\n"
        " * wfx/wfx.h says what the types are, how calls end and what belongs "
        "to "
        "whom. */\n"
        "#ifndef WFX_LIBRARY_"
     << name << "_H\n#define WFX_LIBRARY_" << name
     << "_H\n\n#include <wfx/wfx.h>\n\n"
        "#if WFX_API_VERSION != 1\n"
        "#error \"this header needs another version of wfx/wfx.h: use the one "
        "of "
        "the wfxc that made it\"\n"
        "#endif\n\n"
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
        "/* An instance of the module: a wfx_instance, to which a pointer may "
        "be "
        "cast. */\n"
        "typedef struct "
     << name << "_instance " << name << "_instance;\n\n";
}

void HeaderPrinter::printEnd() {
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
}

/// What an import or an export is in the module.
void HeaderPrinter::printComment(const InterfaceItem &item) {
  os << "/* ";
  if (!item.wasmModule.data())
    os << quotedForComment(item.wasmName);
  else
    os << quotedForComment(item.wasmModule) << ' '
       << quotedForComment(item.wasmName);
  os << ": " << item.wasmType << " */\n";
}

/// Parameters and results behind the first parameter.
void HeaderPrinter::printSignature(const CSignature &signature) {
  for (auto [i, type] : enumerate(signature.params))
    os << ", " << spaced(parameterType(type)) << 'a' << i;
  for (auto [i, type] : enumerate(signature.results))
    os << ", " << spaced(valueType(type)) << "*r" << i;
}

//===--- Imports ----------------------------------------------------------===//

void HeaderPrinter::printImport(const InterfaceItem &item) {
  os << "  ";
  printComment(item);
  if (item.kind != ExternKind::Func) {
    os << "  wfx_extern " << item.name << ";\n";
    return;
  }
  os << "  wfx_status (*" << item.name << ")(void *host";
  printSignature(item.signature);
  os << ");\n  wfx_extern " << item.name << "_entity; /* used if " << item.name
     << " is null */\n";
}

void HeaderPrinter::printImports() {
  os << "/* What the module imports. Functions return WFX_OK, with their "
        "results "
        "stored, or\n * what wfx_raise() and its like return. */\n"
        "typedef struct "
     << name
     << "_imports {\n  void *host; /* first argument of the functions */\n";
  for (const InterfaceItem &item : interface.imports)
    if (!item.isWasi)
      printImport(item);
  if (interface.usesWasi)
    os << "  wfx_wasi *wasi; /* must outlive the context */\n";
  os << "} " << name << "_imports;\n\n";
}

void HeaderPrinter::printBinding(const InterfaceItem &item) {
  std::string binding = "  bindings[" + std::to_string(item.index) + "].";
  bool isFunction = item.kind == ExternKind::Func;
  os << binding << "function = ";
  if (isFunction && !item.isWasi)
    os << "(void (*)(void))imports->" << item.name << ";\n";
  else
    os << "NULL;\n";
  os << binding
     << "host = " << (isFunction && !item.isWasi ? "imports->host" : "NULL")
     << ";\n";
  os << binding << "entity = ";
  if (item.isWasi)
    os << "none;\n";
  else
    os << "imports->" << item.name << (isFunction ? "_entity" : "") << ";\n";
}

void HeaderPrinter::printNew() {
  bool isEmpty = interface.imports.empty();
  os << "const wfx_module *" << name << "_module(void);\n\n"
     << "/* wfx_instance_new() for this module. Null, and *error, if it fails."
     << (isEmpty ? " imports may be null." : "") << " */\n"
     << "static inline " << name << "_instance *" << name
     << "_new(wfx_context *context, const " << name
     << "_imports *imports,\n    wfx_error *error) {\n";
  if (isEmpty)
    os << "  (void)imports;\n";
  else
    os << "  wfx_binding bindings[" << interface.imports.size() << "];\n";
  if (interface.usesWasi)
    os << "  wfx_extern none = {0, NULL, 0, NULL, false};\n";
  for (const InterfaceItem &item : interface.imports)
    printBinding(item);
  os << "  return (" << name << "_instance *)wfx_instance_new(context, " << name
     << "_module(),\n      " << (isEmpty ? "NULL" : "bindings") << ", "
     << (interface.usesWasi ? "imports->wasi" : "NULL") << ", error);\n}\n";
}

//===--- Exports ----------------------------------------------------------===//

void HeaderPrinter::beginFunction(StringRef type, const InterfaceItem &item,
                                  StringRef suffix, StringRef parameters) {
  os << "static inline " << spaced(type) << interface.entrySymbol(item)
     << suffix << '(' << name << "_instance *self" << parameters << ") {\n";
}

/// A function that converts the export by \p function.
void HeaderPrinter::printGetter(const InterfaceItem &item, StringRef type,
                                StringRef function) {
  beginFunction(type, item, item.kind == ExternKind::Func ? "_func" : "");
  os << "  return " << function << '(' << externOf(item) << ");\n}\n";
}

void HeaderPrinter::printFunction(const InterfaceItem &item) {
  os << "wfx_status " << interface.entrySymbol(item) << '(' << name
     << "_instance *self";
  printSignature(item.signature);
  os << ");\n";
  printGetter(item, "const wfx_func *", "wfx_extern_func");
}

void HeaderPrinter::printGlobal(const InterfaceItem &item) {
  std::string place = "wfx_extern_global(" + externOf(item) + ")->" +
                      valueField(item.type).str();
  beginFunction(valueType(item.type), item, "_get");
  bool isException = item.type == CType::Exception;
  os << "  return " << (isException ? "(wfx_exception *)" : "") << place
     << ";\n}\n";
  if (!item.isMutable)
    return;
  beginFunction("void", item, "_set",
                ", " + spaced(valueType(item.type)) + "value");
  os << "  " << place << " = value;\n}\n";
}

/// The export as it is given to another module.
void HeaderPrinter::printExtern(const InterfaceItem &item) {
  beginFunction("wfx_extern", item, "_extern");
  os << "  return " << externOf(item) << ";\n}\n";
}

void HeaderPrinter::printExport(const InterfaceItem &item) {
  os << '\n';
  printComment(item);
  switch (item.kind) {
  case ExternKind::Func:
    return printFunction(item);
  case ExternKind::Table:
    printGetter(item, "wfx_table *", "wfx_extern_table");
    break;
  case ExternKind::Memory:
    printGetter(item, "wfx_memory *", "wfx_extern_memory");
    break;
  case ExternKind::Global:
    printGlobal(item);
    break;
  case ExternKind::Tag:
    printGetter(item, "const wfx_tag *", "wfx_extern_tag");
    break;
  }
  printExtern(item);
}

std::string cHeaderText(const Interface &interface) {
  std::string text;
  raw_string_ostream os(text);
  HeaderPrinter(interface, os).print();
  return text;
}

} // namespace wfx
