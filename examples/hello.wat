;; hello.wat - the smallest complete WASI command: it prints one line.
;;
;;   scripts/wfxc examples/hello.wat -o hello && ./hello
;;
;; A WASI command exports its memory as "memory" and its entry as "_start".
;; Text leaves through fd_write, which takes a file descriptor and a list of
;; buffers (each an address and a length) and says how many bytes it took:
;;
;;     address   0            4            8
;;             +------------+------------+-----------------------+
;;             | address 8  | length 14  | "Hello, world!\n"     |
;;             +------------+------------+-----------------------+
;;               the list: one buffer      the buffer
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write
      (param $fd i32) (param $list i32) (param $count i32) (param $written i32)
      (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit"
    (func $proc_exit (param $status i32)))

  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00" "\0e\00\00\00" "Hello, world!\n")

  (func $start (export "_start")
    (local $error i32)
    (local.set $error
      (call $fd_write
        (i32.const 1)       ;; standard output
        (i32.const 0)       ;; the list of buffers
        (i32.const 1)       ;; its length
        (i32.const 24)))    ;; where the number of bytes written goes
    ;; Returning from _start means success; anything else is said aloud.
    (if (local.get $error)
      (then (call $proc_exit (local.get $error))))))
