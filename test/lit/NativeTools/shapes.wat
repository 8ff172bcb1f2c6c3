;; As step.wat, through prologues and epilogues of several kinds: behind an early way out
;; (at -O2), with a frame that is touched page by page (at -O0), with values in the transfer
;; buffer.

;; REQUIRES: gdb, x86_64
;; RUN: sh -c 'sed "s/ LOCALS/$(yes " i64" | head -n 600 | tr -d "\n")/" %s' > %t.wat
;; RUN: %wfxc -O0 --invoke main %t.wat -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_f3.main')" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines
;; RUN: %wfxc -O2 --invoke main %t.wat -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_f3.main')" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines

(module
  (type $p (func (param i32) (result i32)))
  (type $l (func (param i32 i32 i32 i32 i32 i32 i32) (result i32 i32 i32 i32 i32)))
  (table (export "table") funcref (elem $early $large $long))

  (func $early (type $p)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (i32.add (local.get 0)
      (call_indirect (type $p) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
  (func $large (type $p) (local LOCALS)
    (call_indirect (type $p) (i32.const 0) (i32.const 0)))
  (func $long (type $l)
    (drop (call_indirect (type $p) (i32.const 0) (i32.const 0)))
    (local.get 0) (local.get 1) (local.get 2) (local.get 5) (local.get 6))
  (func $main (export "main")
    (drop (call_indirect (type $p) (i32.const 1) (i32.const 0)))
    (drop (call_indirect (type $p) (i32.const 0) (i32.const 1)))
    (call_indirect (type $l) (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3)
      (i32.const 4) (i32.const 5) (i32.const 6) (i32.const 2))
    (drop) (drop) (drop) (drop) (drop)))
;; CHECK:      main
;; CHECK-NEXT: early main
;; CHECK-NEXT: early early main
;; CHECK-NEXT: early main
;; CHECK-NEXT: main
;; CHECK-NEXT: large main
;; CHECK-NEXT: early large main
;; CHECK-NEXT: large main
;; CHECK-NEXT: main
;; CHECK-NEXT: long main
;; CHECK-NEXT: early long main
;; CHECK-NEXT: long main
;; CHECK-NEXT: main
;; CHECK-NEXT: done
