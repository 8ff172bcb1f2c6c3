// The main function of bench/calls' programs: ROW COUNT prints a sum. A program defines
// the four functions below before it includes this.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void begin(void);
static void nop(void);
static uint32_t add(uint32_t a, uint32_t b);
static uint32_t ticks(uint32_t n);

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  uint32_t count = (uint32_t)strtoul(argv[2], NULL, 10), sum = 0;
  begin();
  if (!strcmp(argv[1], "nop"))
    for (; sum < count; ++sum)
      nop();
  else if (!strcmp(argv[1], "add"))
    for (uint32_t i = 0; i < count; ++i)
      sum = add(sum, 1);
  else
    sum = ticks(count);
  printf("%u\n", sum);
  return 0;
}
