;; What bench/calls calls, and what calls back.
(module
  (import "env" "tick" (func $tick (param i32) (result i32)))
  (func (export "nop"))
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  ;; Calls the import for n, n - 1, ... 1 and sums up what it returns.
  (func (export "ticks") (param $n i32) (result i32) (local $sum i32)
    (if (local.get $n)
      (then
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (call $tick (local.get $n))))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
    (local.get $sum)))
