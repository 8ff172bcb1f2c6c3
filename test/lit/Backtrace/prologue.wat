;; A function that traps ahead of its prologue, which the optimiser has moved behind the
;; check, and has switches of stacks, whose call frame information has expressions.

;; RUN: %wfxc -O1 --invoke main %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines
;; RUN: %wfxc -O2 --invoke main %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t (param i32))
  (global $kept (mut (ref null $k)) (ref.null $k))
  (func $resumes (param $k (ref null $k)) (result i32)
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (local.get $k))
      (return (i32.const 0)))
    (global.set $kept))
  (func $calls (drop (call $resumes (global.get $kept))))
  (func $main (export "main") (call $calls) (call $calls)))

;; CHECK:      trap: null continuation reference
;; CHECK-NEXT:     0: 0x{{[0-9a-f]+}} - resumes
;; CHECK-NEXT:     1: 0x{{[0-9a-f]+}} - calls
;; CHECK-NEXT:     2: 0x{{[0-9a-f]+}} - main
;; CHECK-NOT:      {{.}}
