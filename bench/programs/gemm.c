// gemm.c - dense matrix product in double precision: C = alpha A B + beta C.
//
// The loop order i, k, j gives stride-one inner loops, which a vectoriser takes.
// Arguments: the number of rows and columns, and how often to multiply.
#include <stdio.h>
#include <stdlib.h>

static void fill(double *matrix, int n, int a, int b) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      matrix[i * n + j] = (double)((i * a + j * b) % n) / n;
}

static void gemm(int n, double alpha, double beta, double *restrict c,
                 const double *restrict a, const double *restrict b) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++)
      c[i * n + j] *= beta;
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        c[i * n + j] += alpha * a[i * n + k] * b[k * n + j];
  }
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 256;
  int times = count > 2 ? atoi(arguments[2]) : 1;
  size_t size = (size_t)n * n * sizeof(double);
  double *a = malloc(size), *b = malloc(size), *c = malloc(size);
  if (!a || !b || !c)
    return 1;
  fill(a, n, 1, 3);
  fill(b, n, 2, 1);
  fill(c, n, 5, 7);
  for (int i = 0; i < times; i++)
    gemm(n, 1.5, 0.5, c, a, b);
  double sum = 0;
  for (int i = 0; i < n * n; i++)
    sum += c[i] * (i % 7 + 1);
  printf("gemm %d %d: %.9e\n", n, times, sum);
  return 0;
}
