;; An exception that nobody catches is named, with the functions of the place where it
;; was thrown, and ends the program with status 134.
;;
;; RUN: %wfxc -O0 %s -o %t && sh -c '%t 2>%t.err; test $? -eq 134' && FileCheck %s < %t.err
;; RUN: sh -c '%wfxc run -O0 %s 2>%t.err; test $? -eq 134' && FileCheck %s < %t.err
;; RUN: %wfxc -O2 %s -o %t && sh -c '%t 2>%t.err; test $? -eq 134' && FileCheck %s < %t.err
;; RUN: %wfxc -O2 --invoke unnamed %s -o %t && not %t 2>&1 | FileCheck %s --check-prefix=INDEX
;; RUN: %wfxc -O2 --invoke again %s -o %t && not %t 2>&1 | FileCheck %s --check-prefix=AGAIN

;; CHECK: {{^}}uncaught exception: tag boom{{$}}
;; CHECK-NEXT: 0: 0x{{[0-9a-f]+}} - thrower
;; CHECK-NEXT: 1: 0x{{[0-9a-f]+}} - other_handler
;; CHECK-NEXT: 2: 0x{{[0-9a-f]+}} - start
;; CHECK-NOT: {{.}}
;; INDEX: {{^}}uncaught exception: tag 1{{$}}
;; INDEX-NEXT: 0: 0x{{[0-9a-f]+}} - unnamed
;; AGAIN: {{^}}uncaught exception: tag boom{{$}}
;; AGAIN-NEXT: 0: 0x{{[0-9a-f]+}} - again
(module
  (tag $boom (param i32))
  (tag)
  (func $thrower (param i32) (throw $boom (local.get 0)))
  (func $other_handler (param i32)
    (block $h
      (try_table (catch 1 $h) (call $thrower (local.get 0)))))
  (func $start (export "_start") (call $other_handler (i32.const 5)))
  (func $unnamed (export "unnamed") (throw 1))
  (func $again (export "again")
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (call $start))
      (unreachable))
    (throw_ref)))
