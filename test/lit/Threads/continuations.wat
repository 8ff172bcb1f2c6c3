;; Threads with continuations and exceptions: each runs thousands of generators, which end
;; by themselves or are cancelled, and catches what they throw. A trap in a continuation of a
;; thread, or an exception that a thread does not catch, ends the process: with one message,
;; though all threads do it, and the functions of that thread.
;;
;; RUN: %wfxc -O0 %s -o %t.0 && %t.0
;; RUN: %wfxc -O2 %s -o %t.2 && %t.2
;; RUN: %wfxc -O2 --continuation-stacks=all %s -o %t.2 && %t.2
;; RUN: %wfxc -O2 --static %s -o %t.s && %t.s
;; RUN: %wfxc run -O2 %s
;; RUN: %wfxc -O0 --invoke trap %s -o %t.0 && sh -c '%t.0 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=TRAP <%t.err
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke trap %s -o %t.2 && sh -c '%t.2 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=TRAP <%t.err
;; RUN: sh -c '%wfxc run --invoke trap %s 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=TRAP <%t.err
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke throw %s -o %t.2 && sh -c '%t.2 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=THROW <%t.err
;; RUN: sh -c '%wfxc run --invoke throw %s 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=THROW <%t.err
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke suspend %s -o %t.2 && sh -c '%t.2 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=SUSPEND <%t.err
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke overflow %s -o %t.2 && sh -c '%t.2 2>%t.err; test $? -eq 134' && FileCheck %s --check-prefix=OVERFLOW <%t.err

;; TRAP: {{^}}trap: integer divide by zero
;; TRAP-NEXT: 0: 0x{{[0-9a-f]+}} - divides
;; TRAP-NEXT: -- resumed by --
;; TRAP-NEXT: 1: 0x{{[0-9a-f]+}} - nested
;; TRAP-NEXT: -- resumed by --
;; TRAP-NEXT: 2: 0x{{[0-9a-f]+}} - trapping
;; TRAP-NEXT: 3: 0x{{[0-9a-f]+}} - wasi_thread_start
;; TRAP-NOT: {{.}}
;; THROW: {{^}}uncaught exception: tag boom
;; THROW-NEXT: 0: 0x{{[0-9a-f]+}} - throws
;; THROW-NEXT: -- resumed by --
;; THROW-NEXT: 1: 0x{{[0-9a-f]+}} - throwing
;; THROW-NEXT: 2: 0x{{[0-9a-f]+}} - wasi_thread_start
;; THROW-NOT: {{.}}
;; SUSPEND: {{^}}trap: unhandled tag
;; SUSPEND-NEXT: 0: 0x{{[0-9a-f]+}} - suspending
;; SUSPEND-NEXT: 1: 0x{{[0-9a-f]+}} - wasi_thread_start
;; SUSPEND-NOT: {{.}}
;; OVERFLOW: {{^}}trap: call stack exhausted
;; OVERFLOW-NEXT: 0: 0x{{[0-9a-f]+}} - deep
;; OVERFLOW: - wasi_thread_start
;; OVERFLOW-NOT: trap
(module
  (type $f (func (param i32)))
  (type $kf (cont $f))
  (type $plain (func))
  (type $k (cont $plain))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "env" "memory" (memory 1 1 shared))
  (tag $yield (param i32))
  (tag $boom (param i32))
  (tag $cancel)
  (table 5 funcref)
  (elem (i32.const 0) $good $trapping $throwing $suspending $overflowing)
  (elem declare func $generate $divides $nested $throws $deep)

  ;; 0: threads that still run; 8: the sum of what they have seen
  (func $wasi_thread_start (export "wasi_thread_start") (param i32 i32)
    (call_indirect (type $plain) (local.get 1))
    (if (i32.eq (i32.atomic.rmw.sub (i32.const 0) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))))

  (func $all (param $what i32) (local $left i32)
    (i32.atomic.store (i32.const 0) (i32.const 4))
    (local.set $left (i32.const 4))
    (loop $l
      (if (i32.lt_s (call $spawn (local.get $what)) (i32.const 1))
        (then (unreachable)))
      (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (loop $l
      (if (local.tee $left (i32.atomic.load (i32.const 0)))
        (then
          (drop (memory.atomic.wait32 (i32.const 0) (local.get $left) (i64.const -1)))
          (br $l)))))

  (func (export "_start")
    (call $all (i32.const 0))
    ;; A thousand times 55, 15 and 155 in each thread.
    (call $exit (i64.ne (i64.atomic.load (i32.const 8)) (i64.const 900000))))
  (func (export "trap") (call $all (i32.const 1)))
  (func (export "throw") (call $all (i32.const 2)))
  (func (export "suspend") (call $all (i32.const 3)))
  (func (export "overflow") (call $all (i32.const 4)))

  ;; 1 to 10, then an exception if the argument is 2.
  (func $generate (type $f) (local $i i32)
    (loop $l
      (suspend $yield (local.tee $i (i32.add (local.get $i) (i32.const 1))))
      (br_if $l (i32.lt_u (local.get $i) (i32.const 10))))
    (if (i32.eq (local.get 0) (i32.const 2))
      (then (throw $boom (i32.const 100)))))

  ;; What a generator of that kind gives in all; kind 1 is cancelled after five.
  (func $consume (param $kind i32) (result i32)
    (local $sum i32) (local $got i32) (local $k (ref null $k))
    (local.set $k (cont.bind $kf $k (local.get $kind) (cont.new $kf (ref.func $generate))))
    (block $cancelled
      (block $thrown (result i32)
        (try_table (catch $boom $thrown) (catch $cancel $cancelled)
          (loop $l
            (block $on (result i32 (ref $k))
              (resume $k (on $yield $on) (local.get $k))
              (return (local.get $sum)))
            (local.set $k)
            (local.set $got)
            (local.set $sum (i32.add (local.get $sum) (local.get $got)))
            (br_if $l (i32.or (i32.ne (local.get $kind) (i32.const 1))
                              (i32.lt_u (local.get $got) (i32.const 5))))
            (resume_throw $k $cancel (local.get $k))))
        (unreachable))
      (return (i32.add (local.get $sum))))
    (local.get $sum))

  (func $generators (param $count i32)
    (loop $l
      (drop (i64.atomic.rmw.add (i32.const 8)
        (i64.extend_i32_u (call $consume (i32.rem_u (local.get $count) (i32.const 3))))))
      (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func $good (call $generators (i32.const 3000)))

  ;; Two continuations deep, while other threads are in theirs.
  (func $divides (drop (i32.div_u (i32.const 1) (i32.const 0))))
  (func $nested (resume $k (cont.new $k (ref.func $divides))))
  (func $trapping
    (call $generators (i32.const 100))
    (resume $k (cont.new $k (ref.func $nested))))

  (func $throws (throw $boom (i32.const 1)))
  (func $throwing
    (call $generators (i32.const 100))
    (block $h
      (try_table (catch $cancel $h) (resume $k (cont.new $k (ref.func $throws))))))

  (func $suspending (suspend $yield (i32.const 1)))

  (func $deep (call $deep) (call $deep))
  (func $overflowing (resume $k (cont.new $k (ref.func $deep))))
)
