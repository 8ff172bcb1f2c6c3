// The trusted half: formats JSON files with a parser that is in a sandbox.
//
// The parser has a limit of memory and of time, and sees nothing but its input. When it
// fails, which hostile input can achieve, it is thrown away with all of its memory, and the
// next file gets a new one.
#include "json.hpp"
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

namespace {

class Formatter {
public:
  /// Throws wfx::Trap where the parser has failed; nothing if the text is no JSON.
  std::optional<std::string> format(std::string_view text) {
    if (!parser)
      parser.emplace(wasi, options);
    try {
      return run(text);
    } catch (...) {
      parser.reset();
      throw;
    }
  }

private:
  std::optional<std::string> run(std::string_view text) {
    wfx_set_deadline(parser->context(), 1'000'000'000);
    wfx::Memory memory = parser->memory();
    auto room = memory.bytes(parser->input(int32_t(text.size())), text.size());
    std::memcpy(room.data(), text.data(), text.size());
    if (!parser->format(2))
      return std::nullopt;
    return std::string(memory.string_view(parser->output(), parser->output_size()));
  }

  wfx::Wasi wasi{{.closed = true}};
  wfx::Options options{.maxMemory = 64 << 20};
  std::optional<json::Instance> parser;
};

} // namespace

int main(int argc, char **argv) {
  Formatter formatter;
  int failures = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    try {
      if (auto formatted = formatter.format(text)) {
        std::cout << *formatted << '\n';
        continue;
      }
      std::cerr << argv[i] << ": no JSON\n";
    } catch (const std::exception &error) {
      std::cerr << argv[i] << ": " << error.what() << '\n';
    }
    ++failures;
  }
  return failures ? 1 : 0;
}
