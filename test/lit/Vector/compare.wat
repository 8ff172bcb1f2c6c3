;; Comparisons give masks.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s

(module
  (memory 1)
  (func $i8x16.eq (export "i8x16.eq") (param v128 v128) (result v128)
    (i8x16.eq (local.get 0) (local.get 1)))
  (func $i8x16.ne (export "i8x16.ne") (param v128 v128) (result v128)
    (i8x16.ne (local.get 0) (local.get 1)))
  (func $i8x16.lt_s (export "i8x16.lt_s") (param v128 v128) (result v128)
    (i8x16.lt_s (local.get 0) (local.get 1)))
  (func $i8x16.lt_u (export "i8x16.lt_u") (param v128 v128) (result v128)
    (i8x16.lt_u (local.get 0) (local.get 1)))
  (func $i8x16.gt_s (export "i8x16.gt_s") (param v128 v128) (result v128)
    (i8x16.gt_s (local.get 0) (local.get 1)))
  (func $i8x16.gt_u (export "i8x16.gt_u") (param v128 v128) (result v128)
    (i8x16.gt_u (local.get 0) (local.get 1)))
  (func $i8x16.le_s (export "i8x16.le_s") (param v128 v128) (result v128)
    (i8x16.le_s (local.get 0) (local.get 1)))
  (func $i8x16.le_u (export "i8x16.le_u") (param v128 v128) (result v128)
    (i8x16.le_u (local.get 0) (local.get 1)))
  (func $i8x16.ge_s (export "i8x16.ge_s") (param v128 v128) (result v128)
    (i8x16.ge_s (local.get 0) (local.get 1)))
  (func $i8x16.ge_u (export "i8x16.ge_u") (param v128 v128) (result v128)
    (i8x16.ge_u (local.get 0) (local.get 1)))
  (func $i16x8.eq (export "i16x8.eq") (param v128 v128) (result v128)
    (i16x8.eq (local.get 0) (local.get 1)))
  (func $i16x8.ne (export "i16x8.ne") (param v128 v128) (result v128)
    (i16x8.ne (local.get 0) (local.get 1)))
  (func $i16x8.lt_s (export "i16x8.lt_s") (param v128 v128) (result v128)
    (i16x8.lt_s (local.get 0) (local.get 1)))
  (func $i16x8.lt_u (export "i16x8.lt_u") (param v128 v128) (result v128)
    (i16x8.lt_u (local.get 0) (local.get 1)))
  (func $i16x8.gt_s (export "i16x8.gt_s") (param v128 v128) (result v128)
    (i16x8.gt_s (local.get 0) (local.get 1)))
  (func $i16x8.gt_u (export "i16x8.gt_u") (param v128 v128) (result v128)
    (i16x8.gt_u (local.get 0) (local.get 1)))
  (func $i16x8.le_s (export "i16x8.le_s") (param v128 v128) (result v128)
    (i16x8.le_s (local.get 0) (local.get 1)))
  (func $i16x8.le_u (export "i16x8.le_u") (param v128 v128) (result v128)
    (i16x8.le_u (local.get 0) (local.get 1)))
  (func $i16x8.ge_s (export "i16x8.ge_s") (param v128 v128) (result v128)
    (i16x8.ge_s (local.get 0) (local.get 1)))
  (func $i16x8.ge_u (export "i16x8.ge_u") (param v128 v128) (result v128)
    (i16x8.ge_u (local.get 0) (local.get 1)))
  (func $i32x4.eq (export "i32x4.eq") (param v128 v128) (result v128)
    (i32x4.eq (local.get 0) (local.get 1)))
  (func $i32x4.ne (export "i32x4.ne") (param v128 v128) (result v128)
    (i32x4.ne (local.get 0) (local.get 1)))
  (func $i32x4.lt_s (export "i32x4.lt_s") (param v128 v128) (result v128)
    (i32x4.lt_s (local.get 0) (local.get 1)))
  (func $i32x4.lt_u (export "i32x4.lt_u") (param v128 v128) (result v128)
    (i32x4.lt_u (local.get 0) (local.get 1)))
  (func $i32x4.gt_s (export "i32x4.gt_s") (param v128 v128) (result v128)
    (i32x4.gt_s (local.get 0) (local.get 1)))
  (func $i32x4.gt_u (export "i32x4.gt_u") (param v128 v128) (result v128)
    (i32x4.gt_u (local.get 0) (local.get 1)))
  (func $i32x4.le_s (export "i32x4.le_s") (param v128 v128) (result v128)
    (i32x4.le_s (local.get 0) (local.get 1)))
  (func $i32x4.le_u (export "i32x4.le_u") (param v128 v128) (result v128)
    (i32x4.le_u (local.get 0) (local.get 1)))
  (func $i32x4.ge_s (export "i32x4.ge_s") (param v128 v128) (result v128)
    (i32x4.ge_s (local.get 0) (local.get 1)))
  (func $i32x4.ge_u (export "i32x4.ge_u") (param v128 v128) (result v128)
    (i32x4.ge_u (local.get 0) (local.get 1)))
  (func $f32x4.eq (export "f32x4.eq") (param v128 v128) (result v128)
    (f32x4.eq (local.get 0) (local.get 1)))
  (func $f32x4.ne (export "f32x4.ne") (param v128 v128) (result v128)
    (f32x4.ne (local.get 0) (local.get 1)))
  (func $f32x4.lt (export "f32x4.lt") (param v128 v128) (result v128)
    (f32x4.lt (local.get 0) (local.get 1)))
  (func $f32x4.gt (export "f32x4.gt") (param v128 v128) (result v128)
    (f32x4.gt (local.get 0) (local.get 1)))
  (func $f32x4.le (export "f32x4.le") (param v128 v128) (result v128)
    (f32x4.le (local.get 0) (local.get 1)))
  (func $f32x4.ge (export "f32x4.ge") (param v128 v128) (result v128)
    (f32x4.ge (local.get 0) (local.get 1)))
  (func $f64x2.eq (export "f64x2.eq") (param v128 v128) (result v128)
    (f64x2.eq (local.get 0) (local.get 1)))
  (func $f64x2.ne (export "f64x2.ne") (param v128 v128) (result v128)
    (f64x2.ne (local.get 0) (local.get 1)))
  (func $f64x2.lt (export "f64x2.lt") (param v128 v128) (result v128)
    (f64x2.lt (local.get 0) (local.get 1)))
  (func $f64x2.gt (export "f64x2.gt") (param v128 v128) (result v128)
    (f64x2.gt (local.get 0) (local.get 1)))
  (func $f64x2.le (export "f64x2.le") (param v128 v128) (result v128)
    (f64x2.le (local.get 0) (local.get 1)))
  (func $f64x2.ge (export "f64x2.ge") (param v128 v128) (result v128)
    (f64x2.ge (local.get 0) (local.get 1)))
  (func $i64x2.eq (export "i64x2.eq") (param v128 v128) (result v128)
    (i64x2.eq (local.get 0) (local.get 1)))
  (func $i64x2.ne (export "i64x2.ne") (param v128 v128) (result v128)
    (i64x2.ne (local.get 0) (local.get 1)))
  (func $i64x2.lt_s (export "i64x2.lt_s") (param v128 v128) (result v128)
    (i64x2.lt_s (local.get 0) (local.get 1)))
  (func $i64x2.gt_s (export "i64x2.gt_s") (param v128 v128) (result v128)
    (i64x2.gt_s (local.get 0) (local.get 1)))
  (func $i64x2.le_s (export "i64x2.le_s") (param v128 v128) (result v128)
    (i64x2.le_s (local.get 0) (local.get 1)))
  (func $i64x2.ge_s (export "i64x2.ge_s") (param v128 v128) (result v128)
    (i64x2.ge_s (local.get 0) (local.get 1))))

