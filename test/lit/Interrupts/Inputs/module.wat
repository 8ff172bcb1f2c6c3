;; Functions that never end, each in its own way.
(module
  (import "host" "call" (func $host (param i32) (result i32)))
  (memory 1 20000)
  (memory $shared 1 1 shared)
  (table $functions 200000 funcref)
  (type $f (func)) (type $k (cont $f))
  (tag $yield)
  (table $waiting 16 (ref null $k))
  (global $last (mut (ref null $k)) (ref.null $k))
  (global $sum (mut i64) (i64.const 0))
  (elem declare func $empty $generator)

  (func $empty)
  (func $generator (loop $l (suspend $yield) (br $l)))

  (func (export "loop") (loop $l (br $l)))
  (func (export "counting") (local $i i64)
    (loop $l
      (global.set $sum (i64.add (global.get $sum) (local.get $i)))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br $l)))
  ;; Calls as a tree of depth 20, over and over.
  (func $tree (param $depth i32)
    (if (local.get $depth) (then
      (call $tree (i32.sub (local.get $depth) (i32.const 1)))
      (call $tree (i32.sub (local.get $depth) (i32.const 1))))))
  (func (export "calls") (loop $l (call $tree (i32.const 20)) (br $l)))
  (func $tail (export "tail_calls") (return_call $tail))
  (func (export "vectors") (local $i i32)
    (loop $l
      (i32.store (local.get $i)
        (i32.add (i32.load (local.get $i)) (i32.load offset=4096 (local.get $i))))
      (local.set $i (i32.and (i32.add (local.get $i) (i32.const 4)) (i32.const 0xfff)))
      (br $l)))
  ;; Bulk instructions, of which each takes long.
  (func $grow
    (if (i32.lt_u (memory.size) (i32.const 16384))
      (then (drop (memory.grow (i32.sub (i32.const 16384) (memory.size)))))))
  (func (export "fill")
    (call $grow)
    (loop $l
      (memory.fill (i32.const 0) (i32.const 7) (i32.const 0x4000000))
      (br $l)))
  (func (export "copy")
    (call $grow)
    (loop $l
      (memory.copy (i32.const 0) (i32.const 0x4000000) (i32.const 0x4000000))
      (br $l)))
  (func (export "table_fill")
    (loop $l
      (table.fill $functions (i32.const 0) (ref.func $empty) (i32.const 200000))
      (br $l)))
  (func (export "table_copy")
    (loop $l
      (table.copy $functions $functions (i32.const 0) (i32.const 100) (i32.const 199900))
      (br $l)))
  ;; Waits for what nobody does.
  (func (export "wait")
    (drop (memory.atomic.wait32 $shared (i32.const 0) (i32.const 0) (i64.const -1))))
  ;; Host calls: short ones, ones that take longer than a signal's interval, and ones
  ;; that enter again.
  (func (export "host_calls") (loop $l (drop (call $host (i32.const 0))) (br $l)))
  (func (export "long_host_calls") (loop $l (drop (call $host (i32.const 1))) (br $l)))
  (func (export "nested") (loop $l (drop (call $host (i32.const 2))) (br $l)))
  ;; Continuations.
  (func (export "suspend") (local $c (ref $k))
    (local.set $c (cont.new $k (ref.func $generator)))
    (loop $l
      (block $on (result (ref $k))
        (resume $k (on $yield $on) (local.get $c))
        (unreachable))
      (local.set $c)
      (br $l)))
  (func (export "cont_new")
    (loop $l (resume $k (cont.new $k (ref.func $empty))) (br $l)))
  ;; Puts continuations into a table and a global and takes them out again.
  (func $start (result (ref $k))
    (block $on (result (ref $k))
      (resume $k (on $yield $on) (cont.new $k (ref.func $generator)))
      (unreachable)))
  (func $advance (param $c (ref $k)) (result (ref $k))
    (block $on (result (ref $k))
      (resume $k (on $yield $on) (local.get $c))
      (unreachable)))
  ;; After an interruption the table may hold a reference that is consumed.
  (func (export "references") (local $i i32) (local $c (ref null $k))
    (loop $l
      (local.set $i (i32.and (i32.add (local.get $i) (i32.const 1)) (i32.const 15)))
      (local.set $c (table.get $waiting (local.get $i)))
      (table.set $waiting (local.get $i) (ref.null $k))
      (local.set $c
        (if (result (ref $k)) (ref.is_null (local.get $c))
          (then (call $start))
          (else (call $advance (ref.as_non_null (local.get $c))))))
      (global.set $last (local.get $c))
      (table.set $waiting (local.get $i) (ref.as_non_null (global.get $last)))
      (br $l)))
  (func (export "forget") (table.fill $waiting (i32.const 0) (ref.null $k) (i32.const 16)))
  (func (export "once"))
)
