/* What a program is given: its arguments; directories and variables that were baked in
   or come with WFX_OPTS; nothing else.

   REQUIRES: wasi-libc
   RUN: %clang_wasi -O1 %s -o %t.wasm
   RUN: rm -rf %t.dir && mkdir -p %t.dir/a %t.dir/b
   RUN: echo from-a > %t.dir/a/file && echo from-b > %t.dir/b/file

   RUN: %wfxc %t.wasm -o %t.plain
   RUN: env BAKED=outer PASSED=outer %t.plain /a/file "two words" | FileCheck %s --check-prefix=PLAIN
   PLAIN: args:{{.*}}plain|/a/file|two words|
   PLAIN-NEXT: BAKED=(none)
   PLAIN-NEXT: PASSED=(none)
   PLAIN-NEXT: /a/file: cannot open

   RUN: %wfxc %t.wasm -o %t.baked --env BAKED=inner --env PASSED --dir %t.dir/a::/a
   RUN: env BAKED=outer PASSED=outer %t.baked /a/file /b/file | FileCheck %s --check-prefix=BAKED
   BAKED: BAKED=inner
   BAKED-NEXT: PASSED=outer
   BAKED-NEXT: /a/file: from-a
   BAKED: /b/file: cannot open

   RUN: env WFX_OPTS="--dir '%t.dir/b::/b' --env BAKED=late --env=PASSED=\"a b\"" %t.baked /a/file /b/file | FileCheck %s --check-prefix=LATE
   LATE: BAKED=late
   LATE-NEXT: PASSED=a b
   LATE-NEXT: /a/file: from-a
   LATE: /b/file: from-b

   RUN: env -u PASSED %wfxc run --dir %t.dir/b::/b --env PASSED %t.wasm /b/file | FileCheck %s --check-prefix=PROCESS
   PROCESS: args:{{.*}}.wasm|/b/file|
   PROCESS-NEXT: BAKED=(none)
   PROCESS-NEXT: PASSED=(none)
   PROCESS-NEXT: /b/file: from-b

   A directory under its own name, and what is wrong with WFX_OPTS.
   RUN: sh -c 'cd %t.dir/a && %wfxc run --dir . %t.wasm ./file' | FileCheck %s --check-prefix=HERE
   HERE: ./file: from-a
   RUN: not env WFX_OPTS=--bogus %t.plain 2>&1 | FileCheck %s --check-prefix=BOGUS
   BOGUS: plain: WFX_OPTS: unknown option '--bogus'
   RUN: not env WFX_OPTS="--dir 'a" %t.plain 2>&1 | FileCheck %s --check-prefix=QUOTE
   QUOTE: plain: WFX_OPTS: a quote is not closed
   RUN: not env WFX_OPTS="--dir %t.dir/nowhere::/x" %t.plain 2>&1 | FileCheck %s --check-prefix=NOWHERE
   NOWHERE: plain: cannot open directory '{{.*}}nowhere'{{.*}}: No such file or directory
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const char *name) {
  const char *value = getenv(name);
  printf("%s=%s\n", name, value ? value : "(none)");
}

int main(int argc, char **argv) {
  printf("args:");
  for (int i = 0; i < argc; ++i)
    printf("%s|", argv[i]);
  printf("\n");
  show("BAKED");
  show("PASSED");
  for (int i = 1; i < argc; ++i) {
    FILE *file = fopen(argv[i], "r");
    char line[80] = "cannot open\n";
    if (file && !fgets(line, sizeof(line), file))
      strcpy(line, "cannot read\n");
    printf("%s: %s", argv[i], line);
  }
  return 0;
}
