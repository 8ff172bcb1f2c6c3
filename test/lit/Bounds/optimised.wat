;; What is left of checks after optimisation.
;;
;; RUN: %wfxc %s --emit=llvm-opt -o - | FileCheck %s --check-prefixes=ALL,GUARD
;; RUN: %wfxc %s --bounds=check --emit=llvm-opt -o - | FileCheck %s --check-prefixes=ALL,CHECK
;; RUN: %wfxc %s --emit=asm -o - | FileCheck %s --check-prefix=ASM

(module
  (memory i64 16)
  (func $twice (export "twice") (param i64) (result i32)
    (i32.add (i32.load (local.get 0)) (i32.load offset=64 (local.get 0))))
  (func $dropped (export "dropped") (param i64) (drop (i64.load (local.get 0))))
  (func $loop (export "loop") (param i64 i64) (result i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get 0))))
      (local.set 0 (i64.add (local.get 0) (i64.const 4)))
      (br_if $again
        (i64.ne (local.tee 1 (i64.sub (local.get 1) (i64.const 1))) (i64.const 0))))
    (local.get $sum))
  (func $array (export "array") (param i64)
    (loop $again
      (i32.store (i64.shl (i64.and (local.get 0) (i64.const 0xffff)) (i64.const 2))
        (i32.const 5))
      (br_if $again (i64.ne
        (local.tee 0 (i64.add (local.get 0) (i64.const 1))) (i64.const 0))))))

;; One comparison for two accesses with one index, and two loads that may fault.
;; ALL-LABEL: define {{.*}}@wfx_f0.twice(
;; GUARD: icmp ult i64 %1,
;; GUARD-NOT: icmp
;; GUARD-COUNT-2: load i32, ptr {{.*}}, align 1
;; CHECK-COUNT-2: icmp {{(samesign )?}}ugt i64 %1,
;; ALL: ret i32

;; ALL-LABEL: define {{.*}}@wfx_f1.dropped(
;; GUARD: load i64, ptr {{.*}}, align 1
;; GUARD: fake.use
;; CHECK: icmp {{.*}} i64 %1,
;; CHECK-NOT: load
;; ALL: ret void

;; The check has left the loop, which is vectorised.
;; ALL-LABEL: define {{.*}}@wfx_f2.loop(
;; ALL: load <4 x i32>
;; ALL: ret i32

;; An index that is always within the minimum needs none.
;; ALL-LABEL: define {{.*}}@wfx_f3.array(
;; ALL-NOT: ubsantrap
;; ALL: ret void

;; ASM-LABEL: wfx_f0.twice:
;; ASM: cmpq {{.*}}, %rsi
;; ASM: ja{{e?}}
;; ASM: movl 64({{.*}}), %eax
;; ASM: addl ({{.*}}), %eax
