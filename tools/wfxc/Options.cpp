//===- Options.cpp - The command line -------------------------------------===//

#include "Options.h"
#include "Support/Diagnostics.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {

template <class T> struct Named {
  StringRef name;
  T value;
};

constexpr Named<Command> commands[] = {
    {"run", Command::Run},           {"wast", Command::Wast},
    {"validate", Command::Validate}, {"inspect", Command::Inspect},
    {"wat2wasm", Command::WatToWasm}, {"wasm2wat", Command::WasmToWat},
    {"compile", Command::Compile}};
constexpr Named<EmitKind> emitKinds[] = {
    {"wat", EmitKind::Wat}, {"llvm", EmitKind::LLVM}, {"llvm-opt", EmitKind::LLVMOpt},
    {"asm", EmitKind::Asm}, {"obj", EmitKind::Obj},   {"exe", EmitKind::Exe}};
constexpr Named<Stage> stages[] = {
    {"read", Stage::Read},   {"decode", Stage::Decode}, {"validate", Stage::Validate},
    {"plan", Stage::Plan},   {"emit", Stage::Emit},     {"lower", Stage::Lower},
    {"codegen", Stage::Codegen}, {"link", Stage::Link}};
constexpr Named<ColorMode> colorModes[] = {{"auto", ColorMode::Auto},
                                           {"always", ColorMode::Always},
                                           {"never", ColorMode::Never}};

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
  constexpr Named<OptLevel> levels[] = {{"0", OptLevel::O0}, {"1", OptLevel::O1},
                                        {"2", OptLevel::O2}, {"3", OptLevel::O3},
                                        {"s", OptLevel::Os}, {"", OptLevel::O2}};
  return parseName(value, levels, out);
}

bool parseSize(StringRef value, uint64_t &out) {
  unsigned shift = 0;
  if (!value.empty()) {
    switch (toLower(value.back())) {
    case 'k': shift = 10; break;
    case 'm': shift = 20; break;
    case 'g': shift = 30; break;
    }
    if (shift)
      value = value.drop_back();
  }
  if (value.getAsInteger(10, out) || out > (uint64_t(1) << 40) >> shift)
    return false;
  out <<= shift;
  return out >= 16384;
}

bool parseFeature(StringRef value, Features &features) {
  auto [name, state] = value.split('=');
  auto on = StringSwitch<std::optional<bool>>(state)
                .Cases({"y", "yes", "true", "on", ""}, true)
                .Cases({"n", "no", "false", "off"}, false)
                .Default(std::nullopt);
  if (!on)
    return false;
  if (name == "all") {
    for (size_t i = 1; i < size_t(Feature::Count); ++i)
      features.set(Feature(i), *on);
    return true;
  }
  auto feature = featureByName(name);
  if (feature)
    features.set(*feature, *on);
  return feature.has_value();
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
   [](Options & options, StringRef value) -> bool __VA_ARGS__},
#include "Options.def"
};

/// A word matched against the table: the row, and the value if the word has one.
struct Match {
  const OptionRow *row = nullptr;
  std::optional<StringRef> value;
};

Match match(StringRef word) {
  for (const OptionRow &row : rows) {
    SmallVector<StringRef, 2> spellings;
    row.spellings.split(spellings, ' ');
    for (StringRef spelling : spellings) {
      if (word == spelling) {
        // "-O" alone is -O2: one-letter levels are never a word of their own.
        if (spelling == "-O")
          return {&row, StringRef()};
        return {&row, std::nullopt};
      }
      StringRef rest = word;
      if (!row.takesValue() || !rest.consume_front(spelling))
        continue;
      bool isLong = spelling.starts_with("--");
      if (isLong && !rest.consume_front("="))
        continue;
      return {&row, rest};
    }
  }
  return {};
}

} // namespace

Expected<Options> parseOptions(ArrayRef<const char *> args) {
  Options options;
  size_t i = 0;
  if (!args.empty() && parseName(args[0], commands, options.command))
    ++i;
  bool onlyFiles = false;
  for (; i < args.size(); ++i) {
    StringRef word = args[i];
    if (onlyFiles || word == "-" || !word.starts_with("-")) {
      options.inputs.push_back(word.str());
      if (options.command == Command::Run) {
        for (const char *arg : args.drop_front(i + 1))
          options.arguments.push_back(arg);
        break;
      }
      continue;
    }
    if (word == "--") {
      onlyFiles = true;
      continue;
    }
    Match found = match(word);
    if (!found.row)
      return usageError("unknown option '" + word + "' (try --help)");
    if (found.row->takesValue() && !found.value) {
      if (++i == args.size())
        return usageError("option '" + word + "' needs a value: " +
                          found.row->argument);
      found.value = StringRef(args[i]);
    }
    if (!found.row->action(options, found.value.value_or("")))
      return usageError("option '" + word + "': '" + found.value.value_or("") +
                        "' is not " + found.row->argument + " (" +
                        found.row->help + ")");
  }
  bool needsInput = options.command != Command::Help && options.command != Command::Version;
  if (needsInput && options.inputs.empty())
    return usageError("no input file (try --help)");
  return options;
}

void printHelp(raw_ostream &os) {
  os << "wfxc: WebAssembly to native code, ahead of time\n\n"
        "  wfxc [OPTION]... FILE             compile to an executable\n"
        "  wfxc run [OPTION]... FILE [ARG]... compile and run in this process\n"
        "  wfxc wast [OPTION]... FILE...     run specification scripts\n"
        "  wfxc validate FILE...             check modules\n"
        "  wfxc inspect FILE                 describe a module\n"
        "  wfxc wat2wasm FILE [-o FILE]      text to binary\n"
        "  wfxc wasm2wat FILE [-o FILE]      binary to text\n\n"
        "FILE is binary (.wasm) or text (.wat).\n\nOptions:\n";
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
