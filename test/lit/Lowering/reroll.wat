;; A loop that its producer unrolled is vectorised as the loop it was; one whose second
;; copy is not what the first is stays as it is.
;;
;; RUN: %wfxc %s --cpu=x86-64-v3 --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -O1 --emit=llvm-opt -o - | FileCheck %s --check-prefix=BEHIND
;; RUN: %wfxc run -O2 --cpu=native --invoke check %s | FileCheck %s --check-prefix=VALUE
;; RUN: %wfxc run -O1 --invoke check %s | FileCheck %s --check-prefix=VALUE
;; RUN: %wfxc run -O0 --invoke check %s | FileCheck %s --check-prefix=VALUE
;; REQUIRES: x86_64

;; VALUE: 8256
;; VALUE-NEXT: 8256
;; VALUE-NEXT: 2064
;; VALUE-NEXT: 130
;; VALUE-NEXT: 8

(module
  (memory 4)
  ;; Each 8 bytes ahead, by an addition of its own; n is even.
  (func $scale (export "scale") (param $p i32) (param $n i32) (param $a f64)
    (local $i i32)
    (local.set $n (i32.and (local.get $n) (i32.const 0x7ffffffe)))
    (loop $next
      (f64.store (local.get $p) (f64.mul (f64.load (local.get $p)) (local.get $a)))
      (f64.store (i32.add (local.get $p) (i32.const 8))
        (f64.mul (local.get $a) (f64.load (i32.add (local.get $p) (i32.const 8)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.ne (local.get $i) (local.get $n)))))
;; CHECK-LABEL: @wfx_f0.scale(
;; CHECK: fmul <4 x double>
;; CHECK: store <4 x double>

  ;; Four copies, carried from one to the next; nobody knows that 4 divides n.
  (func $sum (export "sum") (param $p i32) (param $n i32) (result i32)
    (local $s i32) (local $i i32)
    (loop $next
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $s (i32.add (i32.load offset=4 (local.get $p)) (local.get $s)))
      (local.set $s (i32.add (local.get $s) (i32.load offset=8 (local.get $p))))
      (local.set $s (i32.add (local.get $s) (i32.load offset=12 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.ne (local.get $i) (local.get $n))))
    (local.get $s))
;; CHECK-LABEL: @wfx_f1.sum(
;; CHECK: add <8 x i32>

  ;; The second copy is something else.
  (func $other (export "other") (param $p i32) (param $n i32)
    (local $i i32)
    (local.set $n (i32.and (local.get $n) (i32.const 0x7ffffffe)))
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 3)))
      (i32.store (i32.add (local.get $p) (i32.const 4))
        (i32.mul (i32.load (i32.add (local.get $p) (i32.const 4))) (i32.const 3)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.ne (local.get $i) (local.get $n)))))
;; CHECK-LABEL: @wfx_f2.other(
;; CHECK-NOT: load <8 x i32>
;; CHECK: ret void

  ;; The counter of a loop that may not run at all, behind it.
  (func $behind (export "behind") (param $p i32) (param $n i32) (result i32)
    (local $i i32)
    (local.set $n (i32.and (local.get $n) (i32.const 0x7ffffffe)))
    (if (local.get $n)
      (then
        (loop $next
          (i32.store (local.get $p) (i32.const 7))
          (i32.store offset=4 (local.get $p) (i32.const 7))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (br_if $next (i32.ne
            (local.tee $i (i32.add (local.get $i) (i32.const 2)))
            (local.get $n))))))
    (local.get $i))
;; BEHIND-LABEL: @wfx_f3.behind(
;; BEHIND: store <4 x i32>
;; BEHIND-NOT: poison
;; BEHIND: ret i32

  (func $fill (local $i i32)
    (loop $next
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 129)))))
  (func (export "check") (result i32 i32 i32 i32 i32)
    (call $fill)
    (call $sum (i32.const 4) (i32.const 128))
    (f64.store (i32.const 1024) (f64.const 8256))
    (call $scale (i32.const 1024) (i32.const 2) (f64.const 0.25))
    (call $sum (i32.const 4) (i32.const 128))
    (i32.trunc_f64_u (f64.load (i32.const 1024)))
    (call $other (i32.const 504) (i32.const 2))
    (i32.sub (i32.load (i32.const 504)) (i32.const -1))
    (call $behind (i32.const 2048) (i32.const 8))))
