;; perf's samples have their callers on all stacks, along the frame pointers.

;; REQUIRES: perf, x86_64
;; RUN: %wfxc -O1 --invoke main %s -o %t
;; RUN: perf record --quiet -e cpu-clock --call-graph fp -o %t.data %t
;; RUN: perf script -i %t.data -F ip,sym > %t.out
;; RUN: FileCheck %s --input-file=%t.out

(module
  (type $f (func)) (type $k (cont $f))
  (rec (type $fs (func (param (ref null $ks)))) (type $ks (cont $fs)))
  (tag $t)
  (global $n (mut i32) (i32.const 0))
  (elem declare func $outer $middle $inner $again)
  (func $spin
    (loop $l
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (br_if $l (i32.rem_u (global.get $n) (i32.const 30000000)))))
  (func $spin-again (call $spin))
  (func $inner (call $spin) (suspend $t) (call $spin-again))
  (func $middle (resume $k (cont.new $k (ref.func $inner))))
  (func $outer (resume $k (cont.new $k (ref.func $middle))))
  (func $again (param $c (ref null $k)) (resume $k (local.get $c)))
  (func $main (export "main")
    (block $on (result (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $outer)))
      (return))
    (call $again))
)
;; CHECK:      wfx_f0.spin
;; CHECK-NEXT: wfx_f2.inner
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f3.middle
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f4.outer
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f6.main
;; CHECK-NEXT: wfx_call_with_registers
;; CHECK-NEXT: wfx_enter
;; CHECK:      wfx_main

;; Resumed from elsewhere.
;; CHECK:      wfx_f1.spin-again
;; CHECK-NEXT: wfx_f2.inner
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f3.middle
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f4.outer
;; CHECK-NEXT: tc_base
;; CHECK-NEXT: wfx_f5.again
;; CHECK-NEXT: wfx_f6.main
;; CHECK-NEXT: wfx_call_with_registers
;; CHECK-NEXT: wfx_enter
;; CHECK:      wfx_main
