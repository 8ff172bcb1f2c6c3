;; A switch inside a handler is an invoke, of the intrinsic and of the assembly. The
;; label at which the site goes on is inside the range of the exception table. What
;; the landing pad needs is in memory, because nothing else outlives a switch.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefix=BEFORE
;; RUN: %wfxc %s -O2 --verify --emit=llvm-opt -o - | FileCheck %s --check-prefix=AFTER
;; RUN: %wfxc %s -O0 --verify --emit=llvm-opt -o - | FileCheck %s --check-prefix=AFTER
;; RUN: %wfxc %s -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; RUN: %wfxc %s -O2 --cpu=x86-64-v4 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; RUN: %wfxc %s -O2 --invoke uncaught -o %t && not %t 2>&1 | FileCheck %s --check-prefix=UNCAUGHT
;; RUN: %wfxc %s -O0 --invoke uncaught -o %t && not %t 2>&1 | FileCheck %s --check-prefix=UNCAUGHT
;; REQUIRES: x86_64

(module
  (type $f (func)) (type $k (cont $f))
  (tag $e (param i32)) (tag $y (param i32))
  (elem declare func $middle $inner)

  ;; BEFORE-LABEL: define {{.*}}guarded
  ;; BEFORE:      [[FRAME:%.*]] = call ptr @wfx.frame.pointer()
  ;; BEFORE-NEXT: [[ADDRESS:%.*]] = call ptr @wfx.instruction.pointer()
  ;; BEFORE-NEXT: invoke {{.*}} @wfx.switch(ptr [[FRAME]], ptr [[ADDRESS]],
  ;; BEFORE-NEXT: to label %{{.*}} unwind label %{{.*}}
  ;;
  ;; AFTER-LABEL: define {{.*}}guarded
  ;; AFTER-NOT:   @wfx.switch
  ;; AFTER:       invoke {{.*}} asm sideeffect unwind "leaq .Lwfx_resume_${:uid}(%rip)
  ;; AFTER-NEXT:  to label %{{.*}} unwind label %{{.*}}
  ;;
  ;; ASM-LABEL: guarded:
  ;; ASM:       movl %esi, [[SLOT:-?[0-9]+\(%rbp\)]]
  ;; ASM:       [[BEGIN:.Ltmp[0-9]+]]: # EH_LABEL
  ;; ASM:       leaq [[LABEL:.Lwfx_resume_[0-9_]+]](%rip), %rbx
  ;; ASM:       jmpq *%rbx
  ;; ASM:       [[LABEL]]:
  ;; ASM-NEXT:  nop
  ;; ASM:       [[END:.Ltmp[0-9]+]]: # EH_LABEL
  ;; ASM:       [[PAD:.Ltmp[0-9]+]]: # EH_LABEL
  ;; ASM:       movl [[SLOT]], %e
  ;; ASM:       callq wfx_exception_drop
  ;; ASM-LABEL: {{^}}GCC_except_table
  ;; ASM:       .uleb128 [[BEGIN]]-
  ;; ASM-NEXT:  .uleb128 [[END]]-[[BEGIN]]
  ;; ASM-NEXT:  .uleb128 [[PAD]]-
  (func $guarded (export "guarded") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (suspend $y (i32.const 1)))
      (return (local.get 0)))
    (i32.add (local.get 0)))

  ;; UNCAUGHT:      uncaught exception: tag e
  ;; UNCAUGHT-NEXT: 0: {{.*}} - inner
  ;; UNCAUGHT-NEXT: -- resumed by --
  ;; UNCAUGHT-NEXT: 1: {{.*}} - middle
  ;; UNCAUGHT-NEXT: -- resumed by --
  ;; UNCAUGHT-NEXT: 2: {{.*}} - outer
  (func $inner (throw $e (i32.const 1)))
  (func $middle (resume $k (cont.new $k (ref.func $inner))))
  (func $outer (export "uncaught")
    (resume $k (cont.new $k (ref.func $middle))))
)
