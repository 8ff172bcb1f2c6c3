// codec.h - what a compressor gives to codec.c.
#ifndef CODEC_H
#define CODEC_H

#include <stddef.h>

extern const char codecName[];

// The most bytes that `size` bytes can become.
size_t codecRoom(size_t size);

// Both return the number of bytes written to `to`, or 0 when something is
// wrong.
size_t codecPack(void *to, size_t room, const void *from, size_t size);
size_t codecUnpack(void *to, size_t room, const void *from, size_t size);

#endif
