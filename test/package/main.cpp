#include "plugin.hpp"
#include <iostream>

namespace {
struct Host {
  int32_t &logged;
  void env_log(int32_t value) { logged += value; }
};
} // namespace

int main() {
  int32_t logged = 0;
  demo::plugin::Instance plugin(Host{logged});
  int32_t mean = plugin.mean(12, 4);
  std::cout << "mean " << mean << ", logged " << logged << ", calls " << plugin.calls().get()
            << "\n";
  try {
    plugin.mean(1, 0);
  } catch (const wfx::Trap &trap) {
    std::cout << trap.backtrace();
  }
  std::cout << "calls " << plugin.calls().get() << ", " << plugin.memory().span().size()
            << " bytes\n";
  plugin.grow();
  return plugin.memory().span().size() == 2 * 65536 ? 0 : 1;
}
