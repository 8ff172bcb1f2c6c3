;; A backtrace goes across stacks, with a mark where one has resumed the next, along the
;; parents as they are: the inner continuation was started by $starts, but is resumed
;; by $resumes.

;; RUN: %wfxc -O0 --invoke main %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines
;; RUN: %wfxc -O2 --invoke main %s -o %t && not %t 2>&1 | FileCheck %s --match-full-lines
;; RUN: not %wfxc run -O2 --invoke main %s 2>&1 | FileCheck %s --match-full-lines
;; RUN: %wfxc -O2 --invoke overflow %s -o %t && not %t 2>&1 | FileCheck %s --check-prefix=OVERFLOW
;; RUN: %wfxc -O2 --invoke suspends %s -o %t && not %t 2>&1 | FileCheck %s --check-prefix=UNHANDLED

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t)
  (elem declare func $inner $resumes $recurses)
  (global $kept (mut (ref null $k)) (ref.null $k))
  (func $boom (unreachable))
  (func $inner (suspend $t) (call $boom))
  (func $starts
    (block $on (result (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $inner)))
      (return))
    (global.set $kept))
  (func $resumes (resume $k (global.get $kept)))
  (func $main (export "main")
    (call $starts)
    (resume $k (cont.new $k (ref.func $resumes))))

  (func $recurses (call $recurses) (call $boom))
  (func $overflow (export "overflow") (resume $k (cont.new $k (ref.func $recurses))))
  (func $suspends (export "suspends") (suspend $t))
)
;; CHECK:      trap: unreachable
;; CHECK-NEXT:     0: 0x{{[0-9a-f]+}} - boom
;; CHECK-NEXT:     1: 0x{{[0-9a-f]+}} - inner
;; CHECK-NEXT:     -- resumed by --
;; CHECK-NEXT:     2: 0x{{[0-9a-f]+}} - resumes
;; CHECK-NEXT:     -- resumed by --
;; CHECK-NEXT:     3: 0x{{[0-9a-f]+}} - main
;; CHECK-NOT:      {{.}}

;; OVERFLOW:      trap: call stack exhausted
;; OVERFLOW:      recurses
;; OVERFLOW:      -- resumed by --
;; OVERFLOW-NEXT: - overflow

;; UNHANDLED:      trap: unhandled tag
;; UNHANDLED-NEXT: 0: 0x{{[0-9a-f]+}} - suspends
