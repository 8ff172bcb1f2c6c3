;; Globals and tables: own globals are in the instance, imported ones behind a pointer
;; that does not change. Each kind of state has its own alias-analysis region.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s

(module
  (import "env" "g" (global $imported (mut i32)))
  (global $own (mut i64) (i64.const 7))
  (table $t 4 externref)
  (memory 1)
  (func $both (result i64)
    (global.set $imported (i32.const 3))
    (global.get $own))
  (func $table (param i32) (result externref)
    (table.set $t (i32.const 1) (table.get $t (local.get 0)))
    (drop (i32.load (local.get 0)))
    (drop (table.grow $t (ref.null extern) (table.size $t)))
    (table.get $t (i32.const 2))))

;; CHECK-LABEL: @wfx_f0.both(
;; CHECK: [[CELL:%[0-9]+]] = load ptr, {{.*}}!invariant.load
;; CHECK: store i32 3, ptr [[CELL]], {{.*}}!tbaa [[GLOBAL:![0-9]+]]
;; CHECK: [[OWN:%[0-9]+]] = getelementptr inbounds i8, ptr %0, i64
;; CHECK-NEXT: load i64, ptr [[OWN]], {{.*}}!tbaa [[GLOBAL]]

;; CHECK-LABEL: @wfx_f1.table(
;; CHECK: load i64, {{.*}}!tbaa [[SIZE:![0-9]+]]
;; CHECK: call void @llvm.ubsantrap(i8 3)
;; CHECK: load ptr, {{.*}}!tbaa [[TABLE:![0-9]+]]
;; CHECK: store ptr {{.*}}!tbaa [[TABLE]]
;; CHECK: load i32, {{.*}}!tbaa [[LINEAR:![0-9]+]]
;; CHECK: call i64 @wfx_grow_table(ptr %0, i64 0, ptr null, i64

;; CHECK-DAG: [[GLOBAL]] = !{[[G:![0-9]+]], [[G]], i64 0}
;; CHECK-DAG: [[G]] = !{!"global", [[ROOT:![0-9]+]], i64 0}
;; CHECK-DAG: [[TABLE]] = !{[[T:![0-9]+]], [[T]], i64 0}
;; CHECK-DAG: [[T]] = !{!"table", [[ROOT]], i64 0}
;; CHECK-DAG: [[LINEAR]] = !{[[L:![0-9]+]], [[L]], i64 0}
;; CHECK-DAG: [[L]] = !{!"linear", [[ROOT]], i64 0}
;; CHECK-DAG: [[SIZE]] = !{[[S:![0-9]+]], [[S]], i64 0}
;; CHECK-DAG: [[S]] = !{!"size", [[ROOT]], i64 0}
