//===- WasiSocketTest.cpp - sock_* ----------------------------------------===//
//
// Sockets that the process hands over, connections accepted from them.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

class WasiSocket : public Guest {
protected:
  void makePair(int type) {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends), 0);
    socket = adopt(ends[0]);
    peer = ends[1];
  }
  void TearDown() override {
    if (peer >= 0)
      close(peer);
    Guest::TearDown();
  }
  Errno receive(std::string &text, uint32_t size, uint32_t flags,
                uint16_t &roflags) {
    uint32_t data = allocate(size), count = allocate(4), result = allocate(2);
    Errno error = call(wfx_wasi_sock_recv, socket, putIovec(data, size), 1u,
                       flags, count, result);
    text = error == Errno::success ? getText(data, get<uint32_t>(count)) : "";
    roflags = get<uint16_t>(result);
    return error;
  }
  Errno send(uint32_t fd, std::string_view text, uint32_t flags = 0) {
    uint32_t count = allocate(4);
    return call(wfx_wasi_sock_send, fd,
                putIovec(putText(text), uint32_t(text.size())), 1u, flags,
                count);
  }
  int listenAt(sockaddr_un &address) {
    address = {};
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, (scratch.path / "socket").c_str());
    int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(
        bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof(address)),
        0);
    EXPECT_EQ(listen(listener, 4), 0);
    return listener;
  }

  uint32_t socket = 0;
  int peer = -1;
};

TEST_F(WasiSocket, StreamBothWays) {
  makePair(SOCK_STREAM);
  EXPECT_EQ(fdstat(socket).filetype, Filetype::socketStream);
  ASSERT_EQ(::write(peer, "hello", 5), 5);
  std::string text;
  uint16_t roflags;
  ASSERT_EQ(receive(text, 3, riflagPeek, roflags), Errno::success);
  EXPECT_EQ(text, "hel");
  ASSERT_EQ(receive(text, 5, riflagWaitall, roflags), Errno::success);
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(roflags, 0);
  EXPECT_EQ(receive(text, 5, 4, roflags), Errno::inval);

  ASSERT_EQ(send(socket, "sent "), Errno::success);
  ASSERT_EQ(write(socket, "written"), Errno::success);
  EXPECT_EQ(send(socket, "x", 1), Errno::inval);
  char buffer[20];
  EXPECT_EQ(::read(peer, buffer, sizeof(buffer)), 12);
  EXPECT_EQ(std::string(buffer, 12), "sent written");
  ASSERT_EQ(::write(peer, "read", 4), 4);
  ASSERT_EQ(read(socket, text), Errno::success);
  EXPECT_EQ(text, "read");
}

TEST_F(WasiSocket, ClosedPeerGivesAnErrorAndNoSignal) {
  makePair(SOCK_STREAM);
  close(peer);
  peer = -1;
  EXPECT_EQ(send(socket, "x"), Errno::pipe);
  EXPECT_EQ(write(socket, "x"), Errno::pipe);
}

TEST_F(WasiSocket, DatagramsAreTruncated) {
  makePair(SOCK_DGRAM);
  EXPECT_EQ(fdstat(socket).filetype, Filetype::socketDgram);
  ASSERT_EQ(::write(peer, "datagram", 8), 8);
  std::string text;
  uint16_t roflags;
  ASSERT_EQ(receive(text, 4, 0, roflags), Errno::success);
  EXPECT_EQ(text, "data");
  EXPECT_EQ(roflags, roflagDataTruncated);
}

TEST_F(WasiSocket, Shutdown) {
  makePair(SOCK_STREAM);
  EXPECT_EQ(call(wfx_wasi_sock_shutdown, socket, 0u), Errno::inval);
  EXPECT_EQ(call(wfx_wasi_sock_shutdown, socket, 4u), Errno::inval);
  ASSERT_EQ(call(wfx_wasi_sock_shutdown, socket, uint32_t(sdflagWr)),
            Errno::success);
  char byte;
  EXPECT_EQ(::read(peer, &byte, 1), 0);
  EXPECT_EQ(send(socket, "x"), Errno::pipe);
}

TEST_F(WasiSocket, ListenersFromOptions) {
  sockaddr_un address;
  int listener = listenAt(address);
  int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(
      connect(client, reinterpret_cast<sockaddr *>(&address), sizeof(address)),
      0);
  std::string entry = root().string();
  const char *preopens[] = {entry.c_str(), nullptr};
  WasiOptions options;
  options.preopens = preopens;
  options.listenFds = &listener;
  options.listenFdCount = 1;
  create(options);
  ASSERT_NE(wasi, nullptr) << error;
  constexpr uint32_t fd = preopen + 1;
  uint32_t result = allocate(4);
  EXPECT_EQ(call(wfx_wasi_sock_accept, fd, uint32_t(fdflagAppend), result),
            Errno::inval);
  ASSERT_EQ(call(wfx_wasi_sock_accept, fd, uint32_t(fdflagNonblock), result),
            Errno::success);
  socket = get<uint32_t>(result);
  EXPECT_EQ(fdstat(socket).flags, fdflagNonblock);
  std::string text;
  EXPECT_EQ(read(socket, text), Errno::again);
  ASSERT_EQ(send(socket, "welcome"), Errno::success);
  char buffer[7];
  EXPECT_EQ(::read(client, buffer, 7), 7);
  close(client);
}

TEST_F(WasiSocket, NonblockingListener) {
  sockaddr_un address;
  uint32_t fd = adopt(listenAt(address));
  ASSERT_EQ(call(wfx_wasi_fd_fdstat_set_flags, fd, uint32_t(fdflagNonblock)),
            Errno::success);
  uint32_t result = allocate(4);
  EXPECT_EQ(call(wfx_wasi_sock_accept, fd, 0u, result), Errno::again);
  EXPECT_EQ(call(wfx_wasi_sock_accept, fd, 0u, uint32_t(memorySize) - 3),
            Errno::fault);
}

TEST_F(WasiSocket, WhatIsNoSocket) {
  uint32_t result = allocate(4);
  EXPECT_EQ(call(wfx_wasi_sock_accept, preopen, 0u, result), Errno::notsock);
  EXPECT_EQ(call(wfx_wasi_sock_shutdown, preopen, 1u), Errno::notsock);
  EXPECT_EQ(call(wfx_wasi_sock_shutdown, 100u, 1u), Errno::badf);
  EXPECT_EQ(send(preopen, "x"), Errno::notsock);
}

} // namespace
