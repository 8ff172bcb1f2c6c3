;; Atomic instructions are LLVM's, sequentially consistent, behind a check of the
;; address; on x86-64 a load is a plain one and what writes has the lock prefix.
;;
;; RUN: %wfxc %s --verify --emit=llvm -o - | FileCheck %s --check-prefixes=IR
;; RUN: %wfxc %s --verify -O0 --emit=llvm -o - | FileCheck %s --check-prefixes=IR
;; RUN: %wfxc %s --verify -O2 --emit=asm -o - | FileCheck %s --check-prefixes=ASM
;; RUN: %wfxc %s --verify -O3 --emit=asm -o - | FileCheck %s --check-prefixes=ASM
;; REQUIRES: x86_64

(module
  (memory 1 2 shared)
  (memory $own 1)
  (func $load (export "load") (param i32) (result i64)
    (i64.atomic.load32_u offset=6 (local.get 0)))
  (func $load8 (export "load8") (param i32) (result i32)
    (i32.atomic.load8_u (local.get 0)))
  (func $dead (export "dead") (param i32)
    (drop (i32.atomic.load (local.get 0))))
  (func $store (export "store") (param i32 i64)
    (i64.atomic.store16 $own (local.get 0) (local.get 1)))
  (func $add (export "add") (param i32 i32) (result i32)
    (i32.atomic.rmw.add (local.get 0) (local.get 1)))
  (func $unused (export "unused") (param i32 i64)
    (drop (i64.atomic.rmw.or (local.get 0) (local.get 1))))
  (func $exchange (export "exchange") (param i32 i32) (result i32)
    (i32.atomic.rmw8.xchg_u (local.get 0) (local.get 1)))
  (func $compare (export "compare") (param i32 i64 i64) (result i64)
    (i64.atomic.rmw16.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))
  (func $fence (export "fence") (atomic.fence))
  (func $wait (export "wait") (param i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 7) (i64.const -1)))
  (func $notify (export "notify") (param i32) (result i32)
    (memory.atomic.notify (local.get 0) (i32.const 2)))
  (func $wait-own (export "wait-own") (param i32) (result i32)
    (memory.atomic.wait64 $own (local.get 0) (i64.const 7) (i64.const 0)))
  (func $notify-own (export "notify-own") (param i32) (result i32)
    (memory.atomic.notify $own (local.get 0) (i32.const 2)))
  (func $plain (export "plain") (param i32) (result i32)
    (i32.add (i32.load (local.get 0)) (i32.load $own (local.get 0))))
  (func $size (export "size") (result i32)
    (i32.add (memory.size) (memory.size $own)))
  (func $grow (export "grow") (result i32)
    (i32.add (memory.grow (i32.const 1)) (memory.grow $own (i32.const 1)))))

