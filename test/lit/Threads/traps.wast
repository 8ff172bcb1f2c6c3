;; What traps in atomic instructions, in which order, and that no trap is lost where the
;; result is not used; and what does not trap.
;;
;; RUN: %wfxc wast -O0 %s | FileCheck %s
;; RUN: %wfxc wast -O1 %s | FileCheck %s
;; RUN: %wfxc wast -O2 %s | FileCheck %s
;; RUN: %wfxc wast -O3 %s | FileCheck %s
;; RUN: %wfxc wast -O2 --wrap-continuations %s | FileCheck %s
;; CHECK: {{^}}46 passed, 0 failed

(module
  (memory 1 2 shared)
  (memory $own 1)
  (data (i32.const 0) "\ff\fe\fd\fc\fb\fa\f9\f8")

  ;; Narrow ones are zero-extended, and what is compared is wrapped.
  (func (export "load16") (result i64) (i64.atomic.load16_u (i32.const 0)))
  (func (export "xchg8") (result i32) (i32.atomic.rmw8.xchg_u (i32.const 1) (i32.const 0x1fe)))
  (func (export "cmpxchg8") (param i32) (result i32)
    (i32.atomic.rmw8.cmpxchg_u (i32.const 0) (local.get 0) (i32.const 0xabff)))
  (func (export "sub32") (result i64)
    (i64.atomic.rmw32.sub_u (i32.const 4) (i64.const 0x1_0000_0000)))

  ;; Unused results.
  (func (export "load") (param i32) (drop (i32.atomic.load (local.get 0))))
  (func (export "load offset") (param i32)
    (drop (i64.atomic.load offset=0xffff_fffc (local.get 0))))
  (func (export "load8") (param i32) (drop (i32.atomic.load8_u (local.get 0))))
  (func (export "masked") (param i32) (result i64)
    (i64.and (i64.atomic.load (local.get 0)) (i64.const 255)))
  (func (export "add") (param i32) (drop (i32.atomic.rmw.add (local.get 0) (i32.const 0))))
  (func (export "and") (param i32) (drop (i64.atomic.rmw.and (local.get 0) (i64.const -1))))
  (func (export "cmpxchg") (param i32)
    (drop (i32.atomic.rmw.cmpxchg (local.get 0) (i32.const 1) (i32.const 1))))
  (func (export "store") (param i32) (i64.atomic.store (local.get 0) (i64.const 0)))
  (func (export "own") (param i32) (drop (i32.atomic.rmw16.or_u $own (local.get 0) (i32.const 0))))
  (func (export "twice") (param i32)
    (drop (i32.atomic.load (local.get 0)))
    (unreachable))

  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32)
    (memory.atomic.notify (local.get 0) (local.get 1)))
  (func (export "wait own") (param i32) (result i32)
    (memory.atomic.wait32 $own (local.get 0) (i32.const 0) (i64.const 0)))
  (func (export "notify own") (param i32) (result i32)
    (memory.atomic.notify $own (local.get 0) (i32.const 1)))

  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (func (export "size") (result i32) (memory.size))
  (func (export "fill") (param i32)
    (memory.fill (local.get 0) (i32.const 1) (i32.const 2))))

(assert_return (invoke "load16") (i64.const 0xfeff))
(assert_return (invoke "xchg8") (i32.const 0xfe))
(assert_return (invoke "cmpxchg8" (i32.const 0x101)) (i32.const 0xff))
(assert_return (invoke "cmpxchg8" (i32.const 0x7ff)) (i32.const 0xff))
(assert_return (invoke "sub32") (i64.const 0xf8f9fafb))

(assert_trap (invoke "load" (i32.const 2)) "unaligned atomic")
(assert_trap (invoke "load" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "load" (i32.const -4)) "out of bounds memory access")
;; Both: the address is checked before memory is.
(assert_trap (invoke "load" (i32.const 65537)) "unaligned atomic")
;; 0xffff_fffc + 4 is aligned, and does not wrap.
(assert_trap (invoke "load offset" (i32.const 4)) "out of bounds memory access")
(assert_trap (invoke "load offset" (i32.const 0)) "unaligned atomic")
(assert_trap (invoke "load8" (i32.const 65536)) "out of bounds memory access")
(assert_return (invoke "load8" (i32.const 65535)))
(assert_trap (invoke "masked" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "masked" (i32.const 4)) "unaligned atomic")
(assert_trap (invoke "add" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "add" (i32.const 1)) "unaligned atomic")
(assert_trap (invoke "and" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "and" (i32.const 4)) "unaligned atomic")
(assert_trap (invoke "cmpxchg" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const 65532)) "unaligned atomic")
(assert_trap (invoke "own" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "own" (i32.const 65535)) "unaligned atomic")
(assert_trap (invoke "twice" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "twice" (i32.const 0)) "unreachable")

(assert_return (invoke "wait32" (i32.const 8) (i32.const 1) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait32" (i32.const 8) (i32.const 0) (i64.const 0)) (i32.const 2))
(assert_return (invoke "wait32" (i32.const 8) (i32.const 0) (i64.const 1000)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 8) (i64.const 0x1_0000_0000) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait64" (i32.const 8) (i64.const 0) (i64.const 1)) (i32.const 2))
(assert_trap (invoke "wait32" (i32.const 2) (i32.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait64" (i32.const 4) (i64.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait32" (i32.const 65536) (i32.const 0) (i64.const 0)) "out of bounds memory access")
(assert_return (invoke "notify" (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_trap (invoke "notify" (i32.const 6) (i32.const 1)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 65536) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "wait own" (i32.const 0)) "expected shared memory")
(assert_trap (invoke "wait own" (i32.const 65536)) "out of bounds memory access")
(assert_return (invoke "notify own" (i32.const 0)) (i32.const 0))
(assert_trap (invoke "notify own" (i32.const 65536)) "out of bounds memory access")

(assert_trap (invoke "fill" (i32.const 65535)) "out of bounds memory access")
(assert_return (invoke "grow") (i32.const 1))
(assert_return (invoke "grow") (i32.const -1))
(assert_return (invoke "fill" (i32.const 65535)))
