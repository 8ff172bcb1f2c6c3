// floyd.c - the shortest paths between all nodes of a graph (Floyd and
// Warshall), in integers. Argument: the number of nodes.
#include <stdio.h>
#include <stdlib.h>

#define MOST 2800

static int path[MOST][MOST];

static void shorten(int n) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        path[i][j] = path[i][j] < path[i][k] + path[k][j]
                         ? path[i][j]
                         : path[i][k] + path[k][j];
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 1000;
  if (n < 1 || n > MOST)
    return 1;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      path[i][j] = i * j % 7 + 1;
      if ((i + j) % 13 == 0 || (i + j) % 7 == 0 || (i + j) % 11 == 0)
        path[i][j] = 999;
    }
  shorten(n);
  unsigned sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      sum = sum * 31 + (unsigned)path[i][j];
  printf("floyd %d: %08x\n", n, sum);
  return 0;
}
