// seidel.c - the nine-point stencil of Gauss and Seidel in one square grid:
// each value needs the one before. Arguments: the grid's side and the number of
// sweeps.
#include <stdio.h>
#include <stdlib.h>

#define MOST 2000

static double a[MOST][MOST];

static void sweep(int n) {
  for (int i = 1; i <= n - 2; i++)
    for (int j = 1; j <= n - 2; j++)
      a[i][j] = (a[i - 1][j - 1] + a[i - 1][j] + a[i - 1][j + 1] + a[i][j - 1] +
                 a[i][j] + a[i][j + 1] + a[i + 1][j - 1] + a[i + 1][j] +
                 a[i + 1][j + 1]) /
                9.0;
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 400;
  int steps = count > 2 ? atoi(arguments[2]) : 100;
  if (n < 3 || n > MOST)
    return 1;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i][j] = (double)(i * (j + 2) % n + 2) / n;
  for (int step = 0; step < steps; step++)
    sweep(n);
  double sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      sum += a[i][j] * ((i + j) % 7 + 1);
  printf("seidel %d %d: %.9e\n", n, steps, sum);
  return 0;
}
