;; Functions that were inlined are in the backtrace like all others, each with the offset
;; of its own call, whatever the level. $half is called twice by each of two callers; the
;; last call fails.

;; DEFINE: %{level} =
;; DEFINE: %{exe} = %wfxc %{level} %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines
;; DEFINE: %{run} = not %wfxc run %{level} %s 2>&1 | FileCheck %s --match-full-lines
;; REDEFINE: %{level} = -O0
;; RUN: %{exe}
;; RUN: %{run}
;; REDEFINE: %{level} = -O1
;; RUN: %{exe}
;; RUN: %{run}
;; REDEFINE: %{level} = -O2
;; RUN: %{exe}
;; RUN: %{run}
;; REDEFINE: %{level} = -O3
;; RUN: %{exe}
;; RUN: %{run}
;; REDEFINE: %{level} = -Os
;; RUN: %{exe}
;; RUN: %{run}

;; Everything is in one native frame, which has lost none of them.
;; RUN: %wfxc -O2 --emit=llvm-opt %s -o - | FileCheck %s --check-prefix=IR
;; IR: define internal void @wfx_f4._start(
;; IR-NOT: call {{.*}} @wfx_f
;; IR: ret void

(module
  (func $divide (param $a i32) (param $b i32) (result i32)
    (i32.div_u (local.get $a) (local.get $b)))
  (func $half (param $a i32) (param $b i32) (result i32)
    (call $divide (i32.mul (local.get $a) (i32.const 2)) (local.get $b)))
  (func $left (param $a i32) (param $b i32) (result i32)
    (i32.add (call $half (local.get $a) (i32.const 1))
             (call $half (local.get $a) (local.get $b))))
  (func $right (param $a i32) (param $b i32) (result i32)
    (i32.add (call $half (local.get $a) (i32.const 3))
             (call $half (local.get $a) (local.get $b))))
  (memory 1)
  (func $_start (export "_start")
    (i32.store (i32.const 0)
      (i32.add (call $left (i32.load (i32.const 4)) (i32.const 7))
               (call $right (i32.load (i32.const 4)) (i32.load (i32.const 8)))))))

;; CHECK: trap: integer divide by zero
;; CHECK-NEXT: 0: 0x36 - divide
;; CHECK-NEXT: 1: 0x41 - half
;; CHECK-NEXT: 2: 0x60 - right
;; CHECK-NEXT: 3: 0x7b - _start
;; CHECK-NOT: {{.}}
