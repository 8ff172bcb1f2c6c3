// The host of server.c: an event loop on epoll, on which every connection is
// one task, that is one continuation of WebAssembly's. Linux.
//
//   http [PORT]      0, the default, takes any free port; it is printed
//
// SIGINT and SIGTERM end it.
#include "server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <unordered_map>

namespace {

[[noreturn]] void fail(const char *what) {
  throw std::system_error(errno, std::generic_category(), what);
}

//===--- The loop ---------------------------------------------------------===//

/// What a task waits for: something that is tried again whenever its descriptor
/// is ready.
class Operation {
public:
  virtual bool attempt() = 0; ///< true if it is done
  std::coroutine_handle<> waiting;

protected:
  ~Operation() = default;
};

/// What waits for a descriptor, one of each kind at most. Closes it.
struct Watch {
  int fd;
  Operation *reading = nullptr, *writing = nullptr;

  explicit Watch(int descriptor) : fd(descriptor) {}
  Watch(const Watch &) = delete;
  ~Watch() { close(fd); }
};

class Loop {
public:
  Loop() : epoll(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll.fd < 0)
      fail("epoll_create1");
  }

  void add(Watch &watch) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &watch;
    if (epoll_ctl(epoll.fd, EPOLL_CTL_ADD, watch.fd, &event))
      fail("epoll_ctl");
  }

  /// Destroys an object that has a watch when no event can mean it any more.
  void retire(std::shared_ptr<void> object) {
    retired.push_back(std::move(object));
  }

  void run() {
    while (!stopped) {
      epoll_event events[256];
      int count = epoll_wait(epoll.fd, events, 256, -1);
      if (count < 0 && errno != EINTR)
        fail("epoll_wait");
      for (int i = 0; i < count; ++i)
        dispatch(*static_cast<Watch *>(events[i].data.ptr), events[i].events);
      retired.clear();
    }
  }
  void stop() { stopped = true; }

private:
  static void dispatch(Watch &watch, uint32_t events) {
    constexpr uint32_t end = EPOLLERR | EPOLLHUP | EPOLLRDHUP;
    if (events & (EPOLLIN | end))
      attempt(watch.reading);
    if (events & (EPOLLOUT | end))
      attempt(watch.writing);
  }
  static void attempt(Operation *&slot) {
    // The task may put its next operation there.
    if (slot && slot->attempt())
      std::exchange(slot, nullptr)->waiting.resume();
  }

  Watch epoll;
  bool stopped = false;
  std::vector<std::shared_ptr<void>> retired;
};

/// To co_await what a system call gives: a negative number for any error. It is
/// tried at once, and then when the watch's descriptor is ready. Without a slot
/// it fails.
template <class Call> class Transfer final : public Operation {
public:
  Transfer(Operation **place, Call function)
      : slot(place), call(std::move(function)) {}

  bool attempt() override {
    do
      result = call();
    while (result < 0 && errno == EINTR);
    return result >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }
  bool await_ready() { return !slot || attempt(); }
  void await_suspend(std::coroutine_handle<> task) {
    waiting = task;
    *slot = this;
  }
  int await_resume() { return static_cast<int>(result); }

private:
  Operation **slot;
  Call call;
  ssize_t result = -1;
};

//===--- What the module imports ------------------------------------------===//

/// The module names connections by their descriptors, and has no other ones.
class Network {
public:
  wfx::Memory memory;
  std::unordered_map<int, Watch *> connections;

  auto net_recv(int fd, uint32_t address, uint32_t size) {
    auto part = memory.bytes(address, size);
    Watch *watch = find(fd);
    return Transfer(watch ? &watch->reading : nullptr,
                    [=] { return ::recv(fd, part.data(), part.size(), 0); });
  }
  auto net_send(int fd, uint32_t address, uint32_t size) {
    auto part = memory.bytes(address, size);
    Watch *watch = find(fd);
    return Transfer(watch ? &watch->writing : nullptr, [=] {
      return ::send(fd, part.data(), part.size(), MSG_NOSIGNAL);
    });
  }

private:
  Watch *find(int fd) const {
    auto at = connections.find(fd);
    return at == connections.end() ? nullptr : at->second;
  }
};

//===--- The server -------------------------------------------------------===//

class Server {
public:
  explicit Server(Loop &on) : loop(on), instance(&network) {
    network.memory = instance.memory();
  }

  wfx::Task<> acceptAll(int listener) {
    Watch watch(listener);
    loop.add(watch);
    for (;;)
      begin(co_await Transfer(&watch.reading,
                              [=] { return acceptOne(listener); }));
  }

private:
  struct Connection {
    Watch watch;
    wfx::Task<> task;

    Connection(int fd, wfx::Task<> serving)
        : watch(fd), task(std::move(serving)) {}
  };

  /// Where no more descriptors are left, those who come wait for the next one.
  static int acceptOne(int listener) {
    int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
      errno = errno == ECONNABORTED ? EINTR : EAGAIN;
    return fd;
  }

  void begin(int fd) {
    auto made = std::make_shared<Connection>(fd, serve(fd));
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    loop.add(made->watch);
    network.connections[fd] = &made->watch;
    connections[fd] = made;
    made->task.start();
  }

  wfx::Task<> serve(int fd) {
    try {
      co_await instance.async().serve(fd);
    } catch (const std::exception &error) {
      std::fprintf(stderr, "connection %d: %s\n", fd, error.what());
    }
    network.connections.erase(fd);
    // What the other side still sends must not keep it from reading the answer:
    // closing with unread bytes resets a connection.
    Watch &watch = connections[fd]->watch;
    shutdown(fd, SHUT_WR);
    while (co_await Transfer(&watch.reading, [=] {
             return ::recv(fd, nullptr, 1 << 16, MSG_TRUNC);
           }) > 0)
      ;
    loop.retire(std::move(connections.extract(fd).mapped()));
  }

  Loop &loop;
  Network network;
  server::Instance instance;
  // Behind the instance, because its tasks must go first.
  std::unordered_map<int, std::shared_ptr<Connection>> connections;
};

//===--- The program ------------------------------------------------------===//

/// A listening socket on the loopback interface.
int listenOn(uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto *generic = reinterpret_cast<sockaddr *>(&address);
  if (fd < 0 || bind(fd, generic, size) || listen(fd, SOMAXCONN) ||
      getsockname(fd, generic, &size))
    fail("listen");
  std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

/// Ends the loop when the process is asked to end.
wfx::Task<> awaitSignal(Loop &loop) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  Watch watch(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  loop.add(watch);
  signalfd_siginfo info;
  co_await Transfer(&watch.reading,
                    [&] { return read(watch.fd, &info, sizeof info); });
  loop.stop();
}

void raiseDescriptorLimit() {
  rlimit limit;
  if (!getrlimit(RLIMIT_NOFILE, &limit)) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

} // namespace

int main(int argc, char **argv) try {
  raiseDescriptorLimit();
  Loop loop;
  Server server(loop);
  auto ending = awaitSignal(loop);
  auto accepting =
      server.acceptAll(listenOn(uint16_t(argc > 1 ? std::atoi(argv[1]) : 0)));
  ending.start();
  accepting.start();
  loop.run();
} catch (const std::exception &error) {
  std::fprintf(stderr, "http: %s\n", error.what());
  return 1;
}
