;; Of a deep recursion both ends are shown, and how many Wasm frames are between them: the
;; same at all levels, though LLVM inlines $odd into $even and a native frame then stands
;; for two Wasm frames.

;; RUN: %wfxc -O0 --invoke main --stack-size=64m %s -o %t && not %t 100000 2> %t.0
;; RUN: FileCheck %s --match-full-lines < %t.0
;; RUN: %wfxc -O1 --invoke main --stack-size=64m %s -o %t && not %t 100000 2> %t.1 && diff %t.0 %t.1
;; RUN: %wfxc -O2 --invoke main --stack-size=64m %s -o %t && not %t 100000 2> %t.2 && diff %t.0 %t.2
;; RUN: not %wfxc run -O2 --invoke main --stack-size=64m %s 100000 2> %t.2 && diff %t.0 %t.2

;; At the limit: 69 frames are shown, 70 are not.
;; RUN: not %t 66 2>&1 | FileCheck %s --check-prefix=WHOLE
;; RUN: not %t 68 2>&1 | FileCheck %s --check-prefix=CUT

;; RUN: not %t 100000000 2>&1 | FileCheck %s --check-prefix=OVERFLOW

(module
  (func $even (param $n i32) (result i32)
    (if (result i32) (i32.eqz (local.get $n))
      (then (i32.div_u (i32.const 1) (local.get $n)))
      (else (i32.add (i32.const 1) (call $odd (i32.sub (local.get $n) (i32.const 1)))))))
  (func $odd (param $n i32) (result i32)
    (i32.add (i32.const 3) (call $even (i32.sub (local.get $n) (i32.const 1)))))
  (func $main (export "main") (param $n i32) (result i32)
    (i32.add (call $even (local.get $n)) (i32.const 3))))

;; CHECK: trap: integer divide by zero
;; CHECK-NEXT: 0: 0x2e - even
;; CHECK-NEXT: 1: 0x45 - odd
;; CHECK-NEXT: 2: 0x37 - even
;; CHECK: 47: 0x45 - odd
;; CHECK-NEXT: 48: 0x37 - even
;; CHECK-NEXT: ... 99933 frames more ...
;; CHECK-NEXT: 99982: 0x37 - even
;; CHECK-NEXT: 99983: 0x45 - odd
;; CHECK: 99999: 0x45 - odd
;; CHECK-NEXT: 100000: 0x37 - even
;; CHECK-NEXT: 100001: 0x4d - main
;; CHECK-NOT: {{.}}

;; WHOLE: 66: 0x37 - even
;; WHOLE-NOT: more
;; WHOLE: 67: 0x4d - main
;; CUT: 48: 0x37 - even
;; CUT-NEXT: ... 1 frames more ...
;; CUT-NEXT: 50: 0x37 - even

;; OVERFLOW: trap: call stack exhausted
;; OVERFLOW: {{^}}    ... [[#]] frames more ...
