// jacobi.c - the five-point stencil on a square grid, back and forth between two
// arrays. Arguments: the grid's side and the number of steps.
#include <stdio.h>
#include <stdlib.h>

static void sweep(int n, double *restrict to, const double *restrict from) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      to[i * n + j] =
          0.2 * (from[i * n + j] + from[i * n + j - 1] + from[i * n + j + 1] +
                 from[(i + 1) * n + j] + from[(i - 1) * n + j]);
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 250;
  int steps = count > 2 ? atoi(arguments[2]) : 100;
  double *a = malloc((size_t)n * n * sizeof(double));
  double *b = malloc((size_t)n * n * sizeof(double));
  if (!a || !b)
    return 1;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      a[i * n + j] = ((double)i * (j + 2) + 2) / n;
      b[i * n + j] = ((double)i * (j + 3) + 3) / n;
    }
  for (int step = 0; step < steps; step++) {
    sweep(n, b, a);
    sweep(n, a, b);
  }
  double sum = 0;
  for (int i = 0; i < n * n; i++)
    sum += a[i] * (i % 5 + 1);
  printf("jacobi %d %d: %.9e\n", n, steps, sum);
  return 0;
}