;; Only the lowest bits of the offset count for the alignment.
;; IR-LABEL: @wfx_f0.load(
;; IR: [[SUM:%[0-9]+]] = add i32 {{%[0-9]+}}, 2
;; IR-NEXT: [[LOW:%[0-9]+]] = and i32 [[SUM]], 3
;; IR: icmp ne i32 [[LOW]], 0
;; IR: call void @llvm.ubsantrap(i8 20)
;; IR: [[V:%[0-9]+]] = load atomic i32, ptr {{%[0-9]+}} seq_cst, align 4, {{.*}}!tbaa [[LINEAR:![0-9]+]]
;; IR-NEXT: zext i32 [[V]] to i64
;; ASM-LABEL: {{^}}wfx_f0.load:
;; ASM: andl $3, %e[[R:..]]
;; ASM-NEXT: cmpl $2, %e[[R]]
;; ASM-NOT: {{mfence|lock|xchg}}
;; ASM: movl 6(%{{r..?}},%{{r..?}}), %eax
;; ASM: retq
;; ASM: ud1l 20(%eax), %eax

;; Every address of a byte is aligned.
;; IR-LABEL: @wfx_f1.load8(
;; IR-NOT: ubsantrap
;; IR: load atomic i8

;; The trap of a load that nobody uses stays.
;; ASM-LABEL: {{^}}wfx_f2.dead:
;; ASM: movl (%{{r..?}},%{{r..?}}), %e{{..}}
;; ASM: retq

;; IR-LABEL: @wfx_f3.store(
;; IR: [[V:%[0-9]+]] = trunc i64 {{%[0-9]+}} to i16
;; IR: store atomic i16 [[V]], ptr {{%[0-9]+}} seq_cst, align 2, {{.*}}!tbaa [[LINEAR]]
;; ASM-LABEL: {{^}}wfx_f3.store:
;; ASM: xchgw %{{..}}, (%{{r..?}},%{{r..?}})

;; IR-LABEL: @wfx_f4.add(
;; IR: atomicrmw add ptr {{%[0-9]+}}, i32 {{%[0-9]+}} seq_cst, align 4, {{.*}}!tbaa [[LINEAR]]
;; ASM-LABEL: {{^}}wfx_f4.add:
;; ASM: lock{{[[:space:]]}}xaddl %e{{..}}, (%{{r..?}},%{{r..?}})

;; ASM-LABEL: {{^}}wfx_f5.unused:
;; ASM: lock{{[[:space:]]}}orq %r{{..}}, (%{{r..?}},%{{r..?}})

;; IR-LABEL: @wfx_f6.exchange(
;; IR: [[V:%[0-9]+]] = atomicrmw xchg ptr {{%[0-9]+}}, i8 {{%[0-9]+}} seq_cst, align 1
;; IR-NEXT: zext i8 [[V]] to i32
;; ASM-LABEL: {{^}}wfx_f6.exchange:
;; ASM: xchgb %{{..}}, (%{{r..?}},%{{r..?}})

;; IR-LABEL: @wfx_f7.compare(
;; IR: cmpxchg ptr {{%[0-9]+}}, i16 {{%[0-9]+}}, i16 {{%[0-9]+}} seq_cst seq_cst, align 2
;; ASM-LABEL: {{^}}wfx_f7.compare:
;; ASM: lock{{[[:space:]]}}cmpxchgw %{{..}}, (%{{r..?}},%{{r..?}})

;; IR-LABEL: @wfx_f8.fence(
;; IR: fence seq_cst
;; ASM-LABEL: {{^}}wfx_f8.fence:
;; ASM: {{mfence|lock[[:space:]]+orl}}

;; The address is tried before the runtime gets it.
;; IR-LABEL: @wfx_f9.wait(
;; IR: call void @llvm.ubsantrap(i8 20)
;; IR: load atomic i32, ptr [[P:%[0-9]+]] seq_cst
;; IR: call i64 @wfx_atomic_wait(ptr {{%[0-9]+}}, i64 0, ptr [[P]], i64 7, i64 -1, i64 4)
;; IR-LABEL: @wfx_f10.notify(
;; IR: load atomic i32, ptr [[P:%[0-9]+]] seq_cst
;; IR: call i64 @wfx_atomic_notify(ptr {{%[0-9]+}}, i64 0, ptr [[P]], i64 2)

;; Nobody can wait for what is not shared.
;; IR-LABEL: @wfx_f11.wait-own(
;; IR: call void @llvm.ubsantrap(i8 20)
;; IR: load atomic i64, ptr {{%[0-9]+}} seq_cst
;; IR-NEXT: call void @llvm.ubsantrap(i8 21)
;; IR-LABEL: @wfx_f12.notify-own(
;; IR: load atomic i32
;; IR-NOT: call i64
;; IR: ret i32

;; What others may write meanwhile has one value at all uses.
;; IR-LABEL: @wfx_f13.plain(
;; IR: [[V:%[0-9]+]] = load {{(volatile )?}}i32, ptr {{%[0-9]+}}, align 1
;; IR: freeze i32 [[V]]
;; IR: load {{(volatile )?}}i32, ptr {{%[0-9]+}}, align 1
;; IR-NOT: freeze
;; ASM-LABEL: {{^}}wfx_f13.plain:
;; ASM-NOT: {{mfence|lock|xchg}}
;; ASM: retq

;; IR-LABEL: @wfx_f14.size(
;; IR: load atomic i64, ptr {{%[0-9]+}} seq_cst
;; IR: load i64, ptr
;; ASM-LABEL: {{^}}wfx_f14.size:
;; ASM-NOT: {{mfence|lock|xchg}}
;; ASM: retq

;; IR-LABEL: @wfx_f15.grow(
;; IR: call i64 @wfx_grow_shared_memory(
;; IR: call i64 @wfx_grow_memory(
