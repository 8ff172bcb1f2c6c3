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

Errno findSocket(Caller &caller, uint32_t fd, Rights needed, FileUse &socket) {
  WASI_TRY(caller.find(fd, right::none, socket));
  if (socket.type != Filetype::socketStream &&
      socket.type != Filetype::socketDgram)
    return Errno::notsock;
  return socket.require(needed);
}

Errno sockAccept(Caller &caller, uint32_t fd, uint32_t fdflags,
                 GuestPtr<uint32_t> result) {
  FileUse listener;
  WASI_TRY(findSocket(caller, fd, right::sockAccept, listener));
  WASI_TRY(caller.check(result));
  if (fdflags & ~fdflagNonblock)
    return Errno::inval;
  int flags = SOCK_CLOEXEC | (fdflags & fdflagNonblock ? SOCK_NONBLOCK : 0);
  Descriptor connection;
  connection.host = keepFromStdio(retryInterrupted(
      [&] { return accept4(listener.host, nullptr, nullptr, flags); }));
  if (connection.host < 0)
    return hostError();
  connection.flags = uint16_t(fdflags);
  if (Errno error = describe(connection, O_RDWR); error != Errno::success) {
    release(connection);
    return error;
  }
  uint32_t number;
  WASI_TRY(caller.wasi.insert(connection, number));
  return caller.store(result, number);
}

Errno sockRecv(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
               uint32_t count, uint32_t riflags, GuestPtr<uint32_t> received,
               GuestPtr<uint16_t> roflags) {
  FileUse socket;
  HostIovecs data;
  WASI_TRY(findSocket(caller, fd, right::fdRead, socket));
  WASI_TRY(caller.check(received));
  WASI_TRY(caller.check(roflags));
  WASI_TRY(data.load(caller, buffers, count));
  if (riflags & ~riflagsAll)
    return Errno::inval;
  int flags = (riflags & riflagPeek ? MSG_PEEK : 0) |
              (riflags & riflagWaitall ? MSG_WAITALL : 0);
  msghdr message{};
  message.msg_iov = data.list;
  message.msg_iovlen = size_t(data.count);
  ssize_t size =
      retryInterrupted([&] { return recvmsg(socket.host, &message, flags); });
  if (size < 0)
    return hostError();
  uint16_t outcome = message.msg_flags & MSG_TRUNC ? roflagDataTruncated : 0;
  WASI_TRY(caller.store(received, uint32_t(size)));
  return caller.store(roflags, outcome);
}

Errno sockSend(Caller &caller, uint32_t fd, GuestPtr<Iovec> buffers,
               uint32_t count, uint32_t siflags, GuestPtr<uint32_t> sent) {
  FileUse socket;
  HostIovecs data;
  WASI_TRY(findSocket(caller, fd, right::fdWrite, socket));
  WASI_TRY(caller.check(sent));
  WASI_TRY(data.load(caller, buffers, count));
  if (siflags != 0) // none is defined
    return Errno::inval;
  msghdr message{};
  message.msg_iov = data.list;
  message.msg_iovlen = size_t(data.count);
  ssize_t size = retryInterrupted(
      [&] { return sendmsg(socket.host, &message, MSG_NOSIGNAL); });
  return size < 0 ? hostError() : caller.store(sent, uint32_t(size));
}

Errno sockShutdown(Caller &caller, uint32_t fd, uint32_t sdflags) {
  static constexpr int hostHow[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
  static_assert((sdflagRd | sdflagWr) == 3);
  FileUse socket;
  WASI_TRY(findSocket(caller, fd, right::sockShutdown, socket));
  if (sdflags == 0 || sdflags > sdflagsAll)
    return Errno::inval;
  return hostResult(shutdown(socket.host, hostHow[sdflags]));
}

} // namespace

WASI_ENTRY(sock_accept, sockAccept)
WASI_ENTRY(sock_recv, sockRecv)
WASI_ENTRY(sock_send, sockSend)
WASI_ENTRY(sock_shutdown, sockShutdown)

} // namespace wfx::rt
