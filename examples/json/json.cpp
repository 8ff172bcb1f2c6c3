// The sandboxed half: a JSON parser, compiled to WebAssembly. Whatever the input makes of it
// stays in the module: where the parser gives up (it is built without exceptions), where
// memory or the stack runs out, the call ends with a trap in the program that made it.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {
std::string input, output;
}

/// Room for \p size bytes of input; its address.
EXPORT(input) char *makeInput(uint32_t size) {
  input.resize(size);
  return input.data();
}

/// Formats the input with \p indent blanks for each level. False if it is no JSON.
EXPORT(format) bool format(int32_t indent) {
  auto document = nlohmann::json::parse(input, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded())
    return false;
  output = document.dump(indent);
  return true;
}

EXPORT(output) const char *outputAddress() { return output.data(); }
EXPORT(output_size) uint32_t outputSize() { return static_cast<uint32_t>(output.size()); }
