;; Continuations without stacks at their edges: what is used up stays used up across
;; exceptions, ends and other continuations; one tag under two names; generators that make
;; generators of each other; tail calls; handlers that suspend.
;;
;; RUN: %wfxc wast -W legacy-exceptions=y -O0 %s | FileCheck %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 %s | FileCheck %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O3 %s | FileCheck %s
;; RUN: %wfxc wast -W legacy-exceptions=y -O2 --continuation-stacks=all %s | FileCheck %s
;; CHECK: 18 passed, 0 failed

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t (param i32)) (tag $e)
  (global $g (mut i32) (i32.const 0))
  (elem declare func $rec $thrower $never $mul)
  ;; By recursion through generators.
  (func $rec (suspend $t (i32.const 1)) (drop (call $depth (i32.const 3))) (suspend $t (i32.const 2)))
  (func $depth (param i32) (result i32) (local $k (ref null $k)) (local $s i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (local.set $k (cont.new $k (ref.func $never)))
    (block $on (result i32 (ref $k)) (resume $k (on $t $on) (local.get $k)) (return (i32.const 5)))
    (local.set $k) (local.set $s)
    (local.set $s (i32.add (local.get $s) (call $depth (i32.sub (local.get 0) (i32.const 1)))))
    (block $on (result i32 (ref $k)) (resume $k (on $t $on) (local.get $k)) (return (local.get $s)))
    (drop) (return (i32.add (local.get $s))))
  (func $never (global.set $g (i32.add (global.get $g) (i32.const 1))) (suspend $t (global.get $g)) (suspend $t (i32.const 100)))
  (func $thrower (suspend $t (i32.const 1)) (throw $e))
  (func $mul (suspend $t (i32.const 7)))
  (func (export "nest") (result i32) (call $depth (i32.const 6)))
  ;; Used up by a resumption that an exception has left.
  (func (export "after-throw") (result i32) (local $k (ref null $k)) (local $old (ref null $k))
    (local.set $k (cont.new $k (ref.func $thrower)))
    (block $on (result i32 (ref $k)) (resume $k (on $t $on) (local.get $k)) (return (i32.const 0)))
    (local.set $k) (drop)
    (block $h (try_table (catch $e $h) (resume $k (local.get $k)) (return (i32.const 1))))
    (block $on (result i32 (ref $k)) (resume $k (on $t $on) (local.get $k)) (return (i32.const 2)))
    (drop) (return))
  ;; Used up by one that has returned.
  (func (export "finished") (result i32) (local $k (ref null $k)) (local $s i32)
    (local.set $k (cont.new $k (ref.func $mul)))
    (loop $l
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (br_if $l (i32.lt_u (local.tee $s (i32.add (local.get $s) (i32.const 1))) (i32.const 2)))
        (return (local.get $s)))
      (local.set $k) (drop) (br $l)) (unreachable))
  ;; Many from one place, dropped half-way.
  (func (export "many") (result i32) (local $k (ref null $k)) (local $s i32) (local $n i32)
    (loop $l
      (local.set $k (cont.new $k (ref.func $never)))
      (block $d
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (br $d))
      (local.set $k) (local.set $s (i32.add (local.get $s))))
      (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 10))))
    (local.get $s))
  ;; One is kept while another is made.
  (func (export "stale") (result i32) (local $k (ref null $k)) (local $old (ref null $k)) (local $n i32)
    (loop $l
      (local.set $k (cont.new $k (ref.func $never)))
      (block $d
      (block $on (result i32 (ref $k))
        (if (i32.eq (local.get $n) (i32.const 1)) (then (local.set $k (local.get $old))))
        (resume $k (on $t $on) (local.get $k))
        (br $d))
      (local.set $old) (drop))
      (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))
    (global.get $g))
  (func (export "self") (result i32) (local $k (ref null $k)) (local $r (ref null $k)) (local $s i32)
    (local.set $k (cont.new $k (ref.func $rec)))
    (loop $l
    (block $on (result i32 (ref $k)) (resume $k (on $t $on) (local.get $k)) (return (i32.add (global.get $g) (i32.mul (i32.const 100) (local.get $s)))))
    (local.set $k) (local.set $s (i32.add (local.get $s))) (br $l)) (unreachable))
)
(assert_return (invoke "nest") (i32.const 621))
(assert_trap (invoke "after-throw") "continuation already consumed")
(assert_trap (invoke "finished") "continuation already consumed")
(assert_return (invoke "many") (i32.const 115))
(assert_return (invoke "stale") (i32.const 18))
(assert_return (invoke "self") (i32.const 321))

