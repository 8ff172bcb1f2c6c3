;; Integers and bits.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s --check-prefixes=CHECK,V3

(module
  (memory 1)
  (func $v128.not (export "v128.not") (param v128) (result v128)
    (v128.not (local.get 0)))
  (func $v128.and (export "v128.and") (param v128 v128) (result v128)
    (v128.and (local.get 0) (local.get 1)))
  (func $v128.andnot (export "v128.andnot") (param v128 v128) (result v128)
    (v128.andnot (local.get 0) (local.get 1)))
  (func $v128.or (export "v128.or") (param v128 v128) (result v128)
    (v128.or (local.get 0) (local.get 1)))
  (func $v128.xor (export "v128.xor") (param v128 v128) (result v128)
    (v128.xor (local.get 0) (local.get 1)))
  (func $v128.bitselect (export "v128.bitselect") (param v128 v128 v128) (result v128)
    (v128.bitselect (local.get 0) (local.get 1) (local.get 2)))
  (func $i8x16.abs (export "i8x16.abs") (param v128) (result v128)
    (i8x16.abs (local.get 0)))
  (func $i8x16.neg (export "i8x16.neg") (param v128) (result v128)
    (i8x16.neg (local.get 0)))
  (func $i8x16.popcnt (export "i8x16.popcnt") (param v128) (result v128)
    (i8x16.popcnt (local.get 0)))
  (func $i8x16.shl (export "i8x16.shl") (param v128 i32) (result v128)
    (i8x16.shl (local.get 0) (local.get 1)))
  (func $i8x16.shr_s (export "i8x16.shr_s") (param v128 i32) (result v128)
    (i8x16.shr_s (local.get 0) (local.get 1)))
  (func $i8x16.shr_u (export "i8x16.shr_u") (param v128 i32) (result v128)
    (i8x16.shr_u (local.get 0) (local.get 1)))
  (func $i8x16.add (export "i8x16.add") (param v128 v128) (result v128)
    (i8x16.add (local.get 0) (local.get 1)))
  (func $i8x16.add_sat_s (export "i8x16.add_sat_s") (param v128 v128) (result v128)
    (i8x16.add_sat_s (local.get 0) (local.get 1)))
  (func $i8x16.add_sat_u (export "i8x16.add_sat_u") (param v128 v128) (result v128)
    (i8x16.add_sat_u (local.get 0) (local.get 1)))
  (func $i8x16.sub (export "i8x16.sub") (param v128 v128) (result v128)
    (i8x16.sub (local.get 0) (local.get 1)))
  (func $i8x16.sub_sat_s (export "i8x16.sub_sat_s") (param v128 v128) (result v128)
    (i8x16.sub_sat_s (local.get 0) (local.get 1)))
  (func $i8x16.sub_sat_u (export "i8x16.sub_sat_u") (param v128 v128) (result v128)
    (i8x16.sub_sat_u (local.get 0) (local.get 1)))
  (func $i8x16.min_s (export "i8x16.min_s") (param v128 v128) (result v128)
    (i8x16.min_s (local.get 0) (local.get 1)))
  (func $i8x16.min_u (export "i8x16.min_u") (param v128 v128) (result v128)
    (i8x16.min_u (local.get 0) (local.get 1)))
  (func $i8x16.max_s (export "i8x16.max_s") (param v128 v128) (result v128)
    (i8x16.max_s (local.get 0) (local.get 1)))
  (func $i8x16.max_u (export "i8x16.max_u") (param v128 v128) (result v128)
    (i8x16.max_u (local.get 0) (local.get 1)))
  (func $i8x16.avgr_u (export "i8x16.avgr_u") (param v128 v128) (result v128)
    (i8x16.avgr_u (local.get 0) (local.get 1)))
  (func $i16x8.abs (export "i16x8.abs") (param v128) (result v128)
    (i16x8.abs (local.get 0)))
  (func $i16x8.neg (export "i16x8.neg") (param v128) (result v128)
    (i16x8.neg (local.get 0)))
  (func $i16x8.q15mulr_sat_s (export "i16x8.q15mulr_sat_s") (param v128 v128) (result v128)
    (i16x8.q15mulr_sat_s (local.get 0) (local.get 1)))
  (func $i16x8.shl (export "i16x8.shl") (param v128 i32) (result v128)
    (i16x8.shl (local.get 0) (local.get 1)))
  (func $i16x8.shr_s (export "i16x8.shr_s") (param v128 i32) (result v128)
    (i16x8.shr_s (local.get 0) (local.get 1)))
  (func $i16x8.shr_u (export "i16x8.shr_u") (param v128 i32) (result v128)
    (i16x8.shr_u (local.get 0) (local.get 1)))
  (func $i16x8.add (export "i16x8.add") (param v128 v128) (result v128)
    (i16x8.add (local.get 0) (local.get 1)))
  (func $i16x8.add_sat_s (export "i16x8.add_sat_s") (param v128 v128) (result v128)
    (i16x8.add_sat_s (local.get 0) (local.get 1)))
  (func $i16x8.add_sat_u (export "i16x8.add_sat_u") (param v128 v128) (result v128)
    (i16x8.add_sat_u (local.get 0) (local.get 1)))
  (func $i16x8.sub (export "i16x8.sub") (param v128 v128) (result v128)
    (i16x8.sub (local.get 0) (local.get 1)))
  (func $i16x8.sub_sat_s (export "i16x8.sub_sat_s") (param v128 v128) (result v128)
    (i16x8.sub_sat_s (local.get 0) (local.get 1)))
  (func $i16x8.sub_sat_u (export "i16x8.sub_sat_u") (param v128 v128) (result v128)
    (i16x8.sub_sat_u (local.get 0) (local.get 1)))
  (func $i16x8.mul (export "i16x8.mul") (param v128 v128) (result v128)
    (i16x8.mul (local.get 0) (local.get 1)))
  (func $i16x8.min_s (export "i16x8.min_s") (param v128 v128) (result v128)
    (i16x8.min_s (local.get 0) (local.get 1)))
  (func $i16x8.min_u (export "i16x8.min_u") (param v128 v128) (result v128)
    (i16x8.min_u (local.get 0) (local.get 1)))
  (func $i16x8.max_s (export "i16x8.max_s") (param v128 v128) (result v128)
    (i16x8.max_s (local.get 0) (local.get 1)))
  (func $i16x8.max_u (export "i16x8.max_u") (param v128 v128) (result v128)
    (i16x8.max_u (local.get 0) (local.get 1)))
  (func $i16x8.avgr_u (export "i16x8.avgr_u") (param v128 v128) (result v128)
    (i16x8.avgr_u (local.get 0) (local.get 1)))
  (func $i32x4.abs (export "i32x4.abs") (param v128) (result v128)
    (i32x4.abs (local.get 0)))
  (func $i32x4.neg (export "i32x4.neg") (param v128) (result v128)
    (i32x4.neg (local.get 0)))
  (func $i32x4.shl (export "i32x4.shl") (param v128 i32) (result v128)
    (i32x4.shl (local.get 0) (local.get 1)))
  (func $i32x4.shr_s (export "i32x4.shr_s") (param v128 i32) (result v128)
    (i32x4.shr_s (local.get 0) (local.get 1)))
  (func $i32x4.shr_u (export "i32x4.shr_u") (param v128 i32) (result v128)
    (i32x4.shr_u (local.get 0) (local.get 1)))
  (func $i32x4.add (export "i32x4.add") (param v128 v128) (result v128)
    (i32x4.add (local.get 0) (local.get 1)))
  (func $i32x4.sub (export "i32x4.sub") (param v128 v128) (result v128)
    (i32x4.sub (local.get 0) (local.get 1)))
  (func $i32x4.mul (export "i32x4.mul") (param v128 v128) (result v128)
    (i32x4.mul (local.get 0) (local.get 1)))
  (func $i32x4.min_s (export "i32x4.min_s") (param v128 v128) (result v128)
    (i32x4.min_s (local.get 0) (local.get 1)))
  (func $i32x4.min_u (export "i32x4.min_u") (param v128 v128) (result v128)
    (i32x4.min_u (local.get 0) (local.get 1)))
  (func $i32x4.max_s (export "i32x4.max_s") (param v128 v128) (result v128)
    (i32x4.max_s (local.get 0) (local.get 1)))
  (func $i32x4.max_u (export "i32x4.max_u") (param v128 v128) (result v128)
    (i32x4.max_u (local.get 0) (local.get 1)))
  (func $i64x2.abs (export "i64x2.abs") (param v128) (result v128)
    (i64x2.abs (local.get 0)))
  (func $i64x2.neg (export "i64x2.neg") (param v128) (result v128)
    (i64x2.neg (local.get 0)))
  (func $i64x2.shl (export "i64x2.shl") (param v128 i32) (result v128)
    (i64x2.shl (local.get 0) (local.get 1)))
  (func $i64x2.shr_s (export "i64x2.shr_s") (param v128 i32) (result v128)
    (i64x2.shr_s (local.get 0) (local.get 1)))
  (func $i64x2.shr_u (export "i64x2.shr_u") (param v128 i32) (result v128)
    (i64x2.shr_u (local.get 0) (local.get 1)))
  (func $i64x2.add (export "i64x2.add") (param v128 v128) (result v128)
    (i64x2.add (local.get 0) (local.get 1)))
  (func $i64x2.sub (export "i64x2.sub") (param v128 v128) (result v128)
    (i64x2.sub (local.get 0) (local.get 1)))
  (func $i64x2.mul (export "i64x2.mul") (param v128 v128) (result v128)
    (i64x2.mul (local.get 0) (local.get 1))))

