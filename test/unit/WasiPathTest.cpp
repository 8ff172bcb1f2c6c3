//===- WasiPathTest.cpp - The sandbox and the path functions --------------===//
//
// Each test runs twice: with openat2, and with the resolution by components
// that replaces it on other kernels. Both must agree on every path.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiResolve.h"
#include "WasiTesting.h"
#include <atomic>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <random>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

void refuseOpenat2(int error) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | unsigned(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{std::size(filter), filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
    _exit(2);
}

class WasiPath : public Guest, public ::testing::WithParamInterface<bool> {
protected:
  void SetUp() override {
    Guest::SetUp();
    wasi->withoutOpenat2 = GetParam();
    scratch.write("outside", "secret");
    scratch.write("root/file", "content");
    std::filesystem::create_directories(root() / "dir" / "sub");
    scratch.write("root/dir/inner", "inner");
    link("file", "link");
    link("dir", "dirlink");
    link("nowhere", "dangling");
    link("loop", "loop");
    link("../outside", "escape");
    link("/etc/passwd", "absolute");
    link("..", "up");
    link("../dir/inner", "dir/roundabout");
  }

  void link(const char *target, const char *name) {
    ASSERT_EQ(symlink(target, rootPath(name).c_str()), 0);
  }
  Errno open(std::string_view path, uint32_t oflags = 0,
             uint32_t lookup = lookupFollow) {
    uint32_t fd;
    Rights rights = oflags & oflagCreat ? right::all : readOnly;
    Errno error = openFile(path, fd, oflags, rights, lookup);
    if (error == Errno::success)
      call(wfx_wasi_fd_close, fd);
    return error;
  }
  Errno onPath(Entry entry, std::string_view path) {
    return call(entry, preopen, putText(path), uint32_t(path.size()));
  }
  Errno stat(std::string_view path, Filestat &result,
             uint32_t lookup = lookupFollow) {
    uint32_t address = allocate(sizeof(Filestat));
    Errno error = call(wfx_wasi_path_filestat_get, preopen, lookup,
                       putText(path), uint32_t(path.size()), address);
    result = get<Filestat>(address);
    return error;
  }
  Errno rename(std::string_view from, std::string_view to) {
    return call(wfx_wasi_path_rename, preopen, putText(from),
                uint32_t(from.size()), preopen, putText(to),
                uint32_t(to.size()));
  }
  Errno hardLink(std::string_view from, std::string_view to,
                 uint32_t lookup = 0) {
    return call(wfx_wasi_path_link, preopen, lookup, putText(from),
                uint32_t(from.size()), preopen, putText(to),
                uint32_t(to.size()));
  }
  Errno makeSymlink(std::string_view target, std::string_view path) {
    return call(wfx_wasi_path_symlink, putText(target), uint32_t(target.size()),
                preopen, putText(path), uint32_t(path.size()));
  }
  Errno readlink(std::string_view path, std::string &target,
                 uint32_t size = 100) {
    uint32_t buffer = allocate(size), used = allocate(4);
    Errno error = call(wfx_wasi_path_readlink, preopen, putText(path),
                       uint32_t(path.size()), buffer, size, used);
    target = error == Errno::success ? getText(buffer, get<uint32_t>(used))
                                     : std::string();
    return error;
  }
};

INSTANTIATE_TEST_SUITE_P(, WasiPath, ::testing::Bool(),
                         [](const ::testing::TestParamInfo<bool> &info) {
                           return info.param ? "ByComponents" : "Openat2";
                         });

TEST_P(WasiPath, OpenWithin) {
  for (const char *path : {"file",
                           "./file",
                           ".//./file",
                           "dir/inner",
                           "dir/../file",
                           "dir/sub/../../file",
                           "dirlink/inner",
                           "dirlink/../file",
                           "link",
                           "dir/roundabout",
                           "dirlink/roundabout",
                           "dir",
                           "dir/",
                           "dir//",
                           ".",
                           "./",
                           "dir/.",
                           "dir/..",
                           "dir/sub/..",
                           "dirlink/",
                           "dirlink"})
    EXPECT_EQ(open(path), Errno::success) << path;
}

TEST_P(WasiPath, OpenOutside) {
  for (const char *path :
       {"..", "../", "../outside", "dir/../..", "dir/../../outside", "/", "//",
        "/file", "/etc/passwd", "escape", "absolute", "up", "up/outside",
        "dir/../up", "dirlink/../../outside", "up/root/file"})
    EXPECT_EQ(open(path), Errno::notcapable) << path;
}

TEST_P(WasiPath, OpenErrors) {
  EXPECT_EQ(open(""), Errno::noent);
  EXPECT_EQ(open("missing"), Errno::noent);
  EXPECT_EQ(open("missing/file"), Errno::noent);
  EXPECT_EQ(open("dangling"), Errno::noent);
  EXPECT_EQ(open("loop"), Errno::loop);
  EXPECT_EQ(open("loop/x"), Errno::loop);
  EXPECT_EQ(open("file/"), Errno::notdir);
  EXPECT_EQ(open("file/."), Errno::notdir);
  EXPECT_EQ(open("file/.."), Errno::notdir);
  EXPECT_EQ(open("file/x"), Errno::notdir);
  EXPECT_EQ(open("link/"), Errno::notdir);
  EXPECT_EQ(open("file", oflagDirectory), Errno::notdir);
  EXPECT_EQ(open(std::string_view("fi\0le", 5)), Errno::ilseq);
  EXPECT_EQ(open(std::string(300, 'x')), Errno::nametoolong);
  EXPECT_EQ(open(std::string(5000, 'x')), Errno::nametoolong);
  EXPECT_EQ(open("file", 16), Errno::inval);
  EXPECT_EQ(open("file", 0, 2), Errno::inval);
  uint32_t fd;
  EXPECT_EQ(openFile("file", fd, 0, readOnly, 0, 32), Errno::inval);
  EXPECT_EQ(openFile("file", fd, 0, readOnly, 0, 0, 1000), Errno::badf);
  uint32_t file = mustOpen("file", 0, readOnly);
  EXPECT_EQ(openFile("x", fd, 0, readOnly, 0, 0, file), Errno::notdir);
}

TEST_P(WasiPath, OpenWithoutFollowing) {
  EXPECT_EQ(open("link", 0, 0), Errno::loop);
  EXPECT_EQ(open("dangling", 0, 0), Errno::loop);
  EXPECT_EQ(open("escape", 0, 0), Errno::loop);
  EXPECT_EQ(open("dirlink", oflagDirectory, 0), Errno::notdir);
  EXPECT_EQ(open("dirlink/inner", 0, 0), Errno::success);
  EXPECT_EQ(open("dirlink/", 0, 0), Errno::success);
  EXPECT_EQ(open("up/outside", 0, 0), Errno::notcapable);
}

TEST_P(WasiPath, Create) {
  EXPECT_EQ(open("new", oflagCreat | oflagExcl), Errno::success);
  EXPECT_EQ(open("new", oflagCreat | oflagExcl), Errno::exist);
  EXPECT_EQ(open("new", oflagCreat), Errno::success);
  EXPECT_EQ(open("dangling", oflagCreat | oflagExcl), Errno::exist);
  EXPECT_EQ(open("dangling", oflagCreat, 0), Errno::loop);
  EXPECT_EQ(open("dangling", oflagCreat), Errno::success);
  EXPECT_TRUE(std::filesystem::exists(root() / "nowhere"));
  EXPECT_EQ(open("slash/", oflagCreat), Errno::isdir);
  EXPECT_EQ(open("dir/", oflagCreat), Errno::isdir);
  EXPECT_EQ(open("both", oflagCreat | oflagDirectory), Errno::inval);
  link("../made", "trap");
  EXPECT_EQ(open("trap", oflagCreat), Errno::notcapable);
  EXPECT_FALSE(std::filesystem::exists(scratch.path / "made"));
  EXPECT_EQ(open("file", oflagTrunc), Errno::success);
  EXPECT_EQ(scratch.read("root/file"), "");
}

TEST_P(WasiPath, LongChainsOfLinks) {
  link("file", "chain0");
  for (int index = 1; index < 42; ++index)
    link(("chain" + std::to_string(index - 1)).c_str(),
         ("chain" + std::to_string(index)).c_str());
  Filestat status;
  EXPECT_EQ(open("chain39"), Errno::success);
  EXPECT_EQ(open("chain40"), Errno::loop);
  EXPECT_EQ(stat("chain39", status), Errno::success);
  EXPECT_EQ(status.filetype, Filetype::regularFile);
  EXPECT_EQ(stat("chain40", status), Errno::loop);
}

TEST_P(WasiPath, DeepPaths) {
  std::string path = "d";
  std::filesystem::path host = root() / "d";
  for (int depth = 0; depth < 200; ++depth) {
    path += "/d";
    host /= "d";
  }
  std::filesystem::create_directories(host);
  EXPECT_EQ(open(path), Errno::success);
  EXPECT_EQ(open(path + "/x", oflagCreat), Errno::success);
  std::string back;
  for (int depth = 0; depth < 201; ++depth)
    back += "/..";
  EXPECT_EQ(open(path + back + "/file"), Errno::success);
  EXPECT_EQ(open(path + back + "/.."), Errno::notcapable);
}

TEST_P(WasiPath, Attributes) {
  Filestat status;
  ASSERT_EQ(stat("dir/inner", status), Errno::success);
  EXPECT_EQ(status.filetype, Filetype::regularFile);
  EXPECT_EQ(status.size, 5u);
  ASSERT_EQ(stat("link", status, 0), Errno::success);
  EXPECT_EQ(status.filetype, Filetype::symbolicLink);
  ASSERT_EQ(stat("link", status), Errno::success);
  EXPECT_EQ(status.filetype, Filetype::regularFile);
  ASSERT_EQ(stat("dirlink/", status, 0), Errno::success);
  EXPECT_EQ(status.filetype, Filetype::directory);
  ASSERT_EQ(stat("dir/roundabout", status), Errno::success);
  EXPECT_EQ(status.size, 5u);
  for (const char *path : {".", "dir/..", "dir/.", "./"}) {
    ASSERT_EQ(stat(path, status), Errno::success) << path;
    EXPECT_EQ(status.filetype, Filetype::directory);
  }
  EXPECT_EQ(stat("escape", status, 0), Errno::success);
  EXPECT_EQ(stat("dangling", status, 0), Errno::success);
  EXPECT_EQ(stat("dangling", status), Errno::noent);
  EXPECT_EQ(stat("loop", status), Errno::loop);
  EXPECT_EQ(stat("file/", status), Errno::notdir);
  EXPECT_EQ(stat("link/", status, 0), Errno::notdir);
  EXPECT_EQ(stat("", status), Errno::noent);
  for (const char *path : {"..", "/", "/etc", "escape", "absolute", "up", "up/",
                           "up/outside", "dir/../.."})
    EXPECT_EQ(stat(path, status), Errno::notcapable) << path;
  EXPECT_EQ(stat("up/", status, 0), Errno::notcapable);
  EXPECT_EQ(stat("escape/", status, 0), Errno::notcapable);
  EXPECT_EQ(stat("file", status, 2), Errno::inval);
}

TEST_P(WasiPath, Times) {
  auto set = [&](std::string_view path, uint32_t lookup, uint64_t mtim,
                 uint32_t flags = fstflagMtim) {
    return call(wfx_wasi_path_filestat_set_times, preopen, lookup,
                putText(path), uint32_t(path.size()), uint64_t(0), mtim, flags);
  };
  Filestat status;
  ASSERT_EQ(set("link", lookupFollow, 1'000'000'007), Errno::success);
  ASSERT_EQ(stat("file", status), Errno::success);
  EXPECT_EQ(status.mtim, 1'000'000'007u);
  ASSERT_EQ(set("link", 0, 2'000'000'000), Errno::success);
  ASSERT_EQ(stat("link", status, 0), Errno::success);
  EXPECT_EQ(status.mtim, 2'000'000'000u);
  ASSERT_EQ(stat("file", status), Errno::success);
  EXPECT_EQ(status.mtim, 1'000'000'007u);
  EXPECT_EQ(set("file/", 0, 1), Errno::notdir);
  EXPECT_EQ(set("escape", lookupFollow, 1), Errno::notcapable);
  EXPECT_EQ(set("up/", 0, 1), Errno::notcapable);
  EXPECT_EQ(set("file", 0, 1, fstflagMtim | fstflagMtimNow), Errno::inval);
}

TEST_P(WasiPath, Directories) {
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "made"), Errno::success);
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "made"), Errno::exist);
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "dir/made/"),
            Errno::success);
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "."), Errno::exist);
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "dangling/"), Errno::exist);
  EXPECT_EQ(onPath(wfx_wasi_path_create_directory, "a/b"), Errno::noent);
  for (const char *path : {"../made", "up/made", "/made", "dir/../../made"})
    EXPECT_EQ(onPath(wfx_wasi_path_create_directory, path), Errno::notcapable);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "made/"), Errno::success);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "dir"), Errno::notempty);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "file"), Errno::notdir);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "dirlink/"), Errno::notdir);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "."), Errno::inval);
  EXPECT_EQ(onPath(wfx_wasi_path_remove_directory, "../root"),
            Errno::notcapable);
}

