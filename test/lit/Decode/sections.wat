;; `inspect` describes what decoding found: sections with offsets, imports and exports
;; with types, the features in use.
;;
;; RUN: %wfxc wat2wasm %s -o %t.wasm
;; RUN: %wfxc inspect %t.wasm | FileCheck %s -DFILE=%t.wasm

(module
  (import "env" "f" (func (param i32 f64) (result i64)))
  (memory (export "memory") 1 2)
  (memory 3)
  (table (export "t") 4 externref)
  (global (export "g") (mut i32) (i32.const 0))
  (func (export "pair") (result i32 i32) (i32.extend8_s (i32.const 1)) (i32.const 2))
  (func (i32.store 1 (i32.const 0) (i32.const 0))))

;; CHECK: [[FILE]]: [[#]] bytes
;; CHECK: Sections
;; CHECK:   bytes at 0xa {{ *}}type
;; CHECK: Imports (1)
;; CHECK:   env.f  (func (param i32 f64) (result i64))
;; CHECK: Exports (4)
;; CHECK:   memory {{ *}}(memory 1 2)
;; CHECK:   t {{ *}}(table 4 externref)
;; CHECK:   g {{ *}}(global (mut i32))
;; CHECK:   pair {{ *}}(func (result i32 i32))
;; CHECK: Memories (2)
;; CHECK: Features used:
;; CHECK-SAME: sign-extension
;; CHECK-SAME: multi-value
;; CHECK-SAME: reference-types
;; CHECK-SAME: multi-memory
;; CHECK: Functions: 2 defined ([[#]] bytes of code), 1 imported
;; CHECK: Can be compiled: yes
