// Uses the module plugin.wat as a C++ library.
#include "plugin.hpp"
#include <iostream>

int main() {
  plugin::Instance plugin({.env_log = [&](int32_t address, int32_t size) {
    std::cout << "the module logs at " << address << ", " << size << " bytes\n";
  }});

  // Linear memory is a span.
  const int32_t numbers[] = {4, 8, 15, 16, 23, 42};
  for (uint32_t i = 0; i < std::size(numbers); ++i)
    plugin.memory().store<int32_t>(1024 + 4 * i, numbers[i]);
  int32_t mean = plugin.mean(1024, 6);
  std::cout << "mean " << mean << '\n';

  try {
    plugin.mean(1024, 1 << 20); // more than its memory has
  } catch (const wfx::Trap &trap) {
    std::cout << trap.backtrace(); // begins with "trap: out of bounds memory access"
  }
  try {
    plugin.mean(1024, 0);
  } catch (const wfx::Exception &exception) {
    if (auto payload = exception.get(plugin.empty()))
      std::cout << "exception: no numbers at " << std::get<0>(*payload) << '\n';
  }
  std::cout << plugin.calls().get() << " calls\n";
}
