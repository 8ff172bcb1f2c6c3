;; How many continuations a program may have, and of what size, baked in or in WFX_OPTS.
;;
;; RUN: %wfxc %s --invoke live -o %t --max-continuations=20
;; RUN: %t 20 | FileCheck %s --check-prefix=LIVE
;; RUN: not %t 21 2>&1 | FileCheck %s --check-prefix=LIMIT
;; RUN: env WFX_OPTS="--max-continuations 21" %t 21 | FileCheck %s --check-prefix=LIVE
;; RUN: env WFX_OPTS="--max-continuations=0" %t 10000 | FileCheck %s --check-prefix=LIVE
;; RUN: not %wfxc run --max-continuations 20 --invoke live %s 21 2>&1 | FileCheck %s --check-prefix=LIMIT
;; LIVE: {{^[0-9]+$}}
;; LIMIT: trap: too many continuations
;; LIMIT-NEXT: 0: 0x{{[0-9a-f]+}} - live

;; RUN: %wfxc %s --invoke deep -o %t
;; RUN: not %t 100000 2>&1 | FileCheck %s --check-prefix=DEEP
;; RUN: env WFX_OPTS="--continuation-stack-size 64m" %t 100000 | FileCheck %s --check-prefix=ENOUGH
;; RUN: %wfxc run --continuation-stack-size=64m --invoke deep %s 100000 | FileCheck %s --check-prefix=ENOUGH
;; RUN: %wfxc %s --invoke deep -o %t --continuation-stack-size 64m && %t 100000 | FileCheck %s --check-prefix=ENOUGH
;; DEEP: trap: call stack exhausted
;; ENOUGH: {{^}}100000{{$}}

;; RUN: not env WFX_OPTS="--max-continuations many" %t 1 2>&1 | FileCheck %s --check-prefix=WRONG
;; WRONG: WFX_OPTS: 'many' is no number of continuations

(module
  (type $f (func (param i32) (result i32))) (type $k (cont $f))
  (table (export "table") funcref (elem $recurse))
  ;; Through a table that others could change, so that no level is optimised away.
  (func $recurse (type $f)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1)
              (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
      (else (i32.const 0))))
  (func (export "deep") (type $f)
    (resume $k (local.get 0) (cont.new $k (ref.func $recurse))))
  (func $live (export "live") (type $f) (local $i i32)
    (loop $l
      (drop (cont.new $k (ref.func $recurse)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (local.get 0))))
    (local.get $i)))
