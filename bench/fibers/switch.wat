;; Two fibers that switch to each other: a round trip for each number below n.
(module
  (rec
    (type $fiber (func (param (ref null $ct)) (result i64)))
    (type $ct (cont $fiber)))
  (type $task (func (param i64) (result i64)))
  (type $taskct (cont $task))

  (tag $over (result i64))
  (elem declare func $ping $pong)

  (func $pong (type $fiber) (param $other (ref null $ct)) (result i64)
    (loop $next
      (local.set $other (switch $ct $over (local.get $other)))
      (br $next))
    (unreachable))

  (func $ping (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $other (ref null $ct))
    (local.set $other (cont.new $ct (ref.func $pong)))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $other (switch $ct $over (local.get $other)))
          (local.set $sum (i64.add (local.get $sum) (local.get $i)))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  (func (export "switch") (param $n i64) (result i64)
    (resume $taskct (on $over switch) (local.get $n) (cont.new $taskct (ref.func $ping)))))