TEST_P(WasiPath, Unlink) {
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "escape"), Errno::success);
  EXPECT_EQ(scratch.read("outside"), "secret");
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "dir"), Errno::isdir);
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "file/"), Errno::notdir);
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "dirlink/inner"), Errno::success);
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "up/outside"), Errno::notcapable);
  EXPECT_EQ(onPath(wfx_wasi_path_unlink_file, "../outside"), Errno::notcapable);
}

TEST_P(WasiPath, Rename) {
  EXPECT_EQ(rename("file", "dir/moved"), Errno::success);
  EXPECT_EQ(scratch.read("root/dir/moved"), "content");
  EXPECT_EQ(rename("dir/moved", "dirlink/../file"), Errno::success);
  EXPECT_EQ(rename("file", "dir"), Errno::isdir);
  EXPECT_EQ(rename("dir", "file"), Errno::notdir);
  EXPECT_EQ(rename("dir", "dir/sub/x"), Errno::inval);
  EXPECT_EQ(rename("file", "../file"), Errno::notcapable);
  EXPECT_EQ(rename("../outside", "stolen"), Errno::notcapable);
  EXPECT_EQ(rename("up/outside", "stolen"), Errno::notcapable);
  EXPECT_EQ(rename("dir/", "renamed/"), Errno::success);
  EXPECT_EQ(rename("file", "file/"), Errno::notdir);
}

