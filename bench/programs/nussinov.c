// nussinov.c - the folding of a sequence with the most pairs of bases, by
// dynamic programming in integers. Argument: the length of the sequence.
#include <stdio.h>
#include <stdlib.h>

#define MOST 3000

static char sequence[MOST];
static int table[MOST][MOST];

static int larger(int a, int b) { return a >= b ? a : b; }

static int match(char a, char b) { return a + b == 3 ? 1 : 0; }

static void fold(int n) {
  for (int i = n - 1; i >= 0; i--)
    for (int j = i + 1; j < n; j++) {
      table[i][j] = larger(table[i][j], table[i][j - 1]);
      if (i + 1 < n) {
        table[i][j] = larger(table[i][j], table[i + 1][j]);
        int pair = i < j - 1 ? match(sequence[i], sequence[j]) : 0;
        table[i][j] = larger(table[i][j], table[i + 1][j - 1] + pair);
      }
      for (int k = i + 1; k < j; k++)
        table[i][j] = larger(table[i][j], table[i][k] + table[k + 1][j]);
    }
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 1000;
  if (n < 2 || n > MOST)
    return 1;
  unsigned state = 1;
  for (int i = 0; i < n; i++) {
    state = state * 1664525 + 1013904223;
    sequence[i] = (char)(state >> 30);
  }
  fold(n);
  unsigned sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++)
      sum = sum * 31 + (unsigned)table[i][j];
  printf("nussinov %d: %d pairs, %08x\n", n, table[0][n - 1], sum);
  return 0;
}
