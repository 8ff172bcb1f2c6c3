;; What a continuation without a stack does is in the backtrace like that of one that has a
;; stack: behind a mark comes the place that has resumed it, each of several its own. That is
;; so whether its function is inlined there or called.

;; DEFINE: %{level} =
;; DEFINE: %{exe} = %wfxc %{level} --invoke first %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines --check-prefixes=ALL,FIRST && \
;; DEFINE:   %wfxc %{level} --invoke second %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines --check-prefixes=ALL,SECOND && \
;; DEFINE:   %wfxc %{level} --invoke thrown %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines --check-prefixes=THROWN
;; REDEFINE: %{level} = -O0
;; RUN: %{exe}
;; REDEFINE: %{level} = -O2
;; RUN: %{exe}
;; REDEFINE: %{level} = -Os
;; RUN: %{exe}
;; RUN: not %wfxc run -O2 --invoke second %s 2>&1 | FileCheck %s --match-full-lines --check-prefixes=ALL,SECOND

;; There is a call of the state machine, or there is none.
;; RUN: %wfxc -O2 --emit=llvm-opt %s -o - | FileCheck %s --check-prefix=IR
;; IR-LABEL: define {{.*}}.use(
;; IR-COUNT-2: call {{.*}} @wfx_f{{[0-9]+}}.body.step(
;; IR-LABEL: define {{.*}}.thrown(
;; IR-NOT: .step(
;; IR: ret

(module
  (type $f (func (param i32 i32))) (type $k (cont $f))
  (type $fi (func (param i32))) (type $ki (cont $fi))
  (tag $t (param i32) (result i32)) (tag $e)
  (memory 1)
  (elem declare func $body $throws)
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (global $calls (mut i32) (i32.const 0))
  (func $sink (param i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (i32.add (call $sink (i32.shr_u (local.get 0) (i32.const 1))) (i32.const 3)))
  ;; So long that it is not inlined twice.
  (func $body (param $x i32) (param $y i32) (local $i i32)
    (loop $again
      (local.set $y (call $sink (call $sink (call $sink (call $sink (local.get $y))))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $y))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $i))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $y))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $i))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $y))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $i))))
      (i32.store (call $sink (local.get $y)) (call $sink (call $sink (local.get $y))))
      (call $check (local.get $x))
      (local.set $x (suspend $t (local.get $y)))
      (br_if $again
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3)))))

  (func $use (param $x i32) (param $y i32) (local $k (ref null $ki))
    (block $on (result i32 (ref $ki))
      (resume $k (on $t $on) (local.get $x) (i32.const 4) (cont.new $k (ref.func $body)))
      (return))
    (local.set $k) (drop)
    (block $on (result i32 (ref $ki))
      (resume $ki (on $t $on) (local.get $y) (local.get $k))
      (return))
    (local.set $k) (drop)
    (loop $next
      (block $on (result i32 (ref $ki))
        (resume $ki (on $t $on) (local.get $y) (local.get $k))
        (return))
      (local.set $k) (local.set $y)
      (br $next)))
  (func (export "first") (call $use (i32.const 0) (i32.const 1)))
  (func (export "second") (call $use (i32.const 1) (i32.const 0)))

  (func $throws (param i32 i32) (throw $e))
  (func $thrown (export "thrown")
    (resume $k (i32.const 1) (i32.const 2) (cont.new $k (ref.func $throws)))))

;; ALL:         trap: unreachable
;; ALL-NEXT:        0: 0x75 - check
;; ALL-NEXT:        1: 0x105 - body
;; ALL-NEXT:        -- resumed by --
;; FIRST-NEXT:      2: 0x12a - use
;; FIRST-NEXT:      3: 0x164 - <wasm function 4>
;; SECOND-NEXT:     2: 0x13b - use
;; SECOND-NEXT:     3: 0x16d - <wasm function 5>
;; THROWN:      uncaught exception: tag e
;; THROWN-NEXT:     0: 0x172 - throws
;; THROWN-NEXT:     -- resumed by --
;; THROWN-NEXT:     1: 0x17f - thrown
;; ALL-NOT:     {{.}}
;; THROWN-NOT:  {{.}}