TEST_P(WasiPath, HardLinks) {
  EXPECT_EQ(hardLink("file", "same"), Errno::success);
  Filestat one, two;
  ASSERT_EQ(stat("file", one), Errno::success);
  ASSERT_EQ(stat("same", two), Errno::success);
  EXPECT_EQ(one.ino, two.ino);
  EXPECT_EQ(one.nlink, 2u);
  EXPECT_EQ(hardLink("link", "followed", lookupFollow), Errno::success);
  ASSERT_EQ(stat("followed", two, 0), Errno::success);
  EXPECT_EQ(two.ino, one.ino);
  EXPECT_EQ(hardLink("link", "linked"), Errno::success);
  ASSERT_EQ(stat("linked", two, 0), Errno::success);
  EXPECT_EQ(two.filetype, Filetype::symbolicLink);
  EXPECT_EQ(hardLink("escape", "stolen", lookupFollow), Errno::notcapable);
  EXPECT_EQ(hardLink("../outside", "stolen"), Errno::notcapable);
  EXPECT_EQ(hardLink("file", "../planted"), Errno::notcapable);
  EXPECT_EQ(hardLink("file/", "x"), Errno::notdir);
  EXPECT_EQ(hardLink("dir", "x"), Errno::perm);
  EXPECT_EQ(hardLink("file", "same"), Errno::exist);
  EXPECT_EQ(hardLink("file", "new/"), Errno::noent);
}

