//===- Lexer.h - Tokens of the text format --------------------------------===//
//
// Splits text into the tokens of spec 6.3. White space and comments disappear.
// So do annotations, except those that the assembler understands: they are kept
// beside the tokens with the place where they stood, because they may stand
// between any two tokens and the grammar need not know of them.
//
// A lexical error does not end lexing with an error: the list ends with an
// Error token, so that a parser which fails earlier reports the earlier error.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Opcodes.h"
#include "Support/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace wfx::text {

enum class Kw : uint8_t {
  None,
#define KW(id, text) id,
#include "Frontend/Text/Keywords.def"
};

/// All that a word can mean.
struct Keyword {
  Kw kw = Kw::None;
  /// The first row of Opcodes.def with this text; Op::Count if there is none.
  Op op = Op::Count;
  std::optional<wfx::HeapType::Kind> heap;    ///< "func"
  std::optional<wfx::HeapType::Kind> refType; ///< "funcref"
};

enum class Tok : uint8_t {
  LParen,
  RParen,
  Keyword,
  Id,       ///< $name or $"name"
  Nat,      ///< an unsigned integer
  Int,      ///< an integer with a sign
  Float,    ///< a number that is not an integer; also inf and nan
  String,   ///< with its quotes
  Reserved, ///< well formed but meaningless, also an unknown keyword
  Error,    ///< TokenList::failure says what
  Eof,
};

struct Token {
  uint32_t offset = 0;
  uint32_t length = 0;
  uint16_t keyword = 0; ///< where kind is Keyword
  Tok kind = Tok::Eof;
};
const Keyword &keywordInfo(const Token &token);

struct Annotation {
  enum Kind : uint8_t { Custom, Name, BranchHint } kind;
  uint32_t offset;
  uint32_t before; ///< the index of the token that it precedes
  /// What is between its id and its parenthesis, Eof last.
  std::vector<Token> body;
};

struct TokenList {
  llvm::StringRef text;
  std::vector<Token> tokens; ///< the last one is Error or Eof
  std::vector<Annotation> annotations;
  struct Failure {
    Diag id;
    uint64_t offset;
    std::string detail;
  };
  std::optional<Failure> failure;
};

/// True if \p name can stand behind `$` as it is.
bool isIdentifier(llvm::StringRef name);

/// The tokens of \p text from \p begin to \p end; offsets are those in \p text.
TokenList lex(llvm::StringRef text, uint64_t begin, uint64_t end);
inline TokenList lex(llvm::StringRef text) { return lex(text, 0, text.size()); }

} // namespace wfx::text
