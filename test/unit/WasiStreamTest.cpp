//===- WasiStreamTest.cpp - Standard streams that are the host's functions ===//
//
// Reading, writing, errors, and what else a guest does with its descriptors.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <algorithm>
#include <mutex>
#include <thread>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

/// The host's side: takes at most `atOnce` bytes a time, or fails.
struct Stream {
  std::string text; ///< written, or left to read
  ptrdiff_t atOnce = 1000;
  ptrdiff_t error = 0; ///< what is answered if it is not 0
  int calls = 0;

  static ptrdiff_t write(void *host, const void *data, size_t size) {
    auto &stream = *static_cast<Stream *>(host);
    ++stream.calls;
    if (stream.error)
      return stream.error;
    size_t taken = std::min(size, size_t(stream.atOnce));
    stream.text.append(static_cast<const char *>(data), taken);
    return ptrdiff_t(taken);
  }
  static ptrdiff_t read(void *host, void *data, size_t size) {
    auto &stream = *static_cast<Stream *>(host);
    ++stream.calls;
    if (stream.error)
      return stream.error;
    size_t given = std::min({size, size_t(stream.atOnce), stream.text.size()});
    memcpy(data, stream.text.data(), given);
    stream.text.erase(0, given);
    return ptrdiff_t(given);
  }
};

class WasiStream : public Guest {
protected:
  void SetUp() override {
    Guest::SetUp();
    createWithStreams();
  }
  void createWithStreams(bool isThreaded = false) {
    streams[0] = {nullptr, Stream::read, &input};
    streams[1] = {Stream::write, nullptr, &output};
    streams[2] = {};
    WasiOptions options;
    options.streams = streams;
    options.areClosed = true;
    options.isThreaded = isThreaded;
    create(options);
  }
  /// Writes two pieces at once.
  Errno writePieces(std::string_view first, std::string_view second,
                    uint32_t &written) {
    uint32_t count = allocate(4);
    uint32_t a = putText(first), b = putText(second);
    uint32_t list = allocate(2 * sizeof(Iovec));
    Iovec pieces[] = {{{a}, uint32_t(first.size())},
                      {{b}, uint32_t(second.size())}};
    memcpy(memory.base + list, pieces, sizeof(pieces));
    Errno error = call(wfx_wasi_fd_write, 1u, list, 2u, count);
    written = get<uint32_t>(count);
    return error;
  }

  Stream input, output;
  wfx_stream streams[3] = {};
  std::string text;
  uint32_t size = 0;
};

TEST_F(WasiStream, ReadsAndWrites) {
  input.text = "abcdef";
  input.atOnce = 4;
  EXPECT_EQ(read(0, text), Errno::success);
  EXPECT_EQ(text, "abcd");
  EXPECT_EQ(read(0, text, 1), Errno::success);
  EXPECT_EQ(text, "e");
  EXPECT_EQ(read(0, text), Errno::success);
  EXPECT_EQ(read(0, text), Errno::success);
  EXPECT_EQ(text, "") << "the end";
  EXPECT_EQ(write(1, "hello", &size), Errno::success);
  EXPECT_EQ(size, 5u);
  EXPECT_EQ(output.text, "hello");
  EXPECT_EQ(output.calls, 1);
}

TEST_F(WasiStream, PiecesUntilOneIsNotTakenWhole) {
  EXPECT_EQ(writePieces("abc", "defg", size), Errno::success);
  EXPECT_EQ(size, 7u);
  output.atOnce = 3;
  EXPECT_EQ(writePieces("abcd", "x", size), Errno::success);
  EXPECT_EQ(size, 3u);
  EXPECT_EQ(writePieces("ab", "cdef", size), Errno::success);
  EXPECT_EQ(size, 5u);
  EXPECT_EQ(output.text, "abcdefgabcabcde");
}

TEST_F(WasiStream, Errors) {
  output.error = -EPIPE;
  EXPECT_EQ(write(1, "x"), Errno::pipe);
  input.error = -EAGAIN;
  EXPECT_EQ(read(0, text), Errno::again);
  // Answers that make no sense.
  for (ptrdiff_t error : {ptrdiff_t(1000), PTRDIFF_MIN, ptrdiff_t(-100000)}) {
    output.error = input.error = error;
    EXPECT_EQ(write(1, "x"), Errno::io);
    EXPECT_EQ(read(0, text), Errno::io);
  }
}

