;; Locals are values above -O0; PHIs of several are where they differ and nowhere else.
;;
;; RUN: %wfxc %s -O2 --verify --emit=llvm -o - | FileCheck %s
;; RUN: %wfxc %s -O0 --verify --emit=llvm -o - | FileCheck %s --check-prefix=MEMORY

(module
  ;; Set in one arm.
  (func (export "arm") (param i32 i32) (result i32)
    (if (local.get 0) (then (local.set 1 (i32.const 5))))
    (local.get 1))
;; CHECK-LABEL: define {{.*}}@wfx_f0(
;; CHECK-NOT: alloca
;; CHECK-COUNT-1: phi i32 {{.*}} ], [
;; CHECK-NOT: phi i32 {{.*}} ], [
;; CHECK: ret i32
;; MEMORY-LABEL: define {{.*}}@wfx_f0(
;; MEMORY-COUNT-2: alloca i32
;; MEMORY-NOT: phi i32 {{.*}} ], [
;; MEMORY: ret i32

  ;; One of three is set in the loop.
  (func (export "loop") (param i32 i32 i32) (result i32)
    (loop $again
      (local.set 0 (i32.add (local.get 0) (local.get 1)))
      (br_if $again (i32.lt_u (local.get 0) (local.get 2))))
    (i32.add (local.get 0) (local.get 1)))
;; CHECK-LABEL: define {{.*}}@wfx_f1(
;; CHECK-NOT: alloca
;; CHECK-COUNT-1: phi i32 {{.*}} ], [
;; CHECK-NOT: phi i32 {{.*}} ], [
;; CHECK: ret i32

  ;; Set in code that does not come here.
  (func (export "leaves") (param i32) (result i32)
    (block $out
      (br_if $out (local.get 0))
      (local.set 0 (i32.const 7))
      (return (local.get 0)))
    (local.get 0))
;; CHECK-LABEL: define {{.*}}@wfx_f2(
;; CHECK-NOT: alloca
;; CHECK: ret i32
)
