// codec.c - compresses and decompresses a mix of text, records and noise in
// memory.
//
// How far data shrink can depend on the size of a word, so the packed bytes are
// neither printed nor compared. Arguments: mebibytes, and how often.
#include "codec.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { words = 2048, longest = 12, piece = 4096 };

static char vocabulary[words][longest + 1];
static uint32_t state = 1;

static uint32_t next(void) {
  state = state * 1664525 + 1013904223;
  return state >> 8;
}

static void inventWords(void) {
  for (int i = 0; i < words; i++) {
    int length = 2 + next() % (longest - 2);
    for (int j = 0; j < length; j++)
      vocabulary[i][j] =
          "etaoinshrdlucmfwypvbgkjqxz"[next() % 26 * (next() % 26) / 26];
  }
}

// Words of which few are frequent, in sentences.
static void writeText(char *to) {
  for (int at = 0; at < piece;) {
    uint32_t rank = next() % words;
    const char *word = vocabulary[rank * (next() % words) / words];
    for (int i = 0; word[i] && at < piece; i++)
      to[at++] = word[i];
    if (at < piece)
      to[at++] = next() % 12 ? ' ' : '\n';
  }
}

// Records with a counter, a small number, a flag and a measured value.
static void writeRecords(char *to) {
  static uint32_t counter;
  for (int at = 0; at < piece; at += 16) {
    uint32_t fields[4] = {counter++, next() % 100, next() % 8 == 0,
                          0x42000000 + next() % 65536};
    memcpy(to + at, fields, 16);
  }
}

static void writeNoise(char *to) {
  for (int at = 0; at < piece; at++)
    to[at] = (char)(next() >> 8);
}

static void fill(char *data, size_t size) {
  inventWords();
  for (size_t at = 0; at < size; at += piece) {
    uint32_t kind = next() % 8;
    (kind < 5 ? writeText : kind < 7 ? writeRecords : writeNoise)(data + at);
  }
}

static uint32_t checksum(const char *data, size_t size) {
  uint32_t sum = 2166136261u;
  for (size_t i = 0; i < size; i++)
    sum = (sum ^ (uint8_t)data[i]) * 16777619u;
  return sum;
}

int main(int count, char **arguments) {
  size_t size = (size_t)(count > 1 ? atoi(arguments[1]) : 1) << 20;
  int times = count > 2 ? atoi(arguments[2]) : 1;
  size_t room = codecRoom(size);
  char *data = malloc(size), *packed = malloc(room), *unpacked = malloc(size);
  if (!data || !packed || !unpacked)
    return 1;
  fill(data, size);
  for (int i = 0; i < times; i++) {
    size_t length = codecPack(packed, room, data, size);
    if (!length || length > size * 3 / 4 ||
        codecUnpack(unpacked, size, packed, length) != size ||
        memcmp(data, unpacked, size))
      return 1;
  }
  printf("%s %zu %d: %08x\n", codecName, size, times, checksum(unpacked, size));
  return 0;
}
