;; --stack-size, baked in or in WFX_OPTS, is how deep a program gets.
;;
;; RUN: %wfxc %s --invoke deep -o %t --stack-size 64k
;; RUN: %t 100 | FileCheck %s --check-prefix=SMALL
;; RUN: not %t 100000 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: env WFX_OPTS="--stack-size 64m" %t 100000 | FileCheck %s --check-prefix=LARGE
;; RUN: %wfxc run --stack-size=64m --invoke deep %s 100000 | FileCheck %s --check-prefix=LARGE
;; RUN: not %wfxc run --stack-size=64k --invoke deep %s 100000 2>&1 | FileCheck %s --check-prefix=TRAP
;; SMALL: {{^}}100{{$}}
;; LARGE: {{^}}100000{{$}}
;; TRAP: trap: call stack exhausted

(module
  (table (export "table") funcref (elem $deep))
  ;; Through the table, so that no level is optimised away.
  (func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then
        (i32.add (i32.const 1)
          (call_indirect (param i32) (result i32)
            (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
      (else (i32.const 0)))))
