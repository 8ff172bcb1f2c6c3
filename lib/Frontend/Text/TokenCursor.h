//===- TokenCursor.h - Reading tokens, with a sticky error ----------------===//
//
// A TokenCursor walks a TokenList. As with Cursor, the first failure sticks:
// from then on only Eof is seen, so that every loop of a parser ends, and the
// caller asks once, at the end. Knows the shapes that all of the grammar
// shares, parentheses, identifiers and strings, and no more.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Lexer.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/StringSaver.h"

namespace wfx::text {

/// An identifier without its `$`, in a quoted one without quotes and escapes.
/// The name is empty where there was none.
struct Id {
  llvm::StringRef name;
  uint32_t offset = 0;
  explicit operator bool() const { return !name.empty(); }
};

class TokenCursor {
public:
  explicit TokenCursor(const TokenList &list)
      : list(list), last(uint32_t(list.tokens.size() - 1)) {}

  const Token &peek(unsigned ahead = 0) const {
    return list.tokens[std::min(pos + ahead, last)];
  }
  const Token &next() {
    const Token &token = peek();
    pos = std::min(pos + 1, last);
    return token;
  }
  uint32_t offset() const { return peek().offset; }
  llvm::StringRef text(const Token &token) const {
    return list.text.substr(token.offset, token.length);
  }

  /// Where the token before the current one ends.
  uint64_t previousEnd() const {
    const Token &token = list.tokens[pos - 1];
    return uint64_t(token.offset) + token.length;
  }

  /// Positions are indices of tokens.
  uint32_t position() const { return pos; }
  void seek(uint32_t position) {
    if (!failed())
      pos = position;
  }

  bool at(Tok kind) const { return peek().kind == kind; }
  bool at(Kw kw) const { return keywordInfo(peek()).kw == kw; }
  bool atOpen(Kw kw) const {
    return at(Tok::LParen) && keywordInfo(peek(1)).kw == kw;
  }
  /// At a natural number or an identifier.
  bool atIndex(unsigned ahead = 0) const {
    return peek(ahead).kind == Tok::Nat || peek(ahead).kind == Tok::Id;
  }
  /// The keyword behind an opening parenthesis; Kw::None if there is none.
  Kw openKw() const {
    return at(Tok::LParen) ? keywordInfo(peek(1)).kw : Kw::None;
  }

  bool take(Kw kw);
  bool takeOpen(Kw kw);
  void expect(Kw kw);
  void expectOpen(Kw kw);
  void close();
  /// Skips to behind the parenthesis that closes the innermost open one.
  void skipPastClose();

  /// An optional identifier.
  Id takeId();
  /// The value of a string, of any bytes, or of UTF-8.
  std::string string();
  std::string name();
  /// A copy that lives as long as the cursor.
  llvm::StringRef save(llvm::StringRef s) { return saver.save(s); }
  /// The concatenation of zero or more strings.
  std::string strings();
  /// An unsigned integer below 2^32 or 2^64.
  uint32_t nat32();
  uint64_t nat64();

  /// At a number of any kind.
  bool atNumber() const {
    return at(Tok::Nat) || at(Tok::Int) || at(Tok::Float);
  }
  /// An integer of \p bits bits, zero-extended; the bits of an f32 or f64.
  /// Their text may also come from a token that was read before.
  uint64_t integer(unsigned bits) { return integer(next(), bits); }
  uint64_t integer(const Token &token, unsigned bits);
  uint64_t floating(bool is64) { return floating(next(), is64); }
  uint64_t floating(const Token &token, bool is64);

  void fail(Diag id, uint64_t offset, const llvm::Twine &detail = "");
  /// Fails for \p token, which the grammar does not allow here.
  void unexpected(const Token &token);
  void unexpected() { unexpected(peek()); }
  bool failed() const { return failure.has_value(); }
  llvm::Error takeError();

private:
  const TokenList &list;
  uint32_t pos = 0, last;
  std::optional<TokenList::Failure> failure;
  llvm::BumpPtrAllocator memory;
  llvm::StringSaver saver{memory};
};

} // namespace wfx::text
