//===- Identifiers.h - Names of modules as names in C and C++ -------------===//
//
// Names in WebAssembly are any text. Here they become identifiers that no
// compiler of C or C++ takes for something else, that differ where they have
// to, and text for comments that cannot end the comment.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace wfx {

/// True if \p text has the form of an identifier: letters, digits, `_`, no
/// digit first.
bool isIdentifier(llvm::StringRef text);

/// True for keywords of C and C++ in any of their versions, for what the
/// language keeps for itself (`__x`, `_X`), and for macros that the headers of
/// the generated headers may define.
bool isReservedName(llvm::StringRef identifier);

/// True for what begins as the language's own names do, with `__` or `_X`,
/// which predefined macros and keywords such as _Bool are among, or as macros
/// of wfx.h.
bool hasReservedBeginning(llvm::StringRef identifier);

/// \p name with `_` for each byte that no identifier has, in front of a digit,
/// and for the empty name; cut if it is very long. May be a reserved name.
std::string toIdentifier(llvm::StringRef name);

/// \p name for a comment, in quotes, with escapes as in the text format; cut if
/// it is very long. Has neither line ends nor `*`.
std::string quotedForComment(llvm::StringRef name);

/// A scope of names. Each name stands for a group of symbols, for instance a
/// getter and a setter, all of which are new.
class NameScope {
public:
  /// Symbols of the scope begin with \p prefix; \p taken (without it) are in
  /// use.
  explicit NameScope(llvm::StringRef prefix = "",
                     llvm::ArrayRef<llvm::StringRef> taken = {});

  /// A name, the identifier \p wanted or with `_`, `_2`, `_3` and so on behind
  /// it, for which all of name + suffix, for each of \p suffixes, are unused
  /// and not reserved. They are in use from then on. A name that would have a
  /// reserved beginning gets an `x` in front.
  std::string claim(llvm::StringRef wanted,
                    llvm::ArrayRef<llvm::StringRef> suffixes = {""});

private:
  bool isFree(llvm::StringRef name,
              llvm::ArrayRef<llvm::StringRef> suffixes) const;

  std::string prefix;
  llvm::StringSet<> used;
  llvm::StringMap<unsigned> tries; ///< by wanted name: the next number
};

} // namespace wfx
