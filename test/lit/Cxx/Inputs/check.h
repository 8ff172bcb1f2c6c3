// What the programs of these tests check with.
#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                       \
  ((condition) ? void() : failed(__FILE__, __LINE__, #condition))

[[noreturn]] inline void failed(const char *file, int line, const char *what) {
  std::printf("%s:%d: %s\n", file, line, what);
  std::exit(1);
}

/// The E that f throws.
template <class E, class F> E thrownBy(F f) {
  try {
    f();
  } catch (const E &error) {
    return error;
  }
  failed(__FILE__, __LINE__, "it must throw");
}
