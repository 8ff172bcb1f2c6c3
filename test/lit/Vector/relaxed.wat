;; Relaxed SIMD: what the processor is best at.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s --check-prefixes=CHECK,V3

(module
  (memory 1)
  (func $i8x16.relaxed_swizzle (export "i8x16.relaxed_swizzle") (param v128 v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func $i32x4.relaxed_trunc_f32x4_s (export "i32x4.relaxed_trunc_f32x4_s") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func $i32x4.relaxed_trunc_f32x4_u (export "i32x4.relaxed_trunc_f32x4_u") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_u (local.get 0)))
  (func $i32x4.relaxed_trunc_f64x2_s_zero (export "i32x4.relaxed_trunc_f64x2_s_zero") (param v128) (result v128)
    (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))
  (func $i32x4.relaxed_trunc_f64x2_u_zero (export "i32x4.relaxed_trunc_f64x2_u_zero") (param v128) (result v128)
    (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0)))
  (func $f32x4.relaxed_madd (export "f32x4.relaxed_madd") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $f32x4.relaxed_nmadd (export "f32x4.relaxed_nmadd") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func $f64x2.relaxed_madd (export "f64x2.relaxed_madd") (param v128 v128 v128) (result v128)
    (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $f64x2.relaxed_nmadd (export "f64x2.relaxed_nmadd") (param v128 v128 v128) (result v128)
    (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func $i8x16.relaxed_laneselect (export "i8x16.relaxed_laneselect") (param v128 v128 v128) (result v128)
    (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $i16x8.relaxed_laneselect (export "i16x8.relaxed_laneselect") (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $i32x4.relaxed_laneselect (export "i32x4.relaxed_laneselect") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $i64x2.relaxed_laneselect (export "i64x2.relaxed_laneselect") (param v128 v128 v128) (result v128)
    (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $f32x4.relaxed_min (export "f32x4.relaxed_min") (param v128 v128) (result v128)
    (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func $f32x4.relaxed_max (export "f32x4.relaxed_max") (param v128 v128) (result v128)
    (f32x4.relaxed_max (local.get 0) (local.get 1)))
  (func $f64x2.relaxed_min (export "f64x2.relaxed_min") (param v128 v128) (result v128)
    (f64x2.relaxed_min (local.get 0) (local.get 1)))
  (func $f64x2.relaxed_max (export "f64x2.relaxed_max") (param v128 v128) (result v128)
    (f64x2.relaxed_max (local.get 0) (local.get 1)))
  (func $i16x8.relaxed_q15mulr_s (export "i16x8.relaxed_q15mulr_s") (param v128 v128) (result v128)
    (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func $i16x8.relaxed_dot_i8x16_i7x16_s (export "i16x8.relaxed_dot_i8x16_i7x16_s") (param v128 v128) (result v128)
    (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1)))
  (func $i32x4.relaxed_dot_i8x16_i7x16_add_s (export "i32x4.relaxed_dot_i8x16_i7x16_add_s") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2))))

;; CHECK-LABEL: .i8x16.relaxed_swizzle:
;; CHECK: {{[[:blank:]]v?}}pshufb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_trunc_f32x4_s:
;; CHECK: {{[[:blank:]]v?}}cvttps2dq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_trunc_f32x4_u:
;; V2: {{[[:blank:]]}}xorps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}maxps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}cvttps2dq{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}subps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}cvttps2dq{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}cmpleps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}xorps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pmaxsd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}paddd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vxorps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmaxps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vsubps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vcvttps2dq{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vcmpleps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vxorps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpmaxsd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vcvttps2dq{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpaddd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_trunc_f64x2_s_zero:
;; CHECK: {{[[:blank:]]v?}}cvttpd2dq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_trunc_f64x2_u_zero:
;; CHECK: {{[[:blank:]]v?}}xorpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}insertps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.relaxed_madd:
;; V2: {{[[:blank:]]}}mulps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}addps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vfmadd213ps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.relaxed_nmadd:
;; V2: {{[[:blank:]]}}mulps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}subps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vfnmadd213ps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.relaxed_madd:
;; V2: {{[[:blank:]]}}mulpd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}addpd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vfmadd213pd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.relaxed_nmadd:
;; V2: {{[[:blank:]]}}mulpd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}subpd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vfnmadd213pd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.relaxed_laneselect:
;; CHECK: {{[[:blank:]]v?}}pblendvb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.relaxed_laneselect:
;; CHECK: {{[[:blank:]]v?}}pblendvb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_laneselect:
;; CHECK: {{[[:blank:]]v?}}blendvps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.relaxed_laneselect:
;; CHECK: {{[[:blank:]]v?}}blendvpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.relaxed_min:
;; CHECK: {{[[:blank:]]v?}}minps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.relaxed_max:
;; CHECK: {{[[:blank:]]v?}}maxps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.relaxed_min:
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.relaxed_max:
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.relaxed_q15mulr_s:
;; CHECK: {{[[:blank:]]v?}}pmulhrsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.relaxed_dot_i8x16_i7x16_s:
;; CHECK: {{[[:blank:]]v?}}pmaddubsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.relaxed_dot_i8x16_i7x16_add_s:
;; CHECK: {{[[:blank:]]v?}}pmaddubsw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmaddwd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}paddd{{[[:blank:]]}}
;; CHECK: ret
