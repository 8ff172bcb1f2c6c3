;; The calling convention of docs/abi.md: the instance first, five integer words and
;; eight of the float class in registers, the rest in the transfer buffer right before
;; the call; three integer results and two floats in registers, the rest in the buffer
;; right before the return.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s
;; RUN: %wfxc %s --verify --emit=llvm -O0 -o - | FileCheck %s

(module
  (import "env" "host" (func $host (param i32) (result i64)))

  (func $many (param i32 i64 i32 i32 funcref i32) (param f64 f64 f64 f64 f32 f64 f64 f64 f32)
      (result i32 i64 funcref i64 f32 f64 f64)
    (local.get 0) (local.get 1) (local.get 4) (local.get 1) (local.get 14) (local.get 6)
    (local.get 7))

  (func $caller (param i32) (result f64)
    (local f64)
    (i32.const 1) (i64.const 2) (i32.const 3) (i32.const 4) (ref.null func) (local.get 0)
    (f64.const 0) (f64.const 1) (f64.const 2) (f64.const 3) (f32.const 4) (f64.const 5)
    (f64.const 6) (f64.const 7) (f32.const 8)
    (call $many)
    (local.set 1) (drop) (drop) (drop) (drop) (drop) (drop)
    (local.get 1))

  (func $one (result i32) (i32.const 1))
  (func $none)
  (func $import (param i32) (result i64) (call $host (local.get 0))))

;; CHECK-LABEL: define internal { i32, i64, ptr, float, double } @wfx_f1.many(
;; CHECK-SAME: ptr noundef nonnull align 16 dereferenceable({{[0-9]+}}) [[I:%[0-9]+]],
;; CHECK-SAME: i32 {{%[0-9]+}}, i64 {{%[0-9]+}}, i32 {{%[0-9]+}}, i32 {{%[0-9]+}}, ptr {{%[0-9]+}}, double {{%[0-9]+}},
;; CHECK-SAME: double {{%[0-9]+}}, double {{%[0-9]+}}, double {{%[0-9]+}}, float {{%[0-9]+}}, double {{%[0-9]+}}, double {{%[0-9]+}}, double {{%[0-9]+}})
;; What is not in a register: the sixth integer in word 0, the ninth float in word 1.
;; CHECK: [[A:%[0-9]+]] = getelementptr inbounds i8, ptr {{%[0-9][0-9]+}}, i64 0
;; CHECK-NEXT: load i32, ptr [[A]], {{.*}}!tbaa [[TRANSFER:![0-9]+]]
;; CHECK: [[A:%[0-9]+]] = getelementptr inbounds i8, ptr {{%[0-9]+}}, i64 8
;; CHECK-NEXT: load float, ptr [[A]], {{.*}}!tbaa [[TRANSFER]]
;; CHECK: store i64 {{.*}}!tbaa [[TRANSFER]]
;; CHECK: store double {{.*}}!tbaa [[TRANSFER]]
;; CHECK: ret { i32, i64, ptr, float, double }

;; CHECK-LABEL: define internal double @wfx_f2.caller(
;; CHECK: store i32 {{.*}}!tbaa [[TRANSFER]]
;; CHECK: [[A:%[0-9]+]] = getelementptr inbounds i8, ptr {{%[0-9]+}}, i64 8
;; CHECK-NEXT: store float 8.0{{.*}}, ptr [[A]], {{.*}}!tbaa [[TRANSFER]]
;; CHECK-NEXT: [[R:%[0-9]+]] = call { i32, i64, ptr, float, double } @wfx_f1.many(ptr {{%[0-9]+}}, i32 1, i64 2, i32 3, i32 4, ptr null, double 0.0{{.*}}, double 7.0{{[^,]*}})
;; CHECK-NEXT: extractvalue { i32, i64, ptr, float, double } [[R]], 0
;; CHECK: load i64, {{.*}}!tbaa [[TRANSFER]]
;; CHECK: load double, {{.*}}!tbaa [[TRANSFER]]

;; CHECK-LABEL: define internal i32 @wfx_f3.one(ptr
;; CHECK-LABEL: define internal void @wfx_f4.none(ptr

;; An import is called through its slot, which does not change.
;; CHECK-LABEL: define internal i64 @wfx_f5.import(
;; CHECK: [[CODE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: [[INSTANCE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: call i64 [[CODE]](ptr [[INSTANCE]], i32 {{%[0-9]+}})
