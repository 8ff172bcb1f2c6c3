;; Legacy handlers beyond the specification's tests.
;;
;; RUN: %wfxc wast -O0 -W legacy-exceptions=y %s
;; RUN: %wfxc wast -O2 -W legacy-exceptions=y %s

(module
  (tag $e (param i32))
  (tag $f)
  (global $trace (mut i32) (i32.const 0))
  (func $note (param i32)
    (global.set $trace (i32.add (i32.mul (global.get $trace) (i32.const 10)) (local.get 0))))
  (func $throw (param i32) (throw $e (local.get 0)))
  (func $throwF (throw $f))
  ;; clean-up the way that C++ compilers emit it
  (func $cleanup (param i32)
    (try
      (do (call $throw (local.get 0)))
      (catch_all (call $note (i32.const 1)) (rethrow 0))))
  (func (export "cleanup") (result i32)
    (global.set $trace (i32.const 0))
    (try (result i32)
      (do (call $cleanup (i32.const 5)) (i32.const 0))
      (catch $e (call $note (i32.const 2)) (drop) (global.get $trace))))
  ;; a rethrow out of an inner clause
  (func (export "outer-rethrow") (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (call $throw (i32.const 7)) (i32.const 0))
          (catch $e
            (drop)
            (try (result i32)
              (do (call $throwF) (i32.const 1))
              (catch_all (rethrow 1))))))
      (catch $f (i32.const 2))
      (catch $e (i32.add (i32.const 100)))))
  ;; an exception in a clause is not the try's own
  (func (export "throw-in-clause") (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (call $throw (i32.const 1)) (i32.const 0))
          (catch $e (call $throw) (i32.const 3))
          (catch_all (i32.const 4))))
      (catch $e (i32.add (i32.const 50)))))
  ;; past the inner handlers, which would catch it
  (func (export "delegate") (result i32)
    (try $outer (result i32)
      (do
        (try (result i32)
          (do
            (try (result i32)
              (do (call $throw (i32.const 3)) (i32.const 0))
              (delegate $outer)))
          (catch_all (i32.const 9))))
      (catch $e (i32.add (i32.const 30)))))
  (func $toCaller
    (try
      (do
        (try (do (call $throw (i32.const 8))) (delegate 1)))
      (catch_all)))
  (func (export "delegate-to-caller") (result i32)
    (try (result i32)
      (do (call $toCaller) (i32.const 0))
      (catch $e)))
  ;; an exnref and a legacy clause hold the same exception
  (func (export "mixed") (result i32)
    (local $r exnref)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (call $throw (i32.const 6)))
      (unreachable))
    (local.set $r)
    (try (do (throw_ref (local.get $r))) (catch $e (drop)))
    (try (do (try (do (throw_ref (local.get $r))) (catch_all (rethrow 0)))) (catch $e (drop)))
    (block $p (result i32)
      (try_table (catch $e $p) (throw_ref (local.get $r)))
      (unreachable)))
  (func (export "loop") (param $n i32) (result i32)
    (local $sum i32)
    (loop $l
      (try
        (do (call $cleanup (local.get $n)))
        (catch $e (local.set $sum (i32.add (local.get $sum)))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))

(assert_return (invoke "cleanup") (i32.const 12))
(assert_return (invoke "outer-rethrow") (i32.const 107))
(assert_return (invoke "throw-in-clause") (i32.const 51))
(assert_return (invoke "delegate") (i32.const 33))
(assert_return (invoke "delegate-to-caller") (i32.const 8))
(assert_return (invoke "mixed") (i32.const 6))
(assert_return (invoke "loop" (i32.const 100)) (i32.const 5050))
