;; A br_table with few labels for many targets looks up the number of the label; others are
;; plain switches.
;;
;; RUN: %python -c "print(open('%s').read().replace('MANY', '0 1 ' * 1500))" > %t.wat
;; RUN: %wfxc %t.wat --emit=llvm -o - | FileCheck %s
;; RUN: %wfxc %t.wat -o %t -O0 --invoke=many && %t 0 | FileCheck %s --check-prefix=ZERO
;; RUN: %wfxc %t.wat -o %t --invoke=many && %t 0 | FileCheck %s --check-prefix=ZERO
;; RUN: %t 2999 | FileCheck %s --check-prefix=ONE
;; RUN: %t 3000 | FileCheck %s --check-prefix=DEFAULT
;; RUN: %t -1 | FileCheck %s --check-prefix=DEFAULT

(module
  (func $few (export "few") (param i32) (result i32)
    (block (block (br_table 0 1 0 1 (local.get 0))) (return (i32.const 10)))
    (i32.const 11))
  (func $many (export "many") (param i32) (result i32)
    (block
      (block
        (block (br_table MANY 2 (local.get 0)))
        (return (i32.const 10)))
      (return (i32.const 11)))
    (i32.const 12)))

;; CHECK: private unnamed_addr constant [3001 x i32] [i32 0, i32 1, i32 0,
;; CHECK-LABEL: @wfx_f0.few(
;; CHECK: switch i32 %
;; CHECK-LABEL: @wfx_f1.many(
;; CHECK: call i32 @llvm.umin.i32(i32 {{%[0-9]+}}, i32 3000)
;; CHECK: switch i32 {{%[0-9]+}}, label {{%[0-9]+}} [
;; CHECK-NEXT: i32 0,
;; CHECK-NEXT: i32 1,
;; CHECK-NEXT: ]
;; ZERO: {{^}}10{{$}}
;; ONE: {{^}}11{{$}}
;; DEFAULT: {{^}}12{{$}}
