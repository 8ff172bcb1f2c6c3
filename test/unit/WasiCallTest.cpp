//===- WasiCallTest.cpp - Calling convention, guest memory, simple calls --===//
//
// That arguments arrive, that no pointer of the guest reaches outside its
// memory, and the functions that touch no file.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <csignal>
#include <ctime>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

class WasiCall : public Guest {
protected:
  static constexpr uint32_t outside = uint32_t(memorySize);
};

TEST_F(WasiCall, ErrnoTable) {
  EXPECT_EQ(errnoFromHost(0), Errno::success);
  EXPECT_EQ(errnoFromHost(ENOENT), Errno(44));
  EXPECT_EQ(errnoFromHost(EWOULDBLOCK), Errno(6));
  EXPECT_EQ(errnoFromHost(EOPNOTSUPP), Errno(58));
  EXPECT_EQ(errnoFromHost(ESHUTDOWN), Errno::pipe);
  EXPECT_EQ(errnoFromHost(ENOMEDIUM), Errno::io);
  EXPECT_EQ(errnoFromHost(-1), Errno::io);
  EXPECT_EQ(errnoFromHost(100000), Errno::io);
}

TEST_F(WasiCall, ArgumentsAndEnvironment) {
  const char *argv[] = {"program", "", "two words"};
  const char *environment[] = {"A=1", "INHERITED", "NOT_THERE_AT_ALL",
                               "B=",  "A=2",       nullptr};
  setenv("INHERITED", "yes", 1);
  WasiOptions options;
  options.argc = 3;
  options.argv = argv;
  options.environment = environment;
  create(options);
  uint32_t count = allocate(4), size = allocate(4);
  ASSERT_EQ(call(wfx_wasi_args_sizes_get, count, size), Errno::success);
  ASSERT_EQ(get<uint32_t>(count), 3u);
  ASSERT_EQ(get<uint32_t>(size), 8u + 1 + 10);
  uint32_t pointers = allocate(12), text = allocate(19);
  ASSERT_EQ(call(wfx_wasi_args_get, pointers, text), Errno::success);
  EXPECT_EQ(getText(text, 19), std::string("program\0\0two words\0", 19));
  EXPECT_EQ(get<uint32_t>(pointers + 8), text + 9);

  ASSERT_EQ(call(wfx_wasi_environ_sizes_get, count, size), Errno::success);
  ASSERT_EQ(get<uint32_t>(count), 3u);
  text = allocate(get<uint32_t>(size));
  ASSERT_EQ(call(wfx_wasi_environ_get, pointers, text), Errno::success);
  EXPECT_EQ(getText(text, get<uint32_t>(size)),
            std::string("INHERITED=yes\0B=\0A=2\0", 21));
  EXPECT_EQ(call(wfx_wasi_environ_get, pointers, outside - 20), Errno::fault);
  EXPECT_EQ(call(wfx_wasi_environ_get, outside - 11, text), Errno::fault);
}

TEST_F(WasiCall, PointersOutsideTheMemory) {
  uint32_t count = allocate(4);
  uint32_t good = putIovec(allocate(8), 8);
  // The list of buffers, a buffer, and the result; at the end and wrapping.
  EXPECT_EQ(call(wfx_wasi_fd_write, 1u, outside - 7, 1u, count), Errno::fault);
  EXPECT_EQ(call(wfx_wasi_fd_write, 1u, good, 0x20000000u, count),
            Errno::fault);
  EXPECT_EQ(call(wfx_wasi_fd_write, 1u, good, 1u, outside - 3), Errno::fault);
  EXPECT_EQ(call(wfx_wasi_fd_write, 1u, good, 1u, ~0u), Errno::fault);
  uint32_t bad[] = {putIovec(outside - 7, 8), putIovec(8, ~0u),
                    putIovec(~0u, ~0u), putIovec(~0u, 1)};
  for (uint32_t iovec : bad) {
    EXPECT_EQ(call(wfx_wasi_fd_write, 1u, iovec, 1u, count), Errno::fault);
    EXPECT_EQ(call(wfx_wasi_fd_read, 0u, iovec, 1u, count), Errno::fault);
  }
  EXPECT_EQ(call(wfx_wasi_random_get, outside - 7, 8u), Errno::fault);
  EXPECT_EQ(call(wfx_wasi_clock_time_get, 0u, uint64_t(0), outside - 7),
            Errno::fault);
  EXPECT_EQ(call(wfx_wasi_fd_prestat_dir_name, preopen, outside - 1, 100u),
            Errno::fault);
  EXPECT_EQ(call(wfx_wasi_path_create_directory, preopen, outside - 1, 2u),
            Errno::fault);
  EXPECT_EQ(call(wfx_wasi_path_create_directory, preopen, 0u, ~0u),
            Errno::fault);
}

