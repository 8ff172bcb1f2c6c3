;; A tail call leaves the handlers of its function, also where the function becomes a
;; part of another one; those around an ordinary call of it stay. Ten million tail
;; calls need the stack of one.
;;
;; RUN: %wfxc wast -W legacy-exceptions=y -O0 %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O1 %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 --continuation-stacks=all %s

(module $other
  (tag $e (export "e") (param i32))
  (func (export "throw") (param i32) (throw $e (local.get 0))))
(register "other" $other)

(module
  (type $f (func (param i32) (result i32)))
  (import "other" "e" (tag $e (param i32)))
  (import "other" "throw" (func $throwFar (param i32)))
  (table (export "table") funcref (elem $throw))
  (elem declare func $throw $countInHandler)

  (func $throw (param i32) (result i32) (throw $e (local.get 0)))
  ;; Each would return a number below 100 if it caught the exception.
  (func $direct (param i32) (result i32)
    (block $h (result i32)
      (try_table (result i32) (catch $e $h)
        (drop (call $maybe (local.get 0)))
        (return_call $throw (local.get 0))))
    (drop) (i32.const 1))
  (func $indirect (param i32) (result i32)
    (block $h
      (try_table (catch_all $h)
        (drop (call $maybe (local.get 0)))
        (return_call_indirect (type $f) (local.get 0) (i32.const 0))))
    (i32.const 2))
  (func $reference (param i32) (result i32)
    (block $h (result exnref)
      (try_table (catch_all_ref $h)
        (drop (call $maybe (local.get 0)))
        (return_call_ref $f (local.get 0) (ref.func $throw)))
      (unreachable))
    (drop) (i32.const 3))
  (func $far (param i32)
    (block $h
      (try_table (catch_all $h)
        (drop (call $maybe (local.get 0)))
        (return_call $throwFar (local.get 0)))))
  (func $legacy (param i32) (result i32)
    try (result i32)
      (drop (call $maybe (local.get 0)))
      (return_call $throw (local.get 0))
    catch $e
      drop
      (return_call $throw (i32.const 5))
    catch_all
      (i32.const 4)
    end)
  (func $maybe (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 0))))
    (i32.const 1))

  (func (export "caught") (param $way i32) (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h)
        (block $e (block $d (block $c (block $b (block $a
          (br_table $a $b $c $d $e (local.get $way)))
          (return (call $direct (local.get 1))))
          (return (call $indirect (local.get 1))))
          (return (call $reference (local.get 1))))
          (call $far (local.get 1)) (return (i32.const 6)))
        (return (call $legacy (local.get 1))))
      (unreachable))
    (i32.add (i32.const 100)))
  (func (export "uncaught") (param i32) (result i32)
    (block $h (result i32)
      (try_table (result i32) (catch $e $h)
        (return_call $direct (local.get 0)))))

  ;; Through frames with handlers, switches of stacks, and more parameters each time.
  (func $countInHandler (export "count") (param $n i32) (result i32)
    (block $h
      (try_table (catch_all $h)
        (drop (call $maybe (i32.const 1)))
        (if (i32.eqz (local.get $n)) (then (return (i32.const 42))))
        (return_call $wide (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)
          (i64.const 5) (f32.const 6) (i64.const 7) (local.get $n))))
    (unreachable))
  (func $wide (param i64 i64 i64 i64 i64 f32 i64 i32) (result i32)
    (return_call_ref $f (i32.sub (local.get 7) (i32.const 1)) (ref.func $countInHandler)))

  (type $k (cont $f)) (tag $t (param i32) (result i32))
  (type $rest (func (param i32) (result i32))) (type $kr (cont $rest))
  (elem declare func $first)
  (func $first (param i32) (result i32) (return_call $suspends (local.get 0)))
  (func $suspends (param i32) (result i32)
    (return_call $countInHandler (suspend $t (local.get 0))))
  (func (export "continuation") (param i32) (result i32)
    (local $c (ref null $kr))
    (block $on (result i32 (ref $kr))
      (resume $k (on $t $on) (local.get 0) (cont.new $k (ref.func $first)))
      (return))
    (local.set $c)
    (resume $kr (local.get $c))))

(assert_return (invoke "caught" (i32.const 0) (i32.const 0)) (i32.const 1))
(assert_return (invoke "caught" (i32.const 1) (i32.const 0)) (i32.const 2))
(assert_return (invoke "caught" (i32.const 2) (i32.const 0)) (i32.const 3))
(assert_return (invoke "caught" (i32.const 3) (i32.const 0)) (i32.const 6))
(assert_return (invoke "caught" (i32.const 4) (i32.const 0)) (i32.const 105))
(assert_return (invoke "caught" (i32.const 0) (i32.const 7)) (i32.const 107))
(assert_return (invoke "caught" (i32.const 1) (i32.const 7)) (i32.const 107))
(assert_return (invoke "caught" (i32.const 2) (i32.const 7)) (i32.const 107))
(assert_return (invoke "caught" (i32.const 3) (i32.const 7)) (i32.const 107))
(assert_return (invoke "caught" (i32.const 4) (i32.const 7)) (i32.const 107))
(assert_exception (invoke "uncaught" (i32.const 7)))
(assert_return (invoke "count" (i32.const 10000000)) (i32.const 42))
(assert_return (invoke "continuation" (i32.const 10000000)) (i32.const 42))
