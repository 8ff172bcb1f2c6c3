//===- Lexer.cpp - Tokens of the text format ------------------------------===//
//
// One pass over the bytes. Checks all that is lexical: characters, UTF-8,
// comments and annotations that end, escapes in strings, the shape of numbers.
// Does not compute values (Literals.h) and knows no grammar.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Lexer.h"
#include "Frontend/Text/Literals.h"
#include "Support/Cursor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include <array>

using namespace llvm;

namespace wfx::text {

namespace {

//===----------------------------------------------------------------------===//
// Keywords
//===----------------------------------------------------------------------===//

class KeywordTable {
public:
  KeywordTable() {
    entry("") = {}; // index 0: no keyword
#define KW(id, text) entry(text).kw = Kw::id;
#include "Frontend/Text/Keywords.def"
#define HEAP_TYPE(kind, code, text, refText, feature)                          \
  entry(text).heap = HeapType::kind;                                           \
  entry(refText).refType = HeapType::kind;
#include "Frontend/HeapTypes.def"
#define OP(id, prefix, code, text, imm, sig, feature) addOp(text, Op::id);
#include "Frontend/Opcodes.def"
  }

  /// 0 if \p word is no keyword.
  uint16_t find(StringRef word) const { return indices.lookup(word); }
  const Keyword &operator[](uint16_t index) const { return keywords[index]; }

private:
  Keyword &entry(StringRef text) {
    auto [it, isNew] = indices.try_emplace(text, uint16_t(keywords.size()));
    if (isNew)
      keywords.emplace_back();
    return keywords[it->second];
  }
  void addOp(StringRef text, Op op) {
    Keyword &k = entry(text);
    if (k.op == Op::Count)
      k.op = op;
  }

  StringMap<uint16_t> indices;
  std::vector<Keyword> keywords;
};

const KeywordTable &keywordTable() {
  static const KeywordTable table;
  return table;
}

//===----------------------------------------------------------------------===//
// Characters
//===----------------------------------------------------------------------===//

/// idchar of spec 6.3.5.
constexpr std::array<bool, 256> makeIdChars() {
  std::array<bool, 256> table{};
  for (unsigned c = '!'; c <= '~'; ++c)
    table[c] = true;
  for (char c : {'"', '(', ')', ',', ';', '[', ']', '{', '}'})
    table[uint8_t(c)] = false;
  return table;
}
constexpr std::array<bool, 256> idChars = makeIdChars();

bool isIdChar(char c) { return idChars[uint8_t(c)]; }
bool isNewline(char c) { return c == '\n' || c == '\r'; }

//===----------------------------------------------------------------------===//
// Lexer
//===----------------------------------------------------------------------===//

class Lexer {
public:
  Lexer(StringRef text, uint64_t begin, uint64_t end)
      : text(text.take_front(end)), pos(begin) {
    list.text = text;
  }
  TokenList run();

private:
  /// What next() found: a token, or the start of an annotation (its `(@id`).
  enum class Found { Token, Annotation };

  /// Inside of an annotation the start of another one is nothing special.
  Found next(Token &token, bool inAnnotation = false);
  void annotation(const Token &start);
  bool skipSpace();
  void skipLineComment();
  bool skipBlockComment();
  bool annotationStart(Token &token);
  void word(Token &token);
  void classify(Token &token, StringRef run);
  bool string(Diag *inName = nullptr);
  bool escape(size_t at);
  void illegal();
  void checkUTF8(uint64_t begin, uint64_t end);

  char at(uint64_t i) const { return i < text.size() ? text[i] : '\0'; }
  bool done() const { return pos >= text.size() || list.failure; }
  bool fail(Diag id, uint64_t offset, const Twine &detail = "") {
    if (!list.failure)
      list.failure = {id, offset, detail.str()};
    return false;
  }

