;; Numbers: what traps is checked in front, with the trap's number in the instruction;
;; floating point is fenced against LLVM's folding where Wasm asks for more.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s

(module
  (func $div_s (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $rem_s (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
  (func $div_u (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
  (func $trunc (param f32) (result i32) (i32.trunc_f32_s (local.get 0)))
  (func $sat (param f64) (result i64) (i64.trunc_sat_f64_u (local.get 0)))
  (func $shift (param i32 i32) (result i32) (i32.shl (local.get 0) (local.get 1)))
  (func $rotate (param i64 i64) (result i64) (i64.rotr (local.get 0) (local.get 1)))
  (func $clz (param i32) (result i32) (i32.clz (local.get 0)))
  (func $quiet (param f64) (result f64) (f64.mul (local.get 0) (f64.const 1)))
  (func $minus (param f32) (result f32) (f32.sub (f32.const -0) (local.get 0)))
  (func $plain (param f64) (result f64) (f64.mul (local.get 0) (f64.const 3)))
  (func $max (param f32 f32) (result f32) (f32.max (local.get 0) (local.get 1)))
  (func $nearest (param f64) (result f64) (f64.nearest (local.get 0)))
  (func $compare (param i32 i32) (result i32)
    (if (i32.lt_u (local.get 0) (local.get 1)) (then (return (i32.const 1))))
    (f64.ne (f64.const 0) (f64.const 1))))

;; CHECK-LABEL: @wfx_f0.div_s(
;; CHECK: icmp eq i32 [[Y:%[0-9]+]], 0
;; CHECK: call void @llvm.ubsantrap(i8 4) [[TRAP:#[0-9]+]]
;; CHECK-NEXT: unreachable
;; CHECK: icmp eq i32 [[Y]], -1
;; CHECK-NEXT: icmp eq i32 {{%[0-9]+}}, -2147483648
;; CHECK: call void @llvm.ubsantrap(i8 5) [[TRAP]]
;; CHECK-NEXT: unreachable
;; CHECK: sdiv i32 {{%[0-9]+}}, [[Y]]

;; The smallest integer modulo -1 is 0 and no overflow.
;; CHECK-LABEL: @wfx_f1.rem_s(
;; CHECK: call void @llvm.ubsantrap(i8 4) [[TRAP]]
;; CHECK-NOT: ubsantrap
;; CHECK: [[DIVISOR:%[0-9]+]] = select i1 {{%[0-9]+}}, i64 1, i64
;; CHECK-NEXT: srem i64 {{%[0-9]+}}, [[DIVISOR]]

;; CHECK-LABEL: @wfx_f2.div_u(
;; CHECK: call void @llvm.ubsantrap(i8 4) [[TRAP]]
;; CHECK-NOT: ubsantrap
;; CHECK: udiv i32

;; CHECK-LABEL: @wfx_f3.trunc(
;; CHECK: fcmp oge float [[X:%[0-9]+]], 0xC1E0000000000000
;; CHECK: fcmp olt float [[X]], 0x41E0000000000000
;; CHECK: fcmp uno float [[X]], [[X]]
;; CHECK: call void @llvm.ubsantrap(i8 6) [[TRAP]]
;; CHECK: call void @llvm.ubsantrap(i8 5) [[TRAP]]
;; CHECK: fptosi float [[X]] to i32

;; CHECK-LABEL: @wfx_f4.sat(
;; CHECK: call i64 @llvm.fptoui.sat.i64.f64(

;; CHECK-LABEL: @wfx_f5.shift(
;; CHECK: [[N:%[0-9]+]] = and i32 {{%[0-9]+}}, 31
;; CHECK-NEXT: shl i32 {{%[0-9]+}}, [[N]]

;; CHECK-LABEL: @wfx_f6.rotate(
;; CHECK: call i64 @llvm.fshr.i64(i64 [[X:%[0-9]+]], i64 [[X]], i64

;; CHECK-LABEL: @wfx_f7.clz(
;; CHECK: call i32 @llvm.ctlz.i32(i32 {{%[0-9]+}}, i1 false)

;; x * 1.0 and -0.0 - x have to make a signalling NaN quiet, whatever is known of 1.0.
;; CHECK-LABEL: @wfx_f8.quiet(
;; CHECK: [[Q:%[0-9]+]] = call double @llvm.canonicalize.f64(
;; CHECK: fmul double [[Q]], 1.0
;; CHECK-LABEL: @wfx_f9.minus(
;; CHECK: call float @llvm.canonicalize.f32(
;; CHECK-LABEL: @wfx_f10.plain(
;; CHECK: [[Q:%[0-9]+]] = call double @llvm.canonicalize.f64(
;; CHECK: fmul double [[Q]], 3.0

;; CHECK-LABEL: @wfx_f11.max(
;; CHECK: [[M:%[0-9]+]] = call nnan float @llvm.maximum.f32(float [[X:%[0-9]+]], float [[Y:%[0-9]+]])
;; CHECK: [[NAN:%[0-9]+]] = fcmp uno float [[X]], [[Y]]
;; CHECK: [[QX:%[0-9]+]] = call float @llvm.canonicalize.f32(float [[X]])
;; CHECK: [[QY:%[0-9]+]] = call float @llvm.canonicalize.f32(float [[Y]])
;; CHECK: [[SUM:%[0-9]+]] = fadd float [[QX]], [[QY]]
;; CHECK: select i1 [[NAN]], float [[SUM]], float [[M]]
;; CHECK-LABEL: @wfx_f12.nearest(
;; CHECK: call double @llvm.roundeven.f64(

;; A comparison that only a branch uses is not widened and compared again.
;; CHECK-LABEL: @wfx_f13.compare(
;; CHECK: [[C:%[0-9]+]] = icmp ult i32
;; CHECK-NOT: icmp
;; CHECK: br i1 [[C]]

;; Trap sites stay apart: the handler finds the Wasm offset by the address.
;; CHECK: attributes [[TRAP]] = { {{.*}}nomerge
