//===- WasiCreateTest.cpp - Making a Wasi ---------------------------------===//
//
// Preopens and their errors, inherited sockets, missing standard streams.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

class WasiCreate : public Guest {
protected:
  std::string preopenName(uint32_t fd) {
    uint32_t prestat = allocate(sizeof(Prestat)), name = allocate(200);
    if (call(wfx_wasi_fd_prestat_get, fd, prestat) != Errno::success)
      return "";
    uint32_t size = get<Prestat>(prestat).nameSize;
    EXPECT_EQ(call(wfx_wasi_fd_prestat_dir_name, fd, name, size),
              Errno::success);
    return getText(name, size);
  }
  /// Runs \p body in a child process, which may damage its descriptors.
  template <class Body> void inChild(Body body) {
    pid_t child = fork();
    if (child == 0)
      _exit(body() ? 0 : 1);
    int status;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
};

TEST_F(WasiCreate, Preopens) {
  std::string path = root().string();
  std::string mapped = path + "::/guest/name", odd = path + "::a::b";
  const char *preopens[] = {mapped.c_str(), path.c_str(), odd.c_str(), nullptr};
  WasiOptions options;
  options.preopens = preopens;
  create(options);
  ASSERT_NE(wasi, nullptr) << error;
  EXPECT_EQ(preopenName(3), "/guest/name");
  EXPECT_EQ(preopenName(4), path);
  EXPECT_EQ(preopenName(5), "a::b");
  EXPECT_EQ(preopenName(6), "");
}

TEST_F(WasiCreate, Errors) {
  scratch.write("file", "");
  std::string missing = (scratch.path / "missing").string();
  std::string file = (scratch.path / "file").string();
  WasiOptions options;
  std::string entry = missing + "::/x";
  const char *preopens[] = {entry.c_str(), nullptr};
  options.preopens = preopens;
  create(options);
  EXPECT_EQ(wasi, nullptr);
  EXPECT_EQ(std::string(error), "cannot open directory '" + missing +
                                    "' for guest '/x': No such file or "
                                    "directory");
  preopens[0] = file.c_str();
  create(options);
  EXPECT_EQ(wasi, nullptr);
  EXPECT_EQ(std::string(error), "cannot open directory '" + file +
                                    "' for guest '" + file +
                                    "': Not a directory");
  int listener = open("/dev/null", O_RDONLY | O_CLOEXEC);
  options = {};
  options.listenFds = &listener;
  options.listenFdCount = 1;
  create(options);
  EXPECT_EQ(wasi, nullptr);
  EXPECT_NE(std::string(error).find("as a socket: it is not one"),
            std::string::npos);
  close(listener);
}

TEST_F(WasiCreate, LongErrorsAreCut) {
  std::string name(1000, 'x');
  const char *preopens[] = {name.c_str(), nullptr};
  WasiOptions options;
  options.preopens = preopens;
  char small[16];
  memset(small, '#', sizeof(small));
  EXPECT_EQ(wasiCreate(options, small, 10), nullptr);
  EXPECT_EQ(std::string(small), "cannot op");
  EXPECT_EQ(small[10], '#');
}

TEST_F(WasiCreate, InheritedSockets) {
  inChild([&] {
    wasiDestroy(wasi);
    wasi = nullptr;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
      return false;
    if (ends[0] != 3 && dup2(ends[0], 3) < 0)
      return false;
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", "1", 1); // not for us
    create({});
    if (hostOf(3) >= 0)
      return false;
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    create({});
    return fdstat(3).filetype == Filetype::socketStream &&
           (fcntl(3, F_GETFD) & FD_CLOEXEC);
  });
}

TEST_F(WasiCreate, MissingStandardStreams) {
  std::string path = root().string();
  inChild([&] {
    close(0);
    close(1);
    const char *preopens[] = {path.c_str(), nullptr};
    WasiOptions options;
    options.preopens = preopens;
    create(options);
    if (write(1, "x") != Errno::badf || preopenName(3) != path)
      return false;
    // Files of the guest do not become the process's standard streams.
    mustOpen("file", oflagCreat);
    return fcntl(0, F_GETFD) < 0 && fcntl(1, F_GETFD) < 0 && hostOf(3) > 2;
  });
}

} // namespace
