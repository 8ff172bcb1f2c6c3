//===- RuntimeProgramOptionsTest.cpp - WFX_OPTS ---------------------------===//
//
// How the text splits into words, what the options mean, and every complaint.
//
//===----------------------------------------------------------------------===//
#include "Runtime/ProgramOptions.h"
#include "gtest/gtest.h"
#include <string>
#include <vector>

using namespace wfx::rt;

namespace {

using Strings = std::vector<std::string>;

class ProgramOptionsTest : public ::testing::Test {
protected:
  ~ProgramOptionsTest() override { freeProgramOptions(options); }

  bool parse(const char *text) {
    freeProgramOptions(options);
    options.preopens = baked;
    options.stackSize = 7;
    return parseProgramOptions(text, options, error, sizeof(error));
  }
  std::string failure(const char *text) {
    EXPECT_FALSE(parse(text)) << text;
    EXPECT_EQ(options.preopens, baked);
    EXPECT_EQ(options.storage, nullptr);
    return error;
  }
  static Strings list(const char *const *entries) {
    Strings result;
    while (entries && *entries)
      result.push_back(*entries++);
    return result;
  }

  const char *baked[2] = {"baked", nullptr};
  ProgramOptions options;
  char error[200] = "";
};

TEST_F(ProgramOptionsTest, Nothing) {
  for (const char *text : {(const char *)nullptr, "", "  \t\n"}) {
    ASSERT_TRUE(parse(text));
    EXPECT_EQ(options.preopens, baked);
    EXPECT_EQ(options.environment, nullptr);
    EXPECT_EQ(options.stackSize, 7u);
  }
}

TEST_F(ProgramOptionsTest, BothForms) {
  ASSERT_TRUE(parse("--dir a::/a --dir=b --env X=1=2 --env=Y "
                    "--env=Z= --stack-size 64k"));
  EXPECT_EQ(list(options.preopens), (Strings{"baked", "a::/a", "b"}));
  EXPECT_EQ(list(options.environment), (Strings{"X=1=2", "Y", "Z="}));
  EXPECT_EQ(options.stackSize, 65536u);
}

TEST_F(ProgramOptionsTest, Words) {
  ASSERT_TRUE(parse(R"( --dir 'a b'"c d" --dir=e\ f --env A='"' )"
                    R"(--env "B=\"\\\n'" --env C=''x --env 'D=\')"));
  EXPECT_EQ(list(options.preopens), (Strings{"baked", "a bc d", "e f"}));
  EXPECT_EQ(list(options.environment),
            (Strings{"A=\"", "B=\"\\\\n'", "C=x", "D=\\"}));
}

TEST_F(ProgramOptionsTest, StackSizes) {
  for (auto [text, size] : {std::pair{"1", uint64_t(1)},
                            {"12k", 12 << 10},
                            {"3m", 3 << 20},
                            {"17179869183g", uint64_t(17179869183) << 30}}) {
    ASSERT_TRUE(parse((std::string("--stack-size=") + text).c_str())) << text;
    EXPECT_EQ(options.stackSize, size);
  }
  for (const char *text : {"", "0", "-1", "+1", "x", "1x", "1kk", "0x10",
                           "17179869184g", "99999999999999999999"})
    EXPECT_EQ(failure((std::string("--stack-size='") + text + "'").c_str()),
              std::string("'") + text + "' is no stack size");
}

TEST_F(ProgramOptionsTest, Continuations) {
  ASSERT_TRUE(
      parse("--continuation-stack-size=32k --max-continuations 1000000"));
  EXPECT_EQ(options.continuationStackSize, 32768u);
  EXPECT_EQ(options.maxContinuations, 1000000u);
  EXPECT_EQ(options.stackSize, 7u);
  ASSERT_TRUE(parse("--max-continuations=0"));
  EXPECT_EQ(options.maxContinuations, 0u);
  for (const char *text : {"", "-1", "x", "1k", "99999999999999999999"})
    EXPECT_EQ(
        failure((std::string("--max-continuations='") + text + "'").c_str()),
        std::string("'") + text + "' is no number of continuations");
}

TEST_F(ProgramOptionsTest, Failures) {
  EXPECT_EQ(failure("--dir a --speed"), "unknown option '--speed'");
  EXPECT_EQ(failure("--dire=a"), "unknown option '--dire=a'");
  EXPECT_EQ(failure("a"), "unknown option 'a'");
  EXPECT_EQ(failure("''"), "unknown option ''");
  EXPECT_EQ(failure("--dir a --env"), "option '--env' needs a value");
  EXPECT_EQ(failure("--dir="), "option '--dir' needs a directory");
  EXPECT_EQ(failure("--env =1"), "'=1' is no environment variable");
  for (const char *text : {"--env 'a", "--env \"a", "--env \"a\\\"", "a\\"})
    EXPECT_EQ(failure(text), "a quote is not closed") << text;
}

} // namespace
