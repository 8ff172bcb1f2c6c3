;; trap.wat - what a trap looks like: the reason, the functions, exit status 134.
;;
;;   wfxc examples/trap.wat -o trap && ./trap
;;
;; The mean of an empty list divides by zero. The names in the backtrace are
;; those of the name section, which the assembler makes from the identifiers.
(module
  (memory (export "memory") 1)

  (func $mean (param $list i32) (param $length i32) (result i32)
    (i32.div_s
      (call $sum (local.get $list) (local.get $length))
      (local.get $length)))

  (func $sum (param $list i32) (param $length i32) (result i32)
    (local $total i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $length)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (local.set $total
          (i32.add
            (local.get $total)
            (i32.load
              (i32.add
                (local.get $list)
                (i32.shl (local.get $length) (i32.const 2))))))
        (br $next)))
    (local.get $total))

  (func $report
    (drop (call $mean (i32.const 0) (i32.const 0))))

  (func $start (export "_start")
    (call $report)))
