;; Literals: hexadecimal floats, underscores, NaN payloads, rounding to the nearest
;; even number, characters beyond ASCII in strings and names.
;;
;; RUN: %wfxc wasm2wat %s | FileCheck %s

(module
  (func (export "\u{e9}t\c3\a9")
    (drop (i32.const -0x8000_0000))
    (drop (i64.const 0xffff_ffff_ffff_ffff))
    (drop (f32.const 16777217))
    (drop (f32.const 0x1.000003p0))
    (drop (f64.const 1e-400))
    (drop (f64.const 0x1.fffffffffffffp1023))
    (drop (f64.const nan))
    (drop (f64.const nan:0x4000000000000))
    (drop (f32.const -inf))
    (drop (f64.const -0))))

;; CHECK: (export "\c3\a9t\c3\a9" (func 0))
;; CHECK: i32.const -2147483648
;; CHECK: i64.const -1
;; CHECK: f32.const 16777216
;; CHECK: f32.const 1.0000002
;; CHECK: f64.const 0
;; CHECK: f64.const 1.7976931348623157e+308
;; CHECK: f64.const nan{{$}}
;; CHECK: f64.const nan:0x4000000000000
;; CHECK: f32.const -inf
;; CHECK: f64.const -0
