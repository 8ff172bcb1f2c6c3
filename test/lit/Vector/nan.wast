;; Signalling NaNs become quiet, also where LLVM would fold the operation to its operand: a
;; constant in all lanes or one, by v128.const or by a splat.
;;
;; RUN: %wfxc wast -O0 %s | FileCheck %s
;; RUN: %wfxc wast -O2 %s | FileCheck %s
;; RUN: %wfxc wast -O2 --cpu=x86-64-v2 %s | FileCheck %s
;; CHECK: {{^}}13 passed, 0 failed{{$}}

(module
  (func (export "mul") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
  (func (export "lane") (param v128) (result f32)
    (f32x4.extract_lane 2 (f32x4.mul (local.get 0) (v128.const f32x4 3 5 1 7))))
  (func (export "minus") (param v128) (result v128)
    (f64x2.mul (f64x2.splat (f64.const -1)) (local.get 0)))
  (func (export "sub") (param v128) (result v128)
    (f64x2.sub (local.get 0) (v128.const f64x2 0 0)))
  (func (export "add") (param v128) (result v128)
    (f32x4.add (local.get 0) (f32x4.splat (f32.const -0))))
  (func (export "div") (param v128) (result v128)
    (f32x4.div (local.get 0) (v128.const f32x4 1 1 1 1)))
  (func (export "demote") (param v128) (result v128)
    (f32x4.demote_f64x2_zero (f64x2.promote_low_f32x4 (local.get 0))))
  (func (export "min") (param v128 v128) (result v128)
    (f32x4.min (local.get 0) (local.get 1)))
  (func (export "max") (param v128) (result v128)
    (f64x2.max (local.get 0) (v128.const f64x2 1 nan)))
  ;; These hand on what they choose.
  (func (export "pmin") (param v128 v128) (result v128)
    (f32x4.pmin (local.get 0) (local.get 1)))
  (func (export "neg") (param v128) (result v128) (f32x4.neg (local.get 0))))

(assert_return (invoke "mul" (v128.const i32x4 0x7fa00000 0x3f800000 0xffa00001 0x80000000))
  (v128.const i32x4 0x7fe00000 0x3f800000 0xffe00001 0x80000000))
(assert_return (invoke "lane" (v128.const i32x4 0 0 0x7fa00000 0))
  (f32.const nan:0x600000))
(assert_return (invoke "minus" (v128.const i64x2 0x7ff4000000000000 0))
  (v128.const f64x2 nan:arithmetic -0))
(assert_return (invoke "sub" (v128.const i64x2 0x7ff4000000000000 0x8000000000000000))
  (v128.const f64x2 nan:arithmetic -0))
(assert_return (invoke "add" (v128.const i32x4 0x7fa00000 0 0x80000000 0x7fa00000))
  (v128.const f32x4 nan:arithmetic 0 -0 nan:arithmetic))
(assert_return (invoke "div" (v128.const i32x4 0x7fa00000 0 0x80000000 0x7fa00000))
  (v128.const f32x4 nan:arithmetic 0 -0 nan:arithmetic))
(assert_return (invoke "demote" (v128.const i32x4 0x7fa00000 0x3f800000 1 2))
  (v128.const f32x4 nan:arithmetic 1 0 0))
(assert_return (invoke "min" (v128.const i32x4 0x7fa00000 0x3f800000 0x80000000 0)
    (v128.const i32x4 0x3f800001 0x7fa00000 0 0x80000000))
  (v128.const f32x4 nan:arithmetic nan:arithmetic -0 -0))
(assert_return (invoke "min" (v128.const f32x4 nan 0x1.000002p0 1 -inf)
    (v128.const f32x4 0x1.000002p0 nan 2 inf))
  (v128.const f32x4 nan:canonical nan:canonical 1 -inf))
(assert_return (invoke "max" (v128.const i64x2 0x7ff4000000000000 0))
  (v128.const f64x2 nan:arithmetic nan:canonical))
(assert_return (invoke "pmin" (v128.const i32x4 0x7fa00000 0x3f800000 0 0)
    (v128.const i32x4 0x3f800000 0x7fa00000 0 0))
  (v128.const i32x4 0x7fa00000 0x3f800000 0 0))
(assert_return (invoke "neg" (v128.const i32x4 0x7fa00000 0 1 0x80000000))
  (v128.const i32x4 0xffa00000 0x80000000 0x80000001 0))
