;; Memories of several GiB, of which little is touched, and declarations of more than there is,
;; which cost nothing until they are instantiated.
;;
;; RUN: %wfxc wast -O0 %s
;; RUN: %wfxc wast -O2 %s
;; RUN: %wfxc wast -O2 --bounds=check %s

(module
  (memory i64 65537)
  (data (i64.const 0x100000004) "beyond")
  (func (export "load") (param i64) (result i64) (i64.load (local.get 0)))
  (func (export "store") (param i64 i64) (i64.store (local.get 0) (local.get 1)))
  (func (export "offset") (param i64) (result i64) (i64.load offset=0x100000000 (local.get 0)))
  (func (export "copy") (param i64 i64 i64)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "size") (result i64) (memory.size))
  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))
(assert_return (invoke "load" (i64.const 0x100000004)) (i64.const 0x646e6f796562))
(assert_return (invoke "offset" (i64.const 4)) (i64.const 0x646e6f796562))
(assert_return (invoke "load" (i64.const 0x10000fff8)) (i64.const 0))
(assert_trap (invoke "load" (i64.const 0x10000fff9)) "out of bounds memory access")
(assert_return (invoke "offset" (i64.const 0xfff8)) (i64.const 0))
(assert_trap (invoke "offset" (i64.const 0xfff9)) "out of bounds memory access")
(assert_trap (invoke "offset" (i64.const -0x100000000)) "out of bounds memory access")
(assert_return (invoke "grow" (i64.const 16384)) (i64.const 65537))
(assert_return (invoke "size") (i64.const 81921))
(assert_return (invoke "store" (i64.const 0x14000fff8) (i64.const 42)))
(assert_return (invoke "load" (i64.const 0x14000fff8)) (i64.const 42))
(assert_trap (invoke "store" (i64.const 0x14000fff9) (i64.const 42)) "out of bounds memory access")
(assert_return (invoke "copy" (i64.const 0xfffffffc) (i64.const 0x14000fff8) (i64.const 8)))
(assert_return (invoke "load" (i64.const 0xfffffffc)) (i64.const 42))
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0x14000fffc) (i64.const 8))
  "out of bounds memory access")

;; The middle and the end of a 32-bit space.
(module
  (memory 65536)
  (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
  (func (export "store") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
  (func (export "offset") (param i32) (result i32) (i32.load8_u offset=0x80000000 (local.get 0))))
(assert_return (invoke "store" (i32.const 0x7ffffffc) (i64.const 7)))
(assert_return (invoke "load" (i32.const 0x7ffffffc)) (i64.const 7))
(assert_return (invoke "load" (i32.const -8)) (i64.const 0))
(assert_trap (invoke "load" (i32.const -7)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const -1) (i64.const 7)) "out of bounds memory access")
(assert_return (invoke "offset" (i32.const 0x7fffffff)) (i32.const 0))
(assert_trap (invoke "offset" (i32.const 0x80000000)) "out of bounds memory access")
(assert_trap (invoke "offset" (i32.const -1)) "out of bounds memory access")

(module definition (memory i64 0x1000000000000))
(module definition (memory i64 0 0x1000000000000))
(module definition (memory i64 0xffffffffffffffff (pagesize 1)))
(module definition (table i64 0xffffffffffffffff funcref))
(module (memory i64 0 0x1000000000000)
  (func (export "size") (result i64) (memory.size)))
(assert_return (invoke "size") (i64.const 0))
