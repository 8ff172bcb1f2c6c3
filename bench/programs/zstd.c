// zstd.c - Zstandard at its default level.
#include "codec.h"

#include <zstd.h>

const char codecName[] = "zstd";

static size_t orNothing(size_t written) {
  return ZSTD_isError(written) ? 0 : written;
}

size_t codecRoom(size_t size) { return ZSTD_compressBound(size); }

size_t codecPack(void *to, size_t room, const void *from, size_t size) {
  return orNothing(ZSTD_compress(to, room, from, size, ZSTD_CLEVEL_DEFAULT));
}

size_t codecUnpack(void *to, size_t room, const void *from, size_t size) {
  return orNothing(ZSTD_decompress(to, room, from, size));
}
