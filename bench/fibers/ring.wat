;; Rings whose fibers switch to the next one, for bench/scale: a hop for each number
;; below n. Fiber i is entered with the continuation of fiber i - 1, which has just been
;; suspended.
(module
  (rec
    (type $fiber (func (param (ref null $ct)) (result i64)))
    (type $ct (cont $fiber)))
  (type $numbered (func (param i32 (ref null $ct)) (result i64)))
  (type $numberedct (cont $numbered))

  (tag $over (result i64))
  (global $left (mut i64) (i64.const 0))
  (global $sum (mut i64) (i64.const 0))
  (table $ring 0 (ref null $ct))
  (elem declare func $member)

  (func $member (type $numbered) (param $i i32) (param $former (ref null $ct)) (result i64)
    (local $next i32) (local $before i32)
    (local.set $next (i32.add (local.get $i) (i32.const 1)))
    (if (i32.eq (local.get $next) (table.size $ring))
      (then (local.set $next (i32.const 0))))
    (local.set $before (i32.sub (select (local.get $i) (table.size $ring) (local.get $i))
                                (i32.const 1)))
    (if (i32.eqz (ref.is_null (local.get $former))) ;; null: the first member begins
      (then (table.set $ring (local.get $before) (local.get $former))))
    (loop $again
      (if (i64.ne (global.get $left) (i64.const 0))
        (then
          (global.set $left (i64.sub (global.get $left) (i64.const 1)))
          (global.set $sum (i64.add (global.get $sum) (global.get $left)))
          (local.set $former (switch $ct $over (table.get $ring (local.get $next))))
          (table.set $ring (local.get $before) (local.get $former))
          (br $again))))
    (global.get $sum))

  (func $run (param $members i32) (param $n i64) (result i64)
    (local $i i32)
    (global.set $left (local.get $n))
    (drop (table.grow $ring (ref.null $ct) (local.get $members)))
    (loop $next
      (table.set $ring (local.get $i)
        (cont.bind $numberedct $ct (local.get $i) (cont.new $numberedct (ref.func $member))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $members))))
    (resume $ct (on $over switch) (ref.null $ct) (table.get $ring (i32.const 0))))

  (func (export "ring2") (param i64) (result i64)
    (call $run (i32.const 2) (local.get 0)))
  (func (export "ring10") (param i64) (result i64)
    (call $run (i32.const 10) (local.get 0)))
  (func (export "ring100") (param i64) (result i64)
    (call $run (i32.const 100) (local.get 0)))
  (func (export "ring1000") (param i64) (result i64)
    (call $run (i32.const 1000) (local.get 0))))
