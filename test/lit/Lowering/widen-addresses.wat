;; An address that is accessed in every iteration traps before it wraps, if the memory
;; does not reach the end of its addresses: it need not be extended in the loop.
;;
;; RUN: rm -rf %t && split-file %s %t
;; RUN: %wfxc %t/defined.wat --emit=llvm-opt -o - | FileCheck %s --check-prefix=WIDE
;; RUN: %wfxc %t/limited.wat --emit=llvm-opt -o - | FileCheck %s --check-prefix=WIDE
;; RUN: %wfxc %t/unlimited.wat --emit=llvm-opt -o - | FileCheck %s --check-prefix=NARROW
;; RUN: %wfxc %t/full.wat --emit=llvm-opt -o - | FileCheck %s --check-prefix=NARROW
;; RUN: %wfxc run -O0 --invoke check %t/wraps.wat | FileCheck %s --check-prefix=VALUE
;; RUN: %wfxc run -O2 --invoke check %t/wraps.wat | FileCheck %s --check-prefix=VALUE
;; RUN: not %wfxc run -O2 --invoke runs_out %t/wraps.wat 2>&1 | FileCheck %s --check-prefix=TRAP

;; WIDE-LABEL: define {{.*}}.find(
;; WIDE: phi i64
;; WIDE-NOT: zext i32
;; WIDE: br i1
;; WIDE: ret i32

;; NARROW-LABEL: define {{.*}}.find(
;; NARROW: phi i32
;; NARROW: zext i32
;; NARROW: ret i32

;; VALUE: 3
;; VALUE-NEXT: 16
;; VALUE-NEXT: 8

;; TRAP: out of bounds

;--- defined.wat
(module
  (memory 1)
  (func $find (export "find") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.load offset=12 (local.get $p))))
    (i32.load offset=8 (local.get $p))))

;--- limited.wat
(module
  (import "m" "memory" (memory 1 65535))
  (func $find (export "find") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.load offset=12 (local.get $p))))
    (i32.load offset=8 (local.get $p))))

;--- unlimited.wat
(module
  (import "m" "memory" (memory 1))
  (func $find (export "find") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.load offset=12 (local.get $p))))
    (i32.load offset=8 (local.get $p))))

;--- full.wat
(module
  (memory 65536)
  (func $find (export "find") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.load offset=12 (local.get $p))))
    (i32.load offset=8 (local.get $p))))

;--- wraps.wat
(module
  (memory 1)
  (data (i32.const 0) "\01\00\00\00\02\00\00\00")
  (data (i32.const 8192) "\f8\ff\ff\ff")
  ;; Not every iteration accesses: the first ones have addresses that are out of bounds.
  (func $sum (param $p i32) (result i32) (local $s i32)
    (loop $next
      (if (i32.lt_u (local.get $p) (i32.const 64))
        (then (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.ne (local.get $p) (i32.const 16))))
    (local.get $s))
  ;; Every iteration accesses what a wrapped address of the one before would be.
  (func $past (param $p i32) (result i32) (local $n i32)
    (loop $next
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (drop (i32.load (i32.and (local.get $p) (i32.const 0xffff))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.ne (local.get $p) (i32.const 32))))
    (local.get $n))
  ;; What is 16 ahead has wrapped, and is seen before the access that would trap.
  (global $seen (mut i64) (i64.const 0))
  (func $look (param $p i32) (param $n i32) (result i32) (local $s i32) (local $m i32)
    (loop $next
      (local.set $m (i32.add (local.get $p) (i32.const 16)))
      (global.set $seen (i64.extend_i32_u (local.get $m)))
      (if (i32.eqz (local.get $n)) (then (return (local.get $s))))
      (local.set $s (i32.add (local.get $s)
        (i32.add (i32.load (local.get $p)) (i32.load (local.get $m)))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (i32.ne (local.get $p) (i32.const 64))))
    (local.get $s))
  (func (export "look") (param i32 i32) (result i32)
    (call $look (local.get 0) (local.get 1)))
  (func (export "check") (result i32 i32 i64)
    (call $sum (i32.const -32))
    (call $past (i32.const -32))
    (drop (call $look (i32.load (i32.const 8192)) (i32.load (i32.const 8196))))
    (global.get $seen))
  (func (export "runs_out") (result i32) (local $p i32) (local $s i32)
    (local.set $p (i32.const 65000))
    (loop $next
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.ne (local.get $p) (i32.const 64))))
    (local.get $s)))
