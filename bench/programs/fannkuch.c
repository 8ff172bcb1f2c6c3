// fannkuch.c - over all permutations of 1..n: how many flips of the first k elements
// (k being the first) bring the 1 to the front. Short loops over a small array with
// data-dependent bounds. Argument: n, at most 12.
#include <stdio.h>
#include <stdlib.h>

enum { Most = 12 };

static int flipsOf(const int *permutation, int n) {
  int p[Most], flips = 0;
  for (int i = 0; i < n; i++)
    p[i] = permutation[i];
  for (int first = p[0]; first != 0; first = p[0], flips++)
    for (int low = 0, high = first; low < high; low++, high--) {
      int kept = p[low];
      p[low] = p[high];
      p[high] = kept;
    }
  return flips;
}

// The next permutation rotates the first elements, like an odometer whose wheel i
// has i + 1 positions. Returns 0 after the last.
static int advance(int *permutation, int *wheels, int n) {
  for (int i = 1; i < n; i++) {
    int first = permutation[0];
    for (int j = 0; j < i; j++)
      permutation[j] = permutation[j + 1];
    permutation[i] = first;
    if (++wheels[i] <= i)
      return 1;
    wheels[i] = 0;
  }
  return 0;
}

int main(int count, char **arguments) {
  int n = count > 1 ? atoi(arguments[1]) : 9;
  if (n < 1 || n > Most)
    return 1;
  int permutation[Most], wheels[Most] = {0};
  for (int i = 0; i < n; i++)
    permutation[i] = i;
  int most = 0, checksum = 0, sign = 1;
  do {
    int flips = flipsOf(permutation, n);
    most = flips > most ? flips : most;
    checksum += sign * flips;
    sign = -sign;
  } while (advance(permutation, wheels, n));
  printf("fannkuch %d: %d %d\n", n, checksum, most);
  return 0;
}
