;; What bench/stacks measures, for every engine that has the proposal: each export
;; takes how often and answers a sum. Instructions that an engine may lack have a
;; module of their own, switch.wat.
(module
  (type $task (func))
  (type $ct (cont $task))
  (type $echo (func (param i64) (result i64)))
  (type $echoct (cont $echo))
  (type $end (func (result i64)))
  (type $endct (cont $end))
  (type $nest (func (param i32)))
  (type $nestct (cont $nest))

  (tag $yield (param i64))
  (tag $other (param i64))
  (global $count (mut i64) (i64.const 0))
  (memory 1)
  (table $live 0 (ref null $ct))
  (elem declare func $numbers $same $same-again $nested $waiting)

  ;; A generator of the numbers below $count.
  (func $numbers
    (local $i i64) (local $end i64)
    (local.set $end (global.get $count))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $end))
        (then
          (suspend $yield (local.get $i))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next)))))

  ;; The sum of what a continuation yields.
  (func $sum (param $c (ref null $ct)) (result i64)
    (local $sum i64)
    (loop $next
      (block $yielded (result i64 (ref $ct))
        (resume $ct (on $yield $yielded) (local.get $c))
        (return (local.get $sum)))
      (local.set $c)
      (local.set $sum (i64.add (local.get $sum)))
      (br $next))
    (unreachable))

  (func (export "generator") (param $n i64) (result i64)
    (global.set $count (local.get $n))
    (call $sum (cont.new $ct (ref.func $numbers))))

  ;; Counts low bits of the sum, or it would be known without a loop.
  (func $tally (param $c (ref null $ct)) (result i64)
    (local $sum i64) (local $at i32)
    (loop $next
      (block $yielded (result i64 (ref $ct))
        (resume $ct (on $yield $yielded) (local.get $c))
        (return (local.get $sum)))
      (local.set $c)
      (local.set $sum (i64.add (local.get $sum)))
      (local.set $at (i32.and (i32.wrap_i64 (local.get $sum)) (i32.const 0x3ff8)))
      (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 1)))
      (br $next))
    (unreachable))

  (func (export "elided") (param $n i64) (result i64)
    (global.set $count (local.get $n))
    (call $tally (cont.new $ct (ref.func $numbers))))

  (func $same (param i64) (result i64)
    (local.get 0))

  (func (export "create") (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $sum
            (i64.add (local.get $sum)
              (resume $echoct (local.get $i) (cont.new $echoct (ref.func $same)))))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  (func $same-again (param i64) (result i64)
    (suspend $yield (i64.const 0))
    (local.get 0))

  (func (export "once") (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $c (ref null $endct))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (block $yielded (result i64 (ref $endct))
            (resume $echoct (on $yield $yielded)
              (local.get $i)
              (cont.new $echoct (ref.func $same-again)))
            (return))
          (local.set $c)
          (drop)
          (local.set $sum (i64.add (local.get $sum) (resume $endct (local.get $c))))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  ;; The generator below $depth resume sites that handle another tag.
  (func $nested (param $depth i32)
    (if (i32.eqz (local.get $depth))
      (then (call $numbers) (return)))
    (block $handled (result i64 (ref $ct))
      (resume $nestct (on $other $handled)
        (i32.sub (local.get $depth) (i32.const 1))
        (cont.new $nestct (ref.func $nested)))
      (return))
    (unreachable))

  (func $search (param $depth i32) (param $n i64) (result i64)
    (global.set $count (local.get $n))
    (call $sum
      (cont.bind $nestct $ct (local.get $depth) (cont.new $nestct (ref.func $nested)))))

  (func (export "search1") (param i64) (result i64)
    (call $search (i32.const 1) (local.get 0)))
  (func (export "search10") (param i64) (result i64)
    (call $search (i32.const 10) (local.get 0)))
  (func (export "search100") (param i64) (result i64)
    (call $search (i32.const 100) (local.get 0)))
  (func (export "search1000") (param i64) (result i64)
    (call $search (i32.const 1000) (local.get 0)))

  ;; Resumes 10,000 generators in turn, n times in all.
  (func (export "turns10000") (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $turn i32) (local $c (ref null $ct))
    (global.set $count (local.get $n))
    (drop (table.grow $live (ref.null $ct) (i32.const 10000)))
    (loop $next
      (table.set $live (local.get $turn) (cont.new $ct (ref.func $numbers)))
      (local.set $turn (i32.add (local.get $turn) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $turn) (i32.const 10000))))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $turn
            (select (i32.const 0) (local.get $turn)
              (i32.eq (local.get $turn) (i32.const 10000))))
          (block $yielded (result i64 (ref $ct))
            (resume $ct (on $yield $yielded) (table.get $live (local.get $turn)))
            (unreachable))
          (local.set $c)
          (drop)
          (table.set $live (local.get $turn) (local.get $c))
          (local.set $turn (i32.add (local.get $turn) (i32.const 1)))
          (local.set $sum (i64.add (local.get $sum) (local.get $i)))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  ;; n times a chain of 100 resumptions whose innermost function suspends $count times.
  (func $chains (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $sum
            (i64.add (local.get $sum)
              (call $sum
                (cont.bind $nestct $ct (i32.const 100)
                  (cont.new $nestct (ref.func $nested))))))
          (local.set $sum (i64.add (local.get $sum) (local.get $i)))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  (func (export "chain100") (param $n i64) (result i64)
    (global.set $count (i64.const 0))
    (call $chains (local.get $n)))
  (func (export "fresh100") (param $n i64) (result i64)
    (global.set $count (i64.const 1))
    (call $chains (local.get $n)))

  (func $waiting
    (suspend $yield (i64.const 1)))

  ;; Leaves n continuations suspended.
  (func (export "live") (param $n i64) (result i64)
    (local $i i32) (local $c (ref null $ct)) (local $sum i64)
    (drop (table.grow $live (ref.null $ct) (i32.wrap_i64 (local.get $n))))
    (loop $next
      (if (i32.lt_u (local.get $i) (i32.wrap_i64 (local.get $n)))
        (then
          (block $yielded (result i64 (ref $ct))
            (resume $ct (on $yield $yielded) (cont.new $ct (ref.func $waiting)))
            (unreachable))
          (local.set $c)
          (local.set $sum (i64.add (local.get $sum)))
          (table.set $live (local.get $i) (local.get $c))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $sum)))
