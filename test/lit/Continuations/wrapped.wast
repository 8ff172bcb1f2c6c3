;; Functions that are called through continuations do what they do otherwise: values in
;; every place, traps, an exhausted stack of the same size, a suspension that nobody handles.
;;
;; RUN: %wfxc wast --wrap-continuations %s | FileCheck %s
;; RUN: %wfxc wast --wrap-continuations -O0 %s | FileCheck %s
;; RUN: %wfxc wast -O0 %s | FileCheck %s
;; CHECK: 9 passed, 0 failed
;; RUN: not %wfxc wast --wrap-continuations --stack-size 64k %s 2>&1 | FileCheck %s --check-prefix=SMALL
;; SMALL: wrapped.wast:{{[0-9]+}}: trap "call stack exhausted"
;; SMALL: 8 passed, 1 failed

(module
  (tag $t)
  (table (export "table") funcref (elem $deep))
  (func (export "values") (param i32 i64 f32 f64 i32 i64 i32 i64 f64 f64 f64 f64 f64 f64 f64 f64)
      (result f64 i64 i32 f32 i64 f64 f64 i32)
    (local.get 15) (local.get 7) (local.get 0) (local.get 2) (local.get 5) (local.get 3)
    (local.get 14) (local.get 6))
  (func (export "zero") (unreachable))
  (func (export "suspends") (suspend $t))
  (func $forever (export "forever") (call $forever))
  (func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1)
        (call_indirect (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
      (else (i32.const 0)))))

(assert_return
  (invoke "values" (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4) (i32.const 5) (i64.const 6)
    (i32.const 7) (i64.const 8) (f64.const 9) (f64.const 10) (f64.const 11) (f64.const 12)
    (f64.const 13) (f64.const 14) (f64.const 15) (f64.const 16))
  (f64.const 16) (i64.const 8) (i32.const 1) (f32.const 3) (i64.const 6) (f64.const 4)
  (f64.const 15) (i32.const 7))
(assert_trap (invoke "zero") "unreachable")
(assert_suspension (invoke "suspends") "unhandled tag")
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_return (invoke "deep" (i32.const 50000)) (i32.const 50000))
(assert_exhaustion (invoke "deep" (i32.const 1000000000)) "call stack exhausted")
(assert_return (invoke "deep" (i32.const 10)) (i32.const 10))
(invoke "deep" (i32.const 10))
