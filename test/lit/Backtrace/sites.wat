;; Every instruction that can trap and every call has its own place in the backtrace, also
;; those that optimisation would like to merge: the same trap or the same call in both arms
;; of an `if`, two in a row, copies in several callers.

;; RUN: %wfxc -O0 --invoke run %s -o %t && sh %S/Inputs/traces.sh %t %s | FileCheck %s --match-full-lines
;; RUN: %wfxc -O1 --invoke run %s -o %t && sh %S/Inputs/traces.sh %t %s | FileCheck %s --match-full-lines
;; RUN: %wfxc -O2 --invoke run %s -o %t && sh %S/Inputs/traces.sh %t %s | FileCheck %s --match-full-lines
;; RUN: %wfxc -O3 --invoke run %s -o %t && sh %S/Inputs/traces.sh %t %s | FileCheck %s --match-full-lines
;; RUN: %wfxc -Os --invoke run %s -o %t && sh %S/Inputs/traces.sh %t %s | FileCheck %s --match-full-lines
;; RUN: sh %S/Inputs/traces.sh "%wfxc run -O2 --invoke run %s" %s | FileCheck %s --match-full-lines

(module
  (type $case (func (param i32 i32) (result i32)))
  (type $other (func (result i32)))
  (table $functions 4 funcref)
  (elem (table $functions) (i32.const 0) func $one $wrong)
  (func $one (type $other) (i32.const 1))
  (func $wrong (param i32))

  (func $row (type $case)
    (i32.add (i32.div_u (i32.const 100) (local.get 0))
             (i32.div_u (i32.const 100) (local.get 1))))
;; CASE: 0 0 1
;; CHECK: 0 0 1: trap: integer divide by zero 0: 0x71 - row 1: 0x110 - run
;; CASE: 0 1 0
;; CHECK-NEXT: 0 1 0: trap: integer divide by zero 0: 0x77 - row 1: 0x110 - run

  (func $arms (type $case)
    (if (result i32) (local.get 0)
      (then (i32.rem_s (i32.const 100) (local.get 1)))
      (else (i32.rem_s (i32.const 100) (local.get 1)))))
;; CASE: 1 0 0
;; CHECK-NEXT: 1 0 0: trap: integer divide by zero 0: 0x8c - arms 1: 0x110 - run
;; CASE: 1 1 0
;; CHECK-NEXT: 1 1 0: trap: integer divide by zero 0: 0x85 - arms 1: 0x110 - run

  (func $indirect (type $case)
    (i32.add (call_indirect $functions (type $other) (local.get 0))
             (call_indirect $functions (type $other) (local.get 1))))
;; CASE: 2 4 0
;; CHECK-NEXT: 2 4 0: trap: undefined element 0: 0x93 - indirect 1: 0x110 - run
;; CASE: 2 0 4
;; CHECK-NEXT: 2 0 4: trap: undefined element 0: 0x98 - indirect 1: 0x110 - run
;; CASE: 2 2 0
;; CHECK-NEXT: 2 2 0: trap: uninitialized element 0: 0x93 - indirect 1: 0x110 - run
;; CASE: 2 0 2
;; CHECK-NEXT: 2 0 2: trap: uninitialized element 0: 0x98 - indirect 1: 0x110 - run
;; CASE: 2 1 0
;; CHECK-NEXT: 2 1 0: trap: indirect call type mismatch 0: 0x93 - indirect 1: 0x110 - run
;; CASE: 2 0 1
;; CHECK-NEXT: 2 0 1: trap: indirect call type mismatch 0: 0x98 - indirect 1: 0x110 - run

  (func $unreachable (type $case)
    (if (i32.eq (local.get 0) (i32.const 1)) (then unreachable))
    (if (i32.eq (local.get 0) (i32.const 2)) (then unreachable))
    (if (i32.eq (local.get 0) (i32.const 3)) (then unreachable))
    (i32.const 0))
;; CASE: 3 1 0
;; CHECK-NEXT: 3 1 0: trap: unreachable 0: 0xa6 - unreachable 1: 0x110 - run
;; CASE: 3 2 0
;; CHECK-NEXT: 3 2 0: trap: unreachable 0: 0xaf - unreachable 1: 0x110 - run
;; CASE: 3 3 0
;; CHECK-NEXT: 3 3 0: trap: unreachable 0: 0xb8 - unreachable 1: 0x110 - run

  (func $down (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $down (i32.sub (local.get 0) (i32.const 1))))
      (else (unreachable))))
  (func $calls (type $case)
    (if (result i32) (local.get 0)
      (then (call $down (local.get 1)))
      (else (call $down (i32.const 1)))))
;; CASE: 4 0 0
;; CHECK-NEXT: 4 0 0: trap: unreachable 0: 0xcb - down 1: 0xc8 - down 2: 0xdb - calls 3: 0x110 - run
;; CASE: 4 1 1
;; CHECK-NEXT: 4 1 1: trap: unreachable 0: 0xcb - down 1: 0xc8 - down 2: 0xd6 - calls 3: 0x110 - run

  (func $callers (type $case)
    (i32.mul (call $row (local.get 0) (i32.const 4))
             (call $row (local.get 1) (i32.const 5))))
;; CASE: 5 0 1
;; CHECK-NEXT: 5 0 1: trap: integer divide by zero 0: 0x71 - row 1: 0xe5 - callers 2: 0x110 - run
;; CASE: 5 1 0
;; CHECK-NEXT: 5 1 0: trap: integer divide by zero 0: 0x71 - row 1: 0xeb - callers 2: 0x110 - run

  (func $set (type $case)
    (if (result i32) (local.get 0)
      (then (table.set $functions (local.get 1) (ref.null func)) (i32.const 1))
      (else (table.set $functions (local.get 1) (ref.null func)) (i32.const 2))))
;; CASE: 6 0 4
;; CHECK-NEXT: 6 0 4: trap: out of bounds table access 0: 0x102 - set 1: 0x110 - run
;; CASE: 6 1 4
;; CHECK-NEXT: 6 1 4: trap: out of bounds table access 0: 0xf9 - set 1: 0x110 - run

  (table $cases funcref (elem $row $arms $indirect $unreachable $calls $callers $set))
  (func $run (export "run") (param i32 i32 i32) (result i32)
    (call_indirect $cases (type $case) (local.get 1) (local.get 2) (local.get 0))))
