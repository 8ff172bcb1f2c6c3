;; Where LLVM makes one access of several or moves it, there is no one offset for it: the
;; backtrace has the right functions, and the offset is where the function starts.

;; RUN: %wfxc -O1 --invoke run %s -o %t && not %t 0 -16 2>&1 | FileCheck %s --check-prefixes=CHECK,EXACT --match-full-lines
;; RUN: %wfxc -O2 --invoke run %s -o %t && not %t 0 -16 2>&1 | FileCheck %s --check-prefixes=CHECK,START --match-full-lines
;; RUN: not %wfxc run -O2 --invoke run %s 0 -16 2>&1 | FileCheck %s --check-prefixes=CHECK,START --match-full-lines

(module
  (memory 1)
  (func $load (param $which i32) (param $address i32) (result i32)
    (if (result i32) (local.get $which)
      (then (i32.add (i32.const 3) (i32.load (local.get $address))))
      (else (i32.mul (i32.const 4) (i32.load (local.get $address))))))
  (func $run (export "run") (param $which i32) (param $address i32) (result i32)
    (i32.mul (call $load (local.get $which) (local.get $address)) (i32.const 10))))

;; CHECK: trap: out of bounds memory access
;; EXACT-NEXT: 0: 0x3a - load
;; START-NEXT: 0: 0x28 - load
;; CHECK-NEXT: 1: 0x46 - run
