;; A trap, an exit or the return of the main function ends the threads wherever they are: in
;; continuations, in WASI, waiting, growing a memory, starting threads. There is one message
;; and one status, also if many trap at a time. Of eight runs all lines are counted.
;;
;; RUN: %wfxc -O2 --invoke trap %s -o %t.trap
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %t.trap </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=TRAP
;; RUN: %wfxc -O0 --static --invoke all %s -o %t.all
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %t.all </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=TRAP
;; RUN: %wfxc -O2 --invoke exit %s -o %t.exit
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %t.exit </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=EXIT
;; RUN: %wfxc -O0 --static --invoke return %s -o %t.return
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %t.return </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=RETURN
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %wfxc run -O0 --invoke all %s </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=TRAP
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %wfxc run -O0 --invoke exit %s </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=EXIT
;; RUN: sh -c 'for n in 1 2 3 4 5 6 7 8; do %wfxc run -O0 --invoke return %s </dev/zero; echo status $?; done' 2>&1 | sort | uniq -c | FileCheck %s --check-prefix=RETURN

;; TRAP: {{^}} 8     0: 0x{{[0-9a-f]+}} - traps
;; TRAP-NEXT: {{^}} 8     1: 0x{{[0-9a-f]+}} - wasi_thread_start
;; TRAP-NEXT: {{^}} 8 status 134
;; TRAP-NEXT: {{^}} 8 trap: unreachable
;; TRAP-NOT: {{.}}
;; EXIT: {{^}} 8 status 7
;; EXIT-NOT: {{.}}
;; RETURN: {{^}} 8 status 0
;; RETURN-NOT: {{.}}
(module
  (type $f (func))
  (type $k (cont $f))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1000 shared))
  (tag $yield)
  (table funcref (elem $resumes $reads $waits $grows $starts $traps $exits $returns))
  (elem declare func $yields)
  (global $busy i32 (i32.const 5)) ;; the functions that do not end
  (global $traps i32 (i32.const 5))
  (global $exits i32 (i32.const 6))
  (global $returns i32 (i32.const 7))

  ;; 0: threads that run; 4: never notified
  (func $wasi_thread_start (export "wasi_thread_start") (param i32 i32)
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
    (call_indirect (type $f) (local.get 1)))

  (func $start (param $what i32)
    (if (i32.lt_s (call $spawn (local.get $what)) (i32.const 1)) (then (unreachable))))
  (func $await (param $count i32) (local $now i32)
    (loop $l
      (if (i32.lt_u (local.tee $now (i32.atomic.load (i32.const 0))) (local.get $count))
        (then
          (drop (memory.atomic.wait32 (i32.const 0) (local.get $now) (i64.const -1)))
          (br $l)))))
  ;; Two threads of each function that does not end, all of them running.
  (func $occupy (local $i i32)
    (loop $l
      (call $start (local.get $i))
      (call $start (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (global.get $busy))))
    (call $await (i32.mul (global.get $busy) (i32.const 2))))

  (func (export "trap")
    (call $occupy) (call $start (global.get $traps)) (call $waits))
  (func (export "all") (local $left i32)
    (call $occupy)
    (local.set $left (i32.const 10))
    (loop $l
      (call $start (global.get $traps))
      (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $waits))
  (func (export "exit")
    (call $occupy) (call $start (global.get $exits)) (call $waits))
  (func (export "return") (call $occupy))

  (func $yields (suspend $yield) (suspend $yield))
  (func $resumes (local $k (ref null $k))
    (loop $new
      (local.set $k (cont.new $k (ref.func $yields)))
      (loop $on
        (block $yielded (result (ref $k))
          (resume $k (on $yield $yielded) (local.get $k))
          (br $new))
        (local.set $k)
        (br $on))))
  (func $reads
    (loop $l
      (i32.atomic.store (i32.const 16) (i32.const 1024))
      (i32.atomic.store (i32.const 20) (i32.const 4096))
      (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
      (br $l)))
  (func $waits
    (loop $l
      (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))
      (br $l)))
  (func $grows (loop $l (drop (memory.grow (i32.const 1))) (br $l)))
  (func $starts (loop $l (drop (call $spawn (global.get $returns))) (br $l)))

  (func $traps (unreachable))
  (func $exits (call $exit (i32.const 7)))
  (func $returns))
