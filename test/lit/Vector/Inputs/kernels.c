// Kernels of images, sound, text and numbers, in plain C and, with -DSIMD, in the
// intrinsics of wasm_simd128.h. Both print the same. With an argument, each kernel runs
// that many times and says how long it took.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef SIMD
#include <wasm_simd128.h>
#endif

enum { N = 1 << 14, DIM = 64 };
static uint8_t bytes[3 * N], text[4 * N + 16], gray[N], other[N];
static int16_t samples[N], gains[N], mixed[N];
static float a[DIM * DIM], b[DIM * DIM], c[DIM * DIM];
static uint64_t result;

// Luminance of pixels in planes: products of bytes, narrowed.
static void luminance(void) {
  const uint8_t *red = bytes, *green = bytes + N, *blue = bytes + 2 * N;
#ifdef SIMD
  v128_t r = wasm_u8x16_splat(77), g = wasm_u8x16_splat(150), l = wasm_u8x16_splat(29);
  for (int i = 0; i < N; i += 16) {
    v128_t x = wasm_v128_load(red + i), y = wasm_v128_load(green + i),
           z = wasm_v128_load(blue + i);
    v128_t low = wasm_i16x8_add(
        wasm_i16x8_add(wasm_u16x8_extmul_low_u8x16(x, r), wasm_u16x8_extmul_low_u8x16(y, g)),
        wasm_u16x8_extmul_low_u8x16(z, l));
    v128_t high = wasm_i16x8_add(
        wasm_i16x8_add(wasm_u16x8_extmul_high_u8x16(x, r),
                       wasm_u16x8_extmul_high_u8x16(y, g)),
        wasm_u16x8_extmul_high_u8x16(z, l));
    wasm_v128_store(gray + i, wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 8),
                                                      wasm_u16x8_shr(high, 8)));
  }
#else
  for (int i = 0; i < N; ++i)
    gray[i] = (red[i] * 77 + green[i] * 150 + blue[i] * 29) >> 8;
#endif
}

// Sound: rounded Q15 products, added with saturation.
static void mix(void) {
#ifdef SIMD
  for (int i = 0; i < N; i += 8) {
    v128_t x = wasm_v128_load(samples + i), y = wasm_v128_load(gains + i);
    wasm_v128_store(mixed + i, wasm_i16x8_add_sat(wasm_i16x8_q15mulr_sat(x, y), x));
  }
#else
  for (int i = 0; i < N; ++i) {
    int product = (samples[i] * gains[i] + 0x4000) >> 15;
    product = product > 32767 ? 32767 : product;
    int sum = product + samples[i];
    mixed[i] = sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum;
  }
#endif
}

// Sums: of products, of absolute differences, of bits.
static void sums(void) {
  uint32_t dot = 0, difference = 0, ones = 0;
#ifdef SIMD
  v128_t d = wasm_i32x4_const_splat(0), s = d, o = d;
  for (int i = 0; i < N; i += 8)
    d = wasm_i32x4_add(d, wasm_i32x4_dot_i16x8(wasm_v128_load(samples + i),
                                               wasm_v128_load(gains + i)));
  for (int i = 0; i < N; i += 16) {
    v128_t x = wasm_v128_load(gray + i), y = wasm_v128_load(other + i);
    v128_t away = wasm_v128_or(wasm_u8x16_sub_sat(x, y), wasm_u8x16_sub_sat(y, x));
    s = wasm_i32x4_add(s, wasm_u32x4_extadd_pairwise_u16x8(
                              wasm_u16x8_extadd_pairwise_u8x16(away)));
    o = wasm_i32x4_add(o, wasm_u32x4_extadd_pairwise_u16x8(
                              wasm_u16x8_extadd_pairwise_u8x16(wasm_i8x16_popcnt(x))));
  }
  for (int i = 0; i < 4; ++i) {
    dot += ((uint32_t *)&d)[i], difference += ((uint32_t *)&s)[i];
    ones += ((uint32_t *)&o)[i];
  }
#else
  for (int i = 0; i < N; ++i) {
    dot += (uint32_t)(samples[i] * gains[i]);
    difference += abs(gray[i] - other[i]);
    ones += __builtin_popcount(gray[i]);
  }
#endif
  result = dot ^ ((uint64_t)difference << 32) ^ ((uint64_t)ones << 40);
}

