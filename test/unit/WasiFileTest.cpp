//===- WasiFileTest.cpp - Reading, writing, attributes, the table ---------===//
//
// The fd_* functions on files, pipes, terminals and the table's own operations.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

class WasiFile : public Guest {
protected:
  Errno seek(uint32_t fd, int64_t offset, uint32_t whence, uint64_t *at) {
    uint32_t result = allocate(8);
    Errno error = call(wfx_wasi_fd_seek, fd, offset, whence, result);
    *at = get<uint64_t>(result);
    return error;
  }
  Filestat filestat(uint32_t fd) {
    uint32_t result = allocate(sizeof(Filestat));
    EXPECT_EQ(call(wfx_wasi_fd_filestat_get, fd, result), Errno::success);
    return get<Filestat>(result);
  }
};

TEST_F(WasiFile, WriteSeekRead) {
  uint32_t fd = mustOpen("new", oflagCreat | oflagExcl);
  uint32_t written;
  ASSERT_EQ(write(fd, "hello world", &written), Errno::success);
  EXPECT_EQ(written, 11u);
  uint64_t at;
  ASSERT_EQ(seek(fd, -5, whenceEnd, &at), Errno::success);
  EXPECT_EQ(at, 6u);
  std::string text;
  ASSERT_EQ(read(fd, text), Errno::success);
  EXPECT_EQ(text, "world");
  ASSERT_EQ(read(fd, text), Errno::success);
  EXPECT_EQ(text, "");
  EXPECT_EQ(seek(fd, -1, whenceSet, &at), Errno::inval);
  EXPECT_EQ(seek(fd, 0, 3, &at), Errno::inval);
  uint32_t told = allocate(8);
  ASSERT_EQ(call(wfx_wasi_fd_tell, fd, told), Errno::success);
  EXPECT_EQ(get<uint64_t>(told), 11u);
}

TEST_F(WasiFile, ManyBuffersArePartial) {
  uint32_t fd = mustOpen("many", oflagCreat);
  constexpr uint32_t count = 3000;
  uint32_t data = putText("x"), list = allocate(count * sizeof(Iovec));
  for (uint32_t index = 0; index < count; ++index) {
    // Every other buffer is empty and does not count.
    Iovec iovec{{data}, index % 2};
    memcpy(memory.base + list + index * sizeof(Iovec), &iovec, sizeof(iovec));
  }
  uint32_t written = allocate(4);
  ASSERT_EQ(call(wfx_wasi_fd_write, fd, list, count, written), Errno::success);
  EXPECT_EQ(get<uint32_t>(written), 1024u);
  ASSERT_EQ(call(wfx_wasi_fd_write, fd, list, 0u, written), Errno::success);
  EXPECT_EQ(get<uint32_t>(written), 0u);
}

TEST_F(WasiFile, PositionedIo) {
  uint32_t fd = mustOpen("file", oflagCreat);
  uint32_t count = allocate(4);
  uint32_t iovec = putIovec(putText("abc"), 3);
  ASSERT_EQ(call(wfx_wasi_fd_pwrite, fd, iovec, 1u, uint64_t(4), count),
            Errno::success);
  uint32_t buffer = allocate(10);
  iovec = putIovec(buffer, 10);
  ASSERT_EQ(call(wfx_wasi_fd_pread, fd, iovec, 1u, uint64_t(3), count),
            Errno::success);
  EXPECT_EQ(get<uint32_t>(count), 4u);
  EXPECT_EQ(getText(buffer, 4), std::string("\0abc", 4));
  EXPECT_EQ(call(wfx_wasi_fd_pread, fd, iovec, 1u, ~uint64_t(0), count),
            Errno::inval);
  EXPECT_EQ(call(wfx_wasi_fd_pwrite, fd, iovec, 1u, ~uint64_t(0), count),
            Errno::inval);
}