;; CHECK-LABEL: .i8x16.eq:
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.ne:
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.lt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.lt_u:
;; CHECK: {{[[:blank:]]v?}}pmaxub{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.gt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.gt_u:
;; CHECK: {{[[:blank:]]v?}}pminub{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.le_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.le_u:
;; CHECK: {{[[:blank:]]v?}}pminub{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.ge_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.ge_u:
;; CHECK: {{[[:blank:]]v?}}pmaxub{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.eq:
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.ne:
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.lt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.lt_u:
;; CHECK: {{[[:blank:]]v?}}pmaxuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.gt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.gt_u:
;; CHECK: {{[[:blank:]]v?}}pminuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.le_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.le_u:
;; CHECK: {{[[:blank:]]v?}}pminuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.ge_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.ge_u:
;; CHECK: {{[[:blank:]]v?}}pmaxuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.eq:
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.ne:
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.lt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.lt_u:
;; CHECK: {{[[:blank:]]v?}}pmaxud{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.gt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.gt_u:
;; CHECK: {{[[:blank:]]v?}}pminud{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.le_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.le_u:
;; CHECK: {{[[:blank:]]v?}}pminud{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.ge_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.ge_u:
;; CHECK: {{[[:blank:]]v?}}pmaxud{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.eq:
;; CHECK: {{[[:blank:]]v?}}cmpeqps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.ne:
;; CHECK: {{[[:blank:]]v?}}cmpneqps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.lt:
;; CHECK: {{[[:blank:]]v?}}cmpltps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.gt:
;; CHECK: {{[[:blank:]]v?}}cmpltps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.le:
;; CHECK: {{[[:blank:]]v?}}cmpleps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.ge:
;; CHECK: {{[[:blank:]]v?}}cmpleps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.eq:
;; CHECK: {{[[:blank:]]v?}}cmpeqpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.ne:
;; CHECK: {{[[:blank:]]v?}}cmpneqpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.lt:
;; CHECK: {{[[:blank:]]v?}}cmpltpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.gt:
;; CHECK: {{[[:blank:]]v?}}cmpltpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.le:
;; CHECK: {{[[:blank:]]v?}}cmplepd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.ge:
;; CHECK: {{[[:blank:]]v?}}cmplepd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.eq:
;; CHECK: {{[[:blank:]]v?}}pcmpeqq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.ne:
;; CHECK: {{[[:blank:]]v?}}pcmpeqq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.lt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.gt_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.le_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.ge_s:
;; CHECK: {{[[:blank:]]v?}}pcmpgtq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
