;; The exit status is the program's own, whatever runs it.
;;
;; RUN: %wfxc %s -o %t
;; RUN: sh -c '%t; test $? -eq 0'
;; RUN: sh -c '%t 1; test $? -eq 1'
;; RUN: sh -c '%t 1 2 3 4 5 6 7; test $? -eq 7'
;; RUN: sh -c '%wfxc run %s 1 2 3; test $? -eq 3'
;;
;; The program's words are the program's, also those that look like options of wfxc.
;; RUN: sh -c '%wfxc run %s --help -O0 -- -o; test $? -eq 4'
;; RUN: sh -c '%wfxc run -O1 -- %s -- x; test $? -eq 2'
;; RUN: sh -c '%t --help --version; test $? -eq 2'
;; RUN: sh -c '%wfxc run - < %s; test $? -eq 0'

(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  ;; Exits with the number of arguments, the name not counted.
  (func (export "_start")
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (call $exit (i32.sub (i32.load (i32.const 0)) (i32.const 1)))
    (unreachable)))