TEST_P(WasiPath, Symlinks) {
  EXPECT_EQ(makeSymlink("file", "made"), Errno::success);
  std::string target;
  ASSERT_EQ(readlink("made", target), Errno::success);
  EXPECT_EQ(target, "file");
  ASSERT_EQ(readlink("made", target, 2), Errno::success);
  EXPECT_EQ(target, "fi");
  ASSERT_EQ(readlink("made", target, 0), Errno::success);
  EXPECT_EQ(makeSymlink("/etc", "made2"), Errno::notcapable);
  EXPECT_EQ(makeSymlink("", "made2"), Errno::noent);
  EXPECT_EQ(makeSymlink("file", "file"), Errno::exist);
  EXPECT_EQ(makeSymlink("file", "../made"), Errno::notcapable);
  EXPECT_EQ(makeSymlink("file", "missing/"), Errno::noent);
  EXPECT_EQ(readlink("file", target), Errno::inval);
  EXPECT_EQ(readlink("missing", target), Errno::noent);
  EXPECT_EQ(readlink("dirlink/", target), Errno::inval);
  EXPECT_EQ(readlink("up/outside", target), Errno::notcapable);
  ASSERT_EQ(readlink("escape", target), Errno::success);
  EXPECT_EQ(target, "../outside");
}