// Base64: a shuffle, shifts by products, a table by swizzle.
static void base64(void) {
  const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t *out = text;
  int i = 0;
#ifdef SIMD
  v128_t table = wasm_i8x16_const('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                  '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62,
                                  '/' - 63, 'A', 0, 0);
  for (; i + 16 <= 3 * N; i += 12, out += 16) {
    v128_t in = wasm_v128_load(bytes + i);
    in = wasm_i8x16_shuffle(in, in, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    v128_t even = wasm_v128_and(wasm_u32x4_shr(in, 10), wasm_i32x4_const_splat(0x3F));
    v128_t second = wasm_v128_and(wasm_i32x4_shl(in, 4), wasm_i32x4_const_splat(0x3F00));
    v128_t third = wasm_v128_and(wasm_u32x4_shr(in, 6), wasm_i32x4_const_splat(0x3F0000));
    v128_t last = wasm_v128_and(wasm_i32x4_shl(in, 8), wasm_i32x4_const_splat(0x3F000000));
    v128_t six = wasm_v128_or(wasm_v128_or(even, second), wasm_v128_or(third, last));
    v128_t row = wasm_u8x16_sub_sat(six, wasm_i8x16_const_splat(51));
    v128_t upper = wasm_i8x16_lt(six, wasm_i8x16_const_splat(26));
    row = wasm_v128_or(row, wasm_v128_and(upper, wasm_i8x16_const_splat(13)));
    wasm_v128_store(out, wasm_i8x16_add(six, wasm_i8x16_swizzle(table, row)));
  }
#endif
  for (; i < 3 * N; i += 3, out += 4) {
    uint32_t three = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    for (int k = 0; k < 4; ++k)
      out[k] = digits[three >> (18 - 6 * k) & 63];
  }
}

// The first place with a byte above 0x7F behind each multiple of 64.
static void scan(void) {
  uint64_t sum = 0;
  for (int start = 0; start + 64 <= 3 * N; start += 64) {
    int i = start, end = start + 64;
#ifdef SIMD
    while (i < end && !wasm_v128_any_true(wasm_v128_and(
                          wasm_v128_load(bytes + i), wasm_u8x16_const_splat(0x80))))
      i += 16;
    if (i < end)
      i += __builtin_ctz(wasm_i8x16_bitmask(wasm_v128_load(bytes + i)));
#else
    while (i < end && bytes[i] < 0x80)
      ++i;
#endif
    sum = sum * 31 + i;
  }
  result = sum;
}

static void matrix(void) {
  for (int i = 0; i < DIM; ++i)
    for (int j = 0; j < DIM; j += 4) {
#ifdef SIMD
      v128_t sum = wasm_f32x4_const_splat(0);
      for (int k = 0; k < DIM; ++k)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load32_splat(a + i * DIM + k),
                                                 wasm_v128_load(b + k * DIM + j)));
      wasm_v128_store(c + i * DIM + j, sum);
#else
      for (int l = j; l < j + 4; ++l) {
        float sum = 0;
        for (int k = 0; k < DIM; ++k)
          sum += a[i * DIM + k] * b[k * DIM + l];
        c[i * DIM + l] = sum;
      }
#endif
    }
}

