;; Loops that compare the bytes of two arrays take eight at a time, within a page.
;;
;; RUN: %wfxc %s --emit=llvm-opt -o - | FileCheck %s
;; RUN: %wfxc %s -Os --emit=llvm-opt -o - | FileCheck %s --check-prefix=NONE
;; RUN: %wfxc %s -O1 --emit=llvm-opt -o - | FileCheck %s --check-prefix=NONE

;; NONE-NOT: load i64

(module
  (memory 1)

  ;; CHECK-LABEL: define {{.*}}.memcmp(
  ;; CHECK: and i64 %{{.*}}, 4095
  ;; CHECK: load i64, ptr {{.*}}, align 1, {{.*}}!tbaa
  ;; CHECK: load i64, ptr {{.*}}, align 1, {{.*}}!tbaa
  ;; CHECK: call {{.*}} @llvm.cttz.i64
  ;; CHECK: ret i32
  (func $memcmp (export "memcmp") (param $p i32) (param $q i32) (param $n i32) (result i32)
    (local $a i32) (local $b i32)
    (block $same
      (br_if $same (i32.eqz (local.get $n)))
      (loop $again
        (if (i32.ne (local.tee $a (i32.load8_u (local.get $p)))
                    (local.tee $b (i32.load8_u (local.get $q))))
          (then (return (i32.sub (local.get $a) (local.get $b)))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (i32.const 0))

  ;; CHECK-LABEL: define {{.*}}.strcmp(
  ;; CHECK: load i64
  ;; CHECK: load i64
  ;; CHECK: call {{.*}} @llvm.cttz.i64
  ;; CHECK: ret i32
  (func $strcmp (export "strcmp") (param $p i32) (param $q i32) (result i32)
    (local $a i32) (local $b i32)
    (block $end
      (loop $again
        (local.set $a (i32.load8_u (local.get $p)))
        (local.set $b (i32.load8_u (local.get $q)))
        (br_if $end (i32.eqz (local.get $a)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br_if $again (i32.eq (local.get $a) (local.get $b)))))
    (i32.sub (local.get $a) (local.get $b)))

  ;; One array: most such loops are short.
  ;; CHECK-LABEL: define {{.*}}.strlen(
  ;; CHECK-NOT: load i64
  ;; CHECK: ret i32
  (func $strlen (export "strlen") (param $p i32) (result i32)
    (loop $again
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $again (i32.load8_u (local.get $p))))
    (local.get $p))

  ;; The second array is not loaded from where the first one ends.
  ;; CHECK-LABEL: define {{.*}}.ends_first(
  ;; CHECK-NOT: load i64
  ;; CHECK: ret i32
  (func $ends_first (export "ends_first") (param $p i32) (param $q i32) (result i32)
    (local $a i32)
    (block $end
      (loop $again
        (local.set $a (i32.load8_u (local.get $p)))
        (br_if $end (i32.eqz (local.get $a)))
        (br_if $end (i32.ne (local.get $a) (i32.load8_u (local.get $q))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br $again)))
    (local.get $a))

  ;; What is written in between may change what is compared.
  ;; CHECK-LABEL: define {{.*}}.counts(
  ;; CHECK-NOT: load i64
  ;; CHECK: ret i32
  (func $counts (export "counts") (param $p i32) (param $q i32) (result i32)
    (loop $again
      (i32.store8 (i32.const 100) (local.get $p))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (br_if $again (i32.eq (i32.load8_u (local.get $p)) (i32.load8_u (local.get $q)))))
    (local.get $p)))
