;; gdb's backtrace is complete at every single instruction while stacks are made, resumed,
;; suspended, switched and finished: each line is what the wasm functions are, innermost
;; first, from one change to the next (Inputs/step.py). Parents are those of the moment, not
;; the first ones.

;; REQUIRES: gdb, x86_64
;; RUN: %wfxc -O0 --invoke main %s -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_enter', 2)" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines --check-prefix=ALL
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke main %s -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_enter', 2)" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines --check-prefix=ALL
;; RUN: %wfxc -O1 --invoke many %s -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_f10.last')" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines --check-prefix=COLD
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke traps %s -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_leave')" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines --check-prefix=LEAVE
;; RUN: %wfxc -O2 --continuation-stacks=all --invoke unhandled %s -o %t
;; RUN: %gdb -x %S/Inputs/step.py -ex "python trace('wfx_leave')" %t 2> %t.out
;; RUN: FileCheck %s --input-file=%t.out --match-full-lines --check-prefix=LEAVE

(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (type $f (func)) (type $k (cont $f))
  (rec (type $fs (func (param (ref null $ks)))) (type $ks (cont $fs)))
  (tag $far) (tag $near) (tag $swap)
  (elem declare func $outer $middle $inner $other $again $target)
  (global $kept (mut (ref null $k)) (ref.null $k))

  (func $inner (export "inner")
    (drop (call $yield))
    (suspend $far)
    (suspend $near)
    (drop (switch $ks $swap (cont.new $ks (ref.func $target)))))
  (func $target (export "target") (type $fs)
    (drop (switch $ks $swap (local.get 0))))
  (func $middle (export "middle")
    (block $on (result (ref $k))
      (resume $k (on $near $on) (cont.new $k (ref.func $inner)))
      (return))
    (global.set $kept))
  (func $outer (export "outer") (resume $k (cont.new $k (ref.func $middle))))
  (func $other (export "other") (resume $k (global.get $kept)))
  (func $again (export "again") (resume $k (on $swap switch) (global.get $kept)))
  (func $main (export "main")
    (block $on (result (ref $k))
      (resume $k (on $far $on) (cont.new $k (ref.func $outer)))
      (return))
    (global.set $kept)
    (resume $k (cont.new $k (ref.func $other)))
    (resume $k (cont.new $k (ref.func $again))))

  ;; So many stacks become free that the memory of the last ones goes back, a second time.
  (table $all 4224 (ref null $k))
  (elem declare func $waits)
  (func $waits (export "waits") (suspend $far))
  (func $start (result (ref $k))
    (block $on (result (ref $k))
      (resume $k (on $far $on) (cont.new $k (ref.func $waits)))
      (unreachable)))
  (func $last (resume $k (table.get $all (i32.const 0))))
  (func $many (export "many") (local $i i32)
    (local.set $i (table.size $all))
    (loop $l
      (table.set $all (local.tee $i (i32.sub (local.get $i) (i32.const 1))) (call $start))
      (br_if $l (local.get $i)))
    (local.set $i (i32.sub (table.size $all) (i32.const 1)))
    (loop $l
      (resume $k (table.get $all (local.get $i)))
      (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (call $last))

  ;; Two ways to a trap: by an instruction, and by the runtime.
  (elem declare func $boom)
  (func $boom (export "boom") (unreachable))
  (func (export "traps") (resume $k (cont.new $k (ref.func $boom))))
  (func (export "unhandled") (resume $k (cont.new $k (ref.func $waits))))
)
;; The first entry initialises the instance.
;; ALL:      -
;; ALL-NEXT: main
;; ALL-NEXT: outer main
;; ALL-NEXT: middle outer main
;; ALL-NEXT: inner middle outer main
;; ALL-NEXT: main
;; ALL-NEXT: other main
;; ALL-NEXT: inner middle outer other main
;; ALL-NEXT: middle outer other main
;; ALL-NEXT: outer other main
;; ALL-NEXT: other main
;; ALL-NEXT: main
;; ALL-NEXT: again main
;; ALL-NEXT: inner again main
;; ALL-NEXT: again main
;; ALL-NEXT: target again main
;; ALL-NEXT: inner again main
;; ALL-NEXT: again main
;; ALL-NEXT: main
;; ALL-NEXT: -
;; ALL-NEXT: done

;; COLD:      last many
;; COLD-NEXT: waits last many
;; COLD-NEXT: last many
;; COLD-NEXT: tc_cool last many
;; COLD-NEXT: last many
;; COLD-NEXT: done

;; Nothing of wasm is left on the way out; what matters is that the host's frames are found.
;; LEAVE:      -
;; LEAVE-NEXT: done
