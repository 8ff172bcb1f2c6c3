;; What the C++ hosts of these tests run. The host function's argument says what it does.
(module
  (type $f (func (param i32) (result i32))) (type $k (cont $f))
  (type $s (func (result i32))) (type $ks (cont $s))
  (type $pass (func (param (ref $k)) (result (ref $k))))
  (import "h" "host" (func $host (param i32) (result i32)))
  (tag $yield (export "yield") (param i32) (result i32))
  (tag $wide (export "wide") (param i64 f32 i32 f64 i64) (result f64 i32 i64 f32))
  (tag $own (export "own"))
  (tag $swap (export "swap") (result i32))
  (global $kept (mut (ref null $k)) (ref.null $k))
  (elem declare func $generator $nest $swapped $forever $dies)

  ;; Yields 0 to n - 1 and returns the sum of the answers.
  (func $generator (export "generator") (type $f) (local $i i32) (local $sum i32)
    (loop $l
      (if (i32.lt_s (local.get $i) (local.get 0))
        (then
          (local.set $sum (i32.add (local.get $sum) (suspend $yield (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $l))))
    (local.get $sum))

  ;; The same, one and two stacks further in.
  (func $nest (export "nest") (type $f)
    (block $on (result (ref $ks))
      (resume $k (on $own $on) (local.get 0) (cont.new $k (ref.func $generator)))
      (return))
    (drop) (i32.const -1))
  (func $deep (export "deep") (type $f)
    (block $on (result (ref $ks))
      (resume $k (on $own $on) (local.get 0) (cont.new $k (ref.func $nest)))
      (return))
    (drop) (i32.const -1))

  ;; Keeps a generator that has been resumed once, for `adopt`, which runs it to its end
  ;; on a stack that had no part in its beginning.
  (func (export "keep") (type $f)
    (block $on (result i32 (ref $k))
      (resume $k (on $yield $on) (local.get 0) (cont.new $k (ref.func $nest)))
      (return))
    (global.set $kept))
  (func (export "adopt") (type $f)
    (resume $k (local.get 0) (global.get $kept)))

  ;; Every place of a parameter and of a result.
  (func (export "mixed")
      (param i32 i64 f32 f64 i32 i64 i32 i64 f32 f64 f32 f64 f32 f64 f32 f64 i32)
      (result i64 f64 i32 f32 f64 i64 i32 f32 i64)
    (i64.sub (local.get 1) (local.get 5))
    (f64.sub (local.get 3) (local.get 15))
    (i32.sub (local.get 0) (local.get 16))
    (f32.sub (local.get 2) (local.get 14))
    (f64.sub (local.get 9) (local.get 13))
    (local.get 7)
    (i32.sub (local.get 4) (local.get 6))
    (f32.sub (local.get 8) (local.get 12))
    (i64.trunc_f64_s (local.get 11)))
  (func (export "widely") (type $f)
      (local $d f64) (local $i i32) (local $l i64) (local $s f32)
    (suspend $wide (i64.const 1) (f32.const 2) (local.get 0) (f64.const 4) (i64.const 5))
    (local.set $s) (local.set $l) (local.set $i) (local.set $d)
    (i32.add (i32.add (i32.trunc_f64_s (local.get $d)) (local.get $i))
             (i32.add (i32.wrap_i64 (local.get $l)) (i32.trunc_f32_s (local.get $s)))))
  (func (export "pass") (type $pass) (local.get 0))
  (func (export "make") (result (ref $k)) (cont.new $k (ref.func $generator)))

  (func $call (export "call") (type $f) (call $host (local.get 0)))
  (func (export "zero") (type $f) (i32.div_u (local.get 0) (i32.const 0)))
  (func $forever (export "forever") (type $f)
    (i32.add (call $forever (local.get 0)) (i32.const 1)))
  ;; Yields, then calls the host.
  (func $dies (export "dies") (type $f)
    (call $host (suspend $yield (local.get 0))))
  (func (export "dies deep") (type $f)
    (block $on (result (ref $ks))
      (resume $k (on $own $on) (local.get 0) (cont.new $k (ref.func $dies)))
      (return))
    (drop) (i32.const -1))

  (type $target (func (param (ref null $ks)) (result i32))) (type $kt (cont $target))
  (func $swapped (type $target) (i32.const 1))
  (func (export "swapping") (type $f)
    (switch $kt $swap (cont.new $kt (ref.func $swapped))) (i32.const 0)))
