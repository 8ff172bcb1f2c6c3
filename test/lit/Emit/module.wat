;; What a module has once: descriptors in read-only data, and the function that
;; initialises an instance, in the order of the specification: globals, tables, element
;; segments, data segments, start.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s

(module
  (import "env" "f" (func $f (param i32)))
  (global $n i32 (i32.add (i32.const 40) (i32.const 2)))
  (table $t 3 funcref)
  (table $full 2 (ref func) (ref.func $own))
  (memory (export "memory") 1 9)
  (elem (table $t) (i32.const 1) func $own $f)
  (elem (table $t) (i32.const 0) funcref (item (ref.null func)) (item (global.get $g)))
  (global $g funcref (ref.func $f))
  (data (global.get $n) "abc")
  (data $passive "defg")
  (func $own (param i32))
  (func $main)
  (start $main))

;; CHECK-DAG: [[NAME:@[0-9]+]] = private {{.*}} c"module.wasm\00"
;; CHECK-DAG: [[ABI:@wfx_runtime_of_the_same_version_as_the_compiler_[0-9a-f]+]] = external hidden constant i8
;; CHECK-DAG: [[IMPORTS:@[0-9]+]] = private constant {{.*}} i64 3, ptr {{@[0-9]+}}, i64 1, i64 0,
;; CHECK-DAG: [[MEMORIES:@[0-9]+]] = private constant {{.*}} { i64 {{[0-9]+}}, i64 1, i64 9, i64 0, i64 16 } }
;; CHECK-DAG: private {{.*}} c"abc"
;; CHECK-DAG: private {{.*}} c"defg"
;; An imported function in a segment carries a flag (ABI/Layout.h).
;; CHECK-DAG: private constant [2 x i32] [i32 {{[0-9]+}}, i32 -{{[0-9]+}}]
;; CHECK-DAG: @wfx_module = hidden constant {{.*}} { ptr [[NAME]], ptr [[ABI]], i64 {{[0-9]+}}, ptr [[IMPORTS]], i64 1, {{.*}}ptr [[MEMORIES]], i64 1, {{.*}}ptr @wfx_initialize,

;; CHECK-LABEL: define internal void @wfx_initialize(
;; CHECK: [[SUM:%[0-9]+]] = getelementptr i8, ptr %0
;; CHECK-NEXT: store i32 42, ptr [[SUM]]
;; CHECK: store ptr
;; CHECK: call void @wfx_table_fill(ptr %0, i64 1, i64 0, ptr {{%[0-9]+}}, i64 0, i64 2)
;; CHECK: store ptr null
;; CHECK: call void @wfx_table_init(ptr %0, i64 0, i64 0, i64 1, i64 0, i64 2)
;; CHECK: store i64 0
;; CHECK: call void @wfx_table_init(ptr %0, i64 0, i64 1, i64 0, i64 0, i64 2)
;; CHECK: store i64 0
;; CHECK: call void @wfx_memory_init(ptr %0, i64 0, i64 0, i64 {{%[0-9]+|42}}, i64 0, i64 3)
;; CHECK: store i64 0
;; CHECK-NOT: wfx_memory_init
;; CHECK: call void @wfx_f2.main(ptr %0)
;; CHECK: ret void

;; CHECK: attributes {{.*}} "disable-tail-calls"="true" "frame-pointer"="all" "probe-stack"="inline-asm"
