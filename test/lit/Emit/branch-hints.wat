;; Hints of the producer become branch weights; a malformed section of them is ignored.
;;
;; RUN: %wfxc %s --emit=llvm -o - | FileCheck %s
;; RUN: %wfxc wat2wasm %s -o %t.wasm && %wfxc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: echo '(module (@custom "metadata.code.branch_hint" "\01\00\01\02\01\02")' >%t.bad.wat
;; RUN: echo '(func (param i32) (br_if 0 (local.get 0))))' >>%t.bad.wat
;; RUN: %wfxc %t.bad.wat --emit=llvm -o - | FileCheck --check-prefix=BAD %s

(module
  (import "" "f" (func $f))
  (func $likely (param i32)
    (block $out
      (@metadata.code.branch_hint "\01") (br_if $out (local.get 0))
      (call $f)))
  (func $unlikely (param i32) (result i32)
    (@metadata.code.branch_hint "\00")
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))
  (func $reference (param funcref)
    (block $null
      (@metadata.code.branch_hint "\01") (br_on_null $null (local.get 0))
      (drop)
      (call $f))
    (block $set (result (ref func))
      (@metadata.code.branch_hint "\00") (br_on_non_null $set (local.get 0))
      (return))
    (drop))
  (func $none (param i32)
    (br_if 0 (local.get 0))))

;; CHECK-LABEL: @wfx_f1.likely(
;; CHECK: br i1 {{.*}} !prof ![[LIKELY:[0-9]+]]
;; CHECK-LABEL: @wfx_f2.unlikely(
;; CHECK: br i1 {{.*}} !prof ![[UNLIKELY:[0-9]+]]
;; CHECK-LABEL: @wfx_f3.reference(
;; CHECK: br i1 {{.*}} !prof ![[LIKELY]]
;; CHECK: br i1 {{.*}} !prof ![[UNLIKELY]]
;; CHECK-LABEL: @wfx_f4.none(
;; CHECK-NOT: !prof
;; CHECK-LABEL: @wfx_initialize
;; CHECK: ![[LIKELY]] = !{!"branch_weights", {{.*}}i32 1048575, i32 1}
;; CHECK: ![[UNLIKELY]] = !{!"branch_weights", {{.*}}i32 1, i32 1048575}
;; BAD: br i1
;; BAD-NOT: !prof
