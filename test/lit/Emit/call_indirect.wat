;; Indirect calls: bounds, null, type; and only those of the checks that the types leave
;; open. A final type is one comparison, an open one looks into the display of
;; supertypes.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s

(module
  (type $final (func (param i32) (result i32)))
  (type $open (sub (func (param i32) (result i64))))
  (type $below (sub final $open (func (param i32) (result i64))))
  (table $any 4 funcref)
  (table $fixed 4 4 (ref null $final))
  (func $f (type $final) (local.get 0))
  (elem declare func $f)

  (func $final (param i32) (result i32)
    (call_indirect $any (type $final) (i32.const 1) (local.get 0)))
  (func $open (param i32) (result i64)
    (call_indirect $any (type $open) (i32.const 1) (local.get 0)))
  (func $typed (param i32) (result i32)
    (call_indirect $fixed (type $final) (i32.const 1) (local.get 0)))
  (func $ref (param (ref null $open)) (result i64)
    (call_ref $open (i32.const 1) (local.get 0)))
  (func $get (result funcref)
    (ref.func $f))
  (func $null (param funcref) (result i32)
    (block $null
      (drop (br_on_null $null (local.get 0)))
      (return (i32.const 1)))
    (i32.const 0)))

;; CHECK: @[[FINAL:wfx_type_[0-9a-f]+]] = {{[a-z]+}}_odr hidden constant {{.*}} i64 0, ptr @[[FINAL]] }, comdat
;; CHECK: @[[OPEN:wfx_type_[0-9a-f]+]] = {{[a-z]+}}_odr hidden constant {{.*}} i64 0, ptr @[[OPEN]] }, comdat
;; CHECK: @[[BELOW:wfx_type_[0-9a-f]+]] = {{[a-z]+}}_odr hidden constant {{.*}} i64 1, ptr @[[OPEN]], ptr @[[BELOW]] }, comdat

;; CHECK-LABEL: @wfx_f1.final(
;; CHECK: [[SIZE:%[0-9]+]] = load i64, {{.*}}!tbaa
;; CHECK: icmp uge i64 {{%[0-9]+}}, [[SIZE]]
;; CHECK: call void @llvm.ubsantrap(i8 7)
;; CHECK: [[REF:%[0-9]+]] = load ptr, {{.*}}!tbaa
;; CHECK: icmp eq ptr [[REF]], null
;; CHECK: call void @llvm.ubsantrap(i8 8)
;; CHECK: [[TYPE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK-NEXT: icmp ne ptr [[TYPE]], @[[FINAL]]
;; CHECK: call void @llvm.ubsantrap(i8 9)
;; CHECK: [[CODE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: [[INSTANCE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: call i32 [[CODE]](ptr [[INSTANCE]], i32 1)

;; CHECK-LABEL: @wfx_f2.open(
;; CHECK: icmp ne ptr [[TYPE:%[0-9]+]], @[[OPEN]]
;; CHECK: [[DEPTH:%[0-9]+]] = load i64, {{.*}}!invariant.load
;; CHECK: icmp ule i64 [[DEPTH]], 0
;; CHECK: call void @llvm.ubsantrap(i8 9)
;; CHECK: [[ANCESTOR:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK-NEXT: icmp ne ptr [[ANCESTOR]], @[[OPEN]]
;; CHECK: call void @llvm.ubsantrap(i8 9)

;; CHECK-LABEL: @wfx_f3.typed(
;; CHECK: icmp uge i64 {{%[0-9]+}}, 4
;; CHECK: call void @llvm.ubsantrap(i8 7)
;; CHECK: call void @llvm.ubsantrap(i8 8)
;; CHECK-NOT: ubsantrap
;; CHECK: call i32

;; CHECK-LABEL: @wfx_f4.ref(
;; CHECK: call void @llvm.ubsantrap(i8 12)
;; CHECK-NOT: ubsantrap
;; CHECK: call i64

;; A reference to an own function is its record in the instance.
;; CHECK-LABEL: @wfx_f5.get(
;; CHECK: [[F:%[0-9]+]] = getelementptr inbounds i8, ptr %0, i64
;; CHECK-NOT: load
;; CHECK: ret ptr

;; CHECK-LABEL: @wfx_f6.null(
;; CHECK: [[N:%[0-9]+]] = icmp eq ptr {{%[0-9]+}}, null
;; CHECK-NEXT: br i1 [[N]]
