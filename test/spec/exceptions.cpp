// exceptions.cpp - C++ exceptions of every kind, for cxx_exceptions.py: prints what happens.
//
// The first argument names an end: "terminate" leaves a noexcept function by an exception,
// "uncaught" leaves main by one. what() of library exceptions is not printed, since
// libraries differ in it.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

namespace {

struct Trace {
  const char *name;
  explicit Trace(const char *name) : name(name) { std::printf("  +%s\n", name); }
  ~Trace() { std::printf("  -%s%s\n", name, std::uncaught_exceptions() ? " unwinding" : ""); }
};

struct Base {
  virtual ~Base() = default;
  virtual const char *name() const { return "base"; }
};
struct Left : virtual Base {
  const char *name() const override { return "left"; }
};
struct Right : virtual Base {
  const char *name() const override { return "right"; }
};
struct Both : Left, Right {
  int weight[20] = {42};
  const char *name() const override { return "both"; }
};
struct Private : private std::runtime_error {
  Private() : runtime_error("private") {}
};

void fail(int kind) {
  Trace trace("fail");
  switch (kind) {
  case 0: throw 17;
  case 1: throw 2.5;
  case 2: throw "text";
  case 3: throw std::string("a string that is too long for a short one");
  case 4: throw Left();
  case 5: throw Both();
  case 6: throw std::out_of_range("range");
  case 7: throw Private();
  case 8: throw static_cast<const Base *>(nullptr);
  case 9: throw 1ull << 40;
  default: std::printf("  nothing thrown\n");
  }
}

void byType(int kind) {
  std::printf("kind %d\n", kind);
  try {
    fail(kind);
  } catch (int value) {
    std::printf("  int %d\n", value);
  } catch (double value) {
    std::printf("  double %g\n", value);
  } catch (const char *text) {
    std::printf("  chars %s\n", text);
  } catch (std::string &text) {
    std::printf("  string %s\n", text.c_str());
  } catch (const Right &right) {
    std::printf("  right: %s\n", right.name());
  } catch (Base &base) {
    std::printf("  base: %s\n", base.name());
  } catch (std::logic_error &error) {
    std::printf("  logic error: %s\n", error.what());
  } catch (std::exception &) {
    std::printf("  exception\n");
  } catch (const Base *base) {
    std::printf("  pointer %s\n", base ? "set" : "null");
  } catch (...) {
    std::printf("  something else\n");
  }
}

void again(int depth) {
  Trace trace("again");
  try {
    if (depth == 0)
      throw Both();
    again(depth - 1);
  } catch (Left &left) {
    std::printf("  depth %d caught %s\n", depth, left.name());
    if (depth < 3)
      throw;
    throw std::runtime_error("another one in its place");
  }
}

void nested() {
  try {
    again(4);
  } catch (std::exception &error) {
    std::printf("nested: %s\n", error.what());
    try {
      Trace trace("inner");
      throw 5;
    } catch (int value) {
      std::printf("  inner %d, outer still %s\n", value, error.what());
    }
  }
  try {
    try {
      throw 1;
    } catch (int) {
      throw 2;
    }
  } catch (int value) {
    std::printf("  from a handler: %d\n", value);
  }
}

struct Element {
  static int alive, copies;
  int value;
  explicit Element(int value) : value(value) { ++alive; }
  Element(const Element &other) : value(other.value) {
    if (++copies == 13)
      throw std::bad_alloc();
    ++alive;
  }
  ~Element() { --alive; }
};
int Element::alive, Element::copies;

void containers() {
  std::vector<Element> elements;
  elements.reserve(16);
  for (int i = 0; i < 10; ++i)
    elements.emplace_back(i);
  try {
    std::vector<Element> first(elements), second(elements);
  } catch (std::bad_alloc &) {
    std::printf("vector: %d alive after %d copies\n", Element::alive, Element::copies);
  }
  try {
    std::printf("%d\n", elements.at(10).value);
  } catch (std::out_of_range &) {
    std::printf("at: out of range\n");
  }
  try {
    std::printf("%d\n", std::stoi("no number"));
  } catch (std::invalid_argument &) {
    std::printf("stoi: invalid argument\n");
  }
  try {
    std::vector<int> huge;
    huge.reserve(huge.max_size() + 1);
  } catch (std::length_error &) {
    std::printf("reserve: length error\n");
  }
}

void functions() {
  std::vector<std::function<int(int)>> steps;
  steps.push_back([](int x) { return x + 1; });
  steps.push_back([](int x) { return x > 3 ? throw x * 100 : x * 2; });
  steps.push_back(nullptr);
  for (int start : {0, 5}) {
    try {
      int value = start;
      for (auto &step : steps) {
        value = step(value);
        std::printf("step: %d\n", value);
      }
    } catch (int value) {
      std::printf("thrown: %d\n", value);
    } catch (std::bad_function_call &) {
      std::printf("bad function call\n");
    }
  }
  try {
    Base base;
    std::printf("%s\n", dynamic_cast<Left &>(base).name());
  } catch (std::bad_cast &) {
    std::printf("bad cast\n");
  }
}

struct Member {
  Trace first{"first"};
  std::unique_ptr<Trace> second = std::make_unique<Trace>("second");
  Member() try : third((fail(0), 1)) {
  } catch (int value) {
    std::printf("  constructor: %d\n", value);
  }
  int third;
};

void kept() {
  try {
    Member member;
  } catch (int value) {
    std::printf("constructor's exception: %d\n", value);
  }
  std::exception_ptr pointer;
  try {
    throw Both();
  } catch (...) {
    pointer = std::current_exception();
  }
  for (int i = 0; i < 2; ++i) {
    try {
      std::rethrow_exception(pointer);
    } catch (Both &both) {
      std::printf("kept: %s %d\n", both.name(), both.weight[0]);
    }
  }
  try {
    try {
      throw std::runtime_error("cause");
    } catch (...) {
      std::throw_with_nested(std::logic_error("effect"));
    }
  } catch (std::logic_error &error) {
    std::printf("%s of ", error.what());
    try {
      std::rethrow_if_nested(error);
    } catch (std::runtime_error &cause) {
      std::printf("%s\n", cause.what());
    }
  }
}

long deep(int depth) {
  struct Count {
    int &where;
    ~Count() { ++where; }
  };
  static int gone;
  Count count{gone};
  if (depth == 0)
    throw &gone;
  return deep(depth - 1) + depth;
}

// Whether frames are left before the end is the implementation's choice: there are none.
void leave() noexcept { throw 1; }

} // namespace

int main(int argc, char **argv) {
  for (int kind = 0; kind <= 10; ++kind)
    byType(kind);
  nested();
  containers();
  functions();
  kept();
  try {
    deep(1000);
  } catch (int *gone) {
    std::printf("%d frames unwound\n", *gone);
  }
  std::fflush(stdout);
  if (argc > 1 && !std::strcmp(argv[1], "terminate")) {
    std::set_terminate([] {
      std::printf("terminated\n");
      std::fflush(stdout);
      std::_Exit(7);
    });
    leave();
  }
  if (argc > 1 && !std::strcmp(argv[1], "uncaught"))
    throw std::runtime_error("nobody catches this");
  return 0;
}
