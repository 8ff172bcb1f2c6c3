;; A function that is nested too deeply to be optimised is a unit of its own and compiled as
;; at -O0; those beside it are optimised. --verbose says so.
;;
;; RUN: %python -c "print(open('%s').read().replace('LOOPS', '(loop ' * 101 + ')' * 101))" > %t.wat
;; RUN: %wfxc %t.wat --stop-after=plan | FileCheck %s --check-prefix=PLAN --match-full-lines
;; RUN: %wfxc %t.wat -v -o %t 2>&1 | FileCheck %s --check-prefix=VERBOSE
;; RUN: %wfxc %t.wat --emit=asm -o - | FileCheck %s
;; RUN: %python -c "print(open('%s').read().replace('LOOPS', '(loop ' * 100 + ')' * 100))" > %t.100.wat
;; RUN: %wfxc %t.100.wat --stop-after=plan | FileCheck %s --check-prefix=ONE --match-full-lines

(module
  (func $before (export "before") (result i32) (i32.add (i32.const 40) (i32.const 2)))
  (func $deep (export "deep") (result i32)
    LOOPS
    (i32.const 1))
  (func $after (export "_start")))

;; PLAN: unit 0: functions 0 to 1, {{[0-9]+}} bytes
;; PLAN-NEXT: unit 1: functions 1 to 2, {{[0-9]+}} bytes, not optimised
;; PLAN-NEXT: unit 2: functions 2 to 3, {{[0-9]+}} bytes
;; VERBOSE: deep is too large or too deeply nested to be optimised
;; ONE: unit 0: functions 0 to 3, {{[0-9]+}} bytes
;; ONE-NOT: unit

;; CHECK-LABEL: .before:
;; CHECK: movl $42, %eax
;; CHECK-LABEL: .deep:
;; CHECK: jmp
