;; Floating point. min and max order zeros, and give quiet NaNs.
;;
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v2 -o - | FileCheck %s
;; RUN: %wfxc %s --emit=asm --cpu=x86-64-v3 -o - | FileCheck %s

(module
  (memory 1)
  (func $f32x4.ceil (export "f32x4.ceil") (param v128) (result v128)
    (f32x4.ceil (local.get 0)))
  (func $f32x4.floor (export "f32x4.floor") (param v128) (result v128)
    (f32x4.floor (local.get 0)))
  (func $f32x4.trunc (export "f32x4.trunc") (param v128) (result v128)
    (f32x4.trunc (local.get 0)))
  (func $f32x4.nearest (export "f32x4.nearest") (param v128) (result v128)
    (f32x4.nearest (local.get 0)))
  (func $f64x2.ceil (export "f64x2.ceil") (param v128) (result v128)
    (f64x2.ceil (local.get 0)))
  (func $f64x2.floor (export "f64x2.floor") (param v128) (result v128)
    (f64x2.floor (local.get 0)))
  (func $f64x2.trunc (export "f64x2.trunc") (param v128) (result v128)
    (f64x2.trunc (local.get 0)))
  (func $f64x2.nearest (export "f64x2.nearest") (param v128) (result v128)
    (f64x2.nearest (local.get 0)))
  (func $f32x4.abs (export "f32x4.abs") (param v128) (result v128)
    (f32x4.abs (local.get 0)))
  (func $f32x4.neg (export "f32x4.neg") (param v128) (result v128)
    (f32x4.neg (local.get 0)))
  (func $f32x4.sqrt (export "f32x4.sqrt") (param v128) (result v128)
    (f32x4.sqrt (local.get 0)))
  (func $f32x4.add (export "f32x4.add") (param v128 v128) (result v128)
    (f32x4.add (local.get 0) (local.get 1)))
  (func $f32x4.sub (export "f32x4.sub") (param v128 v128) (result v128)
    (f32x4.sub (local.get 0) (local.get 1)))
  (func $f32x4.mul (export "f32x4.mul") (param v128 v128) (result v128)
    (f32x4.mul (local.get 0) (local.get 1)))
  (func $f32x4.div (export "f32x4.div") (param v128 v128) (result v128)
    (f32x4.div (local.get 0) (local.get 1)))
  (func $f32x4.min (export "f32x4.min") (param v128 v128) (result v128)
    (f32x4.min (local.get 0) (local.get 1)))
  (func $f32x4.max (export "f32x4.max") (param v128 v128) (result v128)
    (f32x4.max (local.get 0) (local.get 1)))
  (func $f32x4.pmin (export "f32x4.pmin") (param v128 v128) (result v128)
    (f32x4.pmin (local.get 0) (local.get 1)))
  (func $f32x4.pmax (export "f32x4.pmax") (param v128 v128) (result v128)
    (f32x4.pmax (local.get 0) (local.get 1)))
  (func $f64x2.abs (export "f64x2.abs") (param v128) (result v128)
    (f64x2.abs (local.get 0)))
  (func $f64x2.neg (export "f64x2.neg") (param v128) (result v128)
    (f64x2.neg (local.get 0)))
  (func $f64x2.sqrt (export "f64x2.sqrt") (param v128) (result v128)
    (f64x2.sqrt (local.get 0)))
  (func $f64x2.add (export "f64x2.add") (param v128 v128) (result v128)
    (f64x2.add (local.get 0) (local.get 1)))
  (func $f64x2.sub (export "f64x2.sub") (param v128 v128) (result v128)
    (f64x2.sub (local.get 0) (local.get 1)))
  (func $f64x2.mul (export "f64x2.mul") (param v128 v128) (result v128)
    (f64x2.mul (local.get 0) (local.get 1)))
  (func $f64x2.div (export "f64x2.div") (param v128 v128) (result v128)
    (f64x2.div (local.get 0) (local.get 1)))
  (func $f64x2.min (export "f64x2.min") (param v128 v128) (result v128)
    (f64x2.min (local.get 0) (local.get 1)))
  (func $f64x2.max (export "f64x2.max") (param v128 v128) (result v128)
    (f64x2.max (local.get 0) (local.get 1)))
  (func $f64x2.pmin (export "f64x2.pmin") (param v128 v128) (result v128)
    (f64x2.pmin (local.get 0) (local.get 1)))
  (func $f64x2.pmax (export "f64x2.pmax") (param v128 v128) (result v128)
    (f64x2.pmax (local.get 0) (local.get 1))))

;; CHECK-LABEL: .f32x4.ceil:
;; CHECK: {{[[:blank:]]v?}}roundps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.floor:
;; CHECK: {{[[:blank:]]v?}}roundps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.trunc:
;; CHECK: {{[[:blank:]]v?}}roundps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.nearest:
;; CHECK: {{[[:blank:]]v?}}roundps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.ceil:
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.floor:
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.trunc:
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.nearest:
;; CHECK: {{[[:blank:]]v?}}roundpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.abs:
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.neg:
;; CHECK: {{[[:blank:]]v?}}xorps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.sqrt:
;; CHECK: {{[[:blank:]]v?}}sqrtps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.add:
;; CHECK: {{[[:blank:]]v?}}addps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.sub:
;; CHECK: {{[[:blank:]]v?}}subps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.mul:
;; CHECK: {{[[:blank:]]v?}}mulps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.div:
;; CHECK: {{[[:blank:]]v?}}divps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.min:
;; CHECK: {{[[:blank:]]v?}}minps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}minps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}orps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpunordps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}blendvps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.max:
;; CHECK: {{[[:blank:]]v?}}maxps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}maxps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpunordps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addps{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}blendvps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.pmin:
;; CHECK: {{[[:blank:]]v?}}minps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f32x4.pmax:
;; CHECK: {{[[:blank:]]v?}}maxps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.abs:
;; CHECK: {{[[:blank:]]v?}}andps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.neg:
;; CHECK: {{[[:blank:]]v?}}xorps{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.sqrt:
;; CHECK: {{[[:blank:]]v?}}sqrtpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.add:
;; CHECK: {{[[:blank:]]v?}}addpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.sub:
;; CHECK: {{[[:blank:]]v?}}subpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.mul:
;; CHECK: {{[[:blank:]]v?}}mulpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.div:
;; CHECK: {{[[:blank:]]v?}}divpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.min:
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}orpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpunordpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}blendvpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.max:
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}andpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}cmpunordpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}addpd{{[[:blank:]]}}
;; CHECK: {{[[:blank:]]v?}}blendvpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.pmin:
;; CHECK: {{[[:blank:]]v?}}minpd{{[[:blank:]]}}
;; CHECK: ret
;; CHECK-LABEL: .f64x2.pmax:
;; CHECK: {{[[:blank:]]v?}}maxpd{{[[:blank:]]}}
;; CHECK: ret
