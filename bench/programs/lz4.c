// lz4.c - LZ4, the fast compressor.
#include "codec.h"

#include <lz4.h>

const char codecName[] = "lz4";

static size_t orNothing(int written) {
  return written < 0 ? 0 : (size_t)written;
}

size_t codecRoom(size_t size) { return (size_t)LZ4_compressBound((int)size); }

size_t codecPack(void *to, size_t room, const void *from, size_t size) {
  return orNothing(LZ4_compress_default(from, to, (int)size, (int)room));
}

size_t codecUnpack(void *to, size_t room, const void *from, size_t size) {
  return orNothing(LZ4_decompress_safe(from, to, (int)size, (int)room));
}
