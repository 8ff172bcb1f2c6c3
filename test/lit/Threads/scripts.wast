;; Threads of scripts: what they share, what is said of them and when, that their commands
;; count, and what is refused.
;;
;; RUN: not %wfxc wast %s >%t.out 2>%t.err
;; RUN: FileCheck %s --input-file=%t.out --check-prefix=OUT --match-full-lines
;; RUN: FileCheck %s --input-file=%t.err --check-prefix=ERR
;; RUN: not %wfxc wast -O0 --wrap-continuations %s 2>%t.err | FileCheck %s --check-prefix=OUT --match-full-lines
;; RUN: FileCheck %s --input-file=%t.err --check-prefix=ERR

(module $Mem
  (memory (export "shared") 1 4 shared)
  (memory (export "own") 1)
  (global (export "global") i32 (i32.const 7))
  (func (export "f")))

(thread $A (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (import "spectest" "print_i32" (func $print (param i32)))
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "run")
      (drop (memory.grow (i32.const 1)))
      (i32.store (i32.const 0) (i32.const 42))
      ;; The other thread's output comes after this one's all the same.
      (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))
      (call $print (i32.const 100)) (call $print (i32.const 101))))
  (invoke "run")
  ;; Nothing but shared memories.
  (assert_unlinkable (module (import "mem" "own" (memory 1))) "unknown import")
  (assert_unlinkable (module (import "mem" "global" (global i32))) "unknown import")
  (assert_unlinkable (module (import "mem" "f" (func))) "unknown import")
  (assert_unlinkable (module (import "mem" "shared" (memory 1 3 shared))) "incompatible import")
  (invoke $Mem "f"))

(thread $B (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (import "spectest" "print_i32" (func $print (param i32)))
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "run") (call $print (i32.const 200)) (call $print (i32.const 201)))
    (func (export "wake")
      (i32.atomic.store (i32.const 4) (i32.const 1))
      (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))
    (func (export "trap") (unreachable)))
  (invoke "run")
  (invoke "wake")
  (assert_return (invoke "run") (i32.const 3))
  (assert_trap (invoke "trap") "unreachable"))

(thread $B)
(thread $C (shared (module $Nothing)))
(wait $A)
(wait $B)
(wait $B)
(module
  (memory (import "mem" "shared") 1 4 shared))
(register "mem" $Mem)
(module
  (memory (import "mem" "shared") 1 4 shared)
  (func (export "check") (result i32 i32) (i32.load (i32.const 0)) (memory.size)))
(assert_return (invoke "check") (i32.const 42) (i32.const 2))

;; Nobody waits for this one, but it counts.
(thread $D (assert_return (invoke "nothing")))


;; A thread's messages come when it has been waited for.
;; ERR: scripts.wast:50: thread $B has not been waited for
;; ERR-NEXT: scripts.wast:51: no instance $Nothing
;; ERR-NEXT: scripts.wast:33: error "$Mem is of another thread"
;; ERR-NEXT: scripts.wast:47: expected 1 results, got 0
;; ERR-NEXT: scripts.wast:54: no thread $B
;; ERR-NEXT: scripts.wast:55: unlinkable "unknown import: "mem"."shared""
;; ERR-NEXT: scripts.wast:64: error "no instance "

;; OUT: 100
;; OUT-NEXT: 101
;; OUT-NEXT: 200
;; OUT-NEXT: 201
;; OUT-NEXT: 200
;; OUT-NEXT: 201
;; OUT-NEXT: 21 passed, 7 failed
