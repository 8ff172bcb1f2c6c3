;; What bench/scale measures, for every engine that has the proposal: each export takes a
;; count and answers a sum. Rings that use `switch` are in ring.wat.
(module
  (type $task (func (result i64)))
  (type $ct (cont $task))
  (type $member (func (param i64)))
  (type $memberct (cont $member))
  (type $numbered (func (param i64) (result i64)))
  (type $numberedct (cont $numbered))
  (type $node (func (param i64 i64) (result i64)))
  (type $nodect (cont $node))

  (tag $pass (param i64) (result i64))
  (tag $wait)
  (memory 1)
  (table $ring 0 (ref null $memberct))
  (table $tasks 0 (ref null $ct))
  (elem declare func $pass-on $connection $waiting $node)

  ;;===--- sched2 to sched1000: a scheduler hands a token round ---------------------===

  (func $pass-on (param $token i64)
    (loop $next
      (local.set $token (suspend $pass (i64.add (local.get $token) (i64.const 1))))
      (br $next)))

  (func $schedule (param $members i32) (param $n i64) (result i64)
    (local $i i32) (local $token i64) (local $sum i64) (local $c (ref null $memberct))
    (drop (table.grow $ring (ref.null $memberct) (local.get $members)))
    (loop $next
      (table.set $ring (local.get $i) (cont.new $memberct (ref.func $pass-on)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $members))))
    (loop $next
      (if (i64.lt_u (local.get $token) (local.get $n))
        (then
          (local.set $i
            (select (i32.const 0) (local.get $i) (i32.eq (local.get $i) (local.get $members))))
          (local.set $sum (i64.add (local.get $sum) (local.get $token)))
          (block $passed (result i64 (ref $memberct))
            (resume $memberct (on $pass $passed)
              (local.get $token) (table.get $ring (local.get $i)))
            (unreachable))
          (local.set $c)
          (local.set $token)
          (table.set $ring (local.get $i) (local.get $c))
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

  ;;===--- Tasks --------------------------------------------------------------------===

  ;; Runs a task until it waits.
  (func $start (param $c (ref null $ct)) (result (ref $ct))
    (block $waits (result (ref $ct))
      (drop (resume $ct (on $wait $waits) (local.get $c)))
      (unreachable)))

  ;; The sum of what the tasks at $at and behind it return, $count of them.
  (func $finish (param $at i32) (param $count i32) (result i64)
    (local $sum i64)
    (loop $next
      (if (local.get $count)
        (then
          (local.set $sum
            (i64.add (local.get $sum) (resume $ct (table.get $tasks (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next))))
    (local.get $sum))

  ;;===--- c10m: n connections, 10,000 of them at a time ----------------------------===

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

  ;; Uses 32 KiB of its stack, waits, answers.
  (func $connection (param $number i64) (result i64)
    (global.set $deepest (i32.const 0))
    (call $descend (i32.const 128))
    (suspend $wait)
    (local.get $number))

  (func $connect (param $number i64) (result (ref $ct))
    (call $start
      (cont.bind $numberedct $ct
        (local.get $number) (cont.new $numberedct (ref.func $connection)))))

  ;; Each connection but the first ones begins when the one before it in its place ends.
  (func (export "c10m") (param $n i64) (result i64)
    (local $i i64) (local $at i32) (local $open i32) (local $sum i64)
    (local.set $open
      (select (i32.wrap_i64 (local.get $n)) (i32.const 10000)
        (i64.lt_u (local.get $n) (i64.const 10000))))
    (drop (table.grow $tasks (ref.null $ct) (local.get $open)))
    (loop $next
      (if (i64.lt_u (local.get $i) (local.get $n))
        (then
          (if (i64.ge_u (local.get $i) (i64.extend_i32_u (local.get $open)))
            (then
              (local.set $sum
                (i64.add (local.get $sum) (call $finish (local.get $at) (i32.const 1))))))
          (table.set $tasks (local.get $at) (call $connect (local.get $i)))
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.eq (local.get $at) (local.get $open))
            (then (local.set $at (i32.const 0))))
          (br $next))))
    (i64.add (local.get $sum) (call $finish (i32.const 0) (local.get $open))))

  ;;===--- skynet, skynetlive: a tree with n leaves (a power of ten) -----------------===

  ;; Children begin when their parent asks for their sums, one after the other; or all
  ;; nodes wait until the whole tree is there.
  (global $all (mut i32) (i32.const 0))
  (global $top (mut i32) (i32.const 0)) ;; of the list in use
  (table $fresh 0 (ref null $nodect))

  (func $startNode (param $number i64) (param $size i64) (result (ref $ct))
    (block $waits (result (ref $ct))
      (drop
        (resume $nodect (on $wait $waits)
          (local.get $number) (local.get $size) (cont.new $nodect (ref.func $node))))
      (unreachable)))

  ;; The sum of the numbers from $number on, $size of them.
  (func $node (param $number i64) (param $size i64) (result i64)
    (if (i64.eq (local.get $size) (i64.const 1))
      (then
        (if (global.get $all)
          (then (suspend $wait)))
        (return (local.get $number))))
    (if (result i64) (global.get $all)
      (then (call $live (local.get $number) (i64.div_u (local.get $size) (i64.const 10))))
      (else (call $ask (local.get $number) (i64.div_u (local.get $size) (i64.const 10))))))

  (func $ask (param $number i64) (param $size i64) (result i64)
    (local $children i32) (local $i i32) (local $sum i64)
    (local.set $children (global.get $top))
    (global.set $top (i32.add (local.get $children) (i32.const 10)))
    (loop $next
      (table.set $fresh (i32.add (local.get $children) (local.get $i))
        (cont.new $nodect (ref.func $node)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 10))))
    (local.set $i (local.get $children))
    (loop $next
      (local.set $sum
        (i64.add (local.get $sum)
          (resume $nodect
            (local.get $number) (local.get $size) (table.get $fresh (local.get $i)))))
      (local.set $number (i64.add (local.get $number) (local.get $size)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (global.get $top))))
    (global.set $top (local.get $children))
    (local.get $sum))

  (func $live (param $number i64) (param $size i64) (result i64)
    (local $children i32) (local $i i32)
    (local.set $children (global.get $top))
    (global.set $top (i32.add (local.get $children) (i32.const 10)))
    (loop $next
      (table.set $tasks (i32.add (local.get $children) (local.get $i))
        (call $startNode (local.get $number) (local.get $size)))
      (local.set $number (i64.add (local.get $number) (local.get $size)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 10))))
    (suspend $wait)
    (call $finish (local.get $children) (i32.const 10)))

  (func (export "skynet") (param $n i64) (result i64)
    (drop (table.grow $fresh (ref.null $nodect) (i32.const 100)))
    (resume $nodect (i64.const 0) (local.get $n) (cont.new $nodect (ref.func $node))))

  (func (export "skynetlive") (param $n i64) (result i64)
    (drop (table.grow $tasks (ref.null $ct)
      (i32.wrap_i64 (i64.add (local.get $n) (i64.div_u (local.get $n) (i64.const 8))))))
    (global.set $all (i32.const 1))
    (resume $ct (call $startNode (i64.const 0) (local.get $n))))

  ;;===--- new, wake, end: n live ones are made; woken, too; ended, too -------------===

  (func $waiting (result i64)
    (suspend $wait)
    (suspend $wait)
    (i64.const 1))

  (func $make (param $n i32)
    (local $i i32)
    (drop (table.grow $tasks (ref.null $ct) (local.get $n)))
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (table.set $tasks (local.get $i) (call $start (cont.new $ct (ref.func $waiting))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))))

  (func $wakeAll (param $n i32)
    (local $i i32)
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (table.set $tasks (local.get $i)
            (call $start (table.get $tasks (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))))

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
