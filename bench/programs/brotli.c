// brotli.c - Brotli at quality 5, which servers use for what they compress at
// once.
#include "codec.h"

#include <brotli/decode.h>
#include <brotli/encode.h>

const char codecName[] = "brotli";

size_t codecRoom(size_t size) { return BrotliEncoderMaxCompressedSize(size); }

size_t codecPack(void *to, size_t room, const void *from, size_t size) {
  return BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC,
                               size, from, &room, to)
             ? room
             : 0;
}

size_t codecUnpack(void *to, size_t room, const void *from, size_t size) {
  return BrotliDecoderDecompress(size, from, &room, to) ==
                 BROTLI_DECODER_RESULT_SUCCESS
             ? room
             : 0;
}
