//===- WasiArguments.cpp - args_* and environ_* ---------------------------===//
//
// Both hand over a list of strings: an array of pointers and the text they
// point into.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiCall.h"

namespace wfx::rt {
namespace {

using GuestString = GuestPtr<char>;

Errno getList(Caller &caller, const StringList &list,
              GuestPtr<GuestString> pointers, GuestString text) {
  uint8_t *pointerBytes = caller.bytes(
      pointers.address, uint64_t(list.count) * sizeof(GuestString));
  uint8_t *textBytes = caller.bytes(text.address, list.size);
  if (!pointerBytes || !textBytes)
    return Errno::fault;
  memcpy(textBytes, list.text, list.size);
  uint32_t offset = 0;
  for (uint32_t index = 0; index < list.count; ++index) {
    uint32_t address = text.address + offset;
    memcpy(pointerBytes + index * sizeof(address), &address, sizeof(address));
    offset += strlen(list.text + offset) + 1;
  }
  return Errno::success;
}

Errno getSizes(Caller &caller, const StringList &list, GuestPtr<uint32_t> count,
               GuestPtr<uint32_t> size) {
  WASI_TRY(caller.store(count, list.count));
  return caller.store(size, list.size);
}

Errno argsGet(Caller &caller, GuestPtr<GuestString> pointers,
              GuestString text) {
  return getList(caller, caller.wasi.arguments, pointers, text);
}

Errno argsSizesGet(Caller &caller, GuestPtr<uint32_t> count,
                   GuestPtr<uint32_t> size) {
  return getSizes(caller, caller.wasi.arguments, count, size);
}

Errno environGet(Caller &caller, GuestPtr<GuestString> pointers,
                 GuestString text) {
  return getList(caller, caller.wasi.environment, pointers, text);
}

Errno environSizesGet(Caller &caller, GuestPtr<uint32_t> count,
                      GuestPtr<uint32_t> size) {
  return getSizes(caller, caller.wasi.environment, count, size);
}

} // namespace

WASI_ENTRY(args_get, argsGet)
WASI_ENTRY(args_sizes_get, argsSizesGet)
WASI_ENTRY(environ_get, environGet)
WASI_ENTRY(environ_sizes_get, environSizesGet)

} // namespace wfx::rt
