;; Linear memory: no bounds check in front of an access, every load keeps its trap.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefixes=CHECK,OPT
;; RUN: %wfxc %s --verify --emit=llvm -O0 -o - | FileCheck %s --check-prefixes=CHECK,QUICK

(module
  (memory 1)
  (memory $fixed 2 2)
  (data $bytes "hello")
  (func $load (param i32) (result i32)
    (i32.load16_s offset=16 (local.get 0)))
  (func $store (param i32 i64)
    (i64.store32 $fixed (local.get 0) (local.get 1)))
  (func $fill (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func $copy (param i32 i32 i32)
    (memory.copy $fixed 0 (local.get 0) (local.get 1) (local.get 2)))
  (func $size (result i32)
    (i32.add (memory.size) (memory.size $fixed)))
  (func $grow (param i32) (result i32)
    (memory.grow (local.get 0)))
  (func $init (param i32)
    (memory.init $fixed $bytes (local.get 0) (i32.const 0) (i32.const 5))
    (data.drop $bytes)))

;; The base is loaded once, in the entry block, and never changes. The index is
;; unsigned and the sum with the offset cannot wrap.
;; CHECK-LABEL: @wfx_f0.load(
;; CHECK: [[BASE:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: [[INDEX:%[0-9]+]] = zext i32 {{%[0-9]+}} to i64
;; CHECK-NEXT: [[A:%[0-9]+]] = getelementptr inbounds nuw i8, ptr [[BASE]], i64 [[INDEX]]
;; CHECK-NEXT: [[B:%[0-9]+]] = getelementptr inbounds nuw i8, ptr [[A]], i64 16
;; OPT-NEXT: [[V:%[0-9]+]] = load i16, ptr [[B]], align 1, {{.*}}!tbaa [[LINEAR:![0-9]+]]
;; OPT-NEXT: call void asm sideeffect "", "X"(i16 [[V]])
;; QUICK-NEXT: [[V:%[0-9]+]] = load volatile i16, ptr [[B]], align 1, {{.*}}!tbaa [[LINEAR:![0-9]+]]
;; QUICK-NOT: fake.use
;; CHECK-NEXT: sext i16 [[V]] to i32
;; CHECK-NOT: icmp
;; CHECK: ret i32

;; CHECK-LABEL: @wfx_f1.store(
;; CHECK: [[V:%[0-9]+]] = trunc i64 {{%[0-9]+}} to i32
;; CHECK: store i32 [[V]], ptr {{%[0-9]+}}, align 1, {{.*}}!tbaa [[LINEAR]]

;; Blocks are checked as a whole, against the size or, if the memory cannot grow, a
;; constant; then they are LLVM's intrinsics.
;; CHECK-LABEL: @wfx_f2.fill(
;; CHECK: [[SIZE:%[0-9]+]] = load i64, {{.*}}!tbaa [[SIZES:![0-9]+]]
;; CHECK: [[END:%[0-9]+]] = add nuw i64
;; CHECK: icmp ugt i64 [[END]], [[SIZE]]
;; CHECK: call void @llvm.ubsantrap(i8 2)
;; CHECK: call void @llvm.memset.p0.i64({{.*}}, i1 false), {{.*}}!tbaa [[LINEAR]]

;; CHECK-LABEL: @wfx_f3.copy(
;; CHECK: icmp ugt i64 {{%[0-9]+}}, 131072
;; CHECK: call void @llvm.ubsantrap(i8 2)
;; CHECK: load i64, {{.*}}!tbaa [[SIZES]]
;; CHECK: call void @llvm.ubsantrap(i8 2)
;; CHECK: call void @llvm.memmove.p0.p0.i64(

;; CHECK-LABEL: @wfx_f4.size(
;; CHECK: [[BYTES:%[0-9]+]] = load i64, {{.*}}!tbaa [[SIZES]]
;; CHECK: lshr i64 [[BYTES]], 16
;; CHECK: add i32 {{%[0-9]+}}, 2

;; CHECK-LABEL: @wfx_f5.grow(
;; CHECK: [[P:%[0-9]+]] = call i64 @wfx_grow_memory(ptr %0, i64 0, i64 {{%[0-9]+}})
;; CHECK: trunc i64 [[P]] to i32

;; CHECK-LABEL: @wfx_f6.init(
;; CHECK: call void @wfx_memory_init(ptr %0, i64 1, i64 0, i64 {{%[0-9]+}}, i64 0, i64 5)
;; CHECK: store i64 0, {{.*}}!tbaa
