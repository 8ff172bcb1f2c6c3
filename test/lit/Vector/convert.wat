;; Lanes of another width or kind. Saturating conversions are not taken to pieces.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s --check-prefixes=CHECK,V3

(module
  (memory 1)
  (func $f32x4.demote_f64x2_zero (export "f32x4.demote_f64x2_zero") (param v128) (result v128)
    (f32x4.demote_f64x2_zero (local.get 0)))
  (func $f64x2.promote_low_f32x4 (export "f64x2.promote_low_f32x4") (param v128) (result v128)
    (f64x2.promote_low_f32x4 (local.get 0)))
  (func $i8x16.narrow_i16x8_s (export "i8x16.narrow_i16x8_s") (param v128 v128) (result v128)
    (i8x16.narrow_i16x8_s (local.get 0) (local.get 1)))
  (func $i8x16.narrow_i16x8_u (export "i8x16.narrow_i16x8_u") (param v128 v128) (result v128)
    (i8x16.narrow_i16x8_u (local.get 0) (local.get 1)))
  (func $i16x8.extadd_pairwise_i8x16_s (export "i16x8.extadd_pairwise_i8x16_s") (param v128) (result v128)
    (i16x8.extadd_pairwise_i8x16_s (local.get 0)))
  (func $i16x8.extadd_pairwise_i8x16_u (export "i16x8.extadd_pairwise_i8x16_u") (param v128) (result v128)
    (i16x8.extadd_pairwise_i8x16_u (local.get 0)))
  (func $i32x4.extadd_pairwise_i16x8_s (export "i32x4.extadd_pairwise_i16x8_s") (param v128) (result v128)
    (i32x4.extadd_pairwise_i16x8_s (local.get 0)))
  (func $i32x4.extadd_pairwise_i16x8_u (export "i32x4.extadd_pairwise_i16x8_u") (param v128) (result v128)
    (i32x4.extadd_pairwise_i16x8_u (local.get 0)))
  (func $i16x8.narrow_i32x4_s (export "i16x8.narrow_i32x4_s") (param v128 v128) (result v128)
    (i16x8.narrow_i32x4_s (local.get 0) (local.get 1)))
  (func $i16x8.narrow_i32x4_u (export "i16x8.narrow_i32x4_u") (param v128 v128) (result v128)
    (i16x8.narrow_i32x4_u (local.get 0) (local.get 1)))
  (func $i16x8.extend_low_i8x16_s (export "i16x8.extend_low_i8x16_s") (param v128) (result v128)
    (i16x8.extend_low_i8x16_s (local.get 0)))
  (func $i16x8.extend_high_i8x16_s (export "i16x8.extend_high_i8x16_s") (param v128) (result v128)
    (i16x8.extend_high_i8x16_s (local.get 0)))
  (func $i16x8.extend_low_i8x16_u (export "i16x8.extend_low_i8x16_u") (param v128) (result v128)
    (i16x8.extend_low_i8x16_u (local.get 0)))
  (func $i16x8.extend_high_i8x16_u (export "i16x8.extend_high_i8x16_u") (param v128) (result v128)
    (i16x8.extend_high_i8x16_u (local.get 0)))
  (func $i16x8.extmul_low_i8x16_s (export "i16x8.extmul_low_i8x16_s") (param v128 v128) (result v128)
    (i16x8.extmul_low_i8x16_s (local.get 0) (local.get 1)))
  (func $i16x8.extmul_high_i8x16_s (export "i16x8.extmul_high_i8x16_s") (param v128 v128) (result v128)
    (i16x8.extmul_high_i8x16_s (local.get 0) (local.get 1)))
  (func $i16x8.extmul_low_i8x16_u (export "i16x8.extmul_low_i8x16_u") (param v128 v128) (result v128)
    (i16x8.extmul_low_i8x16_u (local.get 0) (local.get 1)))
  (func $i16x8.extmul_high_i8x16_u (export "i16x8.extmul_high_i8x16_u") (param v128 v128) (result v128)
    (i16x8.extmul_high_i8x16_u (local.get 0) (local.get 1)))
  (func $i32x4.extend_low_i16x8_s (export "i32x4.extend_low_i16x8_s") (param v128) (result v128)
    (i32x4.extend_low_i16x8_s (local.get 0)))
  (func $i32x4.extend_high_i16x8_s (export "i32x4.extend_high_i16x8_s") (param v128) (result v128)
    (i32x4.extend_high_i16x8_s (local.get 0)))
  (func $i32x4.extend_low_i16x8_u (export "i32x4.extend_low_i16x8_u") (param v128) (result v128)
    (i32x4.extend_low_i16x8_u (local.get 0)))
  (func $i32x4.extend_high_i16x8_u (export "i32x4.extend_high_i16x8_u") (param v128) (result v128)
    (i32x4.extend_high_i16x8_u (local.get 0)))
  (func $i32x4.dot_i16x8_s (export "i32x4.dot_i16x8_s") (param v128 v128) (result v128)
    (i32x4.dot_i16x8_s (local.get 0) (local.get 1)))
  (func $i32x4.extmul_low_i16x8_s (export "i32x4.extmul_low_i16x8_s") (param v128 v128) (result v128)
    (i32x4.extmul_low_i16x8_s (local.get 0) (local.get 1)))
  (func $i32x4.extmul_high_i16x8_s (export "i32x4.extmul_high_i16x8_s") (param v128 v128) (result v128)
    (i32x4.extmul_high_i16x8_s (local.get 0) (local.get 1)))
  (func $i32x4.extmul_low_i16x8_u (export "i32x4.extmul_low_i16x8_u") (param v128 v128) (result v128)
    (i32x4.extmul_low_i16x8_u (local.get 0) (local.get 1)))
  (func $i32x4.extmul_high_i16x8_u (export "i32x4.extmul_high_i16x8_u") (param v128 v128) (result v128)
    (i32x4.extmul_high_i16x8_u (local.get 0) (local.get 1)))
  (func $i64x2.extend_low_i32x4_s (export "i64x2.extend_low_i32x4_s") (param v128) (result v128)
    (i64x2.extend_low_i32x4_s (local.get 0)))
  (func $i64x2.extend_high_i32x4_s (export "i64x2.extend_high_i32x4_s") (param v128) (result v128)
    (i64x2.extend_high_i32x4_s (local.get 0)))
  (func $i64x2.extend_low_i32x4_u (export "i64x2.extend_low_i32x4_u") (param v128) (result v128)
    (i64x2.extend_low_i32x4_u (local.get 0)))
  (func $i64x2.extend_high_i32x4_u (export "i64x2.extend_high_i32x4_u") (param v128) (result v128)
    (i64x2.extend_high_i32x4_u (local.get 0)))
  (func $i64x2.extmul_low_i32x4_s (export "i64x2.extmul_low_i32x4_s") (param v128 v128) (result v128)
    (i64x2.extmul_low_i32x4_s (local.get 0) (local.get 1)))
  (func $i64x2.extmul_high_i32x4_s (export "i64x2.extmul_high_i32x4_s") (param v128 v128) (result v128)
    (i64x2.extmul_high_i32x4_s (local.get 0) (local.get 1)))
  (func $i64x2.extmul_low_i32x4_u (export "i64x2.extmul_low_i32x4_u") (param v128 v128) (result v128)
    (i64x2.extmul_low_i32x4_u (local.get 0) (local.get 1)))
  (func $i64x2.extmul_high_i32x4_u (export "i64x2.extmul_high_i32x4_u") (param v128 v128) (result v128)
    (i64x2.extmul_high_i32x4_u (local.get 0) (local.get 1)))
  (func $i32x4.trunc_sat_f32x4_s (export "i32x4.trunc_sat_f32x4_s") (param v128) (result v128)
    (i32x4.trunc_sat_f32x4_s (local.get 0)))
  (func $i32x4.trunc_sat_f32x4_u (export "i32x4.trunc_sat_f32x4_u") (param v128) (result v128)
    (i32x4.trunc_sat_f32x4_u (local.get 0)))
  (func $f32x4.convert_i32x4_s (export "f32x4.convert_i32x4_s") (param v128) (result v128)
    (f32x4.convert_i32x4_s (local.get 0)))
  (func $f32x4.convert_i32x4_u (export "f32x4.convert_i32x4_u") (param v128) (result v128)
    (f32x4.convert_i32x4_u (local.get 0)))
  (func $i32x4.trunc_sat_f64x2_s_zero (export "i32x4.trunc_sat_f64x2_s_zero") (param v128) (result v128)
    (i32x4.trunc_sat_f64x2_s_zero (local.get 0)))
  (func $i32x4.trunc_sat_f64x2_u_zero (export "i32x4.trunc_sat_f64x2_u_zero") (param v128) (result v128)
    (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))
  (func $f64x2.convert_low_i32x4_s (export "f64x2.convert_low_i32x4_s") (param v128) (result v128)
    (f64x2.convert_low_i32x4_s (local.get 0)))
  (func $f64x2.convert_low_i32x4_u (export "f64x2.convert_low_i32x4_u") (param v128) (result v128)
    (f64x2.convert_low_i32x4_u (local.get 0))))

