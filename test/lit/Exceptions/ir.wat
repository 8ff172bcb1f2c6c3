;; The form of handlers in IR: before optimisation, where nested handlers share
;; landing pads and a marker names the instance, and after it, where the first clause is
;; the record of where the frame has it.
;;
;; RUN: %wfxc -O2 --emit=llvm %s -o - | FileCheck %s
;; RUN: %wfxc -O2 --emit=llvm-opt %s -o - | FileCheck %s --check-prefix=OPT
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (tag $e (param i32))
  (tag $f)
  (func (export "_start"))
  ;; CHECK-LABEL: define {{.*}}@wfx_f2.throws(
  ;; CHECK: store i32 %1, ptr
  ;; CHECK: call void @wfx_throw_tag(ptr %0, ptr {{.*}}, i64 1)
  ;; CHECK-NEXT: unreachable
  (func $throws (export "throws") (param i32) (throw $e (local.get 0)))
  ;; CHECK-LABEL: define {{.*}}@wfx_f3.nested({{.*}} personality ptr @wfx_personality
  ;; CHECK: call void @wfx.frame.instance(ptr %0)
  ;; CHECK: invoke i32 %
  ;; CHECK-NEXT: unwind label %[[PAD:[0-9]+]]
  ;; CHECK: [[PAD]]:
  ;; CHECK-NEXT: landingpad { ptr, i32 }
  ;; CHECK-NEXT: catch ptr @wfx_catch_0
  ;; CHECK-NEXT: catch ptr @wfx_catch_1
  ;; CHECK-NEXT: catch ptr null
  ;; CHECK: call i32 @llvm.eh.typeid.for.p0(ptr @wfx_catch_0)
  ;; CHECK: call void @wfx_exception_drop(
  ;; OPT-LABEL: define {{.*}}@wfx_f3.nested({{.*}} personality ptr @wfx_personality
  ;; OPT-NOT: wfx.frame.instance
  ;; OPT: store volatile ptr %0, ptr %[[SLOT:[0-9]+]]
  ;; OPT: asm sideeffect {{.*}}[[RECORD:wfx_frame_[0-9]+]]:{{.*}}"*m"(ptr {{.*}}%[[SLOT]])
  ;; OPT: landingpad { ptr, i32 }
  ;; OPT-NEXT: catch ptr @[[RECORD]]
  ;; OPT-NEXT: catch ptr @wfx_catch_0
  ;; OPT-NEXT: catch ptr @wfx_catch_1
  ;; OPT-NEXT: catch ptr null
  ;; OPT-NOT: resume
  (func $nested (export "nested") (result i32)
    (block $all
      (block $inner (result i32)
        (try_table (result i32) (catch $f $all) (catch_all $all)
          (try_table (result i32) (catch $e $inner) (catch $f $all)
            (call $yield))))
      (return))
    (i32.const 0))
  ;; Within one function a throw is a branch where it is certain who catches it.
  ;; CHECK-LABEL: define {{.*}}@wfx_f4.local(
  ;; CHECK-NOT: @wfx_throw_tag
  ;; CHECK: }
  (func $local (export "local") (param i32) (result i32)
    (block $h (result i32)
      (block $all
        (try_table (catch_all $all)
          (try_table (catch $e $h)
            (if (local.get 0) (then (throw $f)))
            (throw $e (i32.const 5)))))
      (i32.const 7)))
  ;; CHECK-LABEL: define {{.*}}@wfx_f5.reference(
  ;; CHECK: invoke void @wfx_throw_tag(
  ;; CHECK: }
  (func $reference (export "reference") (result exnref)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (throw $f))
      (unreachable)))
  ;; No handler, no personality; a call stays a call.
  ;; CHECK-LABEL: define {{.*}}@wfx_f6.plain(
  ;; CHECK-NOT: personality
  ;; CHECK-NOT: invoke
  ;; CHECK: }
  (func $plain (export "plain") (result i32)
    (try_table (drop (call $yield)))
    (call $yield)))
