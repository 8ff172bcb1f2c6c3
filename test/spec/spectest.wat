;; What the proposal's examples import from the script runner, for executables: prints a
;; number and a line feed.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  ;; {address, size} of the text, the size that was written; the text ends at 64.
  (memory (export "memory") 1)
  (data (i32.const 63) "\n")

  (func (export "print_i32") (param $n i32) (local $at i32) (local $rest i32)
    (local.set $at (i32.const 63))
    (local.set $rest
      (if (result i32) (i32.lt_s (local.get $n) (i32.const 0))
        (then (i32.sub (i32.const 0) (local.get $n)))
        (else (local.get $n))))
    (loop $digits
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (i32.const 48) (i32.rem_u (local.get $rest) (i32.const 10))))
      (local.set $rest (i32.div_u (local.get $rest) (i32.const 10)))
      (br_if $digits (local.get $rest)))
    (if (i32.lt_s (local.get $n) (i32.const 0))
      (then
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (i32.const 45))))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 64) (local.get $at)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
