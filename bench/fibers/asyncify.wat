;; The generator of continuations.wat without continuations, for wasm-opt --asyncify:
;; it unwinds to the consumer for each number, and rewinds to go on.
(module
  (import "asyncify" "start_unwind" (func $startUnwind (param i32)))
  (import "asyncify" "stop_unwind" (func $stopUnwind))
  (import "asyncify" "start_rewind" (func $startRewind (param i32)))
  (import "asyncify" "stop_rewind" (func $stopRewind))

  ;; Where unwound frames are kept: their end, the end of the room, the room.
  (memory (export "memory") 1)
  (data (i32.const 16) "\20\00\00\00\00\10\00\00")

  (global $count (mut i64) (i64.const 0))
  (global $value (mut i64) (i64.const 0))
  (global $suspended (mut i32) (i32.const 0))

  (func $yield (param $value i64)
    (if (global.get $suspended)
      (then
        (global.set $suspended (i32.const 0))
        (call $stopRewind))
      (else
        (global.set $suspended (i32.const 1))
        (global.set $value (local.get $value))
        (call $startUnwind (i32.const 16)))))

  (func $numbers
    (local $i i64) (local $end i64)
    (local.set $end (global.get $count))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $end))
        (then
          (call $yield (local.get $i))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next)))))

  (func (export "generator") (param $n i64) (result i64)
    (local $sum i64)
    (global.set $count (local.get $n))
    (call $numbers)
    (loop $next
      (if (global.get $suspended)
        (then
          (call $stopUnwind)
          (local.set $sum (i64.add (local.get $sum) (global.get $value)))
          (call $startRewind (i32.const 16))
          (call $numbers)
          (br $next))))
    (local.get $sum)))
