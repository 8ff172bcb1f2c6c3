;; factorial.wat - a library without _start: its functions are called by name.
;;
;;   wfxc run --invoke factorial examples/factorial.wat 20
;;   wfxc run --invoke gcd_lcm examples/factorial.wat 12 18
;;
;; Arguments are read as the types that the function declares, and the results
;; are printed one per line.
(module
  (func $factorial (export "factorial") (param $n i64) (result i64)
    (if (result i64) (i64.eqz (local.get $n))
      (then (i64.const 1))
      (else
        (i64.mul
          (local.get $n)
          (call $factorial (i64.sub (local.get $n) (i64.const 1)))))))

  ;; Two results: the greatest common divisor and the least common multiple.
  (func (export "gcd_lcm") (param $a i32) (param $b i32) (result i32 i32)
    (local $x i32) (local $y i32) (local $rest i32)
    (local.set $x (local.get $a))
    (local.set $y (local.get $b))
    (loop $euclid
      (if (local.get $y)
        (then
          (local.set $rest (i32.rem_u (local.get $x) (local.get $y)))
          (local.set $x (local.get $y))
          (local.set $y (local.get $rest))
          (br $euclid))))
    (local.get $x)
    (i32.mul (i32.div_u (local.get $a) (local.get $x)) (local.get $b)))

  (func (export "hypot") (param $a f64) (param $b f64) (result f64)
    (f64.sqrt
      (f64.add
        (f64.mul (local.get $a) (local.get $a))
        (f64.mul (local.get $b) (local.get $b))))))