TEST_F(WasiFile, RightsAndAccessMode) {
  scratch.write("root/file", "text");
  uint32_t fd = mustOpen("file", 0, readOnly);
  EXPECT_EQ(write(fd, "x"), Errno::notcapable);
  EXPECT_EQ(fdstat(fd).base & right::fdWrite, 0u);
  EXPECT_NE(fdstat(fd).base & right::fdRead, 0u);
  EXPECT_EQ(fdstat(fd).inheriting, 0u);
  EXPECT_EQ(call(wfx_wasi_fd_fdstat_set_rights, fd, right::fdRead, uint64_t(0)),
            Errno::success);
  EXPECT_EQ(call(wfx_wasi_fd_fdstat_set_rights, fd,
                 right::fdRead | right::fdSeek, uint64_t(0)),
            Errno::notcapable);
  uint64_t at;
  EXPECT_EQ(seek(fd, 0, whenceSet, &at), Errno::notcapable);

  uint32_t writer = mustOpen("file", 0, right::fdWrite);
  std::string text;
  EXPECT_EQ(read(writer, text), Errno::notcapable);
  EXPECT_EQ(write(writer, "x"), Errno::success);

  // A directory without the right to create hands none on.
  Rights inherited = right::all & ~right::fdWrite;
  ASSERT_EQ(call(wfx_wasi_fd_fdstat_set_rights, preopen,
                 fdstat(preopen).base & ~right::pathCreateFile, inherited),
            Errno::success);
  uint32_t unused;
  EXPECT_EQ(openFile("other", unused, oflagCreat, right::fdRead),
            Errno::notcapable);
  EXPECT_EQ(openFile("file", unused, 0, right::fdWrite), Errno::notcapable);
}

TEST_F(WasiFile, AppendAndSyncFlags) {
  scratch.write("root/file", "1");
  uint32_t fd = mustOpen("file", 0, right::all, 0, fdflagAppend | fdflagSync);
  EXPECT_EQ(fdstat(fd).flags, fdflagAppend | fdflagSync);
  ASSERT_EQ(write(fd, "2"), Errno::success);
  ASSERT_EQ(call(wfx_wasi_fd_fdstat_set_flags, fd, uint32_t(fdflagDsync)),
            Errno::success);
  EXPECT_EQ(fdstat(fd).flags, fdflagDsync);
  uint64_t at;
  ASSERT_EQ(seek(fd, 0, whenceSet, &at), Errno::success);
  uint32_t written;
  ASSERT_EQ(write(fd, "3", &written), Errno::success);
  EXPECT_EQ(written, 1u);
  uint32_t count = allocate(4);
  ASSERT_EQ(call(wfx_wasi_fd_pwrite, fd, putIovec(putText("4"), 1), 1u,
                 uint64_t(2), count),
            Errno::success);
  EXPECT_EQ(scratch.read("root/file"), "324");
  EXPECT_EQ(call(wfx_wasi_fd_fdstat_set_flags, fd, 32u), Errno::inval);
  EXPECT_EQ(call(wfx_wasi_fd_sync, fd), Errno::success);
  EXPECT_EQ(call(wfx_wasi_fd_datasync, fd), Errno::success);
}

TEST_F(WasiFile, PipesAndSyncFlags) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  uint32_t reader = adopt(ends[0]), writer = adopt(ends[1]);
  EXPECT_EQ(fdstat(reader).filetype, Filetype::unknown);
  EXPECT_EQ(fdstat(reader).base & right::fdWrite, 0u);
  ASSERT_EQ(call(wfx_wasi_fd_fdstat_set_flags, writer, uint32_t(fdflagSync)),
            Errno::success);
  ASSERT_EQ(write(writer, "through"), Errno::success);
  std::string text;
  ASSERT_EQ(read(reader, text), Errno::success);
  EXPECT_EQ(text, "through");
  ASSERT_EQ(
      call(wfx_wasi_fd_fdstat_set_flags, reader, uint32_t(fdflagNonblock)),
      Errno::success);
  EXPECT_EQ(read(reader, text), Errno::again);
  uint64_t at;
  EXPECT_EQ(seek(reader, 0, whenceCur, &at), Errno::spipe);
}

