;; The processor: x86-64-v2 unless --cpu says otherwise, and of a newer one only what an
;; executable can check at its start.
;;
;; RUN: %wfxc %s --emit=asm -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --cpu=x86-64-v3 --emit=asm -o - | FileCheck %s --check-prefixes=CHECK,V3
;; RUN: %wfxc %s --cpu=diamondrapids --emit=asm -o - | FileCheck %s --check-prefix=FUTURE
;; REQUIRES: x86_64

(module
  (import "env" "log" (func $log (param i32)))
  (func $bits (export "bits") (param i32) (result i32)
    (i32.add (i32.popcnt (local.get 0)) (i32.clz (local.get 0))))
  (func $round (export "round") (param f64 f64) (result f64)
    (f64.add (f64.floor (local.get 0)) (local.get 1)))
  (func $saturate (export "saturate") (param f64) (result i32)
    (i32.trunc_sat_f64_s (local.get 0)))
  (func $leaf (export "leaf"))
  (func $forever (export "forever") (param i32)
    (call $forever (i32.add (local.get 0) (i32.const 1))))
  (func $two (export "two") (param i32 i32) (result i32)
    (i32.div_u (i32.const 100) (i32.div_u (i32.const 50) (local.get 0)))))

;; CHECK-LABEL: {{^}}wfx_f1.bits:
;; CHECK: popcntl
;; V2: bsrl
;; V3: lzcntl
;; CHECK-LABEL: {{^}}wfx_f2.round:
;; V2: roundsd
;; V3: vroundsd

;; FUTURE-NOT: {{push2|pushp|vcvttsd2sis|%r1[6-9]}}

;; Every function keeps the frame pointer, also one that does nothing.
;; CHECK-LABEL: {{^}}wfx_f4.leaf:
;; CHECK: pushq %rbp
;; CHECK: movq %rsp, %rbp
;; CHECK: popq %rbp

;; Endless recursion exhausts the stack: it does not become a loop or a jump.
;; CHECK-LABEL: {{^}}wfx_f5.forever:
;; CHECK: callq wfx_f5.forever

;; Two traps of one kind stay two instructions.
;; CHECK-LABEL: {{^}}wfx_f6.two:
;; CHECK: ud1l 4(%eax), %eax
;; CHECK: ud1l 4(%eax), %eax
;; CHECK-NOT: ud1l
