;; Vectors in payloads: of exceptions (references, rethrown, older handlers), of tail calls
;; with more or fewer words in memory than their callers have, of continuations however
;; they are entered and left. Twelve vectors do not fit into registers anywhere.
;;
;; RUN: %wfxc wast -O0 -W legacy-exceptions=y %s | FileCheck %s
;; RUN: %wfxc wast -O2 -W legacy-exceptions=y %s | FileCheck %s
;; RUN: %wfxc wast -O2 --continuation-stacks=all -W legacy-exceptions=y %s | FileCheck %s
;; RUN: %wfxc wast -O0 --wrap-continuations -W legacy-exceptions=y %s | FileCheck %s
;; RUN: %wfxc wast -O2 --wrap-continuations -W legacy-exceptions=y %s | FileCheck %s
;; CHECK: {{^}}17 passed, 0 failed{{$}}

(module $lib
  (type $twelve (func
    (param v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128)))
  (tag (export "wide") (param i32 v128 f64 v128 v128 i64))
  ;; Bytes of arguments 0, 2 and 3; byte 1 is argument 1 less the exclusive or of the rest.
  (func (export "digits") (type $twelve)
    (i8x16.shuffle 0 17 2 3 4 5 6 7 8 9 10 11 12 13 14 15
      (i8x16.shuffle 0 1 18 19 4 5 6 7 8 9 10 11 12 13 14 15
        (local.get 0)
        (i8x16.shuffle 0 1 2 19 4 5 6 7 8 9 10 11 12 13 14 15
          (local.get 2) (local.get 3)))
      (i8x16.sub (local.get 1)
        (v128.xor (v128.xor (local.get 4) (local.get 5))
          (v128.xor (v128.xor (local.get 6) (local.get 7))
            (v128.xor (v128.xor (local.get 8) (local.get 9))
              (v128.xor (local.get 10) (local.get 11)))))))))
(register "lib" $lib)

