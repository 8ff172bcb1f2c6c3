//===- HeaderCxx.cpp - The C++ header of a library ------------------------===//
//
// Prints signatures and names; what the code does is in wfx/call.hpp and what
// that includes.
//
//===----------------------------------------------------------------------===//

#include "HeaderCxx.h"
#include "Identifiers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

/// What the printed classes use themselves, and macros of the headers that they
/// include.
constexpr StringRef takenNames[] = {
    "Imports",    "Host",     "Instance", "ResultCalls", "StartCalls",
    "AsyncCalls", "Calls",    "result",   "start",       "async",
    "get",        "context",  "link",     "home",        "instance",
    "state",      "wfx",      "int32_t",  "int64_t",     "wfx_instance",
    "wfx_v128",   "wfx_cont", "wfx_func", "wfx_context", "wfx_exception",
    "wfx_extern", "assert",   "errno",    "stdin",       "stdout",
    "stderr",     "EOF",      "EIO",      "getc",        "putc"};

/// An import or an export with its name in C++.
struct Member {
  const InterfaceItem *item;
  std::string name;
};

/// One of the classes that call all exports in one way.
struct Facade {
  StringRef className, accessor, about;
  StringRef result; ///< what is around R
  StringRef resultEnd;
  StringRef function; ///< of wfx::detail
  bool byEntry;       ///< it takes the C function, else the export's index
};

constexpr Facade facades[] = {
    {"ResultCalls", "result", "without exceptions", "wfx::Result<", ">",
     "tryCall", true},
    {"StartCalls", "start", "as fresh continuations with their arguments",
     "wfx::Continuation<", "()>", "startCall", false},
    {"AsyncCalls", "async", "as tasks, in which imports may wait", "wfx::Task<",
     ">", "asyncCall", false}};

class HeaderPrinter {
public:
  HeaderPrinter(const Interface &interface, raw_ostream &os);
  void print();

private:
  void printImports();
  void printConcepts();
  void printConstructors();
  void printConstructor(bool hasContext);
  void printFacade(const Facade &facade);
  void printExport(const Member &member);
  void printLink();
  void printBinding(const Member &member);
  void printComment(const InterfaceItem &item, StringRef indent,
                    StringRef before = "");
  bool hasFunctions() const;

  const Interface &interface;
  raw_ostream &os;
  std::vector<Member> imports, exports;
};

} // namespace

//===--- Types and names --------------------------------------------------===//

/// "int32_t", "void *": a type of which nothing else is said.
static std::string typeList(ArrayRef<CType> types) {
  std::string result;
  for (auto [i, type] : enumerate(types))
    result += (i ? ", " : "") + valueType(type).str();
  return result;
}

static std::string resultType(const CSignature &signature) {
  if (signature.results.empty())
    return "void";
  if (signature.results.size() == 1)
    return valueType(signature.results[0]).str();
  return "std::tuple<" + typeList(signature.results) + ">";
}

/// "int32_t(int32_t, float)".
static std::string functionType(const CSignature &signature) {
  return resultType(signature) + "(" + typeList(signature.params) + ")";
}

/// "int32_t a0, float a1".
static std::string parameters(const CSignature &signature) {
  std::string result;
  for (auto [i, type] : enumerate(signature.params)) {
    result += (i ? ", " : "") + spaced(valueType(type)) + "a" + utostr(i);
  }
  return result;
}

/// "a0, a1", each behind \p before.
static std::string arguments(const CSignature &signature, StringRef before,
                             StringRef between = "") {
  std::string result;
  for (size_t i = 0; i < signature.params.size(); ++i)
    result += ((i ? between : "") + before + "a" + utostr(i)).str();
  return result;
}

/// The class of wfx/entities.hpp for an import or export that is no function.
static std::string entityType(const InterfaceItem &item) {
  switch (item.kind) {
  case ExternKind::Memory:
    return "wfx::Memory";
  case ExternKind::Table:
    return "wfx::Table";
  case ExternKind::Global: {
    // `T *const` is the constant one of pointers, `const T` that of others.
    std::string type = valueType(item.type).str();
    if (!item.isMutable)
      type = StringRef(type).ends_with("*") ? type + "const" : "const " + type;
    return "wfx::Global<" + type + ">";
  }
  case ExternKind::Tag:
    return "wfx::Tag<" + functionType(item.signature) + ">";
  case ExternKind::Func:
    break;
  }
  return "wfx::Func<" + functionType(item.signature) + ">";
}

