;; Where the system gives no more threads: thread-spawn says so, the threads that there are
;; have all they need, a stack overflow is their trap, and room comes back when they end.
;; The limits differ by less than what a thread takes, so that each of its parts is the one
;; that is missing.
;;
;; RUN: %wfxc -O2 --static --bounds=check --stack-size=128k --invoke many %s -o %t.many
;; RUN: sh -c 'ulimit -s 256; for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do (ulimit -v $((60000 + n * 40)); %t.many); done' | FileCheck %s --implicit-check-not=0
;; RUN: %wfxc -O2 --static --bounds=check --stack-size=128k --invoke overflow %s -o %t.overflow
;; RUN: sh -c 'ulimit -s 256; for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do (ulimit -v $((60000 + n * 40)); %t.overflow || echo status $?); done' 2>&1 | grep -v ' - deep$' | FileCheck %s --check-prefix=OVERFLOW

;; Ten thousand threads, of which each begins when the one before is ending.
;; RUN: %wfxc -O2 --static --bounds=check --stack-size=128k --invoke sequence %s -o %t.sequence
;; RUN: sh -c 'ulimit -s 256; ulimit -v 20000; %t.sequence' | FileCheck %s --check-prefix=SEQUENCE

;; CHECK-COUNT-16: {{^}}1{{$}}
;; OVERFLOW-COUNT-16: status 134
;; SEQUENCE: {{^}}10000{{$}}
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "env" "memory" (memory 1 1 shared))

  ;; 0: 1 once the threads may go on; 4: threads that run; 8: threads that were started;
  ;; 12: 1 if the last one is to recurse; 16: threads that have ended
  (func $wasi_thread_start (export "wasi_thread_start") (param i32 i32)
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const -1)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (if (i32.and (i32.load (i32.const 12))
                 (i32.eq (local.get 1) (i32.load (i32.const 8))))
      (then (drop (call $deep (i32.const 0)))))
    (drop (i32.atomic.rmw.sub (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const -1)))
    (drop (i32.atomic.rmw.add (i32.const 16) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 16) (i32.const -1))))
  (func $deep (param i32) (result i32)
    (i32.add (call $deep (local.get 0)) (i32.const 1)))

  ;; Waits until there is $count at $where.
  (func $await (param $where i32) (param $count i32) (local $now i32)
    (loop $l
      (if (i32.ne (local.tee $now (i32.atomic.load (local.get $where))) (local.get $count))
        (then
          (drop (memory.atomic.wait32 (local.get $where) (local.get $now) (i64.const -1)))
          (br $l)))))

  ;; Tries to start 1000 threads. 1 if some were started, others were not, and one more can
  ;; be started when all have ended.
  (func $many (export "many") (result i32) (local $tries i32) (local $started i32)
    (local.set $tries (i32.const 1000))
    (loop $l
      (if (i32.gt_s (call $spawn (i32.add (local.get $started) (i32.const 1))) (i32.const 0))
        (then (local.set $started (i32.add (local.get $started) (i32.const 1)))))
      (br_if $l (local.tee $tries (i32.sub (local.get $tries) (i32.const 1)))))
    (i32.store (i32.const 8) (local.get $started))
    (call $await (i32.const 4) (local.get $started))
    (i32.atomic.store (i32.const 0) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
    (call $await (i32.const 4) (i32.const 0))
    ;; The last ones may not have left yet.
    (loop $l
      (br_if $l (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0))))
    (i32.and (i32.gt_u (local.get $started) (i32.const 10))
             (i32.lt_u (local.get $started) (i32.const 1000))))

  (func (export "overflow") (result i32)
    (i32.store (i32.const 12) (i32.const 1))
    (call $many))

  (func (export "sequence") (result i32) (local $started i32)
    (i32.atomic.store (i32.const 0) (i32.const 1))
    (loop $l
      (if (i32.lt_s (call $spawn (i32.const 0)) (i32.const 1))
        (then (return (local.get $started))))
      (local.set $started (i32.add (local.get $started) (i32.const 1)))
      (call $await (i32.const 16) (local.get $started))
      (br_if $l (i32.lt_u (local.get $started) (i32.const 10000))))
    (local.get $started))
)
