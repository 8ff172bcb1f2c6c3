//===- Identifiers.cpp - Names of modules as names in C and C++ -----------===//

#include "Identifiers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace wfx {

/// Compilers take any length, people and debuggers do not.
static constexpr size_t longestIdentifier = 200, longestComment = 200;

static bool isNameCharacter(char c) { return isAlnum(c) || c == '_'; }

bool isIdentifier(StringRef text) {
  return !text.empty() && !isDigit(text[0]) && all_of(text, isNameCharacter);
}

/// Keywords of C23 and C++26, what they were called before, and macros that are
/// there without being asked for.
static constexpr StringRef reservedNames[] = {"NULL",
                                              "alignas",
                                              "alignof",
                                              "and",
                                              "and_eq",
                                              "asm",
                                              "atomic_cancel",
                                              "atomic_commit",
                                              "atomic_noexcept",
                                              "auto",
                                              "bitand",
                                              "bitor",
                                              "bool",
                                              "break",
                                              "case",
                                              "catch",
                                              "char",
                                              "char16_t",
                                              "char32_t",
                                              "char8_t",
                                              "class",
                                              "co_await",
                                              "co_return",
                                              "co_yield",
                                              "compl",
                                              "concept",
                                              "const",
                                              "const_cast",
                                              "consteval",
                                              "constexpr",
                                              "constinit",
                                              "continue",
                                              "contract_assert",
                                              "decltype",
                                              "default",
                                              "delete",
                                              "do",
                                              "double",
                                              "dynamic_cast",
                                              "else",
                                              "enum",
                                              "explicit",
                                              "export",
                                              "extern",
                                              "false",
                                              "far",
                                              "float",
                                              "for",
                                              "friend",
                                              "goto",
                                              "i386",
                                              "if",
                                              "inline",
                                              "int",
                                              "linux",
                                              "long",
                                              "main",
                                              "mutable",
                                              "namespace",
                                              "near",
                                              "new",
                                              "noexcept",
                                              "not",
                                              "not_eq",
                                              "nullptr",
                                              "offsetof",
                                              "operator",
                                              "or",
                                              "or_eq",
                                              "private",
                                              "protected",
                                              "public",
                                              "reflexpr",
                                              "register",
                                              "reinterpret_cast",
                                              "requires",
                                              "restrict",
                                              "return",
                                              "short",
                                              "signed",
                                              "sizeof",
                                              "static",
                                              "static_assert",
                                              "static_cast",
                                              "std",
                                              "struct",
                                              "switch",
                                              "synchronized",
                                              "template",
                                              "this",
                                              "thread_local",
                                              "throw",
                                              "true",
                                              "try",
                                              "typedef",
                                              "typeid",
                                              "typename",
                                              "typeof",
                                              "typeof_unqual",
                                              "union",
                                              "unix",
                                              "unreachable",
                                              "unsigned",
                                              "using",
                                              "virtual",
                                              "void",
                                              "volatile",
                                              "wchar_t",
                                              "while",
                                              "xor",
                                              "xor_eq"};

/// INT32_MAX and its like.
static bool isMacroOfHeaders(StringRef name) {
  bool isUpper = none_of(name, [](char c) { return isLower(c); });
  return isUpper && any_of(ArrayRef<StringRef>{"_MAX", "_MIN", "_WIDTH", "_C"},
                           [&](StringRef end) { return name.ends_with(end); });
}

bool hasReservedBeginning(StringRef name) {
  if (name.starts_with("WFX_"))
    return true;
  return name.size() > 1 && name[0] == '_' &&
         (name[1] == '_' || isUpper(name[1]));
}

bool isReservedName(StringRef name) {
  return hasReservedBeginning(name) || binary_search(reservedNames, name) ||
         isMacroOfHeaders(name);
}

std::string toIdentifier(StringRef name) {
  std::string result;
  if (name.empty() || isDigit(name[0]))
    result = "_";
  for (char c : name.take_front(longestIdentifier))
    result += isNameCharacter(c) ? c : '_';
  return result;
}

std::string quotedForComment(StringRef name) {
  std::string result = "\"";
  for (char c : name.take_front(longestComment)) {
    // `*` could begin or end a comment, `?` a trigraph.
    if (isPrint(c) && !is_contained({'"', '\\', '*', '?'}, c)) {
      result += c;
      continue;
    }
    result += '\\';
    result += hexdigit(uint8_t(c) >> 4, /*LowerCase=*/true);
    result += hexdigit(uint8_t(c) & 15, /*LowerCase=*/true);
  }
  return result + (name.size() > longestComment ? "\"..." : "\"");
}

NameScope::NameScope(StringRef prefix, ArrayRef<StringRef> taken)
    : prefix(prefix.str()) {
  for (StringRef name : taken)
    used.insert(name);
}

bool NameScope::isFree(StringRef name, ArrayRef<StringRef> suffixes) const {
  return none_of(suffixes, [&](StringRef suffix) {
    std::string symbol = (name + suffix).str();
    return used.contains(symbol) || isReservedName(prefix + symbol);
  });
}

std::string NameScope::claim(StringRef wanted, ArrayRef<StringRef> suffixes) {
  std::string base = wanted.str();
  // With what may come behind it: "_" becomes "__".
  if (hasReservedBeginning(prefix + base + "_"))
    base = "x" + base;
  unsigned &next = tries[base];
  std::string name;
  do {
    name = base;
    if (next)
      name += next == 1 ? "_" : "_" + utostr(next);
    ++next;
  } while (!isFree(name, suffixes));
  for (StringRef suffix : suffixes)
    used.insert((name + suffix).str());
  return name;
}

} // namespace wfx
