// grep.c - prints the lines of files that contain a text: a C program with files.
//
//   clang-22 --target=wasm32-wasi -O2 examples/grep.c -o grep.wasm
//   wfxc grep.wasm -o grep --dir .::.
//   ./grep main README.md
//
// Without a file it reads standard input. Exit status: 0 a line was found, 1 none
// was, 2 an error. It sees only the directories that were given to wfxc.
#include <stdio.h>
#include <string.h>

enum { Found = 0, NotFound = 1, Failed = 2, MaxLine = 1 << 16 };

static int search(FILE *file, const char *name, const char *text) {
  static char line[MaxLine];
  int status = NotFound;
  for (long number = 1; fgets(line, sizeof line, file); number++) {
    if (!strstr(line, text))
      continue;
    status = Found;
    if (name)
      printf("%s:%ld:", name, number);
    fputs(line, stdout);
  }
  return ferror(file) ? Failed : status;
}

static int searchNamed(const char *name, const char *text) {
  FILE *file = fopen(name, "r");
  int status = file ? search(file, name, text) : Failed;
  if (status == Failed)
    perror(name);
  if (file)
    fclose(file);
  return status;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: grep TEXT [FILE...]\n");
    return Failed;
  }
  if (count == 2)
    return search(stdin, NULL, arguments[1]);
  int found = 0, failed = 0;
  for (int i = 2; i < count; i++) {
    int status = searchNamed(arguments[i], arguments[1]);
    found |= status == Found;
    failed |= status == Failed;
  }
  return failed ? Failed : found ? Found : NotFound;
}
