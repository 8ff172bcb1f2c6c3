;; Copies and fills of memory are calls of libc's functions, not loops.
;;
;; RUN: %wfxc %s -O0 --emit=asm -o - | FileCheck %s
;; RUN: %wfxc %s -O2 --emit=asm -o - | FileCheck %s
;; REQUIRES: x86_64

(module
  (memory 1)
  ;; CHECK-LABEL: {{^}}wfx_f0.copy:
  ;; CHECK: {{call|jmp}}{{q?}} {{.*}}memmove
  (func $copy (export "copy") (param i32 i32 i32)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  ;; CHECK-LABEL: {{^}}wfx_f1.fill:
  ;; CHECK: {{call|jmp}}{{q?}} {{.*}}memset
  (func $fill (export "fill") (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2))))
