// zlib.c - zlib at its default level.
#include "codec.h"

#include <zlib.h>

const char codecName[] = "zlib";

size_t codecRoom(size_t size) { return compressBound((uLong)size); }

size_t codecPack(void *to, size_t room, const void *from, size_t size) {
  uLongf written = (uLongf)room;
  return compress(to, &written, from, (uLong)size) == Z_OK ? written : 0;
}

size_t codecUnpack(void *to, size_t room, const void *from, size_t size) {
  uLongf written = (uLongf)room;
  return uncompress(to, &written, from, (uLong)size) == Z_OK ? written : 0;
}
