//===- RuntimeProgramTest.cpp - Executables as users see them -------------===//
//
// Runs HandWrittenProgram.cpp's variants: results, exit statuses, messages,
// backtraces.
//
//===----------------------------------------------------------------------===//

#include "Runtime/CpuFeatures.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>

namespace {

struct Outcome {
  int status;
  std::string output; ///< both streams
};

Outcome run(const std::string &program, const std::string &arguments,
            const std::string &environment = "") {
  std::string command = environment + " " + program + " " + arguments + " 2>&1";
  FILE *pipe = popen(command.c_str(), "r");
  Outcome result = {-1, ""};
  char buffer[4096];
  while (size_t size = fread(buffer, 1, sizeof(buffer), pipe))
    result.output.append(buffer, size);
  int status = pclose(pipe);
  if (WIFEXITED(status))
    result.status = WEXITSTATUS(status);
  return result;
}

const std::string invoke = RUNTIME_PROGRAM "Invoke",
                  start = RUNTIME_PROGRAM "Start";

} // namespace

TEST(RuntimeProgram, InvokePrintsResults) {
  Outcome r = run(invoke, "0 21");
  EXPECT_EQ(r.output, "43\n");
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(run(invoke, "0 -0x10").output, "-31\n");
}

TEST(RuntimeProgram, InvokeChecksArguments) {
  Outcome r = run(invoke, "0");
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.output, invoke + ": the function takes 2 arguments, not 1\n");
  r = run(invoke, "4294967296 0");
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.output,
            invoke +
                ": argument 1, '4294967296', is not a value of its type\n");
}

TEST(RuntimeProgram, TrapsHaveABacktrace) {
  Outcome r = run(invoke, "1 0");
  EXPECT_EQ(r.status, 134);
  EXPECT_EQ(r.output, "trap: integer divide by zero\n"
                      "    0: 0x103 - app!leaf\n"
                      "    1: 0x210 - app!<wasm function 2>\n");
  r = run(invoke, "2 65536");
  EXPECT_EQ(r.status, 134);
  EXPECT_EQ(r.output, "trap: out of bounds memory access\n"
                      "    0: 0x106 - app!leaf\n"
                      "    1: 0x210 - app!<wasm function 2>\n");
}

// memset has no frame record; the function that called it must be there
// nevertheless.
TEST(RuntimeProgram, BacktraceFromALeafOfLibc) {
  Outcome r = run(invoke, "4 70000");
  EXPECT_EQ(r.output, "trap: out of bounds memory access\n"
                      "    0: 0x10d - app!leaf\n"
                      "    1: 0x210 - app!<wasm function 2>\n");
}

TEST(RuntimeProgram, DeepBacktracesAreCut) {
  Outcome r = run(invoke, "5 1000");
  EXPECT_NE(
      r.output.find(
          "    0: 0x103 - app!leaf\n    1: 0x210 - app!<wasm function 2>\n"
          "    2: 0x202 - app!<wasm function 2>\n"),
      std::string::npos)
      << r.output;
  EXPECT_NE(r.output.find(" frames more ...\n"), std::string::npos);
  r = run(invoke, "5 10000000");
  EXPECT_EQ(r.status, 134);
  EXPECT_EQ(r.output.find("trap: call stack exhausted\n    0: 0x20"), 0u)
      << r.output;
}

TEST(RuntimeProgram, OptionsFromTheEnvironment) {
  EXPECT_EQ(run(invoke, "5 100000", "WFX_OPTS='--stack-size 64k'")
                .output.find("trap: call stack exhausted\n"),
            0u);
  EXPECT_EQ(run(invoke, "5 100000", "WFX_OPTS='--stack-size 64m'")
                .output.find("trap: integer divide by zero\n"),
            0u);
  Outcome r = run(invoke, "0 1", "WFX_OPTS=--nonsense");
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.output.find(invoke + ": WFX_OPTS: "), 0u) << r.output;
}

TEST(RuntimeProgram, ProcExitIsTheExitStatus) {
  Outcome r = run(start, "");
  EXPECT_EQ(r.status, 77);
  EXPECT_EQ(r.output, "");
}

TEST(RuntimeProgram, ProcessorFeatures) {
  using namespace wfx::rt;
  enum : unsigned {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit, state) id,
#include "ABI/CpuFeatures.def"
    count
  };
  uint64_t all = (uint64_t(1) << count) - 1;
  uint64_t missing = missingCpuFeatures(all);
  EXPECT_EQ(missingCpuFeatures(0), 0u);
  EXPECT_EQ(missing >> SSE42 & 1, !__builtin_cpu_supports("sse4.2"));
  EXPECT_EQ(missing >> AVX2 & 1, !__builtin_cpu_supports("avx2"));
  EXPECT_EQ(missing >> BMI2 & 1, !__builtin_cpu_supports("bmi2"));
  EXPECT_EQ(missing >> AVX512VL & 1, !__builtin_cpu_supports("avx512vl"));
  EXPECT_EQ(missingCpuFeatures(all & ~missing), 0u);
  char buffer[64];
  Text text(buffer, sizeof(buffer));
  printCpuFeatures(text, uint64_t(1) << SSE3 | uint64_t(1) << AVX2);
  EXPECT_EQ(std::string(buffer, text.size()), "sse3, avx2");
}