  StringRef text;
  uint64_t pos;
  TokenList list;
  const KeywordTable &keywords = keywordTable();
};

TokenList Lexer::run() {
  list.tokens.reserve((text.size() - pos) / 5 + 1);
  if (text.size() >= UINT32_MAX)
    fail(Diag::LimitExceeded, 0, "text of 4 GiB or more");
  while (true) {
    Token token;
    if (next(token) == Found::Annotation) {
      annotation(token);
      continue;
    }
    list.tokens.push_back(token);
    if (token.kind == Tok::Eof || token.kind == Tok::Error)
      break;
  }
  return std::move(list);
}

Lexer::Found Lexer::next(Token &token, bool inAnnotation) {
  token = Token();
  bool ok = skipSpace();
  token.offset = uint32_t(pos);
  Found found = Found::Token;
  if (!ok) {
    token.kind = Tok::Error;
  } else if (pos >= text.size()) {
    token.kind = Tok::Eof;
  } else if (text[pos] == '(' && at(pos + 1) == '@' && !inAnnotation) {
    found = Found::Annotation;
    annotationStart(token);
  } else if (text[pos] == '(') {
    token.kind = Tok::LParen;
    ++pos;
  } else if (text[pos] == ')') {
    token.kind = Tok::RParen;
    ++pos;
  } else {
    word(token);
  }
  if (list.failure) {
    token.kind = Tok::Error;
    token.offset = uint32_t(list.failure->offset);
    return Found::Token;
  }
  token.length = uint32_t(pos - token.offset);
  return found;
}

/// Skips white space and comments. False on failure.
bool Lexer::skipSpace() {
  while (!done()) {
    char c = text[pos];
    if (c == ' ' || c == '\t' || isNewline(c))
      ++pos;
    else if (c == ';' && at(pos + 1) == ';')
      skipLineComment();
    else if (c == '(' && at(pos + 1) == ';')
      skipBlockComment();
    else
      break;
  }
  return !list.failure;
}

void Lexer::skipLineComment() {
  uint64_t begin = pos;
  while (pos < text.size() && !isNewline(text[pos]))
    ++pos;
  checkUTF8(begin, pos);
}

bool Lexer::skipBlockComment() {
  uint64_t begin = pos;
  uint64_t depth = 0;
  do {
    pos = text.find_first_of("(;", pos);
    if (pos == StringRef::npos) {
      pos = text.size();
      return fail(Diag::UnclosedComment, begin);
    }
    if (text[pos] == '(' && at(pos + 1) == ';') {
      ++depth;
      pos += 2;
    } else if (text[pos] == ';' && at(pos + 1) == ')') {
      --depth;
      pos += 2;
    } else {
      ++pos;
    }
  } while (depth > 0);
  checkUTF8(begin, pos);
  return true;
}

/// Reads `(@id` or `(@"id"`; \p token then covers it.
bool Lexer::annotationStart(Token &token) {
  pos += 2;
  uint64_t begin = pos;
  Diag empty = Diag::EmptyAnnotationId;
  if (at(pos) == '"') {
    if (!string(&empty))
      return false;
  } else {
    while (isIdChar(at(pos)))
      ++pos;
  }
  if (pos == begin)
    return fail(empty, token.offset);
  return true;
}

/// Reads what follows \p start up to the matching parenthesis; keeps it where
/// the assembler understands it.
void Lexer::annotation(const Token &start) {
  StringRef id = text.slice(start.offset + 2, start.offset + start.length);
  std::optional<Annotation::Kind> kind =
      StringSwitch<std::optional<Annotation::Kind>>(id)
          .Case("custom", Annotation::Custom)
          .Case("name", Annotation::Name)
          .Case("metadata.code.branch_hint", Annotation::BranchHint)
          .Default(std::nullopt);
  Annotation result{kind.value_or(Annotation::Custom),
                    start.offset,
                    uint32_t(list.tokens.size()),
                    {}};
  uint64_t depth = 1;
  Token token;
  while (true) {
    next(token, true);
    if (token.kind == Tok::Eof)
      fail(Diag::UnclosedAnnotation, start.offset);
    if (list.failure)
      return;
    if (token.kind == Tok::LParen)
      ++depth;
    else if (token.kind == Tok::RParen && --depth == 0)
      break;
    if (kind)
      result.body.push_back(token);
  }
  token.kind = Tok::Eof;
  result.body.push_back(token);
  if (kind)
    list.annotations.push_back(std::move(result));
}

/// Reads the longest run of id characters, strings and punctuation. A run of
/// more than one part is reserved, except `$` with a string (spec 6.3.1).
void Lexer::word(Token &token) {
  uint64_t begin = pos;
  unsigned parts = 0;
  bool hasString = false, punctuation = false;
  StringRef run;
  Diag emptyId = Diag::EmptyIdentifier;
  while (pos < text.size()) {
    char c = text[pos];
    if (isIdChar(c)) {
      uint64_t from = pos;
      while (isIdChar(at(pos)))
        ++pos;
      if (parts == 0)
        run = text.slice(from, pos);
    } else if (c == '"') {
      hasString = true;
      if (!string(parts == 1 && run == "$" ? &emptyId : nullptr))
        return;
    } else if (StringRef(",[]{}").contains(c) ||
               (c == ';' && at(pos + 1) != ';')) {
      punctuation = true;
      ++pos;
    } else {
      break;
    }
    ++parts;
  }
  if (parts == 0)
    return illegal();
  token.kind = Tok::Reserved;
  if (parts == 1 && hasString)
    token.kind = Tok::String;
  else if (parts == 2 && hasString && !punctuation && run == "$" &&
           text[begin] == '$')
    token.kind = Tok::Id;
  else if (parts == 1 && !punctuation)
    classify(token, run);
}

void Lexer::classify(Token &token, StringRef run) {
  if (run.front() == '$') {
    token.kind = Tok::Id;
    if (run.size() == 1)
      fail(Diag::EmptyIdentifier, token.offset);
    return;
  }
  switch (classifyNumber(run)) {
  case NumberClass::Nat:
    token.kind = Tok::Nat;
    return;
  case NumberClass::Int:
    token.kind = Tok::Int;
    return;
  case NumberClass::Float:
    token.kind = Tok::Float;
    return;
  case NumberClass::None:
    break;
  }
  // `offset=8` is one keyword together with its number (spec 6.5.3).
  if (size_t eq = run.find('='); eq != StringRef::npos) {
    if (classifyNumber(run.drop_front(eq + 1)) != NumberClass::Nat)
      return;
    run = run.take_front(eq + 1);
  }
  token.keyword = keywords.find(run);
  if (token.keyword)
    token.kind = Tok::Keyword;
}

/// Reads a string. In a name, \p inName is what an ill-formed or empty one is
/// called, and its value must be UTF-8.
bool Lexer::string(Diag *inName) {
  uint64_t begin = pos++;
  while (true) {
    pos = std::min<uint64_t>(text.find_if(
                                 [](char c) {
                                   return c == '"' || c == '\\' ||
                                          uint8_t(c) < 0x20 || c == 0x7F;
                                 },
                                 pos),
                             text.size());
    if (pos == text.size() || text[pos] == '\n')
      return fail(inName ? *inName : Diag::UnclosedString, begin);
    if (text[pos] == '"')
      break;
    if (text[pos] != '\\')
      return fail(inName ? *inName : Diag::IllegalControlCharacter, pos);
    if (!escape(pos))
      return false;
  }
  ++pos;
  StringRef token = text.slice(begin, pos);
  checkUTF8(begin, pos);
  if (inName && token.size() == 2)
    return fail(*inName, begin);
  if (inName && !isValidUTF8(decodeString(token)))
    return fail(Diag::MalformedUTF8, begin);
  return !list.failure;
}

/// Reads the escape sequence at \p from (spec 6.3.3).
bool Lexer::escape(size_t from) {
  char c = at(from + 1);
  pos = from + 2;
  if (StringRef("tnr\"'\\").contains(c))
    return true;
  if (isHexDigit(c) && isHexDigit(at(pos))) {
    ++pos;
    return true;
  }
  if (c == 'u' && at(pos) == '{') {
    size_t close = text.find('}', pos);
    StringRef digits = text.slice(pos + 1, close);
    if (close == StringRef::npos || digits.size() > 1000 ||
        classifyNumber(("0x" + digits).str()) != NumberClass::Nat)
      return fail(Diag::IllegalEscape, from);
    std::optional<uint64_t> code = parseNat(("0x" + digits).str());
    if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000))
      return fail(Diag::IllegalEscape, from);
    pos = close + 1;
    return true;
  }
  return fail(Diag::IllegalEscape, from);
}

/// Fails for the character at pos, which starts no token.
void Lexer::illegal() {
  if (uint8_t(text[pos]) >= 0x80) {
    size_t end = pos + 1;
    while (end < text.size() && end < pos + 4 &&
           (uint8_t(text[end]) & 0xC0) == 0x80)
      ++end;
    checkUTF8(pos, end);
  }
  fail(Diag::IllegalCharacter, pos);
}

void Lexer::checkUTF8(uint64_t begin, uint64_t end) {
  StringRef s = text.slice(begin, end);
  auto isHigh = [](char c) { return uint8_t(c) >= 0x80; };
  if (s.find_if(isHigh) != StringRef::npos && !isValidUTF8(s))
    fail(Diag::MalformedUTF8, begin);
}

} // namespace

const Keyword &keywordInfo(const Token &token) {
  return keywordTable()[token.keyword];
}

bool isIdentifier(StringRef name) {
  return !name.empty() && llvm::all_of(name, isIdChar);
}

TokenList lex(StringRef text, uint64_t begin, uint64_t end) {
  return Lexer(text, begin, end).run();
}

} // namespace wfx::text
