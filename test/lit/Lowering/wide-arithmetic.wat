;; 128-bit integers are two instructions to add or subtract, one to multiply.
;;
;; RUN: %wfxc %s --emit=asm -o - | FileCheck %s

(module
  (func $add (export "add") (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $sub (export "sub") (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $signed (export "signed") (param i64 i64) (result i64 i64)
    (i64.mul_wide_s (local.get 0) (local.get 1)))
  (func $unsigned (export "unsigned") (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1)))
  (func $high (export "high") (param i64 i64) (result i64)
    (local i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))
    (local.set 2) (drop) (local.get 2)))

;; CHECK-LABEL: wfx_f0.add:
;; CHECK: addq
;; CHECK-NEXT: adcq
;; CHECK-LABEL: wfx_f1.sub:
;; CHECK: subq
;; CHECK-NEXT: sbbq
;; CHECK-LABEL: wfx_f2.signed:
;; CHECK: imulq
;; CHECK-NOT: mul
;; CHECK-LABEL: wfx_f3.unsigned:
;; CHECK: mulq
;; CHECK-NOT: mul
;; CHECK-LABEL: wfx_f4.high:
;; CHECK: mulq
;; CHECK-NOT: mul
;; CHECK: retq