(module
  (type $f (func)) (type $k (cont $f)) (type $fi (func (param i32))) (type $ki (cont $fi))
  (tag $t (param i32))
  (elem declare func $tailtrap $tailsus $count)
  (func $trapper (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $tailtrap (suspend $t (i32.const 1)) (return_call $trapper (i32.const 0)))
  (func $yield (param i32) (suspend $t (local.get 0)))
  (func $tailsus (suspend $t (i32.const 5)) (return_call $yield (i32.const 6)))
  (func $count (param i32)
    (if (i32.eqz (local.get 0)) (then (return)))
    (suspend $t (local.get 0))
    (return_call $count (i32.sub (local.get 0) (i32.const 1))))
  (func $sum (param $k (ref null $k)) (result i32) (local $sum i32)
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (br $next))
    (unreachable))
  (func $tailtr (export "trap") (result i32) (return_call $sum (cont.new $k (ref.func $tailtrap))))
  (func $a (export "a") (result i32) (return_call $sum (cont.new $k (ref.func $tailsus))))
  (func $b (export "b") (result i32) (call $sum (cont.bind $ki $k (i32.const 100000) (cont.new $ki (ref.func $count)))))
)
(assert_trap (invoke "trap") "unreachable")
(assert_return (invoke "a") (i32.const 11))
(assert_return (invoke "b") (i32.const 705082704))

(module $o (tag (export "t") (param i32)) (tag (export "u") (param i32)))
(register "o" $o)
(module
  (type $f (func)) (type $k (cont $f))
  (import "o" "t" (tag $a (param i32))) (import "o" "t" (tag $b (param i32))) (import "o" "u" (tag $c (param i32)))
  (elem declare func $g)
  (func $g (suspend $a (i32.const 1)) (suspend $b (i32.const 2)) (suspend $c (i32.const 3)))
  (func (export "f") (result i32) (local $k (ref null $k)) (local $s i32)
    (local.set $k (cont.new $k (ref.func $g)))
    (loop $l
      (block $x (result i32 (ref $k))
      (block $y (result i32 (ref $k))
      (block $z (result i32 (ref $k))
        (resume $k (on $c $z) (on $b $y) (on $a $x) (local.get $k)) (return (local.get $s)))
      (local.set $k) (local.set $s (i32.add (i32.mul (i32.const 100)) (local.get $s))) (br $l))
      (local.set $k) (local.set $s (i32.add (i32.mul (i32.const 10)) (local.get $s))) (br $l))
      (local.set $k) (local.set $s (i32.add (i32.mul (i32.const 1)) (local.get $s))) (br $l)) (unreachable)))
(assert_return (invoke "f") (i32.const 330))

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t (param i32)) (tag $e (param i32))
  (elem declare func $g $h)
  (func $g
    (try (do (suspend $t (i32.const 1)) (throw $e (i32.const 5)))
      (catch $e (drop) (suspend $t (i32.const 2)) (suspend $t (i32.const 3)) (rethrow 0))
      (catch_all (suspend $t (i32.const 9)))))
  (func $h
    (try (do (suspend $t (i32.const 1)) (throw $e (i32.const 5)))
      (catch_all (suspend $t (i32.const 2)) (suspend $t (i32.const 3)) (rethrow 0))))
  (func $sum (param $k (ref null $k)) (result i32) (local $sum i32)
    (try (do
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k)
      (local.set $sum (i32.add (i32.mul (i32.const 10) (local.get $sum))))
      (br $next)))
    (catch $e (local.set $sum (i32.add (local.get $sum) (i32.mul (i32.const 1000))))))
    (local.get $sum))
  (func (export "g") (result i32) (call $sum (cont.new $k (ref.func $g))))
  (func (export "h") (result i32) (call $sum (cont.new $k (ref.func $h)))))
(assert_return (invoke "g") (i32.const 123005))
(assert_return (invoke "h") (i32.const 123005))
