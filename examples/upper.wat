;; upper.wat - a filter: standard input to standard output in capital letters.
;;
;;   wfxc examples/upper.wat -o upper && echo "quietly" | ./upper
;;
;; Memory: one buffer record for fd_read and fd_write at 0, the number of bytes
;; they moved at 8, the buffer itself from 16 to the end of the first page.
(module
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit"
    (func $proc_exit (param i32)))

  (memory (export "memory") 1)
  (global $buffer i32 (i32.const 16))
  (global $capacity i32 (i32.const 65520))

  (func (export "_start")
    (local $count i32)
    (loop $next
      (local.set $count (call $read))
      (if (local.get $count)
        (then
          (call $capitals (global.get $buffer) (local.get $count))
          (call $write (local.get $count))
          (br $next)))))

  ;; Fills the buffer; 0 means the end of the input.
  (func $read (result i32)
    (i32.store (i32.const 0) (global.get $buffer))
    (i32.store (i32.const 4) (global.get $capacity))
    (call $check
      (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.load (i32.const 8)))

  ;; Writes $count bytes of the buffer, in as many steps as the system needs.
  (func $write (param $count i32)
    (local $from i32)
    (local.set $from (global.get $buffer))
    (loop $more
      (i32.store (i32.const 0) (local.get $from))
      (i32.store (i32.const 4) (local.get $count))
      (call $check
        (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (local.set $from (i32.add (local.get $from) (i32.load (i32.const 8))))
      (local.set $count (i32.sub (local.get $count) (i32.load (i32.const 8))))
      (br_if $more (local.get $count))))

  (func $capitals (param $at i32) (param $count i32)
    (local $byte i32) (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $count)))
    (loop $each
      (local.set $byte (i32.load8_u (local.get $at)))
      ;; One unsigned comparison says whether the byte is in 'a'..'z'.
      (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x61)) (i32.const 26))
        (then
          (i32.store8 (local.get $at)
            (i32.sub (local.get $byte) (i32.const 0x20)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

  (func $check (param $error i32)
    (if (local.get $error)
      (then (call $proc_exit (local.get $error))))))
