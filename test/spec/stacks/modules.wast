;; Switches between functions of different modules, with the handler in a third, directly and
;; through a resumption in between.

(module $A
  (rec (type $fs (func (param i32 (ref null $ks)) (result i32))) (type $ks (cont $fs)))
  (tag $s (export "swap") (result i32))
  (tag $e (export "ask") (param i32) (result i32))
  (elem declare func $adds $asks)
  (global $count (mut i32) (i32.const 0))
  ;; Switches back with one more each time.
  (func $adds (type $fs)
    (loop $l
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (switch $ks $s (i32.add (local.get 0) (i32.const 1)) (local.get 1))
      (local.set 1) (local.set 0)
      (br $l))
    (unreachable))
  ;; The same, but asks outside how many.
  (func $asks (type $fs)
    (loop $l
      (switch $ks $s (i32.add (local.get 0) (suspend $e (local.get 0))) (local.get 1))
      (local.set 1) (local.set 0)
      (br $l))
    (unreachable))
  (func (export "adder") (result (ref $ks)) (cont.new $ks (ref.func $adds)))
  (func (export "asker") (result (ref $ks)) (cont.new $ks (ref.func $asks)))
  (func (export "count") (result i32) (global.get $count)))
(register "A" $A)

(module $B
  (rec (type $fs (func (param i32 (ref null $ks)) (result i32))) (type $ks (cont $fs)))
  (type $f (func (param i32) (result i32))) (type $k (cont $f))
  (import "A" "swap" (tag $s (result i32)))
  (import "A" "adder" (func $adder (result (ref $ks))))
  (import "A" "asker" (func $asker (result (ref $ks))))
  (elem declare func $ping $inner)
  ;; Switches to and fro, until n is 0.
  (func $turns (param $n i32) (param $to (ref null $ks)) (result i32) (local $x i32)
    (loop $l
      (switch $ks $s (local.get $x) (local.get $to))
      (local.set $to) (local.set $x)
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func $ping (type $f) (call $turns (local.get 0) (call $adder)))
  (func $ping-asker (type $f) (call $turns (local.get 0) (call $asker)))
  ;; What switches is resumed by what is captured with it.
  (func $inner (type $f)
    (i32.mul (i32.const 100) (resume $k (local.get 0) (cont.new $k (ref.func $ping)))))
  (func (export "ping") (result (ref $k)) (cont.new $k (ref.func $ping)))
  (func (export "inner") (result (ref $k)) (cont.new $k (ref.func $inner)))
  (elem declare func $ping-asker)
  (func (export "ping-asker") (result (ref $k)) (cont.new $k (ref.func $ping-asker))))
(register "B" $B)

(module $C
  (type $f (func (param i32) (result i32))) (type $k (cont $f))
  (import "A" "swap" (tag $s (result i32)))
  (import "A" "ask" (tag $e (param i32) (result i32)))
  (import "A" "count" (func $count (result i32)))
  (import "B" "ping" (func $ping (result (ref $k))))
  (import "B" "inner" (func $inner (result (ref $k))))
  (import "B" "ping-asker" (func $ping-asker (result (ref $k))))
  (func (export "direct") (param i32) (result i32)
    (resume $k (on $s switch) (local.get 0) (call $ping)))
  (func (export "through") (param i32) (result i32)
    (resume $k (on $s switch) (local.get 0) (call $inner)))
  ;; Handles both what switches and what suspends out of where it was switched to.
  (func (export "asked") (param i32) (result i32) (local $c (ref null $k)) (local $x i32)
    (local.set $c (call $ping-asker))
    (local.set $x (local.get 0))
    (loop $l (result i32)
      (block $on (result i32 (ref $k))
        (return (resume $k (on $s switch) (on $e $on) (local.get $x) (local.get $c))))
      (local.set $c)
      (local.set $x (i32.add (i32.const 2)))
      (br $l)))
  (func (export "no handler") (result i32) (resume $k (i32.const 1) (call $ping)))
  (func (export "count") (result i32) (call $count)))
(assert_return (invoke $C "direct" (i32.const 1)) (i32.const 1))
(assert_return (invoke $C "direct" (i32.const 1000)) (i32.const 1000))
(assert_return (invoke $C "through" (i32.const 1)) (i32.const 100))
(assert_return (invoke $C "through" (i32.const 1000)) (i32.const 100000))
(assert_return (invoke $C "count") (i32.const 2002))
(assert_return (invoke $C "asked" (i32.const 1)) (i32.const 2))
(assert_return (invoke $C "asked" (i32.const 3)) (i32.const 14))
(assert_suspension (invoke $C "no handler") "unhandled tag")
(assert_return (invoke $C "direct" (i32.const 10)) (i32.const 10))

;; A start function may suspend to itself, and leave something suspended.
(module
  (type $f (func)) (type $k (cont $f))
  (tag $t)
  (global $kept (mut (ref null $k)) (ref.null $k))
  (elem declare func $waits)
  (global $done (mut i32) (i32.const 0))
  (func $waits (suspend $t) (global.set $done (i32.const 7)))
  (func $start
    (block $on (result (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $waits)))
      (return))
    (global.set $kept))
  (start $start)
  (func (export "finish") (result i32) (resume $k (global.get $kept)) (global.get $done)))
(assert_return (invoke "finish") (i32.const 7))
