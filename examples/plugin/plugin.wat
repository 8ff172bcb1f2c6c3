;; A module for programs: it has a memory, calls the program, may trap and throw.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (tag $empty (export "empty") (param i32))
  (memory (export "memory") 1)
  (global $calls (export "calls") (mut i32) (i32.const 0))
  (data (i32.const 16) "adding up")

  ;; The sum of n numbers at an address.
  (func $sum (param $address i32) (param $n i32) (result i32) (local $sum i32)
    (if (local.get $n)
      (then
        (loop $next
          (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $address))))
          (local.set $address (i32.add (local.get $address) (i32.const 4)))
          (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
    (local.get $sum))

  ;; Their mean. Throws if there are none; traps if they are not in memory.
  (func $mean (export "mean") (param $address i32) (param $n i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (if (i32.eqz (local.get $n)) (then (throw $empty (local.get $address))))
    (call $log (i32.const 16) (i32.const 9))
    (i32.div_s (call $sum (local.get $address) (local.get $n)) (local.get $n))))
