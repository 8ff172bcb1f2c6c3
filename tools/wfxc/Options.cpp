//===- Options.cpp - The command line -------------------------------------===//

#include "Options.h"
#include "Identifiers.h"
#include "Interface.h"
#include "Support/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

template <class T> struct Named {
  StringRef name;
  T value;
};

constexpr Named<Command> commands[] = {{"run", Command::Run},
                                       {"wast", Command::Wast},
                                       {"validate", Command::Validate},
                                       {"inspect", Command::Inspect},
                                       {"wat2wasm", Command::WatToWasm},
                                       {"wasm2wat", Command::WasmToWat},
                                       {"compile", Command::Compile},
                                       {"help", Command::Help}};
constexpr Named<EmitKind> emitKinds[] = {
    {"wat", EmitKind::Wat},          {"llvm", EmitKind::LLVM},
    {"llvm-opt", EmitKind::LLVMOpt}, {"asm", EmitKind::Asm},
    {"obj", EmitKind::Obj},          {"exe", EmitKind::Exe}};
constexpr Named<Stage> stages[] = {
    {"read", Stage::Read},         {"decode", Stage::Decode},
    {"validate", Stage::Validate}, {"plan", Stage::Plan},
    {"emit", Stage::Emit},         {"lower", Stage::Lower},
    {"codegen", Stage::Codegen},   {"link", Stage::Link}};
constexpr Named<bool> boundsKinds[] = {{"guard", false}, {"check", true}};
constexpr Named<bool> stackKinds[] = {{"needed", false}, {"all", true}};
constexpr Named<ColorMode> colorModes[] = {{"auto", ColorMode::Auto},
                                           {"always", ColorMode::Always},
                                           {"never", ColorMode::Never}};

constexpr Named<RelaxedSimd> relaxedModes[] = {
    {"native", RelaxedSimd::Native},
    {"deterministic", RelaxedSimd::Deterministic}};

template <class T, size_t N>
bool parseName(StringRef value, const Named<T> (&names)[N], T &out) {
  for (const auto &row : names)
    if (row.name == value) {
      out = row.value;
      return true;
    }
  return false;
}

bool parseLevel(StringRef value, OptLevel &out) {
  constexpr Named<OptLevel> levels[] = {
      {"0", OptLevel::O0}, {"1", OptLevel::O1}, {"2", OptLevel::O2},
      {"3", OptLevel::O3}, {"s", OptLevel::Os}, {"", OptLevel::O2}};
  return parseName(value, levels, out);
}

