;; Lanes, shuffles, and all lanes to a number.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s --check-prefixes=CHECK,V3

(module
  (memory 1)
  (func $i8x16.shuffle (export "i8x16.shuffle") (param v128 v128) (result v128)
    (i8x16.shuffle 3 2 1 0 4 20 5 21 6 22 7 23 16 17 18 19 (local.get 0) (local.get 1)))
  (func $i8x16.swizzle (export "i8x16.swizzle") (param v128 v128) (result v128)
    (i8x16.swizzle (local.get 0) (local.get 1)))
  (func $i8x16.splat (export "i8x16.splat") (param i32) (result v128)
    (i8x16.splat (local.get 0)))
  (func $i16x8.splat (export "i16x8.splat") (param i32) (result v128)
    (i16x8.splat (local.get 0)))
  (func $i32x4.splat (export "i32x4.splat") (param i32) (result v128)
    (i32x4.splat (local.get 0)))
  (func $i64x2.splat (export "i64x2.splat") (param i64) (result v128)
    (i64x2.splat (local.get 0)))
  (func $f32x4.splat (export "f32x4.splat") (param f32) (result v128)
    (f32x4.splat (local.get 0)))
  (func $f64x2.splat (export "f64x2.splat") (param f64) (result v128)
    (f64x2.splat (local.get 0)))
  (func $i8x16.extract_lane_s (export "i8x16.extract_lane_s") (param v128) (result i32)
    (i8x16.extract_lane_s 1 (local.get 0)))
  (func $i8x16.extract_lane_u (export "i8x16.extract_lane_u") (param v128) (result i32)
    (i8x16.extract_lane_u 1 (local.get 0)))
  (func $i8x16.replace_lane (export "i8x16.replace_lane") (param v128 i32) (result v128)
    (i8x16.replace_lane 1 (local.get 0) (local.get 1)))
  (func $i16x8.extract_lane_s (export "i16x8.extract_lane_s") (param v128) (result i32)
    (i16x8.extract_lane_s 1 (local.get 0)))
  (func $i16x8.extract_lane_u (export "i16x8.extract_lane_u") (param v128) (result i32)
    (i16x8.extract_lane_u 1 (local.get 0)))
  (func $i16x8.replace_lane (export "i16x8.replace_lane") (param v128 i32) (result v128)
    (i16x8.replace_lane 1 (local.get 0) (local.get 1)))
  (func $i32x4.extract_lane (export "i32x4.extract_lane") (param v128) (result i32)
    (i32x4.extract_lane 1 (local.get 0)))
  (func $i32x4.replace_lane (export "i32x4.replace_lane") (param v128 i32) (result v128)
    (i32x4.replace_lane 1 (local.get 0) (local.get 1)))
  (func $i64x2.extract_lane (export "i64x2.extract_lane") (param v128) (result i64)
    (i64x2.extract_lane 1 (local.get 0)))
  (func $i64x2.replace_lane (export "i64x2.replace_lane") (param v128 i64) (result v128)
    (i64x2.replace_lane 1 (local.get 0) (local.get 1)))
  (func $f32x4.extract_lane (export "f32x4.extract_lane") (param v128) (result f32)
    (f32x4.extract_lane 1 (local.get 0)))
  (func $f32x4.replace_lane (export "f32x4.replace_lane") (param v128 f32) (result v128)
    (f32x4.replace_lane 1 (local.get 0) (local.get 1)))
  (func $f64x2.extract_lane (export "f64x2.extract_lane") (param v128) (result f64)
    (f64x2.extract_lane 1 (local.get 0)))
  (func $f64x2.replace_lane (export "f64x2.replace_lane") (param v128 f64) (result v128)
    (f64x2.replace_lane 1 (local.get 0) (local.get 1)))
  (func $v128.any_true (export "v128.any_true") (param v128) (result i32)
    (v128.any_true (local.get 0)))
  (func $i8x16.all_true (export "i8x16.all_true") (param v128) (result i32)
    (i8x16.all_true (local.get 0)))
  (func $i8x16.bitmask (export "i8x16.bitmask") (param v128) (result i32)
    (i8x16.bitmask (local.get 0)))
  (func $i16x8.all_true (export "i16x8.all_true") (param v128) (result i32)
    (i16x8.all_true (local.get 0)))
  (func $i16x8.bitmask (export "i16x8.bitmask") (param v128) (result i32)
    (i16x8.bitmask (local.get 0)))
  (func $i32x4.all_true (export "i32x4.all_true") (param v128) (result i32)
    (i32x4.all_true (local.get 0)))
  (func $i32x4.bitmask (export "i32x4.bitmask") (param v128) (result i32)
    (i32x4.bitmask (local.get 0)))
  (func $i64x2.all_true (export "i64x2.all_true") (param v128) (result i32)
    (i64x2.all_true (local.get 0)))
  (func $i64x2.bitmask (export "i64x2.bitmask") (param v128) (result i32)
    (i64x2.bitmask (local.get 0))))

;; CHECK-LABEL: .i8x16.shuffle:
;; CHECK: pshufb
;; CHECK-NOT: pinsr
;; CHECK: ret
;; CHECK-LABEL: .i8x16.swizzle:
;; CHECK: {{[[:blank:]]v?}}paddusb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pshufb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.splat:
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufb{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.splat:
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshuflw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.splat:
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.splat:
;; V2: {{[[:blank:]]}}movq{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vmovq{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.splat:
;; V2: {{[[:blank:]]}}shufps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vbroadcastss{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.splat:
;; CHECK: {{[[:blank:]]v?}}movddup{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.extract_lane_s:
;; CHECK: {{[[:blank:]]v?}}pextrb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movsbl{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.extract_lane_u:
;; CHECK: {{[[:blank:]]v?}}pextrb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.replace_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extract_lane_s:
;; CHECK: {{[[:blank:]]v?}}pextrw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.extract_lane_u:
;; CHECK: {{[[:blank:]]v?}}pextrw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.replace_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.extract_lane:
;; CHECK: {{[[:blank:]]v?}}extractps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.replace_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.extract_lane:
;; CHECK: {{[[:blank:]]v?}}pextrq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.replace_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.extract_lane:
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vshufps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.replace_lane:
;; CHECK: {{[[:blank:]]v?}}insertps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.extract_lane:
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vshufps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.replace_lane:
;; CHECK: {{[[:blank:]]v?}}movlhps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.any_true:
;; CHECK: {{[[:blank:]]v?}}xorl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}ptest{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}setne{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.all_true:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovmskb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}xorl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}testl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}sete{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i8x16.bitmask:
;; CHECK: {{[[:blank:]]v?}}pmovmskb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.all_true:
;; CHECK: {{[[:blank:]]v?}}pxor{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pcmpeqw{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovmskb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}xorl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}testl{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}sete{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i16x8.bitmask:
;; CHECK: {{[[:blank:]]v?}}packsswb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}pmovmskb{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}movzbl{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.all_true:
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pcmpeqd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movmskps{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}xorl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}testl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}sete{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpxor{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpcmpeqd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}xorl{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vtestps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}sete{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i32x4.bitmask:
;; CHECK: {{[[:blank:]]v?}}movmskps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.all_true:
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pcmpeqq{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movmskpd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}xorl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}testl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}sete{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpxor{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpcmpeqq{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}xorl{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vtestpd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}sete{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .i64x2.bitmask:
;; CHECK: {{[[:blank:]]v?}}movmskpd{{[[:blank:]]}}
;; CHECK: ret