;; CHECK-LABEL: .f32x4.demote_f64x2_zero:
;; CHECK: {{[[:blank:]]v?}}cvtpd2ps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.promote_low_f32x4:
;; CHECK: {{[[:blank:]]v?}}cvtps2pd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.narrow_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}packsswb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.narrow_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}packuswb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extadd_pairwise_i8x16_s:
;; CHECK: {{[[:blank:]]v?}}pmaddubsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extadd_pairwise_i8x16_u:
;; CHECK: {{[[:blank:]]v?}}pmaddubsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extadd_pairwise_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pmaddwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extadd_pairwise_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}psrld{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pblendw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}paddd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.narrow_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}packssdw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.narrow_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}packusdw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extend_low_i8x16_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extend_high_i8x16_s:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extend_low_i8x16_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extend_high_i8x16_u:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extmul_low_i8x16_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extmul_high_i8x16_s:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extmul_low_i8x16_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovzxbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extmul_high_i8x16_u:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhbw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extend_low_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extend_high_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extend_low_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extend_high_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.dot_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pmaddwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extmul_low_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmulhw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpcklwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extmul_high_i16x8_s:
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmulhw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extmul_low_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmulhuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpcklwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extmul_high_i16x8_u:
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmulhuw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}punpckhwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extend_low_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxdq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extend_high_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovsxdq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extend_low_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extend_high_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}xorps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}unpckhps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extmul_low_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuldq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extmul_high_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuldq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extmul_low_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuludq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extmul_high_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuludq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.trunc_sat_f32x4_s:
;; CHECK: {{[[:blank:]]v?}}cvttps2dq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpleps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}xorps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpordps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.trunc_sat_f32x4_u:
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
;; CHECK-LABEL: .f32x4.convert_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}cvtdq2ps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.convert_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}pblendw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrld{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pblendw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}subps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.trunc_sat_f64x2_s_zero:
;; CHECK: {{[[:blank:]]v?}}cmpordpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}andpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cvttpd2dq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.trunc_sat_f64x2_u_zero:
;; CHECK: {{[[:blank:]]v?}}xorpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}insertps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.convert_low_i32x4_s:
;; CHECK: {{[[:blank:]]v?}}cvtdq2pd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.convert_low_i32x4_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}por{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}subpd{{[[:blank:]]}}
;; CHECK: ret
