// Feeds the parser of examples/json what it was not made for: damaged documents, nests
// without end, strings and numbers of absurd sizes. Every failure must be an error in this
// program, which must not grow.
//
// usage: hostile ROUNDS; prints how the calls ended, and fails if memory has grown
#include "json.hpp"
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

struct Counts {
  size_t formatted = 0, refused = 0, traps = 0, exhausted = 0;
};

/// Bytes of memory that the process has in use.
size_t resident() {
  std::ifstream file("/proc/self/statm");
  size_t size, pages = 0;
  file >> size >> pages;
  return pages * 4096;
}

class Victim {
public:
  Counts counts;

  void feed(std::string_view text) {
    if (!parser)
      parser.emplace(wasi, options);
    try {
      wfx::Memory memory = parser->memory();
      auto room = memory.bytes(parser->input(int32_t(text.size())), text.size());
      std::memcpy(room.data(), text.data(), text.size());
      bool good = parser->format(1);
      ++(good ? counts.formatted : counts.refused);
      if (good)
        check(memory.string_view(parser->output(), parser->output_size()));
    } catch (const wfx::Trap &trap) {
      ++(trap.code() == WFX_TRAP_CALL_STACK_EXHAUSTED ? counts.exhausted : counts.traps);
      parser.reset();
    }
  }

private:
  /// What it gives back is its own: it may not lead anywhere.
  static void check(std::string_view output) {
    if (output.empty())
      throw std::logic_error("formatted to nothing");
  }

  wfx::Wasi wasi{{.closed = true}};
  wfx::Options options{.stackSize = 256 << 10, .maxMemory = 16 << 20};
  std::optional<json::Instance> parser;
};

std::string repeated(std::string_view part, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i)
    all += part;
  return all;
}

std::vector<std::string> documents() {
  std::string deep = repeated("[", 20000) + repeated("]", 20000);
  return {
      R"({"name": "wfx", "numbers": [1, -2.5e3, 0.1, 18446744073709551615], "on": true})",
      R"([{"a": {"b": {"c": [null, false, "\u00e9\ud83d\ude00\n"]}}}, {}, [], ""])",
      deep,                                           // too deep to be printed
      repeated("[", 100000),                          // without an end
      "[" + repeated("[],", 200000) + "0]",           // more than the limit of memory
      "\"" + std::string(500000, 'x') + "\"",
      "\"" + repeated("\\ud800", 100) + "\"",         // half of a pair
      "[" + std::string(5000, '9') + "e" + std::string(300, '9') + "]",
      "{" + repeated("\"k\":1,", 10000) + "\"k\":2}", // one key, often
      std::string("\xff\xfe\x00[1]", 6),
  };
}

/// Some bytes changed, taken away or put in.
std::string damaged(std::string text, std::mt19937 &random) {
  for (unsigned n = 1 + random() % 4; n && !text.empty(); --n) {
    size_t at = random() % text.size();
    switch (random() % 4) {
    case 0:
      text[at] = static_cast<char>(random());
      break;
    case 1:
      text.erase(at, 1 + random() % 3);
      break;
    case 2:
      text.insert(at, 1, "{}[]\",:\\0\n"[random() % 10]);
      break;
    default:
      text.resize(at);
    }
  }
  return text;
}

} // namespace

int main(int argc, char **argv) {
  size_t rounds = argc > 1 ? std::stoul(argv[1]) : 100, half = 0;
  std::mt19937 random(1);
  Victim victim;
  std::vector<std::string> all = documents();
  for (size_t round = 0; round < rounds; ++round) {
    for (const std::string &text : all) {
      victim.feed(text);
      victim.feed(damaged(text, random));
    }
    if (round == rounds / 2)
      half = resident();
  }
  const Counts &counts = victim.counts;
  size_t end = resident();
  std::cout << counts.formatted << " formatted, " << counts.refused << " refused, "
            << counts.traps << " traps, " << counts.exhausted << " stacks exhausted; grown by "
            << (end > half ? (end - half) / 1024 : 0) << " KiB\n";
  bool isGood = counts.formatted && counts.refused && counts.traps && counts.exhausted &&
                end < half + (4 << 20);
  return isGood ? 0 : 1;
}
