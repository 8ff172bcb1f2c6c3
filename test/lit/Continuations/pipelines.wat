;; Generators that take from generators: none of them has a stack.

;; RUN: %wfxc %s -O2 --verify --emit=llvm-opt -o - | FileCheck %s --implicit-check-not=tc_start --check-prefix=CODE
;; CODE: define
;; RUN: %wfxc run -O2 --max-continuations=1 --invoke odd %s | FileCheck %s --check-prefix=ODD
;; RUN: %wfxc run -O0 --invoke odd %s | FileCheck %s --check-prefix=ODD
;; ODD: 1001847826
;; RUN: %wfxc run -O3 --max-continuations=1 --invoke two %s | FileCheck %s --check-prefix=TWO
;; RUN: %wfxc run -O0 --invoke two %s | FileCheck %s --check-prefix=TWO
;; TWO: 1710625899

(module
  (type $f (func)) (type $k (cont $f)) (type $fi (func (param i32))) (type $ki (cont $fi))
  (tag $t (param i32)) (tag $u (param i32 i64 i64 i64 i64)) (tag $e)
  (elem declare func $numbers $squares $odd $two)
  (func $numbers (param $n i32) (local $i i32)
    (loop $next
      (suspend $t (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func $squares (param $n i32) (local $k (ref null $k)) (local $v i32)
    (local.set $k (cont.bind $ki $k (local.get $n) (cont.new $ki (ref.func $numbers))))
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return))
      (local.set $k) (local.set $v)
      (suspend $u (i32.mul (local.get $v) (local.get $v)) (i64.const 1) (i64.const 2) (i64.const 3) (i64.extend_i32_u (local.get $v)))
      (br $next)))
  (func $odd (param $n i32) (local $k (ref null $k)) (local $v i32) (local $x i64)
    (local.set $k (cont.bind $ki $k (local.get $n) (cont.new $ki (ref.func $squares))))
    (loop $next
      (block $on (result i32 i64 i64 i64 i64 (ref $k))
        (resume $k (on $u $on) (local.get $k))
        (return))
      (local.set $k) (local.set $x) (drop) (drop) (drop) (local.set $v)
      (br_if $next (i32.eqz (i32.and (local.get $v) (i32.const 1))))
      (suspend $t (i32.add (local.get $v) (i32.wrap_i64 (local.get $x))))
      (br $next)))
  ;; Two by turns, inside of a handler.
  (func $two (param $n i32) (local $a (ref null $k)) (local $b (ref null $k)) (local $v i32)
    (local.set $a (cont.bind $ki $k (local.get $n) (cont.new $ki (ref.func $numbers))))
    (local.set $b (cont.bind $ki $k (i32.add (local.get $n) (i32.const 3)) (cont.new $ki (ref.func $odd))))
    (block $h (try_table (catch $e $h)
    (loop $next
      (block $done
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $a))
        (br $done))
      (local.set $a) (local.set $v)
      (suspend $t (local.get $v))
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $b))
        (br $done))
      (local.set $b) (local.set $v)
      (suspend $t (local.get $v))
      (br $next))
      (throw $e))))
    (suspend $t (i32.const 777)))
  (func $sum (param $k (ref null $k)) (result i32) (local $sum i32) (local $v i32)
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k) (local.set $v)
      (local.set $sum (i32.add (local.get $v) (i32.mul (i32.const 31) (local.get $sum))))
      (br $next))
    (unreachable))
  (func (export "odd") (result i32) (call $sum (cont.bind $ki $k (i32.const 20) (cont.new $ki (ref.func $odd)))))
  (func (export "two") (result i32) (call $sum (cont.bind $ki $k (i32.const 20) (cont.new $ki (ref.func $two))))))
