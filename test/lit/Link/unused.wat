;; Parts of the runtime that a program does not use are not in it.
;;
;; RUN: %wfxc %s -o %t.none
;; RUN: llvm-nm %t.none | FileCheck %s --check-prefix=NONE
;; RUN: %wfxc %examples/hello.wat -o %t.hello
;; RUN: llvm-nm %t.hello | FileCheck %s --check-prefix=HELLO
;; RUN: sh -c 'test $(stat -c %%s %t.none) -le 61440 && %t.none'
;;
;; Without WASI, memory, tables: none of them.
;; NONE-NOT: wfx_wasi
;; NONE-NOT: wfx_grow_memory
;; NONE-NOT: wfx_{{grow_table|table}}
;; NONE-NOT: tc_supply
;; NONE-NOT: tc_find_handler
;; NONE-NOT: wfx_invoke_entry
;; NONE: wfx_program
;; NONE-NOT: wfx_wasi
;;
;; With fd_write: that function, and nothing that opens files or sockets.
;; HELLO-NOT: wfx_wasi_{{path|sock|poll}}
;; HELLO: wfx_wasi_fd_write
;; HELLO-NOT: wfx_wasi_{{path|sock|poll}}
(module (func (export "_start")))
