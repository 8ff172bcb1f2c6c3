;; In a module with tail calls all functions have one prototype. In machine code that
;; costs nothing: a tail call is a jump, and what is in its register stays there.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefix=IR
;; RUN: %wfxc %s -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; RUN: %wfxc %s -O0 --emit=asm -o - | FileCheck %s --check-prefix=O0
;; REQUIRES: x86_64

(module
  (type $ff (func (param f32 f64 funcref) (result f64)))
  (import "env" "host" (func $host (param f64 i64)))
  (table 1 funcref)

  ;; IR-LABEL: define internal i32 @wfx_f1.ints(ptr {{[^%]*}}%0,
  ;; IR-SAME:  i64 %1, i64 %2, i64 %3, i64 %4, i64 %5,
  ;; IR-SAME:  <2 x double> %6, <2 x double> {{.*}}, <2 x double> %13)
  ;; IR:       [[R:%.*]] = musttail call i32 @wfx_f2.more(ptr %0, i64 %{{[0-9]+}}, i64 %{{[0-9]+}}, i64 poison, i64 poison, i64 poison, <2 x double> bitcast (<4 x float> <float 1.0{{.*}}, float poison, float poison, float poison> to <2 x double>), <2 x double> poison
  ;; IR-NEXT:  ret i32 [[R]]
  ;; IR-NEXT:  }
  ;; ASM-LABEL: {{^}}wfx_f1.ints:
  ;; ASM:      movq %rsp, %rbp
  ;; ASM:      incl %esi
  ;; ASM:      popq %rbp
  ;; ASM:      jmp wfx_f2.more
  ;; O0-LABEL: {{^}}wfx_f1.ints:
  ;; O0-NOT:   call
  ;; O0:       popq %rbp
  ;; O0:       jmp wfx_f2.more
  (func $ints (export "ints") (param i32 i64) (result i32)
    (return_call $more (i32.add (local.get 0) (i32.const 1)) (local.get 1) (f32.const 1)))
  (func $more (export "more") (param i32 i64 f32) (result i32)
    (call $print (local.get 2))
    (return_call $ints (local.get 0) (local.get 1)))

  ;; Ordinary calls have that prototype too and are no jumps.
  ;; IR-LABEL: @wfx_f3.print(
  ;; IR: {{^ *}}call void %{{[0-9]+}}(ptr %{{[0-9]+}}, i64 7, i64 poison, {{.*}}, <2 x double> poison)
  ;; ASM-LABEL: {{^}}wfx_f3.print:
  ;; ASM: callq *
  (func $print (export "print") (param f32)
    (call $host (f64.promote_f32 (local.get 0)) (i64.const 7)))

  ;; Scalar arithmetic stays scalar, and arguments in their places are not touched.
  ;; ASM-LABEL: {{^}}wfx_f4.floats:
  ;; ASM-NOT:  mov{{.*}}xmm
  ;; ASM-DAG:  addss %xmm0, %xmm0
  ;; ASM-DAG:  sqrtsd %xmm1, %xmm1
  ;; ASM:      popq %rbp
  ;; ASM-NEXT: .cfi_def_cfa %rsp, 8
  ;; ASM-NEXT: jmpq *%r
  (func $floats (export "floats") (param f32 f64 funcref i32) (result f64)
    (return_call_indirect (type $ff) (f32.add (local.get 0) (local.get 0))
      (f64.sqrt (local.get 1)) (local.get 2) (local.get 3)))

  ;; ASM-LABEL: {{^}}wfx_f5.reference:
  ;; ASM:      movq %rsp, %rbp
  ;; ASM-NOT:  xmm
  ;; ASM:      movq (%rdx), %rax
  ;; ASM:      movq 16(%rdx), %rdi
  ;; ASM-NOT:  {{^[[:space:]]+[a-z]}}
  ;; ASM:      popq %rbp
  ;; ASM:      jmpq *%rax
  (func $reference (export "reference") (param f32 f64 funcref (ref $ff)) (result f64)
    (return_call_ref $ff (local.get 0) (local.get 1) (local.get 2) (local.get 3)))

  ;; IR-LABEL: @wfx_f6.import(
  ;; IR:       musttail call void
  ;; IR-NEXT:  ret void
  ;; ASM-LABEL: {{^}}wfx_f6.import:
  ;; ASM-NOT:  xmm
  ;; ASM:      jmpq *
  (func $import (export "import") (param i64 f64)
    (return_call $host (local.get 1) (local.get 0)))

  ;; What does not fit the registers goes through the transfer buffer.
  ;; IR-LABEL: @wfx_f7.many(
  ;; IR:       store i32 6, {{.*}}!tbaa
  ;; IR-NEXT:  musttail call void @wfx_f8(
  (func $many (export "many")
    (return_call 8 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5)
      (i32.const 6)))
  (func (param i32 i32 i32 i32 i32 i32)
    (return_call $empty))
  (func $empty)

  ;; What starts a continuation calls by that prototype.
  ;; IR-LABEL: @tc_start(
  ;; IR: {{^ *}}%{{[0-9]+}} = tail call i32 %{{[0-9]+}}(ptr %{{[0-9]+}}, i64 %{{[0-9]+}}, i64 %{{[0-9]+}}, i64 poison
  (type $f (func (param i32 i64) (result i32))) (type $k (cont $f))
  (func (export "start") (param i32 i64) (result i32)
    (resume $k (local.get 0) (local.get 1) (cont.new $k (ref.func $ints)))))