TEST_F(WasiCall, NoMemoryIsEmpty) {
  caller.memory = nullptr;
  EXPECT_EQ(call(wfx_wasi_random_get, 0u, 0u), Errno::fault);
  EXPECT_EQ(call(wfx_wasi_fd_fdstat_get, preopen, 0u), Errno::fault);
}

TEST_F(WasiCall, PointersAreInTheCallersMemory) {
  uint8_t bytes[16] = {};
  wfx::abi::Memory other = {};
  other.base = bytes;
  other.size = sizeof(bytes);
  const WasiCaller library = {wasi, &other, &context, nullptr};
  EXPECT_EQ(Errno(wfx_wasi_clock_time_get(&library, 0, 0, 8, 0, 0)),
            Errno::success);
  uint64_t time;
  memcpy(&time, bytes + 8, 8);
  EXPECT_GT(time, 0u);
  EXPECT_EQ(Errno(wfx_wasi_clock_time_get(&library, 0, 0, 9, 0, 0)),
            Errno::fault);
  EXPECT_EQ(get<uint64_t>(8), 0u);
  EXPECT_EQ(call(wfx_wasi_clock_time_get, 0u, uint64_t(0), 9u), Errno::success);
}

TEST_F(WasiCall, UpToTheLastByte) {
  EXPECT_EQ(call(wfx_wasi_random_get, outside - 64, 64u), Errno::success);
  std::string zeros(64, '\0');
  EXPECT_NE(getText(outside - 64, 64), zeros);
  EXPECT_EQ(call(wfx_wasi_random_get, outside, 0u), Errno::success);
}

TEST_F(WasiCall, Clocks) {
  uint32_t time = allocate(8);
  for (uint32_t id = 0; id <= clockThreadCputime; ++id) {
    ASSERT_EQ(call(wfx_wasi_clock_res_get, id, time), Errno::success);
    EXPECT_GT(get<uint64_t>(time), 0u);
    ASSERT_EQ(call(wfx_wasi_clock_time_get, id, uint64_t(1), time),
              Errno::success);
    EXPECT_GT(get<uint64_t>(time), 0u);
  }
  ASSERT_EQ(call(wfx_wasi_clock_time_get, 0u, uint64_t(1), time),
            Errno::success);
  EXPECT_NEAR(double(get<uint64_t>(time)) / 1e9, double(std::time(nullptr)), 2);
  EXPECT_EQ(call(wfx_wasi_clock_time_get, 4u, uint64_t(1), time), Errno::inval);
  EXPECT_EQ(call(wfx_wasi_clock_res_get, ~0u, time), Errno::inval);
}

TEST_F(WasiCall, Raise) {
  EXPECT_EQ(call(wfx_wasi_proc_raise, 0u), Errno::success);
  EXPECT_EQ(call(wfx_wasi_proc_raise, 31u), Errno::inval);
  EXPECT_EQ(call(wfx_wasi_proc_raise, 11u), Errno::notsup);
  static volatile sig_atomic_t seen = 0;
  auto previous = signal(SIGUSR1, [](int) { seen = 1; });
  EXPECT_EQ(call(wfx_wasi_proc_raise, 10u), Errno::success);
  signal(SIGUSR1, previous);
  EXPECT_EQ(seen, 1);
}

TEST_F(WasiCall, Yield) {
  EXPECT_EQ(call(wfx_wasi_sched_yield), Errno::success);
}

} // namespace