;; Exceptions and tail calls.
(module
  (type $twelve (func
    (param v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128)))
  (func $digits (import "lib" "digits") (type $twelve))
  (tag $wide (import "lib" "wide") (param i32 v128 f64 v128 v128 i64))
  (func $throw (param v128)
    (throw $wide (i32.const 1) (local.get 0) (f64.const 2)
      (i32x4.add (local.get 0) (local.get 0)) (v128.not (local.get 0)) (i64.const 3)))
  (func (export "catch") (param v128) (result i32 v128 f64 v128 v128 i64)
    (block $on (result i32 v128 f64 v128 v128 i64)
      (try_table (catch $wide $on) (call $throw (local.get 0)))
      (unreachable)))
  ;; The payload stays with the reference: thrown again, it is all there.
  (func (export "again") (param v128) (result i32 v128 f64 v128 v128 i64)
    (local $e exnref)
    (block $on (result i32 v128 f64 v128 v128 i64)
      (try_table (catch $wide $on)
        (block $ref (result i32 v128 f64 v128 v128 i64 exnref)
          (try_table (catch_ref $wide $ref) (call $throw (local.get 0)))
          (unreachable))
        (local.set $e) (drop) (drop) (drop) (drop) (drop) (drop)
        (throw_ref (local.get $e)))
      (unreachable)))

  ;; Tail calls out of frames with fewer words of arguments, and with more.
  (func $pass (type $twelve)
    (return_call $digits (local.get 0) (local.get 1) (local.get 2) (local.get 3)
      (local.get 5) (local.get 4) (local.get 7) (local.get 6)
      (local.get 11) (local.get 8) (local.get 9) (local.get 10)))
  (table (export "table") funcref (elem $pass))
  (func (export "grow") (param v128) (result v128)
    (return_call_indirect (type $twelve)
      (local.get 0) (local.get 0) (local.get 0) (local.get 0)
      (i8x16.splat (i32.const 1)) (i8x16.splat (i32.const 2))
      (i8x16.splat (i32.const 4)) (i8x16.splat (i32.const 8))
      (i8x16.splat (i32.const 16)) (i8x16.splat (i32.const 32))
      (i8x16.splat (i32.const 64)) (i8x16.splat (i32.const 128))
      (i32.const 0)))
  (func $one (param v128) (result v128) (i8x16.neg (local.get 0)))
  (func (export "shrink") (type $twelve) (return_call $one (local.get 11)))
  ;; A million steps that rotate twelve arguments: no stack is used, no word is lost.
  (func $rotate (export "rotate")
    (param i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
    (result v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
    (if (i32.eqz (local.get 0))
      (then (return (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)
        (local.get 6) (local.get 7) (local.get 8) (local.get 9) (local.get 10)
        (local.get 11) (local.get 12))))
    (return_call $rotate (i32.sub (local.get 0) (i32.const 1))
      (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6) (local.get 7)
      (local.get 8) (local.get 9) (local.get 10) (local.get 11) (local.get 12)
      (local.get 1))))

(assert_return (invoke "catch" (v128.const i32x4 1 2 3 4))
  (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2) (v128.const i32x4 2 4 6 8)
  (v128.const i32x4 -2 -3 -4 -5) (i64.const 3))
(assert_return (invoke "again" (v128.const i32x4 1 2 3 4))
  (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2) (v128.const i32x4 2 4 6 8)
  (v128.const i32x4 -2 -3 -4 -5) (i64.const 3))
(assert_return (invoke "grow" (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
  (v128.const i8x16 0 2 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
(assert_return (invoke "shrink" (v128.const i64x2 0 0) (v128.const i64x2 0 0)
    (v128.const i64x2 0 0) (v128.const i64x2 0 0) (v128.const i64x2 0 0)
    (v128.const i64x2 0 0) (v128.const i64x2 0 0) (v128.const i64x2 0 0)
    (v128.const i64x2 0 0) (v128.const i64x2 0 0) (v128.const i64x2 0 0)
    (v128.const i64x2 1 -1))
  (v128.const i8x16 -1 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1))
(assert_return (invoke "rotate" (i32.const 1000001) (v128.const i64x2 0 10)
    (v128.const i64x2 1 11) (v128.const i64x2 2 12) (v128.const i64x2 3 13)
    (v128.const i64x2 4 14) (v128.const i64x2 5 15) (v128.const i64x2 6 16)
    (v128.const i64x2 7 17) (v128.const i64x2 8 18) (v128.const i64x2 9 19)
    (v128.const i64x2 10 20) (v128.const i64x2 11 21))
  (v128.const i64x2 5 15) (v128.const i64x2 6 16) (v128.const i64x2 7 17)
  (v128.const i64x2 8 18) (v128.const i64x2 9 19) (v128.const i64x2 10 20)
  (v128.const i64x2 11 21) (v128.const i64x2 0 10) (v128.const i64x2 1 11)
  (v128.const i64x2 2 12) (v128.const i64x2 3 13) (v128.const i64x2 4 14))

;; The older handlers: a rethrow, and a delegate, with vectors.
(module
  (tag $wide (import "lib" "wide") (param i32 v128 f64 v128 v128 i64))
  (func $throw (param v128)
    (throw $wide (i32.const 1) (local.get 0) (f64.const 2)
      (i32x4.add (local.get 0) (local.get 0)) (v128.not (local.get 0)) (i64.const 3)))
  (func (export "rethrow") (param v128) (result i32 v128 f64 v128 v128 i64)
    (try (result i32 v128 f64 v128 v128 i64)
      (do
        (try (result i32 v128 f64 v128 v128 i64)
          (do (call $throw (local.get 0)) (unreachable))
          (catch $wide (drop) (drop) (drop) (drop) (drop) (drop) (rethrow 0))))
      (catch $wide)))
  (func (export "delegate") (param v128) (result i32 v128 f64 v128 v128 i64)
    (try $outer (result i32 v128 f64 v128 v128 i64)
      (do
        (try (result i32 v128 f64 v128 v128 i64)
          (do
            (try (result i32 v128 f64 v128 v128 i64)
              (do (call $throw (local.get 0)) (unreachable))
              (delegate $outer)))
          (catch_all (unreachable))))
      (catch $wide))))

(assert_return (invoke "rethrow" (v128.const i32x4 1 2 3 4))
  (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2) (v128.const i32x4 2 4 6 8)
  (v128.const i32x4 -2 -3 -4 -5) (i64.const 3))
(assert_return (invoke "delegate" (v128.const i32x4 1 2 3 4))
  (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2) (v128.const i32x4 2 4 6 8)
  (v128.const i32x4 -2 -3 -4 -5) (i64.const 3))

;; Continuations.
(module
  (type $twelve (func
    (param v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128)))
  (type $k12 (cont $twelve))
  (type $five (func (param v128 v128 v128 v128 v128) (result v128)))
  (type $k5 (cont $five))
  (type $none (func (result v128)))
  (type $k0 (cont $none))
  (type $pair (func (param v128 v128) (result v128)))
  (type $k2 (cont $pair))
  (func $digits (import "lib" "digits") (type $twelve))
  (tag $wide (import "lib" "wide") (param i32 v128 f64 v128 v128 i64))
  (tag $ask (param v128 v128 v128 v128) (result v128 v128))
  (elem declare func $digits $asks $caught $tail $thrower)

  ;; Bound in three steps, started with nothing: every argument in its place.
  (func (export "bound") (result v128)
    (resume $k0
      (cont.bind $k5 $k0
        (v128.const i8x16 8 8 8 8 8 8 8 8 8 8 8 8 8 8 8 8)
        (v128.const i8x16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16)
        (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32)
        (v128.const i8x16 64 64 64 64 64 64 64 64 64 64 64 64 64 64 64 64)
        (v128.const i8x16 128 128 128 128 128 128 128 128 128 128 128 128 128 128 128 128)
        (cont.bind $k12 $k5
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)
          (v128.const i8x16 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2)
          (v128.const i8x16 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4)
          (cont.new $k12 (ref.func $digits))))))

  ;; A continuation that suspended is bound, too, and keeps vectors of its own meanwhile.
  (func $asks (type $none)
    (local $own v128) (local $x v128) (local $y v128)
    (local.set $own (v128.const i32x4 1000 2000 3000 4000))
    (suspend $ask (v128.const i32x4 1 1 1 1) (v128.const i32x4 2 2 2 2)
      (v128.const i32x4 3 3 3 3) (v128.const i32x4 4 4 4 4))
    (local.set $y) (local.set $x)
    (i32x4.add (local.get $own) (i32x4.sub (local.get $x) (local.get $y))))
  (func (export "answered") (result v128)
    (local $k (ref null $k2)) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $on (result v128 v128 v128 v128 (ref $k2))
      (resume $k0 (on $ask $on) (cont.new $k0 (ref.func $asks)))
      (return))
    (local.set $k) (local.set $d) (local.set $c) (local.set $b) (local.set $a)
    (resume $k0
      (cont.bind $k2 $k0
        (i32x4.mul (local.get $c) (local.get $d)) ;; 12
        (i32x4.add (local.get $a) (local.get $b)) ;; 3
        (local.get $k))))

  ;; An exception with vectors instead of an answer, caught inside.
  (func $caught (type $none)
    (block $on (result i32 v128 f64 v128 v128 i64)
      (try_table (catch $wide $on)
        (drop (call $asks)))
      (unreachable))
    (drop)
    (i32x4.sub) ;; 12 - 13
    (return))
  (func (export "resume-throw") (result v128)
    (local $k (ref null $k2))
    (block $on (result v128 v128 v128 v128 (ref $k2))
      (resume $k0 (on $ask $on) (cont.new $k0 (ref.func $caught)))
      (return))
    (local.set $k) (drop) (drop) (drop) (drop)
    (resume_throw $k2 $wide (i32.const 1) (v128.const i32x4 11 11 11 11) (f64.const 0)
      (v128.const i32x4 12 12 12 12) (v128.const i32x4 13 14 15 16) (i64.const 0)
      (local.get $k)))

  ;; Out of the continuation, past a frame that handles suspensions only.
  (func $thrower (type $none)
    (throw $wide (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2)
      (v128.const i32x4 5 6 7 8) (v128.const i32x4 9 10 11 12) (i64.const 3)))
  (func (export "thrown-out") (result i32 v128 f64 v128 v128 i64)
    (block $on (result i32 v128 f64 v128 v128 i64)
      (try_table (catch $wide $on)
        (block $ask (result v128 v128 v128 v128 (ref $k2))
          (resume $k0 (on $ask $ask) (cont.new $k0 (ref.func $thrower)))
          (unreachable))
        (unreachable))
      (unreachable)))

  ;; A continuation whose function leaves by a tail call with all twelve.
  (func $tail (type $pair)
    (return_call $digits (local.get 0) (local.get 0) (local.get 0) (local.get 0)
      (local.get 1) (local.get 1) (local.get 1) (local.get 1) (local.get 1) (local.get 1)
      (local.get 1) (i32x4.add (local.get 1) (v128.const i8x16 0 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0))))
  (func (export "tail") (param v128 v128) (result v128)
    (resume $k2 (local.get 0) (local.get 1) (cont.new $k2 (ref.func $tail)))))

(assert_return (invoke "bound")
  (v128.const i8x16 0 2 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
(assert_return (invoke "answered") (v128.const i32x4 1009 2009 3009 4009))
(assert_return (invoke "resume-throw") (v128.const i32x4 -1 -2 -3 -4))
(assert_return (invoke "thrown-out")
  (i32.const 1) (v128.const i32x4 1 2 3 4) (f64.const 2) (v128.const i32x4 5 6 7 8)
  (v128.const i32x4 9 10 11 12) (i64.const 3))
(assert_return (invoke "tail" (v128.const i8x16 9 5 9 9 9 9 9 9 9 9 9 9 9 9 9 9)
    (v128.const i8x16 0 4 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i8x16 9 2 9 9 9 9 9 9 9 9 9 9 9 9 9 9))