// Steps until |z| > 2, for points of the Mandelbrot set's surroundings.
static void mandelbrot(void) {
  uint64_t sum = 0;
  for (int row = 0; row < 32; ++row)
    for (int column = 0; column < 64; column += 2) {
      double y0 = row / 16.0 - 1;
#ifdef SIMD
      v128_t cx = wasm_f64x2_make(column / 24.0 - 2, (column + 1) / 24.0 - 2);
      v128_t cy = wasm_f64x2_splat(y0), x = wasm_f64x2_const_splat(0), y = x, steps = x;
      for (int i = 0; i < 100; ++i) {
        v128_t xx = wasm_f64x2_mul(x, x), yy = wasm_f64x2_mul(y, y);
        v128_t inside = wasm_f64x2_le(wasm_f64x2_add(xx, yy), wasm_f64x2_const_splat(4));
        if (!wasm_v128_any_true(inside))
          break;
        steps = wasm_i64x2_sub(steps, inside);
        y = wasm_f64x2_add(wasm_f64x2_mul(wasm_f64x2_mul(x, y), wasm_f64x2_const_splat(2)),
                           cy);
        x = wasm_f64x2_add(wasm_f64x2_sub(xx, yy), cx);
      }
      sum = sum * 31 + wasm_i64x2_extract_lane(steps, 0);
      sum = sum * 31 + wasm_i64x2_extract_lane(steps, 1);
#else
      for (int k = 0; k < 2; ++k) {
        double x0 = (column + k) / 24.0 - 2, x = 0, y = 0;
        int steps = 0;
        for (; steps < 100 && x * x + y * y <= 4; ++steps) {
          double next = x * x - y * y + x0;
          y = x * y * 2 + y0;
          x = next;
        }
        sum = sum * 31 + steps;
      }
#endif
    }
  result = sum;
}

// To integers and back, clamped and rounded.
static void quantize(void) {
  for (int i = 0; i < DIM * DIM; i += 4) {
#ifdef SIMD
    v128_t x = wasm_f32x4_mul(wasm_v128_load(a + i), wasm_f32x4_const_splat(1000));
    x = wasm_f32x4_min(wasm_f32x4_max(x, wasm_f32x4_const_splat(-900)),
                       wasm_f32x4_const_splat(900));
    v128_t whole = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(x));
    wasm_v128_store(c + i, wasm_f32x4_add(wasm_f32x4_convert_i32x4(whole),
                                          wasm_f32x4_sqrt(wasm_f32x4_abs(x))));
#else
    for (int k = i; k < i + 4; ++k) {
      float x = a[k] * 1000;
      x = x < -900 ? -900 : x;
      x = x > 900 ? 900 : x;
      c[k] = (float)(int)rintf(x) + sqrtf(fabsf(x));
    }
#endif
  }
}

static uint64_t hash(const void *data, size_t size) {
  uint64_t h = result;
  for (size_t i = 0; i < size; ++i)
    h = (h ^ ((const uint8_t *)data)[i]) * 0x100000001b3;
  return h;
}

static void run(const char *name, void (*kernel)(void), const void *out, size_t size,
                int times) {
  result = 0;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int i = 0; i < times; ++i) {
    kernel();
    __asm__ volatile("" ::: "memory");
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%s %016llx", name, (unsigned long long)hash(out, size));
  if (times > 1)
    printf(" %.3f us", ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) /
                           1e3 / times);
  printf("\n");
}

int main(int argc, char **argv) {
  int times = argc > 1 ? atoi(argv[1]) : 1;
  uint32_t seed = 1;
  for (int i = 0; i < 3 * N; ++i) {
    seed = seed * 1664525 + 1013904223;
    bytes[i] = i % 100 < 70 ? seed >> 25 : seed >> 24;
    if (i < N) {
      other[i] = seed >> 16;
      samples[i] = i % 50 ? seed >> 16 : -32768;
      gains[i] = i % 50 ? seed >> 12 : -32768;
    }
    if (i < DIM * DIM) {
      a[i] = (float)(int)(seed >> 8) / (1 << 23) - 1;
      b[i] = (float)(int)(seed >> 12) / (1 << 19) - 1;
    }
  }
  run("luminance", luminance, gray, sizeof(gray), times);
  run("mix", mix, mixed, sizeof(mixed), times);
  run("sums", sums, NULL, 0, times);
  run("base64", base64, text, sizeof(text), times);
  run("scan", scan, NULL, 0, times);
  run("matrix", matrix, c, sizeof(c), times);
  run("mandelbrot", mandelbrot, NULL, 0, times);
  run("quantize", quantize, c, sizeof(c), times);
}
