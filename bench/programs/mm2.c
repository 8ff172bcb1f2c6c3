// mm2.c - two products of rectangular matrices: D = alpha A B C + beta D, in
// static arrays of two dimensions, loops i, k, j. Argument: a scale of at most
// 150; 100 is 800 x 1100 times 1100 x 900 times 900 x 1200.
#include <stdio.h>
#include <stdlib.h>

#define MOST 150
#define NI (8 * MOST)
#define NJ (9 * MOST)
#define NK (11 * MOST)
#define NL (12 * MOST)

static double a[NI][NK], b[NK][NJ], c[NJ][NL], d[NI][NL], product[NI][NJ];

static void multiply(int ni, int nj, int nk, int nl, double alpha,
                     double beta) {
  for (int i = 0; i < ni; i++) {
    for (int j = 0; j < nj; j++)
      product[i][j] = 0.0;
    for (int k = 0; k < nk; k++)
      for (int j = 0; j < nj; j++)
        product[i][j] += alpha * a[i][k] * b[k][j];
  }
  for (int i = 0; i < ni; i++) {
    for (int j = 0; j < nl; j++)
      d[i][j] *= beta;
    for (int k = 0; k < nj; k++)
      for (int j = 0; j < nl; j++)
        d[i][j] += product[i][k] * c[k][j];
  }
}

int main(int count, char **arguments) {
  int scale = count > 1 ? atoi(arguments[1]) : 40;
  if (scale < 1 || scale > MOST)
    return 1;
  int ni = 8 * scale, nj = 9 * scale, nk = 11 * scale, nl = 12 * scale;
  for (int i = 0; i < ni; i++)
    for (int j = 0; j < nk; j++)
      a[i][j] = (double)((i * j + 1) % ni) / ni;
  for (int i = 0; i < nk; i++)
    for (int j = 0; j < nj; j++)
      b[i][j] = (double)(i * (j + 1) % nj) / nj;
  for (int i = 0; i < nj; i++)
    for (int j = 0; j < nl; j++)
      c[i][j] = (double)((i * (j + 3) + 1) % nl) / nl;
  for (int i = 0; i < ni; i++)
    for (int j = 0; j < nl; j++)
      d[i][j] = (double)(i * (j + 2) % nk) / nk;
  multiply(ni, nj, nk, nl, 1.5, 1.2);
  double sum = 0;
  for (int i = 0; i < ni; i++)
    for (int j = 0; j < nl; j++)
      sum += d[i][j] * ((i + j) % 7 + 1);
  printf("mm2 %d: %.9e\n", scale, sum);
  return 0;
}
