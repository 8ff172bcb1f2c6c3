// sha256.c - the hash of FIPS 180-4 over a generated message: rotations, additions
// and byte order. Argument: mebibytes to hash.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const uint32_t roundConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static uint32_t bigEndian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#define ROUND(a, b, c, d, e, f, g, h, i)                                       \
  do {                                                                         \
    uint32_t t = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +          \
                 ((e & f) ^ (~e & g)) + roundConstants[i] + w[i];              \
    d += t;                                                                    \
    h = t + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +                   \
        ((a & b) ^ (a & c) ^ (b & c));                                         \
  } while (0)

// Eight rounds bring every variable back to its place.
static void hashBlock(uint32_t state[8], const uint8_t block[64]) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++)
    w[i] = bigEndian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    uint32_t early = w[i - 15], late = w[i - 2];
    w[i] = w[i - 16] + (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3) +
           w[i - 7] + (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10);
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i += 8) {
    ROUND(a, b, c, d, e, f, g, h, i);
    ROUND(h, a, b, c, d, e, f, g, i + 1);
    ROUND(g, h, a, b, c, d, e, f, i + 2);
    ROUND(f, g, h, a, b, c, d, e, i + 3);
    ROUND(e, f, g, h, a, b, c, d, i + 4);
    ROUND(d, e, f, g, h, a, b, c, i + 5);
    ROUND(c, d, e, f, g, h, a, b, i + 6);
    ROUND(b, c, d, e, f, g, h, a, i + 7);
  }
  uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
  for (int i = 0; i < 8; i++)
    state[i] += mixed[i];
}

int main(int count, char **arguments) {
  long mebibytes = count > 1 ? atol(arguments[1]) : 16;
  enum { Chunk = 1 << 16 };
  static uint8_t message[Chunk];
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (int i = 0; i < Chunk; i++)
    message[i] = (uint8_t)(i * 31 + (i >> 8));
  for (long i = 0; i < mebibytes * 16; i++)
    for (int at = 0; at < Chunk; at += 64)
      hashBlock(state, message + at);

  // The message fills its blocks, so the padding is one block of its own.
  uint8_t padding[64] = {0x80};
  uint64_t bits = (uint64_t)mebibytes << 23;
  for (int i = 0; i < 8; i++)
    padding[63 - i] = (uint8_t)(bits >> 8 * i);
  hashBlock(state, padding);

  printf("sha256 %ld: ", mebibytes);
  for (int i = 0; i < 8; i++)
    printf("%08x", state[i]);
  printf("\n");
  return 0;
}