TEST_F(WasiFile, TerminalsCannotSeek) {
  int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(terminal, 0);
  uint32_t fd = adopt(terminal);
  EXPECT_EQ(fdstat(fd).filetype, Filetype::characterDevice);
  EXPECT_EQ(fdstat(fd).base & (right::fdSeek | right::fdTell), 0u);
  uint64_t at;
  EXPECT_EQ(seek(fd, 0, whenceCur, &at), Errno::spipe);
  EXPECT_EQ(seek(fd, 1, whenceSet, &at), Errno::spipe);
  uint32_t count = allocate(4), iovec = putIovec(allocate(1), 1);
  EXPECT_EQ(call(wfx_wasi_fd_pread, fd, iovec, 1u, uint64_t(0), count),
            Errno::spipe);

  uint32_t null = adopt(open("/dev/null", O_RDWR | O_CLOEXEC));
  EXPECT_EQ(fdstat(null).filetype, Filetype::characterDevice);
  EXPECT_NE(fdstat(null).base & right::fdSeek, 0u);
}

TEST_F(WasiFile, CloseAndRenumber) {
  scratch.write("root/a", "A");
  scratch.write("root/b", "B");
  uint32_t a = mustOpen("a"), b = mustOpen("b");
  ASSERT_EQ(call(wfx_wasi_fd_renumber, b, a), Errno::success);
  std::string text;
  EXPECT_EQ(read(b, text), Errno::badf);
  ASSERT_EQ(read(a, text), Errno::success);
  EXPECT_EQ(text, "B");
  EXPECT_EQ(call(wfx_wasi_fd_renumber, a, a), Errno::success);
  EXPECT_EQ(call(wfx_wasi_fd_renumber, a, b), Errno::badf);
  EXPECT_EQ(call(wfx_wasi_fd_renumber, 1000u, a), Errno::badf);
  EXPECT_EQ(mustOpen("b"), b);
  ASSERT_EQ(call(wfx_wasi_fd_close, a), Errno::success);
  EXPECT_EQ(call(wfx_wasi_fd_close, a), Errno::badf);
  EXPECT_EQ(call(wfx_wasi_fd_close, ~0u), Errno::badf);
}

TEST_F(WasiFile, RenumberMovesAPreopen) {
  scratch.write("root/a", "");
  uint32_t fd = mustOpen("a");
  ASSERT_EQ(call(wfx_wasi_fd_renumber, preopen, fd), Errno::success);
  uint32_t prestat = allocate(sizeof(Prestat));
  EXPECT_EQ(call(wfx_wasi_fd_prestat_get, preopen, prestat), Errno::badf);
  ASSERT_EQ(call(wfx_wasi_fd_prestat_get, fd, prestat), Errno::success);
  EXPECT_EQ(get<Prestat>(prestat).tag, 0);
  EXPECT_EQ(get<Prestat>(prestat).nameSize, 5u);
}

TEST_F(WasiFile, ClosingAStandardStreamLeavesTheHosts) {
  ASSERT_EQ(call(wfx_wasi_fd_close, 2u), Errno::success);
  EXPECT_EQ(write(2, "x"), Errno::badf);
  EXPECT_GE(fcntl(2, F_GETFD), 0);
}

TEST_F(WasiFile, PreopenName) {
  uint32_t name = allocate(8);
  EXPECT_EQ(call(wfx_wasi_fd_prestat_dir_name, preopen, name, 4u),
            Errno::nametoolong);
  ASSERT_EQ(call(wfx_wasi_fd_prestat_dir_name, preopen, name, 8u),
            Errno::success);
  EXPECT_EQ(getText(name, 5), "/root");
  EXPECT_EQ(call(wfx_wasi_fd_prestat_dir_name, 0u, name, 8u), Errno::badf);
}