/// Two threads: one exchanges a directory and a link to the outside, the other
/// one opens through it. What opens must be within.
TEST_P(WasiPath, RacesDoNotEscape) {
  std::filesystem::create_directory(root() / "swap");
  scratch.write("root/swap/outside", "inside");
  link("..", "swap2");
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    std::string one = rootPath("swap"), two = rootPath("swap2");
    while (!stop)
      renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, two.c_str(), RENAME_EXCHANGE);
  });
  int opened = 0, refused = 0;
  for (int round = 0; round < 3000; ++round) {
    top = 1024;
    uint32_t fd;
    Errno result = openFile("swap/outside", fd, 0, readOnly, lookupFollow);
    if (result != Errno::success) {
      ++refused;
      continue;
    }
    ++opened;
    std::string text;
    EXPECT_EQ(read(fd, text), Errno::success);
    EXPECT_EQ(text, "inside");
    call(wfx_wasi_fd_close, fd);
  }
  stop = true;
  swapper.join();
  EXPECT_GT(opened + refused, 0);
}

/// Kernels without openat2 say ENOSYS, filters of system calls maybe EPERM.
TEST_P(WasiPath, Openat2IsRefused) {
  pid_t child = fork();
  if (child == 0) {
    wasi->withoutOpenat2 = false;
    refuseOpenat2(GetParam() ? EPERM : ENOSYS);
    bool right = open("dir/../link") == Errno::success &&
                 wasi->withoutOpenat2 && open("escape") == Errno::notcapable;
    _exit(right ? 0 : 1);
  }
  int status;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

/// Whatever the path, both ways to resolve it give the same file or error.
TEST_P(WasiPath, RandomPathsAgree) {
  static constexpr const char *parts[] = {
      "dir",    "sub",     ".",    "..",   "file",       "inner",
      "link",   "",        "loop", "up",   "roundabout", "dangling",
      "escape", "dirlink", "/",    "back", "deep",       "slashed"};
  static constexpr int flags[] = {O_RDONLY, O_DIRECTORY,      O_PATH,
                                  O_WRONLY, O_RDWR | O_CREAT, O_CREAT | O_EXCL};
  link("sub/../..", "dir/back");
  link("dir/sub/../roundabout", "deep");
  link("dir//sub/.//", "slashed");
  std::mt19937 random(GetParam() ? 1 : 2);
  auto open = [&](const std::string &path, int hostFlags, bool byComponents) {
    wasi->withoutOpenat2 = byComponents;
    int fd;
    Errno result =
        openBeneath(*wasi, hostOf(preopen), path.c_str(), hostFlags, fd);
    if (result != Errno::success)
      return std::pair(result, std::string());
    // Named by its place: an inode number can be that of an earlier file.
    std::error_code ignored;
    std::filesystem::path place = std::filesystem::read_symlink(
        "/proc/self/fd/" + std::to_string(fd), ignored);
    close(fd);
    if (std::filesystem::is_regular_file(place, ignored) &&
        std::filesystem::is_empty(place))
      std::filesystem::remove(place); // it was created
    return std::pair(result, place.string());
  };
  int successes = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string path;
    for (unsigned count = 1 + random() % 6; count > 0; --count)
      path += std::string(parts[random() % std::size(parts)]) +
              (count > 1 || random() % 4 == 0 ? "/" : "");
    int hostFlags =
        flags[random() % std::size(flags)] | (random() % 2 ? O_NOFOLLOW : 0);
    auto expected = open(path, hostFlags, false);
    auto actual = open(path, hostFlags, true);
    EXPECT_EQ(actual.first, expected.first) << path << " flags " << hostFlags;
    EXPECT_EQ(actual.second, expected.second) << path;
    successes += actual.first == Errno::success;
  }
  EXPECT_GT(successes, 1000);
}

TEST_P(WasiPath, NoDescriptorLeaks) {
  auto openDescriptors = [] {
    std::filesystem::directory_iterator list("/proc/self/fd");
    return std::distance(begin(list), end(list));
  };
  auto before = openDescriptors();
  Filestat status;
  std::string target;
  for (const char *path :
       {"dir/sub/../inner", "loop/x", "up/outside", "file/x", "dir/roundabout",
        "dir/missing", "dir/..", "escape"}) {
    open(path);
    stat(path, status);
    readlink(path, target);
    rename(path, "dir/sub/../../x");
    hardLink(path, "dir/sub/../../x", lookupFollow);
    onPath(wfx_wasi_path_unlink_file, path);
  }
  EXPECT_EQ(openDescriptors(), before);
}

} // namespace
