;; Loads and stores: one instruction for the access, extension and lane where there is one.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s --check-prefixes=CHECK,V2
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s --check-prefixes=CHECK,V3

(module
  (memory 1)
  (func $v128.load (export "v128.load") (param i32) (result v128)
    (v128.load offset=16 (local.get 0)))
  (func $v128.load8x8_s (export "v128.load8x8_s") (param i32) (result v128)
    (v128.load8x8_s offset=16 (local.get 0)))
  (func $v128.load8x8_u (export "v128.load8x8_u") (param i32) (result v128)
    (v128.load8x8_u offset=16 (local.get 0)))
  (func $v128.load16x4_s (export "v128.load16x4_s") (param i32) (result v128)
    (v128.load16x4_s offset=16 (local.get 0)))
  (func $v128.load16x4_u (export "v128.load16x4_u") (param i32) (result v128)
    (v128.load16x4_u offset=16 (local.get 0)))
  (func $v128.load32x2_s (export "v128.load32x2_s") (param i32) (result v128)
    (v128.load32x2_s offset=16 (local.get 0)))
  (func $v128.load32x2_u (export "v128.load32x2_u") (param i32) (result v128)
    (v128.load32x2_u offset=16 (local.get 0)))
  (func $v128.load8_splat (export "v128.load8_splat") (param i32) (result v128)
    (v128.load8_splat offset=16 (local.get 0)))
  (func $v128.load16_splat (export "v128.load16_splat") (param i32) (result v128)
    (v128.load16_splat offset=16 (local.get 0)))
  (func $v128.load32_splat (export "v128.load32_splat") (param i32) (result v128)
    (v128.load32_splat offset=16 (local.get 0)))
  (func $v128.load64_splat (export "v128.load64_splat") (param i32) (result v128)
    (v128.load64_splat offset=16 (local.get 0)))
  ;; Whatever becomes of the lanes, nothing goes through a general register.
  (func $splat.product (export "splat.product") (param i32 v128) (result v128)
    (i32x4.dot_i16x8_s (v128.load32_splat offset=16 (local.get 0)) (local.get 1)))
  (func $splat.scaled (export "splat.scaled") (param i32) (result v128)
    (f32x4.mul (v128.load32_splat offset=16 (local.get 0)) (v128.const f32x4 2 3 4 5)))
  (func $extended.product (export "extended.product") (param i32 v128) (result v128)
    (i32x4.dot_i16x8_s (v128.load8x8_u offset=16 (local.get 0)) (local.get 1)))
  (func $v128.store (export "v128.store") (param i32 v128)
    (v128.store offset=16 (local.get 0) (local.get 1)))
  (func $v128.load8_lane (export "v128.load8_lane") (param i32 v128) (result v128)
    (v128.load8_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.load16_lane (export "v128.load16_lane") (param i32 v128) (result v128)
    (v128.load16_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.load32_lane (export "v128.load32_lane") (param i32 v128) (result v128)
    (v128.load32_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.load64_lane (export "v128.load64_lane") (param i32 v128) (result v128)
    (v128.load64_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.store8_lane (export "v128.store8_lane") (param i32 v128)
    (v128.store8_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.store16_lane (export "v128.store16_lane") (param i32 v128)
    (v128.store16_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.store32_lane (export "v128.store32_lane") (param i32 v128)
    (v128.store32_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.store64_lane (export "v128.store64_lane") (param i32 v128)
    (v128.store64_lane offset=16 1 (local.get 0) (local.get 1)))
  (func $v128.load32_zero (export "v128.load32_zero") (param i32) (result v128)
    (v128.load32_zero offset=16 (local.get 0)))
  (func $v128.load64_zero (export "v128.load64_zero") (param i32) (result v128)
    (v128.load64_zero offset=16 (local.get 0))))

;; CHECK-LABEL: .v128.load:
;; CHECK: {{[[:blank:]]v?}}movups{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load8x8_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load8x8_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxbw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load16x4_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load16x4_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxwd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load32x2_s:
;; CHECK: {{[[:blank:]]v?}}pmovsxdq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load32x2_u:
;; CHECK: {{[[:blank:]]v?}}pmovzxdq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load8_splat:
;; V2: {{[[:blank:]]}}movzbl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pxor{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufb{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastb{{[[:blank:]]}}16(
;; CHECK: ret
;; CHECK-LABEL: .v128.load16_splat:
;; V2: {{[[:blank:]]}}movzwl{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}movd{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshuflw{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}pshufd{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vpbroadcastw{{[[:blank:]]}}16(
;; CHECK: ret
;; CHECK-LABEL: .v128.load32_splat:
;; V2: {{[[:blank:]]}}movss{{[[:blank:]]}}
;; V2: {{[[:blank:]]}}shufps{{[[:blank:]]}}
;; V3: {{[[:blank:]]}}vbroadcastss{{[[:blank:]]}}16(
;; CHECK: ret
;; CHECK-LABEL: .v128.load64_splat:
;; CHECK: {{[[:blank:]]v?}}movddup{{[[:blank:]]}}16(
;; CHECK: ret
;; CHECK-LABEL: .splat.product:
;; CHECK: {{v?(movss|pbroadcastd)[[:blank:]].*xmm}}
;; CHECK-NOT: {{v?mov[dq][[:blank:]]}}
;; CHECK: {{v?}}pmaddwd
;; CHECK: ret
;; CHECK-LABEL: .splat.scaled:
;; V2: movss
;; V3: vbroadcastss{{[[:blank:]]}}16(
;; CHECK-NOT: fake_use
;; CHECK: {{v?}}mulps
;; CHECK: ret
;; CHECK-LABEL: .extended.product:
;; CHECK: {{v?mov(q|sd)[[:blank:]].*xmm}}
;; CHECK: {{v?}}pmovzxbw
;; CHECK: {{v?}}pmaddwd
;; CHECK: ret
;; CHECK-LABEL: .v128.store:
;; CHECK: {{[[:blank:]]v?}}movups{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load8_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load16_lane:
;; CHECK: {{[[:blank:]]v?}}pinsrw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load32_lane:
;; CHECK: {{[[:blank:]]v?}}insertps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load64_lane:
;; CHECK: {{[[:blank:]]v?}}movhps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.store8_lane:
;; CHECK: {{[[:blank:]]v?}}pextrb{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.store16_lane:
;; CHECK: {{[[:blank:]]v?}}pextrw{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.store32_lane:
;; CHECK: {{[[:blank:]]v?}}extractps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.store64_lane:
;; CHECK: {{[[:blank:]]v?}}pextrq{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load32_zero:
;; CHECK: {{[[:blank:]]v?}}movss{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .v128.load64_zero:
;; CHECK: {{[[:blank:]]v?}}movsd{{[[:blank:]]}}
;; CHECK: ret