HeaderPrinter::HeaderPrinter(const Interface &interface, raw_ostream &os)
    : interface(interface), os(os) {
  NameScope importNames("", takenNames), exportNames("", takenNames);
  for (const InterfaceItem &item : interface.imports)
    if (!item.isWasi)
      imports.push_back({&item, importNames.claim(item.name)});
  for (const InterfaceItem &item : interface.exports)
    exports.push_back({&item, item.kind == ExternKind::Func
                                  ? exportNames.claim(item.name, {"", "_func"})
                                  : exportNames.claim(item.name)});
}

bool HeaderPrinter::hasFunctions() const {
  return any_of(exports, [](const Member &m) {
    return m.item->kind == ExternKind::Func;
  });
}

void HeaderPrinter::printComment(const InterfaceItem &item, StringRef indent,
                                 StringRef before) {
  os << indent << "/// " << before;
  if (item.wasmModule.data())
    os << quotedForComment(item.wasmModule) << ' ';
  os << quotedForComment(item.wasmName) << ": " << item.wasmType << '\n';
}

//===--- The host ---------------------------------------------------------===//

void HeaderPrinter::printImports() {
  os << "/// What the module imports, made of callables.\nstruct Imports {\n";
  for (const Member &m : imports) {
    printComment(*m.item, "  ");
    if (m.item->kind == ExternKind::Func)
      os << "  std::function<" << resultType(m.item->signature) << '('
         << parameters(m.item->signature) << ")> " << m.name << "{};\n";
    else
      os << "  " << entityType(*m.item) << ' ' << m.name << "{};\n";
  }
  os << "};\n\n";
}

void HeaderPrinter::printConcepts() {
  for (const Member &m : imports) {
    bool isFunction = m.item->kind == ExternKind::Func;
    std::string list = parameters(m.item->signature);
    printComment(*m.item, "", "A host has ");
    os << "template <class H>\nconcept has_" << m.name << " = requires(H &host";
    if (isFunction && !list.empty())
      os << ", " << list;
    os << ") {\n  { host." << m.name;
    if (isFunction)
      os << '(' << arguments(m.item->signature, "", ", ")
         << ") } -> wfx::Gives<" << resultType(m.item->signature) << ">;\n};\n";
    else
      os << " } -> wfx::Provides<" << entityType(*m.item) << ">;\n};\n";
  }
  os << "/// A class with a public member for each import.\n"
        "template <class H>\nconcept Host =\n    ";
  interleave(
      imports, os, [&](const Member &m) { os << "has_" << m.name << "<H>"; },
      " &&\n    ");
  os << ";\n\n";
}

//===--- The class --------------------------------------------------------===//

void HeaderPrinter::printConstructor(bool hasContext) {
  std::vector<std::string> list;
  if (hasContext)
    list.push_back("wfx::Context &owner");
  if (!imports.empty())
    list.push_back("H host");
  if (interface.usesWasi)
    list.push_back("const wfx::Wasi &wasi");
  if (!hasContext)
    list.push_back("const wfx::Options &options = {}");
  if (!imports.empty())
    os << "  template <class H = Imports>\n"
          "    requires Host<std::remove_pointer_t<H>>\n";
  os << (hasContext ? "  " : "  explicit ") << "Instance(" << join(list, ", ")
     << ")\n      : home(" << (hasContext ? "owner" : "options")
     << ") {\n    link(";
  if (!imports.empty())
    os << "home.keep(std::move(host))";
  if (interface.usesWasi)
    os << (imports.empty() ? "" : ", ") << "wasi";
  os << ");\n  }\n";
}

void HeaderPrinter::printConstructors() {
  os << "  /// In a context of its own. Throws wfx::LinkError, or what the "
        "start function\n  /// ends with.";
  if (!imports.empty())
    os << " Keeps the host; a pointer to one must outlive the context.";
  os << '\n';
  printConstructor(false);
  os << "  /// In a context with others, which owns it.\n";
  printConstructor(true);
  os << "\n  wfx_instance *get() const noexcept { return home.instance; }\n"
        "  wfx_context *context() const noexcept { return "
        "home.state->context; }\n\n";
}

void HeaderPrinter::printExport(const Member &m) {
  const InterfaceItem &item = *m.item;
  std::string index = utostr(item.index);
  printComment(item, "  ");
  std::string typeText = entityType(item), getter;
  switch (item.kind) {
  case ExternKind::Func:
    os << "  " << spaced(resultType(item.signature)) << m.name << '('
       << parameters(item.signature) << ") {\n    return wfx::detail::call<"
       << resultType(item.signature) << ">(::" << interface.entrySymbol(item)
       << ", home.instance" << arguments(item.signature, ", ") << ");\n  }\n  "
       << entityType(item) << ' ' << m.name << "_func() const {\n"
       << "    return home.func<" << functionType(item.signature) << ">("
       << index << ");\n  }\n";
    return;
  case ExternKind::Memory:
    getter = "memory";
    break;
  case ExternKind::Table:
    getter = "table";
    break;
  case ExternKind::Global:
    getter = "global";
    break;
  case ExternKind::Tag:
    getter = "tag";
    break;
  }
  // "wfx::Global<int32_t>" comes from home.global<int32_t>().
  StringRef type = typeText;
  getter += type.drop_front(std::min(type.find('<'), type.size()));
  os << "  " << type << ' ' << m.name << "() const { return home." << getter
     << '(' << index << "); }\n";
}

