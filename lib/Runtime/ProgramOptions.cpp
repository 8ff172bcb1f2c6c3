//===- ProgramOptions.cpp - Options that a compiled program takes ---------===//
//
// Makes room for as many list entries as the text can have words, splits it
// into words, goes through them. Does not look at the environment itself.
//
//===----------------------------------------------------------------------===//
#include "Runtime/ProgramOptions.h"
#include "Runtime/ErrorText.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace wfx::rt {
namespace {

bool isBlank(char c) { return c && strchr(" \t\r\n", c); }

/// Takes the words out of a text: their characters go to a buffer, where each
/// ends with NUL. The buffer never needs more room than the text.
class Splitter {
public:
  Splitter(const char *text, char *buffer) : text(text), out(buffer) {}

  /// Whether there was one more word; \p complete is false if its quote was not
  /// closed.
  bool next(bool &complete) {
    while (isBlank(*text))
      ++text;
    complete = true;
    if (!*text)
      return false;
    while (*text && !isBlank(*text) && complete)
      complete = piece();
    *out++ = 0;
    return true;
  }

private:
  /// A quoted part of a word, or one character.
  bool piece() {
    if (*text == '\'' || *text == '"')
      return quoted(*text++);
    if (*text == '\\' && !*++text)
      return false;
    *out++ = *text++;
    return true;
  }

  bool quoted(char quote) {
    while (*text && *text != quote) {
      if (quote == '"' && *text == '\\' && (text[1] == '"' || text[1] == '\\'))
        ++text;
      *out++ = *text++;
    }
    return *text && *text++ == quote;
  }

  const char *text;
  char *out;
};

/// A list that grows within room reserved beforehand.
struct GrowingList {
  const char **entries;
  size_t count;

  void add(const char *entry) {
    entries[count++] = entry;
    entries[count] = nullptr;
  }
  void addAll(const char *const *list) {
    for (; list && *list; ++list)
      add(*list);
  }
};

size_t listSize(const char *const *list) {
  size_t size = 0;
  while (list && list[size])
    ++size;
  return size;
}

bool parseSize(const char *text, uint64_t &result) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (!isdigit(static_cast<unsigned char>(*text)) || errno || value == 0)
    return false;
  unsigned shift = 0;
  switch (*end) {
  case 'k':
    shift = 10;
    break;
  case 'm':
    shift = 20;
    break;
  case 'g':
    shift = 30;
    break;
  }
  if (shift)
    ++end;
  result = uint64_t(value) << shift;
  return *end == 0 && result >> shift == value;
}

bool parseNumber(const char *text, uint64_t &result) {
  char *end;
  errno = 0;
  result = strtoull(text, &end, 10);
  return isdigit(static_cast<unsigned char>(*text)) && !errno && !*end;
}

struct Parser {
  GrowingList preopens;
  GrowingList environment;
  ProgramOptions &options;
  ErrorText &error;

  bool dir(const char *value) {
    if (!*value)
      return error.fail("option '--dir' needs a directory");
    preopens.add(value);
    return true;
  }
  bool env(const char *value) {
    if (!*value || *value == '=')
      return error.fail("'", value, "' is no environment variable");
    environment.add(value);
    return true;
  }
  bool size(const char *value) {
    return parseSize(value, options.stackSize) ||
           error.fail("'", value, "' is no stack size");
  }
  bool continuationSize(const char *value) {
    return parseSize(value, options.continuationStackSize) ||
           error.fail("'", value, "' is no stack size");
  }
  bool maxContinuations(const char *value) {
    return parseNumber(value, options.maxContinuations) ||
           error.fail("'", value, "' is no number of continuations");
  }
};

struct Option {
  const char *name;
  bool (Parser::*parse)(const char *value);
};
constexpr Option optionTable[] = {
    {"--dir", &Parser::dir},
    {"--env", &Parser::env},
    {"--stack-size", &Parser::size},
    {"--continuation-stack-size", &Parser::continuationSize},
    {"--max-continuations", &Parser::maxContinuations},
};

const Option *findOption(const char *word, size_t size) {
  for (const Option &option : optionTable)
    if (strlen(option.name) == size && memcmp(option.name, word, size) == 0)
      return &option;
  return nullptr;
}

/// \p words lie one after the other.
bool parseWords(Parser &parser, const char *words, size_t count) {
  for (const char *word = words; count > 0; --count) {
    size_t nameSize = strcspn(word, "=");
    const Option *option = findOption(word, nameSize);
    if (!option)
      return parser.error.fail("unknown option '", word, "'");
    const char *value = word + nameSize + 1; // behind '=' or in the next word
    if (word[nameSize] == 0 && --count == 0)
      return parser.error.fail("option '", word, "' needs a value");
    if (!(parser.*option->parse)(value))
      return false;
    word = value + strlen(value) + 1;
  }
  return true;
}

bool parseText(Parser &parser, const char *text, char *words) {
  Splitter splitter(text, words);
  size_t count = 0;
  bool complete;
  while (splitter.next(complete) && complete)
    ++count;
  return complete ? parseWords(parser, words, count)
                  : parser.error.fail("a quote is not closed");
}

} // namespace

bool parseProgramOptions(const char *text, ProgramOptions &options, char *error,
                         size_t errorSize) {
  ErrorText errorText{error, errorSize};
  if (!text || !text[strspn(text, " \t\r\n")])
    return true;
  // A word takes at least one character, so the text's size bounds their
  // number.
  size_t textSize = strlen(text) + 1;
  size_t preopenRoom = listSize(options.preopens) + textSize;
  size_t pointers = preopenRoom + listSize(options.environment) + textSize;
  auto storage = static_cast<const char **>(
      calloc(1, pointers * sizeof(const char *) + textSize));
  if (!storage)
    return errorText.fail("out of memory");

  const char **environment = storage + preopenRoom;
  ProgramOptions result = options;
  Parser parser{{storage, 0}, {environment, 0}, result, errorText};
  parser.preopens.addAll(options.preopens);
  parser.environment.addAll(options.environment);
  char *words = reinterpret_cast<char *>(storage + pointers);
  if (!parseText(parser, text, words)) {
    free(storage);
    return false;
  }
  result.preopens = storage;
  result.environment = environment;
  result.storage = storage;
  options = result;
  return true;
}

void freeProgramOptions(ProgramOptions &options) {
  free(options.storage);
  options = ProgramOptions();
}

} // namespace wfx::rt
