//===- WasiSocket.cpp - sock_* --------------------------------------------===//
//
// WASI cannot make sockets: they come from the process's environment
// (wasiCreate) or from accepting a connection.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"
#include "Runtime/WasiIovec.h"
#include <fcntl.h>
#include <sys/socket.h>

namespace wfx::rt {
namespace {

Errno findSocket(Wasi &wasi, uint32_t fd, Rights needed, Descriptor *&socket) {
  WASI_TRY(wasi.find(fd, right::none, socket));
  if (socket->type != Filetype::socketStream &&
      socket->type != Filetype::socketDgram)
    return Errno::notsock;
  return wasi.find(fd, needed, socket);
}

Errno sockAccept(Wasi &wasi, uint32_t fd, uint32_t fdflags,
                 GuestPtr<uint32_t> result) {
  Descriptor *listener;
  WASI_TRY(findSocket(wasi, fd, right::sockAccept, listener));
  WASI_TRY(wasi.check(result));
  if (fdflags & ~fdflagNonblock)
    return Errno::inval;
  int flags = SOCK_CLOEXEC | (fdflags & fdflagNonblock ? SOCK_NONBLOCK : 0);
  Descriptor connection;
  connection.host = keepFromStdio(retryInterrupted(
      [&] { return accept4(listener->host, nullptr, nullptr, flags); }));
  if (connection.host < 0)
    return hostError();
  connection.flags = uint16_t(fdflags);
  if (Errno error = describe(connection, O_RDWR); error != Errno::success) {
    release(connection);
    return error;
  }
  uint32_t number;
  WASI_TRY(wasi.insert(connection, number));
  return wasi.store(result, number);
}

Errno sockRecv(Wasi &wasi, uint32_t fd, GuestPtr<Iovec> buffers, uint32_t count,
               uint32_t riflags, GuestPtr<uint32_t> received,
               GuestPtr<uint16_t> roflags) {
  Descriptor *socket;
  HostIovecs data;
  WASI_TRY(findSocket(wasi, fd, right::fdRead, socket));
  WASI_TRY(wasi.check(received));
  WASI_TRY(wasi.check(roflags));
  WASI_TRY(data.load(wasi, buffers, count));
  if (riflags & ~riflagsAll)
    return Errno::inval;
  int flags = (riflags & riflagPeek ? MSG_PEEK : 0) |
              (riflags & riflagWaitall ? MSG_WAITALL : 0);
  msghdr message{};
  message.msg_iov = data.list;
  message.msg_iovlen = size_t(data.count);
  ssize_t size =
      retryInterrupted([&] { return recvmsg(socket->host, &message, flags); });
  if (size < 0)
    return hostError();
  uint16_t outcome = message.msg_flags & MSG_TRUNC ? roflagDataTruncated : 0;
  WASI_TRY(wasi.store(received, uint32_t(size)));
  return wasi.store(roflags, outcome);
}

Errno sockSend(Wasi &wasi, uint32_t fd, GuestPtr<Iovec> buffers, uint32_t count,
               uint32_t siflags, GuestPtr<uint32_t> sent) {
  Descriptor *socket;
  HostIovecs data;
  WASI_TRY(findSocket(wasi, fd, right::fdWrite, socket));
  WASI_TRY(wasi.check(sent));
  WASI_TRY(data.load(wasi, buffers, count));
  if (siflags != 0) // none is defined
    return Errno::inval;
  msghdr message{};
  message.msg_iov = data.list;
  message.msg_iovlen = size_t(data.count);
  ssize_t size = retryInterrupted(
      [&] { return sendmsg(socket->host, &message, MSG_NOSIGNAL); });
  return size < 0 ? hostError() : wasi.store(sent, uint32_t(size));
}

Errno sockShutdown(Wasi &wasi, uint32_t fd, uint32_t sdflags) {
  static constexpr int hostHow[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
  static_assert((sdflagRd | sdflagWr) == 3);
  Descriptor *socket;
  WASI_TRY(findSocket(wasi, fd, right::sockShutdown, socket));
  if (sdflags == 0 || sdflags > sdflagsAll)
    return Errno::inval;
  return hostResult(shutdown(socket->host, hostHow[sdflags]));
}

} // namespace

WASI_ENTRY(sock_accept, sockAccept)
WASI_ENTRY(sock_recv, sockRecv)
WASI_ENTRY(sock_send, sockSend)
WASI_ENTRY(sock_shutdown, sockShutdown)

} // namespace wfx::rt
