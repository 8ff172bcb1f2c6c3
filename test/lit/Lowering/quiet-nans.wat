;; Where nothing was folded the arithmetic itself makes NaNs quiet: no further instruction.
;;
;; RUN: %wfxc %s -O0 --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -O1 --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -O2 --emit=llvm-opt -o - | FileCheck %s

(module
  (func $plain (export "plain") (param f64 f64) (result f64)
    (f64.add (f64.mul (local.get 0) (f64.const 3)) (local.get 1)))
  (func $splat (export "splat") (param f32 v128) (result v128)
    (f32x4.mul (f32x4.splat (local.get 0)) (local.get 1)))
  (func $demote (export "demote") (param f64) (result f32)
    (f32.demote_f64 (local.get 0)))
  (func $one (export "one") (param f64) (result f64)
    (f64.mul (local.get 0) (f64.const 1))))

;; CHECK-LABEL: define {{.*}}.plain(
;; CHECK-NOT: call {{.*}}canonicalize
;; CHECK-LABEL: define {{.*}}.splat(
;; CHECK-NOT: call {{.*}}canonicalize
;; CHECK-LABEL: define {{.*}}.demote(
;; CHECK-NOT: call {{.*}}canonicalize
;; CHECK-LABEL: define {{.*}}.one(
;; CHECK: call {{.*}}canonicalize
