;; Results of relaxed instructions for operands where the specification leaves a choice,
;; from operands that are known and from ones that are not: those of x86 processors
;; without fused multiplication, at every level.
;;
;; RUN: %wfxc wast -O0 --cpu=x86-64-v2 %s | FileCheck %s
;; RUN: %wfxc wast -O2 --cpu=x86-64-v2 %s | FileCheck %s
;; RUN: %wfxc wast -O3 --cpu=x86-64-v2 --relaxed-simd=native %s | FileCheck %s
;; RUN: not %wfxc wast --relaxed-simd=quick %s 2>&1 | FileCheck %s --check-prefix=USAGE
;; CHECK: {{^}}15 passed, 0 failed{{$}}
;; USAGE: wfxc: error: {{.*}}--relaxed-simd

(module
  (func $madd (export "madd") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $trunc (export "trunc") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func $min (export "min") (param v128 v128) (result v128)
    (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func $select (export "select") (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $q15 (export "q15") (param v128 v128) (result v128)
    (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func $swizzle (export "swizzle") (param v128 v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func $dot (export "dot") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2)))

  (func (export "known madd") (result v128)
    (f32x4.relaxed_madd (v128.const f32x4 0x1.000002p0 0x1p127 1 1)
      (v128.const f32x4 0x1.000002p0 2 0 1) (v128.const f32x4 -1 -0x1p127 -0 -1)))
  (func (export "known trunc") (result v128)
    (i32x4.relaxed_trunc_f32x4_s (v128.const f32x4 nan 0x1p31 -0x1p33 -1.5)))
  (func (export "known min") (result v128)
    (f32x4.relaxed_min (v128.const f32x4 nan 1 -0 0) (v128.const f32x4 1 nan 0 -0)))
  (func (export "known select") (result v128)
    (i16x8.relaxed_laneselect (v128.const i16x8 0x1111 0x1111 0x1111 0x1111 0 0 0 0)
      (v128.const i16x8 0x2222 0x2222 0x2222 0x2222 0 0 0 0)
      (v128.const i16x8 0xff00 0x0080 0x7fff 0x8000 0 0 0 0)))
  (func (export "known q15") (result v128)
    (i16x8.relaxed_q15mulr_s (v128.const i16x8 -32768 1 2 3 4 5 6 7)
      (v128.const i16x8 -32768 1 16384 3 4 5 6 7)))
  (func (export "known swizzle") (result v128)
    (i8x16.relaxed_swizzle (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
      (v128.const i8x16 16 17 0x7f 0x80 0xff 0 0 0 0 0 0 0 0 0 0 0)))
  (func (export "known dot") (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s
      (v128.const i8x16 -128 -128 -128 -128 127 127 127 127 0 0 0 0 0 0 0 0)
      (v128.const i8x16 -128 -128 -128 -128 127 127 127 127 0 0 0 0 0 0 0 0)
      (v128.const i32x4 1 2 3 4))))

(assert_return (invoke "madd" (v128.const f32x4 0x1.000002p0 0x1p127 1 1)
    (v128.const f32x4 0x1.000002p0 2 0 1) (v128.const f32x4 -1 -0x1p127 -0 -1))
  (v128.const f32x4 0x1p-22 inf 0 0))
(assert_return (invoke "known madd") (v128.const f32x4 0x1p-22 inf 0 0))
(assert_return (invoke "trunc" (v128.const f32x4 nan 0x1p31 -0x1p33 -1.5))
  (v128.const i32x4 0x80000000 0x80000000 0x80000000 -1))
(assert_return (invoke "known trunc")
  (v128.const i32x4 0x80000000 0x80000000 0x80000000 -1))
(assert_return (invoke "min" (v128.const f32x4 nan 1 -0 0) (v128.const f32x4 1 nan 0 -0))
  (v128.const f32x4 1 nan:canonical 0 -0))
(assert_return (invoke "known min") (v128.const f32x4 1 nan:canonical 0 -0))
(assert_return (invoke "select" (v128.const i16x8 0x1111 0x1111 0x1111 0x1111 0 0 0 0)
    (v128.const i16x8 0x2222 0x2222 0x2222 0x2222 0 0 0 0)
    (v128.const i16x8 0xff00 0x0080 0x7fff 0x8000 0 0 0 0))
  (v128.const i16x8 0x1122 0x2211 0x2211 0x1122 0 0 0 0))
(assert_return (invoke "known select")
  (v128.const i16x8 0x1122 0x2211 0x2211 0x1122 0 0 0 0))
(assert_return (invoke "q15" (v128.const i16x8 -32768 1 2 3 4 5 6 7)
    (v128.const i16x8 -32768 1 16384 3 4 5 6 7))
  (v128.const i16x8 -32768 0 1 0 0 0 0 0))
(assert_return (invoke "known q15") (v128.const i16x8 -32768 0 1 0 0 0 0 0))
(assert_return (invoke "swizzle" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 16 17 0x7f 0x80 0xff 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i8x16 1 2 16 0 0 1 1 1 1 1 1 1 1 1 1 1))
(assert_return (invoke "known swizzle")
  (v128.const i8x16 1 2 16 0 0 1 1 1 1 1 1 1 1 1 1 1))
(assert_return (invoke "dot"
    (v128.const i8x16 -128 -128 -128 -128 127 127 127 127 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 -128 -128 -128 127 127 127 127 0 0 0 0 0 0 0 0)
    (v128.const i32x4 1 2 3 4))
  (v128.const i32x4 -65535 64518 3 4))
(assert_return (invoke "known dot") (v128.const i32x4 -65535 64518 3 4))
