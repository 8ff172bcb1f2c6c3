;; The debug line table has the byte offset of the instruction for every address.
;;
;; RUN: %wfxc wat2wasm %s -o %t.wasm
;; RUN: %wfxc %t.wasm --emit=obj -o %t.o
;; RUN: llvm-dwarfdump --debug-line %t.o | FileCheck %s
;; RUN: %wfxc %t.wasm --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; REQUIRES: x86_64

(module
  (func $div (export "div") (param i32 i32) (result i32)
    (local.get 0)
    (local.get 1)
    (i32.div_u)))

;; The body begins at 34, i32.div_u is at 39.
;; ASM-LABEL: {{^}}wfx_f0.div:
;; ASM: .loc 0 39
;; ASM: ud1l 4(%eax), %eax
;; CHECK: name: "lines.wat.tmp.wasm"
;; CHECK: {{^}}0x{{[0-9a-f]+}} {{ *}}39 