TEST_F(WasiFile, SizeAndAllocation) {
  uint32_t fd = mustOpen("file", oflagCreat);
  ASSERT_EQ(call(wfx_wasi_fd_filestat_set_size, fd, uint64_t(100)),
            Errno::success);
  EXPECT_EQ(filestat(fd).size, 100u);
  EXPECT_EQ(call(wfx_wasi_fd_filestat_set_size, fd, ~uint64_t(0)),
            Errno::inval);
  ASSERT_EQ(call(wfx_wasi_fd_allocate, fd, uint64_t(100), uint64_t(50)),
            Errno::success);
  EXPECT_EQ(filestat(fd).size, 150u);
  EXPECT_EQ(call(wfx_wasi_fd_allocate, fd, uint64_t(0), uint64_t(0)),
            Errno::inval);
  EXPECT_EQ(call(wfx_wasi_fd_advise, fd, uint64_t(0), uint64_t(10), 5u),
            Errno::success);
  EXPECT_EQ(call(wfx_wasi_fd_advise, fd, uint64_t(0), uint64_t(10), 6u),
            Errno::inval);
  EXPECT_EQ(call(wfx_wasi_fd_advise, fd, ~uint64_t(0), uint64_t(10), 0u),
            Errno::inval);
}

TEST_F(WasiFile, Attributes) {
  scratch.write("root/file", "12345");
  struct stat host;
  ASSERT_EQ(stat(rootPath("file").c_str(), &host), 0);
  uint32_t fd = mustOpen("file");
  Filestat guest = filestat(fd);
  EXPECT_EQ(guest.dev, host.st_dev);
  EXPECT_EQ(guest.ino, host.st_ino);
  EXPECT_EQ(guest.filetype, Filetype::regularFile);
  EXPECT_EQ(guest.nlink, 1u);
  EXPECT_EQ(guest.size, 5u);
  EXPECT_EQ(guest.mtim, uint64_t(host.st_mtim.tv_sec) * 1000000000 +
                            uint64_t(host.st_mtim.tv_nsec));
  EXPECT_EQ(filestat(preopen).filetype, Filetype::directory);
}

TEST_F(WasiFile, Times) {
  uint32_t fd = mustOpen("file", oflagCreat);
  auto set = [&](uint64_t atim, uint64_t mtim, uint32_t flags) {
    return call(wfx_wasi_fd_filestat_set_times, fd, atim, mtim, flags);
  };
  ASSERT_EQ(set(1'000'000'001, 2'000'000'002, fstflagAtim | fstflagMtim),
            Errno::success);
  EXPECT_EQ(filestat(fd).atim, 1'000'000'001u);
  EXPECT_EQ(filestat(fd).mtim, 2'000'000'002u);
  ASSERT_EQ(set(7, 7, fstflagAtimNow), Errno::success);
  EXPECT_GT(filestat(fd).atim, 1'000'000'000'000'000'000u);
  EXPECT_EQ(filestat(fd).mtim, 2'000'000'002u);
  EXPECT_EQ(set(7, 7, fstflagAtim | fstflagAtimNow), Errno::inval);
  EXPECT_EQ(set(7, 7, fstflagMtim | fstflagMtimNow), Errno::inval);
  EXPECT_EQ(set(7, 7, 16), Errno::inval);
}

TEST_F(WasiFile, DirectoriesAreNotFiles) {
  std::string text;
  uint64_t at;
  EXPECT_EQ(read(preopen, text), Errno::notcapable);
  EXPECT_EQ(write(preopen, "x"), Errno::notcapable);
  EXPECT_EQ(seek(preopen, 0, whenceSet, &at), Errno::notcapable);
  EXPECT_EQ(call(wfx_wasi_fd_allocate, preopen, uint64_t(0), uint64_t(1)),
            Errno::notcapable);
  uint32_t fd;
  EXPECT_EQ(openFile(".", fd, oflagDirectory, right::fdWrite), Errno::isdir);
}

} // namespace
