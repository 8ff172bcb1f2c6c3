;; What is emitted in front of an access, for each kind of memory.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefixes=ALL,GUARD
;; RUN: %wfxc %s --verify --bounds=check --emit=llvm -o - | FileCheck %s --check-prefixes=ALL,CHECK

(module
  (memory $narrow 1)
  (memory $wide i64 1)
  (memory $bytes 16 (pagesize 1))
  (memory $fixed i64 2 2)
  (func $narrow (param i32) (result i32) (i32.load $narrow offset=8 (local.get 0)))
  (func $wide (param i64) (result i32) (i32.load $wide offset=8 (local.get 0)))
  (func $guard (param i64) (i32.store $wide offset=0xfffffffc (local.get 0) (i32.const 0)))
  (func $far (param i64) (i32.store $wide offset=0xfffffffd (local.get 0) (i32.const 0)))
  (func $never (param i64) (i32.store $wide offset=0xfffffffffffffffd (local.get 0) (i32.const 0)))
  (func $bytes (param i32) (result i32) (i32.load $bytes offset=8 (local.get 0)))
  (func $behind (param i32) (result i32) (i32.load $bytes offset=16 (local.get 0)))
  (func $fixed (param i64) (result i32) (i32.load $fixed offset=8 (local.get 0)))
  (func $constant (result i32) (i32.load $wide (i64.const 65532)))
  (func $end (result i32) (i32.load $wide (i64.const 65533))))

;; ALL-LABEL: @wfx_f0.narrow(
;; GUARD-NOT: icmp
;; GUARD: call void asm sideeffect "", "X"(i32 %
;; CHECK: [[SIZE:%[0-9]+]] = load i64, {{.*}}!range [[RANGE:![0-9]+]]
;; CHECK: [[LAST:%[0-9]+]] = sub nuw i64 [[SIZE]], 12
;; CHECK: icmp ugt i64 {{%[0-9]+}}, [[LAST]]
;; CHECK: call void @llvm.ubsantrap(i8 2)
;; CHECK-NOT: asm
;; ALL: ret i32

;; The bound is an invariant; the fault behind it needs the witness.
;; ALL-LABEL: @wfx_f1.wide(
;; GUARD: [[BOUND:%[0-9]+]] = load i64, {{.*}}!range [[RANGE:![0-9]+]]{{.*}}!invariant.load
;; GUARD: icmp uge i64 {{%[0-9]+}}, [[BOUND]]
;; GUARD: call void @llvm.ubsantrap(i8 2)
;; GUARD: call void asm sideeffect "", "X"(i32 %
;; CHECK: [[SIZE:%[0-9]+]] = load i64, {{.*}}!range [[RANGE]]
;; CHECK: [[LAST:%[0-9]+]] = sub nuw i64 [[SIZE]], 12
;; CHECK: icmp ugt i64 {{%[0-9]+}}, [[LAST]]
;; CHECK-NOT: asm
;; ALL: ret i32

;; ALL-LABEL: @wfx_f2.guard(
;; GUARD-NOT: uadd
;; GUARD: icmp uge i64
;; CHECK: call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 {{%[0-9]+}}, i64 4294967296)
;; CHECK: icmp ugt i64
;; ALL: ret void

;; ALL-LABEL: @wfx_f3.far(
;; GUARD: call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 {{%[0-9]+}}, i64 4294967293)
;; GUARD: icmp uge i64
;; GUARD: or i1
;; CHECK: call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 {{%[0-9]+}}, i64 4294967297)
;; ALL: ret void

;; ALL-LABEL: @wfx_f4.never(
;; ALL: br i1 true
;; ALL: call void @llvm.ubsantrap(i8 2)

;; ALL-LABEL: @wfx_f5.bytes(
;; ALL: [[SIZE:%[0-9]+]] = load i64, {{.*}}!range [[BYTES:![0-9]+]]
;; ALL: sub nuw i64 [[SIZE]], 12
;; ALL: icmp ugt i64
;; ALL-NOT: asm
;; ALL: ret i32

;; The memory may be too small for the offset; a sum of 32 bits and more has no carry.
;; ALL-LABEL: @wfx_f6.behind(
;; ALL: [[END:%[0-9]+]] = add nuw i64 {{%[0-9]+}}, 20
;; ALL: icmp ugt i64 [[END]], {{%[0-9]+}}

;; ALL-LABEL: @wfx_f7.fixed(
;; GUARD: icmp uge i64
;; CHECK: icmp ugt i64 {{%[0-9]+}}, 131060
;; ALL: ret i32

;; ALL-LABEL: @wfx_f8.constant(
;; ALL-NOT: icmp
;; ALL: ret i32

;; The guard sees to an access that begins within the minimum.
;; ALL-LABEL: @wfx_f9.end(
;; GUARD-NOT: icmp
;; CHECK: icmp ugt i64
;; ALL: ret i32

;; ALL: [[RANGE]] = !{i64 65536, i64 70368744177665}
;; ALL: [[BYTES]] = !{i64 16, i64 70368744177665}