void HeaderPrinter::printFacade(const Facade &facade) {
  os << "  /// The exported functions, called " << facade.about << ".\n  class "
     << facade.className
     << " : wfx::detail::Calls {\n  public:\n    using Calls::Calls;\n";
  for (const Member &m : exports) {
    if (m.item->kind != ExternKind::Func)
      continue;
    const CSignature &signature = m.item->signature;
    os << "    " << facade.result << resultType(signature) << facade.resultEnd
       << ' ' << m.name << '(' << parameters(signature)
       << ") const {\n      return wfx::detail::" << facade.function << '<'
       << resultType(signature) << ">(";
    if (facade.byEntry)
      os << "::" << interface.entrySymbol(*m.item) << ", instance";
    else
      os << "*state, instance, " << m.item->index;
    os << arguments(signature, ", ") << ");\n    }\n";
  }
  os << "  };\n  " << facade.className << ' ' << facade.accessor
     << "() const { return " << facade.className << "(home); }\n\n";
}

/// How an import is linked: a function of the host's through a lambda without
/// state, all else as it is.
void HeaderPrinter::printBinding(const Member &m) {
  const CSignature &signature = m.item->signature;
  std::string index = utostr(m.item->index);
  std::string entity =
      "linker.entity(" + index + ", box.get()." + m.name + ");\n";
  if (m.item->kind != ExternKind::Func) {
    os << "    " << entity;
    return;
  }
  std::string list = parameters(signature);
  os << "    if constexpr (requires { { box.get()." << m.name
     << " } -> wfx::FunctionReference; })\n      " << entity
     << "    else\n      linker.function<" << functionType(signature) << ">("
     << index << ", box, [](auto &host" << (list.empty() ? "" : ", ") << list
     << ") -> decltype(auto) {\n        return host." << m.name << '('
     << arguments(signature, "", ", ") << ");\n      });\n";
}

void HeaderPrinter::printLink() {
  std::vector<std::string> list;
  if (!imports.empty()) {
    os << "  template <class B> ";
    list.push_back("B &box");
  } else
    os << "  ";
  if (interface.usesWasi)
    list.push_back("const wfx::Wasi &wasi");
  os << "void link(" << join(list, ", ")
     << ") {\n    wfx::detail::Linker linker(*home.state, ::" << interface.name
     << "_module());\n";
  for (const Member &m : imports)
    printBinding(m);
  if (interface.usesWasi)
    os << "    linker.provide(wasi);\n";
  os << "    home.instance = linker.instantiate();\n  }\n\n";
}

void HeaderPrinter::print() {
  std::string space = join(interface.cxxNamespace, "::");
  std::string guard = "WFX_LIBRARY_" + interface.name + "_HPP";
  os << "// The module " << interface.name
     << ", compiled by wfxc, for C++20 programs. Made by wfxc: changes are "
        "lost.\n#ifndef "
     << guard << "\n#define " << guard << "\n\n#include \""
     << interface.headerName << "\"\n#include <wfx/wfx.hpp>\n\nnamespace "
     << space << " {\n\n";
  if (!imports.empty()) {
    printImports();
    printConcepts();
    os << "// The host may take i32 as uint32_t.\n"
          "#pragma GCC diagnostic push\n"
          "#pragma GCC diagnostic ignored \"-Wsign-conversion\"\n\n";
  }
  os << "/// An instance of the module. It may be moved.\nclass Instance {\n"
        "public:\n";
  printConstructors();
  for (const Member &m : exports)
    printExport(m);
  os << '\n';
  if (hasFunctions())
    for (const Facade &facade : facades)
      printFacade(facade);
  os << "private:\n";
  printLink();
  os << "  wfx::detail::Home home;\n};\n\n";
  if (!imports.empty())
    os << "#pragma GCC diagnostic pop\n\n";
  os << "} // namespace " << space << "\n\n#endif\n";
}

std::string cxxHeaderText(const Interface &interface) {
  std::string text;
  raw_string_ostream os(text);
  HeaderPrinter(interface, os).print();
  return text;
}

} // namespace wfx
