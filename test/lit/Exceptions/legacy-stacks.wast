;; The older instructions and stacks: what they catch comes out of continuations or is
;; thrown into them, and goes on across stacks with rethrow and delegate.
;;
;; RUN: %wfxc wast -W legacy-exceptions=y -O0 %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 --continuation-stacks=all %s

(module
  (type $f (func)) (type $k (cont $f))
  (type $fr (func (result i32))) (type $kr (cont $fr))
  (type $fi (func (param i32) (result i32))) (type $ki (cont $fi))
  (tag $e (param i32)) (tag $other) (tag $y (result i32))
  (elem declare func $throws $rethrows $delegates $waits)
  (global $log (mut i32) (i32.const 0))

  (func $note (param i32)
    (global.set $log (i32.add (i32.mul (global.get $log) (i32.const 10)) (local.get 0))))
  (func (export "log") (result i32) (global.get $log) (global.set $log (i32.const 0)))

  (func $throws (throw $e (i32.const 5)))
  (func (export "catch") (result i32)
    (try (result i32)
      (do (resume $k (cont.new $k (ref.func $throws))) (i32.const -1))
      (catch $other (i32.const -2))
      (catch $e)))
  ;; Rethrown by each of three stacks, the middle one without knowing the tag.
  (func $rethrows
    (try
      (do (resume $k (cont.new $k (ref.func $throws))))
      (catch_all (call $note (i32.const 1)) (rethrow 0))))
  (func (export "rethrow") (result i32)
    (try (result i32)
      (do
        (try (do (resume $k (cont.new $k (ref.func $rethrows))))
          (catch $e (call $note) (rethrow 0)))
        (i32.const -1))
      (catch $e)))
  (func $delegates
    (try $outer
      (do
        (try
          (do
            (try (do (resume $k (cont.new $k (ref.func $throws)))) (delegate $outer)))
          (catch_all (call $note (i32.const 9)))))
      (catch_all (call $note (i32.const 2)) (rethrow 0))))
  (func (export "delegate") (result i32)
    (try (result i32)
      (do (resume $k (cont.new $k (ref.func $delegates))) (i32.const -1))
      (catch $e)))
  ;; Thrown into: caught, rethrown out of the clause.
  (func $waits (result i32)
    (try (result i32)
      (do (suspend $y))
      (catch $e (drop) (call $note (i32.const 3)) (rethrow 0))))
  (func (export "into") (result i32) (local $c (ref null $ki))
    (block $on (result (ref $ki))
      (return (resume $kr (on $y $on) (cont.new $kr (ref.func $waits)))))
    (local.set $c)
    (try (result i32)
      (do (resume_throw $ki $e (i32.const 8) (local.get $c)))
      (catch $e)))
  ;; The trap is nobody's.
  (func (export "trap")
    (try (do (resume $k (ref.null $k))) (catch_all)))
)
(assert_return (invoke "catch") (i32.const 5))
(assert_return (invoke "rethrow") (i32.const 5))
(assert_return (invoke "log") (i32.const 15))
(assert_return (invoke "delegate") (i32.const 5))
(assert_return (invoke "log") (i32.const 2))
(assert_return (invoke "into") (i32.const 8))
(assert_return (invoke "log") (i32.const 3))
(assert_trap (invoke "trap") "null continuation reference")