TEST_F(WasiStream, TheOtherDirectionIsNotAllowed) {
  EXPECT_EQ(read(1, text), Errno::notcapable);
  EXPECT_EQ(write(0, "x"), Errno::notcapable);
  EXPECT_EQ(input.calls + output.calls, 0);
}

TEST_F(WasiStream, AStreamWithoutAFunctionIsClosed) {
  EXPECT_EQ(write(2, "x"), Errno::badf);
  // It gives the process's own unless all are closed.
  WasiOptions options;
  options.streams = streams;
  create(options);
  EXPECT_EQ(hostOf(2), 2);
  EXPECT_EQ(hostOf(1), -1);
}

TEST_F(WasiStream, HasNoPositionAndNoAttributes) {
  Fdstat stat = fdstat(1);
  EXPECT_EQ(stat.filetype, Filetype::unknown);
  EXPECT_EQ(stat.flags, 0);
  EXPECT_EQ(stat.base, right::fdWrite | right::pollFdReadwrite);
  uint32_t result = allocate(64), data = putIovec(allocate(4), 4);
  EXPECT_EQ(call(wfx_wasi_fd_seek, 1u, uint64_t(0), 0u, result), Errno::spipe);
  EXPECT_EQ(call(wfx_wasi_fd_tell, 1u, result), Errno::spipe);
  EXPECT_EQ(call(wfx_wasi_fd_pwrite, 1u, data, 1u, uint64_t(0), result),
            Errno::spipe);
  EXPECT_EQ(call(wfx_wasi_fd_pread, 0u, data, 1u, uint64_t(0), result),
            Errno::spipe);
  EXPECT_EQ(call(wfx_wasi_fd_filestat_get, 1u, result), Errno::notcapable);
  EXPECT_EQ(call(wfx_wasi_fd_fdstat_set_flags, 1u, 0u), Errno::notcapable);
  EXPECT_EQ(call(wfx_wasi_fd_sync, 1u), Errno::notcapable);
  EXPECT_EQ(output.calls, 0);
}

TEST_F(WasiStream, ClosesAndGetsAnotherNumber) {
  EXPECT_EQ(call(wfx_wasi_fd_renumber, 1u, 0u), Errno::success);
  EXPECT_EQ(write(0, "moved"), Errno::success);
  EXPECT_EQ(output.text, "moved");
  EXPECT_EQ(write(1, "x"), Errno::badf);
  EXPECT_EQ(call(wfx_wasi_fd_close, 0u), Errno::success);
  EXPECT_EQ(write(0, "x"), Errno::badf);
  EXPECT_EQ(output.text, "moved");
}

TEST_F(WasiStream, IsAlwaysReady) {
  Subscription wanted[3] = {};
  wanted[0].tag = eventFdRead;
  wanted[1].tag = eventFdWrite;
  wanted[1].file.fd = 1;
  wanted[2].tag = eventClock;
  wanted[2].clock.id = clockMonotonic;
  wanted[2].clock.timeout = uint64_t(1) << 60;
  uint32_t in = put(wanted), out = allocate(3 * sizeof(Event)),
           found = allocate(4);
  EXPECT_EQ(call(wfx_wasi_poll_oneoff, in, out, 3u, found), Errno::success);
  ASSERT_EQ(get<uint32_t>(found), 2u);
  EXPECT_EQ(get<Event>(out).error, Errno::success);
  EXPECT_EQ(get<Event>(out + sizeof(Event)).type, eventFdWrite);
}

TEST_F(WasiStream, InThreads) {
  createWithStreams(/*isThreaded=*/true);
  std::mutex mutex;
  std::pair<std::mutex *, Stream *> host = {&mutex, &output};
  streams[1] = {[](void *host, const void *data, size_t size) {
                  auto *both =
                      static_cast<std::pair<std::mutex *, Stream *> *>(host);
                  std::lock_guard lock(*both->first);
                  return Stream::write(both->second, data, size);
                },
                nullptr, &host};
  WasiOptions options;
  options.streams = streams;
  options.isThreaded = true;
  create(options);
  uint32_t iovec = putIovec(putText("ab"), 2);
  auto run = [&](uint32_t count) {
    for (int i = 0; i < 1000; ++i)
      call(wfx_wasi_fd_write, 1u, iovec, 1u, count);
  };
  uint32_t a = allocate(4), b = allocate(4);
  std::thread first(run, a), second(run, b);
  first.join();
  second.join();
  EXPECT_EQ(output.text.size(), 4000u);
}

} // namespace
