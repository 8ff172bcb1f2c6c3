;; The programs of scale.wat without continuations, for wasm-opt --asyncify. Frames are
;; on one stack; those of a task that waits are unwound to a buffer of its own.
(module
  (import "asyncify" "start_unwind" (func $startUnwind (param i32)))
  (import "asyncify" "stop_unwind" (func $stopUnwind))
  (import "asyncify" "start_rewind" (func $startRewind (param i32)))
  (import "asyncify" "stop_rewind" (func $stopRewind))

  (type $task (func (param i64 i64) (result i64)))
  (table 4 funcref)
  (elem (i32.const 0) $pass-on $connection $node $waiting)

  ;; What $descend reads, addresses of tasks from 64 KiB on, tasks from 16 MiB on.
  (memory (export "memory") 256)
  (global $tasks i32 (i32.const 0x10000))
  (global $top (mut i32) (i32.const 0x1000000)) ;; no task has been here or behind
  (global $free (mut i32) (i32.const 0))

  ;;===--- Tasks --------------------------------------------------------------------===

  ;; A task is a page: end of the unwound frames, end of the page, function or the next
  ;; free task, arguments, frames.
  (func $new (param $function i32) (param $a i64) (param $b i64) (result i32)
    (local $task i32)
    (local.set $task (global.get $free))
    (if (local.get $task)
      (then (global.set $free (i32.load offset=8 (local.get $task))))
      (else
        (local.set $task (global.get $top))
        (global.set $top (i32.add (local.get $task) (i32.const 4096)))
        (if (i32.ge_u (i32.shr_u (global.get $top) (i32.const 16)) (memory.size))
          (then
            (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1))
              (then (unreachable)))))))
    (i32.store (local.get $task) (i32.add (local.get $task) (i32.const 32)))
    (i32.store offset=4 (local.get $task) (i32.add (local.get $task) (i32.const 4096)))
    (i32.store offset=8 (local.get $task) (local.get $function))
    (i64.store offset=16 (local.get $task) (local.get $a))
    (i64.store offset=24 (local.get $task) (local.get $b))
    (local.get $task))

  (global $running (mut i32) (i32.const 0))
  (global $isUnwinding (mut i32) (i32.const 0))
  (global $isRewinding (mut i32) (i32.const 0))

  ;; Runs a task until it waits, or returns its result and is free.
  (func $resume (param $task i32) (result i64)
    (local $resumer i32) (local $result i64)
    (local.set $resumer (global.get $running))
    (global.set $running (local.get $task))
    (if (i32.ne (i32.load (local.get $task)) (i32.add (local.get $task) (i32.const 32)))
      (then
        (global.set $isRewinding (i32.const 1))
        (call $startRewind (local.get $task))))
    (local.set $result
      (call_indirect (type $task)
        (i64.load offset=16 (local.get $task)) (i64.load offset=24 (local.get $task))
        (i32.load offset=8 (local.get $task))))
    (global.set $running (local.get $resumer))
    (if (global.get $isUnwinding)
      (then
        (call $stopUnwind)
        (global.set $isUnwinding (i32.const 0)))
      (else
        (i32.store offset=8 (local.get $task) (global.get $free))
        (global.set $free (local.get $task))))
    (local.get $result))

  (func $wait
    (if (global.get $isRewinding)
      (then
        (global.set $isRewinding (i32.const 0))
        (call $stopRewind))
      (else
        (global.set $isUnwinding (i32.const 1))
        (call $startUnwind (global.get $running)))))

  ;; The address of the list's entry.
  (func $entry (param $number i32) (result i32)
    (i32.add (global.get $tasks) (i32.shl (local.get $number) (i32.const 2))))

  ;; The sum of what the tasks at $at and behind it return, $count of them.
  (func $finish (param $at i32) (param $count i32) (result i64)
    (local $sum i64)
    (loop $next
      (if (local.get $count)
        (then
          (local.set $sum
            (i64.add (local.get $sum)
              (call $resume (i32.load (call $entry (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next))))
    (local.get $sum))

  ;;===--- sched2 to sched1000 ------------------------------------------------------===

  (global $token (mut i64) (i64.const 0))

  (func $pass-on (type $task)
    (loop $next
      (global.set $token (i64.add (global.get $token) (i64.const 1)))
      (call $wait)
      (br $next))
    (unreachable))

  (func $schedule (param $members i32) (param $n i64) (result i64)
    (local $i i32) (local $sum i64)
    (loop $next
      (i32.store (call $entry (local.get $i))
        (call $new (i32.const 0) (i64.const 0) (i64.const 0)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $members))))
    (loop $next
      (if (i64.lt_u (global.get $token) (local.get $n))
        (then
          (local.set $i
            (select (i32.const 0) (local.get $i) (i32.eq (local.get $i) (local.get $members))))
          (local.set $sum (i64.add (local.get $sum) (global.get $token)))
          (drop (call $resume (i32.load (call $entry (local.get $i)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $sum))

  (func (export "sched2") (param i64) (result i64)
    (call $schedule (i32.const 2) (local.get 0)))
  (func (export "sched10") (param i64) (result i64)
    (call $schedule (i32.const 10) (local.get 0)))
  (func (export "sched100") (param i64) (result i64)
    (call $schedule (i32.const 100) (local.get 0)))
  (func (export "sched1000") (param i64) (result i64)
    (call $schedule (i32.const 1000) (local.get 0)))

  ;;===--- c10m ---------------------------------------------------------------------===

  (global $deepest (mut i32) (i32.const 0)) ;; has been there

  ;; $depth frames with 256 bytes each of what is used after the call, or would be.
  (func $descend (param $depth i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (local $i v128) (local $j v128) (local $k v128) (local $l v128)
    (local $m v128) (local $n v128) (local $o v128) (local $p v128)
    (if (i32.eqz (local.get $depth))
      (then
        (global.set $deepest (i32.const 1))
        (return)))
    (local.set $a (v128.load offset=0 (local.get $depth)))
    (local.set $b (v128.load offset=16 (local.get $depth)))
    (local.set $c (v128.load offset=32 (local.get $depth)))
    (local.set $d (v128.load offset=48 (local.get $depth)))
    (local.set $e (v128.load offset=64 (local.get $depth)))
    (local.set $f (v128.load offset=80 (local.get $depth)))
    (local.set $g (v128.load offset=96 (local.get $depth)))
    (local.set $h (v128.load offset=112 (local.get $depth)))
    (local.set $i (v128.load offset=128 (local.get $depth)))
    (local.set $j (v128.load offset=144 (local.get $depth)))
    (local.set $k (v128.load offset=160 (local.get $depth)))
    (local.set $l (v128.load offset=176 (local.get $depth)))
    (local.set $m (v128.load offset=192 (local.get $depth)))
    (local.set $n (v128.load offset=208 (local.get $depth)))
    (local.set $o (v128.load offset=224 (local.get $depth)))
    (local.set $p (v128.load offset=240 (local.get $depth)))
    (call $descend (i32.sub (local.get $depth) (i32.const 1)))
    (if (i32.eqz (global.get $deepest))
      (then
        (v128.store offset=0 (local.get $depth) (local.get $a))
        (v128.store offset=16 (local.get $depth) (local.get $b))
        (v128.store offset=32 (local.get $depth) (local.get $c))
        (v128.store offset=48 (local.get $depth) (local.get $d))
        (v128.store offset=64 (local.get $depth) (local.get $e))
        (v128.store offset=80 (local.get $depth) (local.get $f))
        (v128.store offset=96 (local.get $depth) (local.get $g))
        (v128.store offset=112 (local.get $depth) (local.get $h))
        (v128.store offset=128 (local.get $depth) (local.get $i))
        (v128.store offset=144 (local.get $depth) (local.get $j))
        (v128.store offset=160 (local.get $depth) (local.get $k))
        (v128.store offset=176 (local.get $depth) (local.get $l))
        (v128.store offset=192 (local.get $depth) (local.get $m))
        (v128.store offset=208 (local.get $depth) (local.get $n))
        (v128.store offset=224 (local.get $depth) (local.get $o))
        (v128.store offset=240 (local.get $depth) (local.get $p)))))

  (func $connection (type $task)
    (global.set $deepest (i32.const 0))
    (call $descend (i32.const 128))
    (call $wait)
    (local.get 0))

  (func (export "c10m") (param $n i64) (result i64)
    (local $i i64) (local $at i32) (local $open i32) (local $sum i64) (local $task i32)
    (local.set $open
      (select (i32.wrap_i64 (local.get $n)) (i32.const 10000)
        (i64.lt_u (local.get $n) (i64.const 10000))))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (if (i64.ge_u (local.get $i) (i64.extend_i32_u (local.get $open)))
            (then
              (local.set $sum
                (i64.add (local.get $sum) (call $finish (local.get $at) (i32.const 1))))))
          (local.set $task (call $new (i32.const 1) (local.get $i) (i64.const 0)))
          (drop (call $resume (local.get $task)))
          (i32.store (call $entry (local.get $at)) (local.get $task))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.eq (local.get $at) (local.get $open))
            (then (local.set $at (i32.const 0))))
          (br $next))))
    (i64.add (local.get $sum) (call $finish (i32.const 0) (local.get $open))))

  ;;===--- skynet, skynetlive -------------------------------------------------------===

  (global $all (mut i32) (i32.const 0))
  (global $used (mut i32) (i32.const 0)) ;; entries of the list

  (func $newNode (param $number i64) (param $size i64) (result i32)
    (local $task i32)
    (local.set $task (call $new (i32.const 2) (local.get $number) (local.get $size)))
    (if (global.get $all)
      (then (drop (call $resume (local.get $task)))))
    (local.get $task))

  (func $node (param $number i64) (param $size i64) (result i64)
    (local $children i32) (local $i i32) (local $sum i64)
    (if (i64.ne (local.get $size) (i64.const 1))
      (then
        (local.set $children (global.get $used))
        (global.set $used (i32.add (local.get $children) (i32.const 10)))
        (local.set $size (i64.div_u (local.get $size) (i64.const 10)))
        (loop $next
          (i32.store (call $entry (i32.add (local.get $children) (local.get $i)))
            (call $newNode (local.get $number) (local.get $size)))
          (local.set $number (i64.add (local.get $number) (local.get $size)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const 10))))))
    (if (global.get $all)
      (then (call $wait)))
    (if (i32.eqz (local.get $i))
      (then (return (local.get $number))))
    (local.set $sum (call $finish (local.get $children) (i32.const 10)))
    (if (i32.eqz (global.get $all))
      (then (global.set $used (local.get $children))))
    (local.get $sum))

  (func (export "skynet") (param i64) (result i64)
    (call $resume (call $newNode (i64.const 0) (local.get 0))))
  (func (export "skynetlive") (param i64) (result i64)
    (global.set $all (i32.const 1))
    (call $resume (call $newNode (i64.const 0) (local.get 0))))

  ;;===--- new, wake, end -----------------------------------------------------------===

  (func $waiting (type $task)
    (call $wait)
    (call $wait)
    (i64.const 1))

  (func $make (param $n i32)
    (local $i i32) (local $task i32)
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (local.set $task (call $new (i32.const 3) (i64.const 0) (i64.const 0)))
          (drop (call $resume (local.get $task)))
          (i32.store (call $entry (local.get $i)) (local.get $task))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))))

  (func $wakeAll (param $n i32)
    (drop (call $finish (i32.const 0) (local.get $n))))

  (func (export "new") (param $n i64) (result i64)
    (call $make (i32.wrap_i64 (local.get $n)))
    (local.get $n))
  (func (export "wake") (param $n i64) (result i64)
    (call $make (i32.wrap_i64 (local.get $n)))
    (call $wakeAll (i32.wrap_i64 (local.get $n)))
    (local.get $n))
  (func (export "end") (param $n i64) (result i64)
    (call $make (i32.wrap_i64 (local.get $n)))
    (call $wakeAll (i32.wrap_i64 (local.get $n)))
    (call $finish (i32.const 0) (i32.wrap_i64 (local.get $n)))))
