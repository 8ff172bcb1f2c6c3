;; -O1 vectorises where loops over arrays are a good part of a function, and nowhere
;; else; it allocates registers without the passes that cost more than they gain.
;;
;; RUN: %wfxc %s -O1 --verify --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -O1 --time-report --emit=asm -o %t.s 2>&1 | FileCheck %s --check-prefix=QUICK
;; RUN: %wfxc %s -O2 --time-report --emit=asm -o %t.s 2>&1 | FileCheck %s --check-prefix=FULL
;; REQUIRES: x86_64

;; QUICK: passes of codegen
;; QUICK-NOT: Greedy Register Allocator
;; QUICK: Basic Register Allocator
;; FULL: passes of codegen
;; FULL-NOT: Live DEBUG_VALUE
;; FULL-NOT: Basic Register Allocator

(module
  (import "env" "log" (func $log))
  (memory 1)
  (func $kernel (export "kernel") (param $p i32) (param $n i32) (param $x i32)
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (local.get $x)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
;; CHECK-LABEL: @wfx_f1.kernel(
;; CHECK: store <4 x i32>
;; CHECK: ret void

  (func $calls (export "calls") (param $p i32) (param $n i32)
    (loop $next
      (i32.store (local.get $p) (i32.const 1))
      (call $log)
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
;; CHECK-LABEL: @wfx_f2.calls(
;; CHECK-NOT: <4 x i32>
;; CHECK: ret void

  ;; The loop of the first function, in a long one.
  (func $long (export "long") (param $p i32) (param $n i32) (param $x i32)
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 3)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 5)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 7)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 9)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 11)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 13)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 15)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 17)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 19)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 21)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 23)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 25)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 27)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 29)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 31)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 33)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 35)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 37)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 39)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 41)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 43)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 45)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 47)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 49)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 51)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 53)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 55)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 57)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 59)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 61)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 63)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 65)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 67)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 69)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 71)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 73)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 75)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 77)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 79)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 81)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 83)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 85)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 87)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 89)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 91)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 93)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 95)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 97)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 99)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 101)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 103)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 105)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 107)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 109)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 111)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 113)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 115)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 117)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 119)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 121)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 123)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 125)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 127)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 129)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 131)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 133)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 135)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 137)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 139)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 141)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 143)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 145)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 147)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 149)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 151)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 153)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 155)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 157)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 159)) (i32.clz (local.get $x))))
    (local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 161)) (i32.clz (local.get $x))))
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (local.get $x)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
;; CHECK-LABEL: @wfx_f3.long(
;; CHECK-NOT: <4 x i32>
;; CHECK: ret void
)
