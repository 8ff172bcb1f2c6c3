;; The programs of continuations.wat without continuations, for wasm-opt --asyncify.
;; A suspension unwinds to the consumer, who rewinds to go on.
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
    (local.get $sum))

  ;; Computations that have not begun or are suspended. A record is the next free one
  ;; and the function; creating takes a free one, as if it were a stack.
  (type $echo (func (param i64) (result i64)))
  (table 2 funcref)
  (elem (i32.const 0) $same $sameAgain)
  (global $free (mut i32) (i32.const 8192))

  (func $same (param i64) (result i64)
    (local.get 0))
  (func $sameAgain (param i64) (result i64)
    (call $yield (i64.const 0))
    (local.get 0))

  (func $new (param $function i32) (result i32)
    (local $record i32)
    (local.set $record (global.get $free))
    (global.set $free (i32.load (local.get $record)))
    (i32.store offset=4 (local.get $record) (local.get $function))
    (local.get $record))

  ;; Runs until the function returns, which frees the record, or suspends.
  (func $resume (param $record i32) (param $value i64) (result i64)
    (local.set $value
      (call_indirect (type $echo) (local.get $value) (i32.load offset=4 (local.get $record))))
    (if (i32.eqz (global.get $suspended))
      (then
        (i32.store (local.get $record) (global.get $free))
        (global.set $free (local.get $record))))
    (local.get $value))

  (func (export "create") (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $sum
            (i64.add (local.get $sum)
              (call $resume (call $new (i32.const 0)) (local.get $i))))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum))

  (func (export "once") (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $record i32)
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $record (call $new (i32.const 1)))
          (drop (call $resume (local.get $record) (local.get $i)))
          (call $stopUnwind)
          (call $startRewind (i32.const 16))
          (local.set $sum
            (i64.add (local.get $sum)
              (call $resume (local.get $record) (i64.const 0))))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br $next))))
    (local.get $sum)))
