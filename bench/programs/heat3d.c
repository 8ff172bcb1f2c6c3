// heat3d.c - the heat equation on a cube, seven points, back and forth between
// two arrays. Arguments: the grid's side and the number of steps.
#include <stdio.h>
#include <stdlib.h>

#define MOST 200

static double a[MOST][MOST][MOST], b[MOST][MOST][MOST];

static void sweep(int n, double to[MOST][MOST][MOST],
                  double from[MOST][MOST][MOST]) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      for (int k = 1; k < n - 1; k++)
        to[i][j][k] =
            0.125 *
                (from[i + 1][j][k] - 2.0 * from[i][j][k] + from[i - 1][j][k]) +
            0.125 *
                (from[i][j + 1][k] - 2.0 * from[i][j][k] + from[i][j - 1][k]) +
            0.125 *
                (from[i][j][k + 1] - 2.0 * from[i][j][k] + from[i][j][k - 1]) +
            from[i][j][k];
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 120;
  int steps = count > 2 ? atoi(arguments[2]) : 10;
  if (n < 3 || n > MOST)
    return 1;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        a[i][j][k] = b[i][j][k] = (double)((i * j + k) % n) * 10 / n;
  for (int step = 0; step < steps; step++) {
    sweep(n, b, a);
    sweep(n, a, b);
  }
  double sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        sum += a[i][j][k] * ((i + j + k) % 5 + 1);
  printf("heat3d %d %d: %.9e\n", n, steps, sum);
  return 0;
}
