;; Parts of the runtime that a program does not use are not in it.
;;
;; RUN: %wfxc %s -o %t.none
;; RUN: llvm-nm %t.none | FileCheck %s --check-prefix=NONE
;; RUN: %wfxc %examples/hello.wat -o %t.hello
;; RUN: llvm-nm %t.hello | FileCheck %s --check-prefix=HELLO --implicit-check-not=_Z
;; RUN: sh -c 'test $(stat -c %%s %t.none) -le 45056 && %t.none'
;; RUN: sh -c 'test $(stat -c %%s %t.hello) -le 53248 && %t.hello'
;; RUN: %wfxc %examples/hello.wat --static -o %t.static
;; RUN: llvm-nm %t.static | FileCheck %s --check-prefix=STATIC --implicit-check-not=_Z
;; RUN: sh -c 'test $(stat -c %%s %t.static) -le 900000 && %t.static'
;;
;; Without WASI, memory, tables: none of them.
;; NONE-NOT: wfx_wasi
;; NONE-NOT: wfx_grow_memory
;; NONE-NOT: wfx_{{grow_table|table}}
;; NONE-NOT: tc_{{supply|cool}}
;; NONE-NOT: {{tc_base$}}
;; NONE-NOT: tc_find_handler
;; NONE-NOT: wfx_invoke_entry
;; NONE: wfx_program
;; NONE-NOT: wfx_wasi
;;
;; With fd_write: that function, and nothing that opens files or sockets. Names are those of
;; the program and of the runtime's C functions.
;; HELLO-NOT: wfx_wasi_{{path|sock|poll}}
;; HELLO: wfx_f{{[0-9]+}}
;; HELLO-NOT: wfx_wasi_{{path|sock|poll}}
;; HELLO: wfx_wasi_fd_write
;; HELLO-NOT: wfx_wasi_{{path|sock|poll}}
;;
;; A static program has libc's names, too.
;; STATIC-DAG: wfx_wasi_fd_write
;; STATIC-DAG: {{ }}malloc
(module (func (export "_start")))
