;; A switch leaves the frontend as three calls and leaves lowering as one piece of
;; assembly, in which the frame pointer and the address of the site's own label are
;; stored. Copies by inlining get labels of their own.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefix=BEFORE
;; RUN: %wfxc %s -O2 --verify --emit=llvm-opt -o - | FileCheck %s --check-prefix=AFTER
;; RUN: %wfxc %s -O0 --verify --emit=llvm-opt -o - | FileCheck %s --check-prefix=AFTER
;; RUN: %wfxc %s -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; RUN: %wfxc %s -O2 --cpu=x86-64-v4 --emit=llvm-opt -o - | FileCheck %s --check-prefix=WIDE
;; REQUIRES: x86_64

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t (param i32))
  (func $yield (param i32) (suspend $t (local.get 0)))

  ;; BEFORE-LABEL: define {{.*}}yields
  ;; BEFORE:      [[FRAME:%.*]] = call ptr @wfx.frame.pointer()
  ;; BEFORE-NEXT: [[ADDRESS:%.*]] = call ptr @wfx.instruction.pointer()
  ;; BEFORE-NEXT: call {{.*}} @wfx.switch(ptr [[FRAME]], ptr [[ADDRESS]],
  (func $yields (export "yields") (suspend $t (i32.const 1)))

  ;; Two sites, and two more that are inlined.
  (func $twice (export "twice")
    (call $yield (i32.const 1)) (call $yield (i32.const 2))
    (suspend $t (i32.const 3)) (suspend $t (i32.const 3)))
)
;; AFTER-NOT:  wfx.switch(
;; AFTER-NOT:  wfx.frame.pointer
;; AFTER-NOT:  wfx.instruction.pointer
;; AFTER:      call {{.*}} asm sideeffect unwind "leaq .Lwfx_resume_${:uid}(%rip)

;; ASM-LABEL: twice:
;; ASM:      leaq [[A:.Lwfx_resume_[0-9_]+]](%rip), %rbx
;; ASM-NEXT: movq %rbp, (%r8)
;; ASM-NEXT: movq %rbx, 8(%r8)
;; ASM-NEXT: movq %rsp, 16(%r8)
;; ASM:      movq (%r9), %rbp
;; ASM-NEXT: .cfi_remember_state
;; ASM-NEXT: .cfi_escape
;; ASM:      jmpq *%rbx
;; ASM-NEXT: .cfi_restore_state
;; ASM-NEXT: nop
;; ASM-NEXT: [[A]]:
;; ASM-NEXT: nop
;; ASM:      leaq [[B:.Lwfx_resume_[0-9_]+]](%rip), %rbx
;; ASM:      [[B]]:
;; ASM:      leaq [[C:.Lwfx_resume_[0-9_]+]](%rip), %rbx
;; ASM:      [[C]]:
;; ASM:      leaq [[D:.Lwfx_resume_[0-9_]+]](%rip), %rbx
;; ASM:      [[D]]:
;; ASM:      .size

;; WIDE: ~{zmm31},{{.*}}~{k7}
