;; The column of the line table is the chain of calls by which code was inlined; the
;; chains are in .wfx.inlines as {parent, offset of the call}.

;; RUN: %wfxc -O2 --emit=llvm %s -o - | FileCheck %s --check-prefix=BEFORE
;; RUN: %wfxc -O2 --emit=llvm-opt %s -o - | FileCheck %s
;; RUN: %wfxc -O0 --emit=llvm-opt %s -o - | FileCheck %s --check-prefix=BEFORE
;; RUN: %wfxc -O1 --emit=llvm-opt %s -o - | FileCheck %s --check-prefix=BEFORE

(module
  (func $divide (param $a i32) (param $b i32) (result i32)
    (i32.div_u (local.get $a) (local.get $b)))
  (func $twice (param $a i32) (param $b i32) (result i32)
    (i32.mul (call $divide (local.get $a) (local.get $b)) (i32.const 2)))
  (func $run (export "run") (param $a i32) (param $b i32) (result i32)
    (i32.add (call $twice (local.get $a) (local.get $b))
             (call $divide (i32.const 7) (local.get $a)))))

;; BEFORE-NOT: .wfx.inlines
;; BEFORE-NOT: !DILocation({{.*}}column: {{[1-9]}}
;; BEFORE: !DILocation(line: [[#]], scope:
;; BEFORE-NOT: !DILocation({{.*}}column: {{[1-9]}}

;; CHECK: module asm ".pushsection .wfx.inlines,\22\22,@progbits"
;; CHECK-NEXT: module asm ".long .debug_line, 3"
;; CHECK-NEXT: module asm ".long 0, [[#OUTSIDE:]]"
;; CHECK-NEXT: module asm ".long 1, [[#IN_TWICE:]]"
;; CHECK-NEXT: module asm ".long 0, [[#OUTSIDE + 6]]"
;; CHECK-NEXT: module asm ".popsection"

;; CHECK: define {{.*}} @wfx_f2.run(
;; CHECK: call void @llvm.ubsantrap(i8 4) {{.*}} !dbg ![[#FIRST:]]
;; CHECK: call void @llvm.ubsantrap(i8 4) {{.*}} !dbg ![[#SECOND:]]

;; Call sites have the chain of the code that they are in.
;; CHECK-DAG: ![[#FIRST]] = !DILocation(line: [[#DIVISION:]], column: 2, scope: ![[#DIVIDE:]], inlinedAt: ![[#CALL:]])
;; CHECK-DAG: ![[#CALL]] = distinct !DILocation(line: [[#IN_TWICE]], column: 1, scope: ![[#]], inlinedAt: ![[#OUTER:]])
;; CHECK-DAG: ![[#OUTER]] = distinct !DILocation(line: [[#OUTSIDE]], scope: ![[#SCOPE:]])
;; CHECK-DAG: ![[#SECOND]] = !DILocation(line: [[#DIVISION]], column: 3, scope: ![[#DIVIDE]], inlinedAt: ![[#OTHER:]])
;; CHECK-DAG: ![[#OTHER]] = distinct !DILocation(line: [[#OUTSIDE + 6]], scope: ![[#SCOPE]])
