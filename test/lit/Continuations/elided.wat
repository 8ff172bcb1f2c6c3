;; Continuations without stacks do not count. That is also so if they call functions of WASI,
;; which let no suspension pass, though not functions of other modules, which may.

;; RUN: split-file %s %t
;; RUN: %wfxc -O2 --link other=%t/other.wat --max-continuations=1 --invoke host %t/main.wat -o %t/host && %t/host | FileCheck %s
;; RUN: %wfxc run -O2 --link other=%t/other.wat --max-continuations=1 --invoke host %t/main.wat | FileCheck %s
;; RUN: %wfxc -O2 --link other=%t/other.wat --max-continuations=1 --invoke module %t/main.wat -o %t/module && not %t/module 2>&1 | FileCheck %s --check-prefix=LIMIT
;; RUN: %wfxc -O2 --link other=%t/other.wat --max-continuations=2 --invoke module %t/main.wat -o %t/module && %t/module | FileCheck %s
;; CHECK: 3
;; LIMIT: trap: too many continuations

;; In an object or a library the same import may be anybody's.
;; RUN: %wfxc -O2 --emit=llvm-opt %t/main.wat -o - | FileCheck %s --check-prefix=ANYBODY
;; ANYBODY-LABEL: define {{.*}}calls-of-host(
;; ANYBODY: store ptr @tc_start

;; With an option, and without optimisation, each has a stack.
;; RUN: not %wfxc run -O2 --continuation-stacks=all --link other=%t/other.wat --max-continuations=1 --invoke host %t/main.wat 2>&1 | FileCheck %s --check-prefix=LIMIT
;; RUN: not %wfxc run -O1 --link other=%t/other.wat --max-continuations=1 --invoke host %t/main.wat 2>&1 | FileCheck %s --check-prefix=LIMIT
;; RUN: not %wfxc --continuation-stacks=none %t/main.wat -o %t/host 2>&1 | FileCheck %s --check-prefix=WRONG
;; WRONG: wfxc: error: {{.*}}--continuation-stacks{{.*}}none

;--- other.wat
(module
  (tag $t (export "t") (param i32))
  (func (export "yield") (suspend $t (i32.const 1))))

;--- main.wat
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $host (result i32)))
  (import "other" "yield" (func $yield))
  (import "other" "t" (tag $t (param i32)))
  (memory (export "memory") 1)
  (type $f (func)) (type $k (cont $f))
  (elem declare func $calls-host $calls-module $waits)
  (global $kept (mut (ref null $k)) (ref.null $k))
  (func $waits (suspend $t (i32.const 0)))
  (func $calls-host
    (suspend $t (i32.add (call $host) (i32.const 1)))
    (suspend $t (i32.add (call $host) (i32.const 2))))
  (func $calls-module (call $yield) (call $yield) (call $yield))
  (func $keep
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $waits)))
      (unreachable))
    (global.set $kept) (drop))
  (func $sum (param $k (ref null $k)) (result i32) (local $sum i32)
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (br $next))
    (unreachable))
  (func $calls-of-host (export "host") (result i32)
    (call $keep)
    (call $sum (cont.new $k (ref.func $calls-host))))
  (func (export "module") (result i32)
    (call $keep)
    (call $sum (cont.new $k (ref.func $calls-module)))))
