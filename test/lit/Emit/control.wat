;; Blocks, loops, branches.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o %t.ll
;; RUN: FileCheck %s --input-file=%t.ll
;; RUN: FileCheck %s --input-file=%t.ll --check-prefix=ENDLESS

(module
  (func $values (param i32) (result i32)
    (block $out (result i32)
      (i32.const 7)
      (br_if $out (local.get 0))
      (drop)
      (i32.const 8)))
  (func $loop (param i32) (result i32)
    (i32.const 0)
    (loop $again (param i32) (result i32)
      (i32.add (local.get 0))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func $table (param i32) (result i32)
    (block $b (result i32)
      (block $a (result i32)
        (br_table $a $b $a $b $a (i32.const 7) (local.get 0)))
      (i32.add (i32.const 1))))
  (func $endless (loop $forever (br $forever)))
  (func $dead (param i32) (result i32)
    (return (local.get 0))
    (drop (i32.load (i32.const 0)))
    (loop (br 0))
    (i32.add))
  (memory 1))

;; CHECK-LABEL: @wfx_f0.values(
;; CHECK: br i1 {{%[0-9]+}}, label %[[OUT:[0-9]+]], label %[[NEXT:[0-9]+]]
;; CHECK: phi i32 [ 7, %{{[0-9]+}} ], [ 8, %[[NEXT]] ]

;; A loop's parameters are PHIs of its header.
;; CHECK-LABEL: @wfx_f1.loop(
;; CHECK: phi i32 [ 0, %{{[0-9]+}} ], [ [[SUM:%[0-9]+]], %[[HEADER:[0-9]+]] ]
;; CHECK: [[SUM]] = add i32
;; CHECK: br i1 {{%[0-9]+}}, label %[[HEADER]], label

;; Each label has one edge, however many cases go there.
;; CHECK-LABEL: @wfx_f2.table(
;; CHECK: switch i32 {{%[0-9]+}}, label %[[A:[0-9]+]] [
;; CHECK-NEXT: i32 1, label %[[B:[0-9]+]]
;; CHECK-NEXT: i32 3, label %[[B]]
;; CHECK-NEXT: ]
;; CHECK: phi i32 [ 7, %[[A]] ]
;; CHECK: phi i32 [ 7, %[[B]] ], [

;; CHECK-LABEL: @wfx_f3.endless(
;; CHECK: {{^}}[[L:[0-9]+]]:{{.*}}preds = %[[L]],
;; CHECK-NEXT: br label %[[L]]

;; What cannot be reached is not there.
;; CHECK-LABEL: @wfx_f4.dead(
;; CHECK-NOT: load i32, ptr {{%[0-9]+}}, align 1
;; CHECK-NOT: add i32
;; CHECK: ret i32

;; Endless loops are legal: LLVM may not take them for unreachable.
;; ENDLESS-NOT: mustprogress
;; ENDLESS: attributes
;; ENDLESS-NOT: mustprogress
