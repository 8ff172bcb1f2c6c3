;; There is no handler around a start function. It runs before the program, which does not begin
;; then.

;; RUN: %wfxc -O0 %s -o %t
;; RUN: sh -c '%t; test $? -eq 134' 2>&1 | FileCheck %s --match-full-lines
;; RUN: %wfxc -O2 %s -o %t
;; RUN: sh -c '%t; test $? -eq 134' 2>&1 | FileCheck %s --match-full-lines
;; RUN: sh -c '%wfxc run %s; test $? -eq 134' 2>&1 | FileCheck %s --match-full-lines
;; CHECK:      trap: unhandled tag
;; CHECK-NEXT:     0: 0x{{[0-9a-f]+}} - suspends
;; CHECK-NEXT:     -- resumed by --
;; CHECK-NEXT:     1: 0x{{[0-9a-f]+}} - begin
;; CHECK-NOT:  {{.}}

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t) (tag $other)
  (elem declare func $suspends)
  (func $suspends (suspend $t))
  (func $begin
    (block $on (result (ref $k))
      (resume $k (on $other $on) (cont.new $k (ref.func $suspends)))
      (return))
    (drop))
  (start $begin)
  (func (export "_start") (unreachable)))
