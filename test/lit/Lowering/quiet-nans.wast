;; Arithmetic makes signalling NaNs quiet, also where a neutral constant is known only when
;; code is optimised: a local, an argument after inlining, a value compared with a constant.
;;
;; RUN: %wfxc wast -O0 %s | FileCheck %s
;; RUN: %wfxc wast -O1 %s | FileCheck %s
;; RUN: %wfxc wast -O2 %s | FileCheck %s
;; RUN: %wfxc wast -O3 %s | FileCheck %s
;; CHECK: {{^}}6 passed, 0 failed{{$}}

(module
  (func $mul (param f32 f32) (result f32) (f32.mul (local.get 0) (local.get 1)))
  (func (export "inlined") (param i32) (result i32) (i32.reinterpret_f32 (call $mul (f32.reinterpret_i32 (local.get 0)) (f32.const 1))))
  (func (export "local") (param i32) (result i32) (local f32) (local.set 1 (f32.const 1)) (i32.reinterpret_f32 (f32.mul (f32.reinterpret_i32 (local.get 0)) (local.get 1))))
  (func (export "zero") (param i32) (result i32) (local f32) (i32.reinterpret_f32 (f32.sub (f32.reinterpret_i32 (local.get 0)) (local.get 1))))
  (func (export "equal") (param i32 f32) (result i32) (if (result i32) (f32.eq (local.get 1) (f32.const 1)) (then (i32.reinterpret_f32 (f32.mul (f32.reinterpret_i32 (local.get 0)) (local.get 1)))) (else (i32.const 0))))
  (func (export "max") (param i32) (result i32) (local f32) (i32.reinterpret_f32 (f32.max (f32.reinterpret_i32 (local.get 0)) (local.get 1))))
)
(assert_return (invoke "inlined" (i32.const 0x7fa00000)) (i32.const 0x7fe00000))
(assert_return (invoke "local" (i32.const 0x7fa00000)) (i32.const 0x7fe00000))
(assert_return (invoke "zero" (i32.const 0x7fa00000)) (i32.const 0x7fe00000))
(assert_return (invoke "equal" (i32.const 0x7fa00000) (f32.const 1)) (i32.const 0x7fe00000))
(assert_return (invoke "max" (i32.const 0x7fa00000)) (i32.const 0x7fe00000))
