;; A load whose value nobody uses traps in whatever function it is, also where LLVM inlines
;; that function or could take it for one without effects.
;;
;; RUN: %wfxc wast -O0 %s
;; RUN: %wfxc wast -O1 %s
;; RUN: %wfxc wast -O2 %s
;; RUN: %wfxc wast -O3 %s

(module
  (memory 1)
  (func $load (param i32) (result i32) (i32.load (local.get 0)))
  (func $deep (param i32 i32) (result i32)
    (if (i32.eqz (local.get 1)) (then (return (i32.load (local.get 0)))))
    (i32.add (i32.const 1)
      (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
  (func $either (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (call $either (i32.const 1)))))
    (i32.load (local.get 0)))
  (func $float (param i32) (result f64) (f64.load (local.get 0)))
  (func (export "inlined") (param i32) (drop (call $load (local.get 0))))
  (func (export "recursive") (param i32) (drop (call $deep (local.get 0) (i32.const 3))))
  (func (export "either") (param i32) (drop (call $either (local.get 0))))
  (func (export "float") (param i32) (drop (call $float (local.get 0))))
  (func (export "constant") (drop (call $load (i32.const -4))))
  (func (export "masked") (param i32) (result i32)
    (i32.and (i32.const 0) (call $load (local.get 0)))))
(assert_return (invoke "inlined" (i32.const 8)))
(assert_trap (invoke "inlined" (i32.const -1)) "out of bounds memory access")
(assert_trap (invoke "recursive" (i32.const -1)) "out of bounds memory access")
(assert_trap (invoke "either" (i32.const -1)) "out of bounds memory access")
(assert_trap (invoke "float" (i32.const -1)) "out of bounds memory access")
(assert_trap (invoke "constant") "out of bounds memory access")
(assert_trap (invoke "masked" (i32.const -1)) "out of bounds memory access")