;; CHECK-LABEL: .v128.not:
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.and:
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.andnot:
;; CHECK: {{[[:blank:]]v?}}andnps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.or:
;; CHECK: {{[[:blank:]]v?}}orps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.xor:
;; CHECK: {{[[:blank:]]v?}}xorps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.bitselect:
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}andnps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}orps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.abs:
;; CHECK: {{[[:blank:]]v?}}pabsb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.neg:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.popcnt:
;; CHECK: {{[[:blank:]]v?}}pand{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pand{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}paddb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.shl:
;; V2: {{[[:blank:]]}}andl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psllw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pcmpeqd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psllw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufb{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pand{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}andl{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsllw{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpcmpeqd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsllw{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastb{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpand{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.shr_s:
;; V2: {{[[:blank:]]}}andl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psrlw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pcmpeqd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psrlw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psrlw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufb{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pand{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}psubb{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}andl{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsrlw{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpcmpeqd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsrlw{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpshufb{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpand{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsrlw{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpxor{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpsubb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.shr_u:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pand{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.add:
;; CHECK: {{[[:blank:]]v?}}paddb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.add_sat_s:
;; CHECK: {{[[:blank:]]v?}}paddsb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.add_sat_u:
;; CHECK: {{[[:blank:]]v?}}paddusb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.sub:
;; CHECK: {{[[:blank:]]v?}}psubb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.sub_sat_s:
;; CHECK: {{[[:blank:]]v?}}psubsb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.sub_sat_u:
;; CHECK: {{[[:blank:]]v?}}psubusb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.min_s:
;; CHECK: {{[[:blank:]]v?}}pminsb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.min_u:
;; CHECK: {{[[:blank:]]v?}}pminub{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.max_s:
;; CHECK: {{[[:blank:]]v?}}pmaxsb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.max_u:
;; CHECK: {{[[:blank:]]v?}}pmaxub{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.avgr_u:
;; CHECK: {{[[:blank:]]v?}}pavgb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.abs:
;; CHECK: {{[[:blank:]]v?}}pabsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.neg:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.q15mulr_sat_s:
;; CHECK: {{[[:blank:]]v?}}pmulhrsw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.shl:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psllw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.shr_s:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psraw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.shr_u:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.add:
;; CHECK: {{[[:blank:]]v?}}paddw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.add_sat_s:
;; CHECK: {{[[:blank:]]v?}}paddsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.add_sat_u:
;; CHECK: {{[[:blank:]]v?}}paddusw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.sub:
;; CHECK: {{[[:blank:]]v?}}psubw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.sub_sat_s:
;; CHECK: {{[[:blank:]]v?}}psubsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.sub_sat_u:
;; CHECK: {{[[:blank:]]v?}}psubusw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.mul:
;; CHECK: {{[[:blank:]]v?}}pmullw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.min_s:
;; CHECK: {{[[:blank:]]v?}}pminsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.min_u:
;; CHECK: {{[[:blank:]]v?}}pminuw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.max_s:
;; CHECK: {{[[:blank:]]v?}}pmaxsw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.max_u:
;; CHECK: {{[[:blank:]]v?}}pmaxuw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.avgr_u:
;; CHECK: {{[[:blank:]]v?}}pavgw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.abs:
;; CHECK: {{[[:blank:]]v?}}pabsd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.neg:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.shl:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pslld{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.shr_s:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrad{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.shr_u:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrld{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.add:
;; CHECK: {{[[:blank:]]v?}}paddd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.sub:
;; CHECK: {{[[:blank:]]v?}}psubd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.mul:
;; CHECK: {{[[:blank:]]v?}}pmulld{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.min_s:
;; CHECK: {{[[:blank:]]v?}}pminsd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.min_u:
;; CHECK: {{[[:blank:]]v?}}pminud{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.max_s:
;; CHECK: {{[[:blank:]]v?}}pmaxsd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.max_u:
;; CHECK: {{[[:blank:]]v?}}pmaxud{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.abs:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}blendvpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.neg:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.shl:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psllq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.shr_s:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psubq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.shr_u:
;; CHECK: {{[[:blank:]]v?}}andl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.add:
;; CHECK: {{[[:blank:]]v?}}paddq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.sub:
;; CHECK: {{[[:blank:]]v?}}psubq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.mul:
;; CHECK: {{[[:blank:]]v?}}psrlq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuludq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psrlq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuludq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}paddq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}psllq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmuludq{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}paddq{{[[:blank:]]}}
;; CHECK: ret
