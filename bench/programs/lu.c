// lu.c - the factors L and U of a matrix in its place, without pivots. The
// innermost loops go down columns. Argument: the number of rows and columns.
#include <stdio.h>
#include <stdlib.h>

#define MOST 2000

static double a[MOST][MOST];

static void factor(int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < i; j++) {
      for (int k = 0; k < j; k++)
        a[i][j] -= a[i][k] * a[k][j];
      a[i][j] /= a[j][j];
    }
    for (int j = i; j < n; j++)
      for (int k = 0; k < i; k++)
        a[i][j] -= a[i][k] * a[k][j];
  }
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 500;
  if (n < 1 || n > MOST)
    return 1;
  // The diagonal outweighs each row, so that no pivot is small.
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i][j] = (double)((i * 3 + j * 5) % n + 1) / n + (i == j ? n : 0);
  factor(n);
  double sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      sum += a[i][j] * ((i + j) % 7 + 1);
  printf("lu %d: %.9e\n", n, sum);
  return 0;
}
