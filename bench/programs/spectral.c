// spectral.c - the spectral norm of the infinite matrix 1 / ((i + j)(i + j + 1) / 2 + i + 1),
// cut to n rows, by the power method: divisions and dot products. Argument: n.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double element(int i, int j) {
  return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(int n, const double *from, double *to) {
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int j = 0; j < n; j++)
      sum += element(i, j) * from[j];
    to[i] = sum;
  }
}

static void multiplyTransposed(int n, const double *from, double *to) {
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int j = 0; j < n; j++)
      sum += element(j, i) * from[j];
    to[i] = sum;
  }
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 500;
  double *u = malloc(n * sizeof *u), *v = malloc(n * sizeof *v);
  double *between = malloc(n * sizeof *between);
  if (!u || !v || !between)
    return 1;
  for (int i = 0; i < n; i++)
    u[i] = 1;
  for (int i = 0; i < 10; i++) {
    multiply(n, u, between);
    multiplyTransposed(n, between, v);
    multiply(n, v, between);
    multiplyTransposed(n, between, u);
  }
  double uv = 0, vv = 0;
  for (int i = 0; i < n; i++) {
    uv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  printf("spectral %d: %.9f\n", n, sqrt(uv / vv));
  return 0;
}