bool parseSize(StringRef value, uint64_t &out) {
  unsigned shift = 0;
  if (!value.empty()) {
    switch (toLower(value.back())) {
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
      value = value.drop_back();
  }
  if (value.getAsInteger(10, out) || out > (uint64_t(1) << 40) >> shift)
    return false;
  out <<= shift;
  return out >= 16384;
}

/// "lib=dir/file.wasm" or "dir/lib.wasm".
bool parseLink(StringRef value, std::vector<LinkedFile> &links) {
  auto [name, path] = value.split('=');
  if (!value.contains('='))
    std::swap(name, path);
  else if (name.empty())
    return false;
  links.push_back({name.str(), path.str()});
  return !path.empty();
}

/// "A::B"
bool parseNamespace(StringRef value, std::vector<std::string> &out) {
  SmallVector<StringRef> parts;
  value.split(parts, "::");
  out.assign(parts.begin(), parts.end());
  return all_of(parts, [](StringRef part) {
    return isIdentifier(part) && !isReservedName(part);
  });
}

using Action = bool (*)(Options &options, StringRef value);
struct OptionRow {
  StringRef spellings, argument, help;
  Action action;
  bool takesValue() const { return !argument.empty(); }
};
constexpr OptionRow rows[] = {
#define OPTION(spellings, argument, help, ...)                                 \
  {spellings, argument, help,                                                  \
   [](Options & options, StringRef value)->bool __VA_ARGS__},
#include "Options.def"
};

/// A word matched against the table: the row, and the value if the word has
/// one.
struct Match {
  const OptionRow *row = nullptr;
  StringRef spelling;
  std::optional<StringRef> value;
};

std::optional<Match> matchSpelling(const OptionRow &row, StringRef spelling,
                                   StringRef word) {
  if (!word.consume_front(spelling))
    return std::nullopt;
  // "-O" alone is -O2: one-letter levels are never a word of their own.
  if (word.empty() && spelling == "-O")
    return Match{&row, spelling, StringRef()};
  if (word.empty())
    return Match{&row, spelling, std::nullopt};
  if (spelling.starts_with("--") ? !word.consume_front("=") : !row.takesValue())
    return std::nullopt;
  return Match{&row, spelling, word};
}

/// The row that \p word names; without one, what the user may have meant.
Match match(StringRef word, StringRef &nearest) {
  unsigned best = 3; // more differences are another word
  for (const OptionRow &row : rows) {
    SmallVector<StringRef, 2> spellings;
    row.spellings.split(spellings, ' ');
    for (StringRef spelling : spellings) {
      if (auto found = matchSpelling(row, spelling, word))
        return *found;
      unsigned distance =
          word.split('=').first.edit_distance(spelling, true, best);
      if (distance < best && spelling.size() > 2) {
        best = distance;
        nearest = spelling;
      }
    }
  }
  return {};
}

class Parser {
public:
  Parser(ArrayRef<const char *> args) : args(args) {}
  Expected<Options> parse();

private:
  Error parseOption(StringRef word);
  Error checkInputs();
  Error checkLibrary();

  ArrayRef<const char *> args; ///< those that are left
  Options options;
};

} // namespace

Error Parser::parseOption(StringRef word) {
  StringRef nearest;
  Match found = match(word, nearest);
  if (!found.row)
    return usageError("unknown option '" + word + "' (" +
                      (nearest.empty()
                           ? "try --help"
                           : "did you mean " + nearest.str() + "?") +
                      ")");
  const OptionRow &row = *found.row;
  if (!row.takesValue() && found.value)
    return usageError("option '" + found.spelling + "' takes no value");
  if (row.takesValue() && !found.value) {
    if (args.empty())
      return usageError("option '" + found.spelling +
                        "' needs a value: " + row.argument);
    found.value = args.consume_front();
  }
  StringRef value = found.value.value_or("");
  if (!row.action(options, value))
    return usageError("option '" + found.spelling + "' cannot be '" + value +
                      "' (" + row.argument + ": " + row.help + ")");
  return Error::success();
}

Error Parser::checkInputs() {
  bool takesNone = options.command >= Command::Help;
  bool takesMany =
      options.command == Command::Wast || options.command == Command::Validate;
  if (options.inputs.empty() && !takesNone)
    return usageError("no input file (try --help)");
  bool isProgram =
      options.command == Command::Compile && options.emit == EmitKind::Exe;
  if (options.inputs.size() > 1 && !takesMany && !takesNone && !isProgram)
    return usageError(
        "more than one input: '" + options.inputs[0] + "' and '" +
        options.inputs[1] + "'" +
        (options.makesLibrary() ? "; each module is a library" : ""));
  if (Error failed = checkLibrary())
    return failed;
  if (!options.cacheFolder.empty() && options.command != Command::Run)
    return usageError("--cache-dir is for 'wfxc run'");
  if (!options.links.empty() && options.command == Command::Compile &&
      options.emit != EmitKind::Exe)
    return usageError("--link makes executables: it cannot be used with "
                      "--emit");
  return Error::success();
}

/// What a library cannot be given, because its host decides at run time.
static StringRef optionOfPrograms(const Options &options) {
  const Options defaults;
  std::pair<bool, StringRef> rows[] = {
      {options.isStatic, "--static"},
      {!options.preopens.empty(), "--dir"},
      {!options.environment.empty(), "--env"},
      {!options.invoke.empty(), "--invoke"},
      {options.stackSize != defaults.stackSize, "--stack-size"},
      {options.continuationStackSize != defaults.continuationStackSize,
       "--continuation-stack-size"},
      {options.maxContinuations != defaults.maxContinuations,
       "--max-continuations"}};
  for (auto [isGiven, name] : rows)
    if (isGiven)
      return name;
  return "";
}

