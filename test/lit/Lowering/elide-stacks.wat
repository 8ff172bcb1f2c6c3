;; A continuation that stays with its creator has no stack: nothing is left of it but
;; ordinary code. What needs one keeps it.

;; RUN: %wfxc %s -O2 --verify --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -O3 --verify --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -Os --verify --emit=llvm-opt -o - | FileCheck %s

;; Below -O2 nothing looks for them, and code is as before.
;; RUN: %wfxc %s -O2 --emit=llvm -o - | FileCheck %s --check-prefix=BOUNDS
;; RUN: %wfxc %s -O1 --emit=llvm -o - | FileCheck %s --check-prefix=PLAIN
;; RUN: %wfxc %s -O1 --emit=llvm-opt -o - | FileCheck %s --check-prefix=STACK
;; REQUIRES: x86_64

;; BOUNDS: call ptr (...) @wfx.new.begin
;; BOUNDS: call { ptr, i64 } (...) @wfx.resume.begin
;; BOUNDS: call { ptr, i64 } (...) @wfx.suspended
;; PLAIN-NOT: @wfx.{{(new|resume|suspend)}}
;; PLAIN-NOT: !wfx.function
;; STACK-LABEL: define {{.*}}.sum-numbers(
;; STACK: store ptr @tc_start

;; What is resumed by calls of a function is that function's state machine.
;; CHECK-NOT: @wfx.{{(new|resume|suspend|switch)}}

(module
  (type $f (func)) (type $k (cont $f))
  (type $fi (func (param i32))) (type $ki (cont $fi))
  (tag $t (param i32)) (tag $u (param i32)) (tag $s)
  (elem declare func $numbers $two $calls $other $parameter $recursive)
  (global $kept (mut (ref null $k)) (ref.null $k))
  (global $function (mut (ref null $f)) (ref.null $f))
  (table 1 funcref)

  (func $numbers (local $i i32)
    (loop $next
      (suspend $t (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                             (i32.const 10)))))
  (func $yield (suspend $t (i32.const 1)))
  (func $two (call $yield) (suspend $u (i32.const 2)))
  (func $parameter (param i32) (suspend $t (local.get 0)))
  (func $calls (call_indirect (type $f) (i32.const 0)) (suspend $t (i32.const 1)))
  (func $other (suspend $s))
  (func $sum (param $k (ref null $k)) (result i32) (local $sum i32)
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (br $next))
    (unreachable))

  ;; CHECK-LABEL: define {{.*}}.sum-numbers(
  ;; CHECK-NOT: {{asm|call|tc_start}}
  ;; CHECK: ret i32
  (func $sum-numbers (export "sum-numbers") (result i32)
    (call $sum (cont.new $k (ref.func $numbers))))

  ;; CHECK-LABEL: define {{.*}}.sum-bound(
  ;; CHECK-NOT: {{asm|call|tc_start}}
  ;; CHECK: ret i32
  (func $sum-bound (export "sum-bound") (param i32) (result i32)
    (call $sum (cont.bind $ki $k (local.get 0) (cont.new $ki (ref.func $parameter)))))

  ;; Both clauses, whichever comes first; what is left is dropped.
  ;; CHECK-LABEL: define {{.*}}.clauses(
  ;; CHECK-NOT: {{asm|call|tc_start}}
  ;; CHECK: ret i32 3
  (func $clauses (export "clauses") (result i32) (local $k (ref null $k)) (local $x i32)
    (block $on (result i32 (ref $k))
      (resume $k (on $u $on) (on $t $on) (cont.new $k (ref.func $two)))
      (return (i32.const 0)))
    (local.set $k) (local.set $x)
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (on $u $on) (local.get $k))
      (return (i32.const 0)))
    (drop)
    (i32.add (local.get $x)))

  ;; A reference that may be used again still traps.
  ;; CHECK-LABEL: define {{.*}}.twice(
  ;; CHECK-NOT: {{asm|tc_start}}
  ;; CHECK: call void @llvm.ubsantrap(i8 17)
  (func $twice (export "twice") (local $k (ref $k))
    (local.set $k (cont.new $k (ref.func $numbers)))
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (local.get $k))
      (return))
    (drop) (drop)
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (local.get $k))
      (return))
    (drop) (drop))

  ;; A function that is not known.
  ;; CHECK-LABEL: define {{.*}}.unknown(
  ;; CHECK: store ptr @tc_start
  (func $unknown (export "unknown") (result i32)
    (call $sum (cont.new $k (global.get $function))))

  ;; A body that calls what may suspend.
  ;; CHECK-LABEL: define {{.*}}.sum-calls(
  ;; CHECK: store ptr @tc_start
  (func $sum-calls (export "sum-calls") (result i32)
    (call $sum (cont.new $k (ref.func $calls))))

  ;; A suspension without a clause.
  ;; CHECK-LABEL: define {{.*}}.sum-other(
  ;; CHECK: store ptr @tc_start
  (func $sum-other (export "sum-other") (result i32)
    (call $sum (cont.new $k (ref.func $other))))

  ;; CHECK-LABEL: define {{.*}}.keeps(
  ;; CHECK: store ptr @tc_start
  (func $keeps (export "keeps")
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $numbers)))
      (return))
    (global.set $kept) (drop))

  ;; Two at a time from one place.
  ;; CHECK-LABEL: define {{.*}}.pairs(
  ;; CHECK: store ptr @tc_start
  (func $pairs (export "pairs") (param $n i32)
    (local $k (ref null $k)) (local $old (ref null $k))
    (loop $next
      (local.set $old (local.get $k))
      (local.set $k (cont.new $k (ref.func $numbers)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (drop (call $sum (local.get $k)))
    (drop (call $sum (local.get $old))))

  ;; Whoever switches below it needs a stack.
  ;; CHECK-LABEL: define {{.*}}.switch-clause(
  ;; CHECK: store ptr @tc_start
  (func $switch-clause (export "switch-clause")
    (block $on (result i32 (ref $k))
      (resume $k (on $t $on) (on $s switch) (cont.new $k (ref.func $numbers)))
      (return))
    (drop) (drop))

  ;; CHECK-LABEL: define {{.*}}.throws(
  ;; CHECK: store ptr @tc_start
  (func $throws (export "throws")
    (resume_throw $k $s (cont.new $k (ref.func $numbers))))

  ;; A body that makes continuations of itself.
  ;; CHECK-LABEL: define {{.*}}.sum-recursive(
  ;; CHECK: store ptr @tc_start
  (func $recursive (local $n i32)
    (local.set $n (call $sum (cont.new $k (ref.func $recursive))))
    (suspend $t (local.get $n)))
  (func $sum-recursive (export "sum-recursive") (result i32)
    (call $sum (cont.new $k (ref.func $recursive)))))
