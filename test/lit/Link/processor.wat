;; An executable says at its start what the processor lacks. No processor that is made
;; today has the extensions of the one that is asked for here.
;;
;; RUN: %wfxc %s --cpu=bdver4 -o %t
;; RUN: not %t 2>&1 | FileCheck %s
;; RUN: not %wfxc run --cpu=bdver4 %s 2>&1 | FileCheck %s --check-prefix=INPROCESS
;; RUN: %wfxc %s --cpu=native -o %t && %t
;; RUN: not %wfxc %s --cpu=pentium9 -o %t.no 2>&1 | FileCheck %s --check-prefix=NAME
;; RUN: not test -e %t.no
;; REQUIRES: x86_64
;;
;; CHECK: processor.wat.tmp: this processor lacks what the program was compiled for (wfxc --cpu): {{.*}}xop
;; INPROCESS: wfxc: error: this processor lacks what --cpu=bdver4 has: {{.*}}xop
;; NAME: wfxc: error: unknown processor 'pentium9' for x86_64
(module (func (export "_start")))
