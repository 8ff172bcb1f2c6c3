;; Every load keeps its trap, and costs what the load costs: the witnesses of the
;; emitter keep what nothing else keeps, and are gone where something does.
;;
;; RUN: %wfxc %s -O2 --verify --emit=asm -o - | FileCheck %s --check-prefixes=CHECK,ONCE
;; RUN: %wfxc %s -O3 --verify --emit=asm -o - | FileCheck %s --check-prefixes=CHECK,ONCE
;; RUN: %wfxc %s -O1 --verify --emit=asm -o - | FileCheck %s
;; RUN: %wfxc %s -O2 --emit=llvm-opt -o - | FileCheck %s --check-prefix=IR
;; REQUIRES: x86_64

(module
  (import "env" "log" (func $log))
  (memory 1)
  (func $dead (export "dead") (param i32)
    (drop (i64.load (local.get 0))))
  (func $fold (export "fold") (param i32 i32) (result i32)
    (i32.add (local.get 1) (i32.load offset=8 (local.get 0))))
  (func $narrow (export "narrow") (param i32) (result i32)
    (i32.wrap_i64 (i64.load (local.get 0))))
  (func $masked (export "masked") (param i32) (result i32)
    (i32.and (i32.load (local.get 0)) (i32.const 255)))
  (func $order (export "order") (param i32) (result i32)
    (drop (i32.load16_u (local.get 0)))
    (call $log)
    (i32.const 3))
  (func $twice (export "twice") (param i32) (result i32)
    (i32.mul (i32.load (local.get 0)) (i32.load (local.get 0)))))

;; CHECK-LABEL: {{^}}wfx_f1.dead:
;; CHECK: movq (%{{r..}},%{{r..}}), %r{{..}}
;; CHECK: retq

;; CHECK-LABEL: {{^}}wfx_f2.fold:
;; CHECK: addl 8(%{{r..}},%{{r..}}), %e{{..}}
;; CHECK: retq

;; As wide as Wasm says: the trap of the upper half counts.
;; CHECK-LABEL: {{^}}wfx_f3.narrow:
;; CHECK: movq (%{{r..}},%{{r..}}), %r{{..}}
;; CHECK: retq
;; CHECK-LABEL: {{^}}wfx_f4.masked:
;; CHECK: movl (%{{r..}},%{{r..}}), %e{{..}}
;; CHECK: retq

;; The trap comes before the host call.
;; CHECK-LABEL: {{^}}wfx_f5.order:
;; CHECK: mov{{zwl|w}} (%{{r..}},%{{r..}}),
;; CHECK: callq *
;; CHECK: movl $3, %eax

;; One load is enough for two equal ones.
;; ONCE-LABEL: {{^}}wfx_f6.twice:
;; ONCE: movl (%{{r..}},%{{r..}}), %e{{..}}
;; ONCE-NOT: (%{{r..}},%{{r..}})
;; ONCE: retq

;; IR-LABEL: @wfx_f1.dead(
;; IR: call void (...) @llvm.fake.use(i64
;; IR-LABEL: @wfx_f2.fold(
;; IR-NOT: fake.use
;; IR-LABEL: @wfx_f3.narrow(
;; IR: call void (...) @llvm.fake.use(i64
