;; Calls through a table that never changes look up its words, not references; in loops few
;; functions are called directly.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s

(module
  (type $two (func (param i32) (result i32)))
  (type $three (func (param i64) (result i64)))
  (table $own 6 funcref)
  (table $shown (export "shown") 6 funcref)
  (elem (table $own) (i32.const 0) func $two1 $three1 $three2 $three3 $two2)
  (elem (table $shown) (i32.const 0) func $two1)
  (func $two1 (type $two) (local.get 0))
  (func $two2 (type $two) (i32.eqz (local.get 0)))
  (func $three1 (type $three) (local.get 0))
  (func $three2 (type $three) (i64.clz (local.get 0)))
  (func $three3 (type $three) (i64.ctz (local.get 0)))

  (func $either (param i32) (result i32)
    (loop (result i32)
      (call_indirect $own (type $two) (i32.const 1) (local.get 0))))
  (func $any (param i32) (result i64)
    (call_indirect $own (type $three) (i64.const 1) (local.get 0)))
  (func $visible (param i32) (result i32)
    (call_indirect $shown (type $two) (i32.const 1) (local.get 0))))

;; CHECK: @wfx_table_0 = internal constant [6 x { i32, i32 }] [{ i32, i32 } { i32 0, i32 trunc {{.*}}@wfx_f0.two1 {{.*}} { i32 1, i32 trunc {{.*}} { i32 -1, i32 0 }], align 8
;; CHECK-NOT: @wfx_table_1

;; CHECK-LABEL: @wfx_f5.either(
;; CHECK: icmp eq i64 [[INDEX:%[0-9]+]], 0
;; CHECK: call i32 @wfx_f0.two1(ptr %0, i32 1)
;; CHECK: icmp eq i64 [[INDEX]], 4
;; CHECK: call i32 @wfx_f1.two2(ptr %0, i32 1)
;; CHECK: icmp uge i64 [[INDEX]], 6
;; CHECK: call void @llvm.ubsantrap(i8 7)
;; CHECK: load i32, {{.*}}!invariant.load
;; CHECK: call void @llvm.ubsantrap(i8 8)
;; CHECK: call void @llvm.ubsantrap(i8 9)
;; CHECK: phi i32

;; CHECK-LABEL: @wfx_f6.any(
;; CHECK: icmp uge i64 {{.*}}, 6
;; CHECK: [[TYPE:%[0-9]+]] = load i32, {{.*}}!invariant.load
;; CHECK: icmp eq i32 [[TYPE]], 1
;; CHECK: icmp eq i32 [[TYPE]], -1
;; CHECK: [[FAR:%[0-9]+]] = load i32, {{.*}}!invariant.load
;; CHECK: sext i32 [[FAR]]
;; CHECK: [[CODE:%[0-9]+]] = getelementptr {{.*}}@wfx_table_0
;; CHECK: call i64 [[CODE]](ptr %0, i64 1)

;; CHECK-LABEL: @wfx_f7.visible(
;; CHECK: load ptr, {{.*}}!tbaa
;; CHECK-NOT: call i32 @wfx
