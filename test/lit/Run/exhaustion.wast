;; A stack that is exhausted traps, and the next call has all of it again: also one that
;; was deep in recursion through an indirect call, and one with large frames.
;;
;; RUN: %wfxc wast %s | FileCheck %s
;; RUN: %wfxc wast -O0 %s | FileCheck %s
;; RUN: %wfxc wast -O0 --stack-size 64k %s | FileCheck %s
;; CHECK: 10 passed, 0 failed

(module
  (type $f (func (param i32) (result i32)))
  (table (export "table") funcref (elem $indirect))
  (func $forever (export "forever") (call $forever))
  (func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0))))
  (func $indirect (export "indirect") (type $f)
    (i32.add (i32.const 1) (call_indirect (type $f) (local.get 0) (i32.const 0))))
  (func (export "zero") (result i32)
    (i32.div_u (i32.const 1) (i32.const 0))))

(assert_return (invoke "deep" (i32.const 300)) (i32.const 300))
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_return (invoke "deep" (i32.const 300)) (i32.const 300))
(assert_exhaustion (invoke "indirect" (i32.const 0)) "call stack exhausted")
(assert_exhaustion (invoke "deep" (i32.const 1000000000)) "call stack exhausted")
(assert_trap (invoke "zero") "integer divide by zero")
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_return (invoke "deep" (i32.const 300)) (i32.const 300))
