;; Loops over arrays vectorise although their loads must trap exactly, and the bounds
;; are those of 32-bit indexes.
;;
;; RUN: %wfxc %s --cpu=x86-64-v3 --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s --cpu=x86-64-v3 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; REQUIRES: x86_64

(module
  (memory 4)
  (func $sum (export "sum") (param $p i32) (param $n i32) (result i32)
    (local $s i32) (local $i i32)
    (loop $next
      (local.set $s
        (i32.add (local.get $s)
          (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $s))

  (func $axpy (export "axpy") (param $n i32) (param $a f64)
    (local $i i32)
    (loop $next
      (f64.store offset=65536
        (i32.shl (local.get $i) (i32.const 3))
        (f64.add
          (f64.load offset=65536 (i32.shl (local.get $i) (i32.const 3)))
          (f64.mul (local.get $a) (f64.load (i32.shl (local.get $i) (i32.const 3))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))))

;; CHECK-LABEL: @wfx_f0.sum(
;; CHECK: load <8 x i32>, ptr {{.*}}, align 1
;; CHECK: add <8 x i32>
;; CHECK-NOT: fake.use
;; CHECK-LABEL: @wfx_f1.axpy(
;; CHECK: load <4 x double>, ptr {{.*}}, align 1
;; CHECK: fmul <4 x double>
;; CHECK: fadd <4 x double>
;; CHECK: store <4 x double>
;; CHECK-NOT: fake.use

;; A multiplication and an addition are two roundings.
;; ASM-LABEL: {{^}}wfx_f0.sum:
;; ASM: vpaddd ({{.*}}), %ymm
;; ASM-LABEL: {{^}}wfx_f1.axpy:
;; ASM-NOT: vfmadd
;; ASM: vmulpd ({{.*}}), %ymm
;; ASM-NOT: vfmadd
