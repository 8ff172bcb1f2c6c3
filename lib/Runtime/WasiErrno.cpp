//===- WasiErrno.cpp - From the host's errno to WASI's --------------------===//
//
// The rows of WasiErrno.def as a table by host number.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiInternal.h"

namespace wfx::rt {
namespace {

constexpr int hostErrnos = 134;

struct ErrnoTable {
  Errno row[hostErrnos];
};

constexpr ErrnoTable makeTable() {
  ErrnoTable table{};
  for (Errno &row : table.row)
    row = Errno::io;
#define WASI_ERRNO(name, host) table.row[host] = Errno::name;
#define HOST_ERRNO(host, name) table.row[host] = Errno::name;
#include "Runtime/WasiErrno.def"
  table.row[0] = Errno::success;
  return table;
}

constexpr ErrnoTable table = makeTable();

static_assert(uint16_t(Errno::badf) == 8 && uint16_t(Errno::fault) == 21 &&
              uint16_t(Errno::inval) == 28 && uint16_t(Errno::nosys) == 52 &&
              uint16_t(Errno::notcapable) == 76);

} // namespace

Errno errnoFromHost(int hostErrno) {
  return unsigned(hostErrno) < hostErrnos ? table.row[hostErrno] : Errno::io;
}

Errno hostError() { return errnoFromHost(errno); }

} // namespace wfx::rt