Error Parser::checkLibrary() {
  if (!options.makesLibrary()) {
    if (options.libraryName.empty() && options.libraryNamespace.empty())
      return Error::success();
    return usageError("--name and --namespace are for libraries: -c, --lib and "
                      "--shared");
  }
  if (!options.links.empty())
    return usageError("--link cannot be used for libraries: their modules are "
                      "linked with each other by the host, at run time");
  if (StringRef option = optionOfPrograms(options); !option.empty())
    return usageError(option + " is for executables: what a library is given "
                               "its host decides, at run time");
  if (options.libraryName.empty())
    options.libraryName = defaultLibraryName(options.inputs[0]);
  StringRef problem = badLibraryName(options.libraryName);
  if (!problem.empty())
    return usageError("a library cannot be called '" + options.libraryName +
                      "': " + problem);
  if (options.libraryNamespace.empty())
    options.libraryNamespace = {options.libraryName};
  return Error::success();
}

Expected<Options> Parser::parse() {
  if (!args.empty() && parseName(args[0], commands, options.command))
    args.consume_front();
  bool onlyFiles = false;
  while (!args.empty()) {
    StringRef word = args.consume_front();
    if (!onlyFiles && word == "--") {
      onlyFiles = true;
    } else if (onlyFiles || word == "-" || !word.starts_with("-")) {
      options.inputs.push_back(word.str());
      // The rest belongs to the program.
      if (options.command == Command::Run) {
        options.arguments.assign(args.begin(), args.end());
        args = {};
      }
    } else if (Error failed = parseOption(word)) {
      return std::move(failed);
    }
  }
  if (Error failed = checkInputs())
    return std::move(failed);
  return std::move(options);
}

Expected<Options> parseOptions(ArrayRef<const char *> args) {
  return Parser(args).parse();
}

CompileOptions compileOptions(const Options &options) {
  CompileOptions result;
  result.level = options.level;
  result.jobs = options.jobs;
  result.cpu = options.cpu;
  result.checkBounds = options.checkBounds;
  result.deterministic = options.relaxedSimd == RelaxedSimd::Deterministic;
  result.allStacks = options.allStacks;
  result.verify = options.verify;
  return result;
}

void printHelp(raw_ostream &os) {
  os << "wfxc: WebAssembly to native code, ahead of time\n\n"
        "  wfxc [OPTION]... FILE...            compile to an executable\n"
        "  wfxc run [OPTION]... FILE [ARG]...  compile and run in this "
        "process\n"
        "  wfxc wast [OPTION]... FILE...       run specification scripts\n"
        "  wfxc validate FILE...               check modules\n"
        "  wfxc inspect FILE                   describe a module\n"
        "  wfxc wat2wasm FILE [-o FILE]        text to binary\n"
        "  wfxc wasm2wat FILE [-o FILE]        binary to text\n\n"
        "FILE is binary (.wasm) or text (.wat); '-' is standard "
        "input.\n\nOptions:\n";
  for (const OptionRow &row : rows) {
    std::string left = "  " + row.spellings.str();
    for (char &c : left)
      if (&c != &left[0] && c == ' ' && &c > &left[1])
        c = ',';
    if (row.takesValue())
      left += " " + row.argument.str();
    os << left;
    os.indent(left.size() < 30 ? 30 - left.size() : 1) << row.help << '\n';
  }
  os << "\nFeatures for -W:\n  ";
  for (size_t i = 1; i < size_t(Feature::Count); ++i)
    os << featureName(Feature(i)) << (isCompiled(Feature(i)) ? "" : "*") << ' ';
  os << "\n  (* decoded and validated, not compiled by this version)\n";
}

} // namespace wfx
