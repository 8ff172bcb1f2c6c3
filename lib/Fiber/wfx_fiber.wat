;;===- wfx_fiber.wat - Fibers: handles, states, continuations ---------------===;;
;;
;; The module that fiber.c imports. It knows nothing of C: a fiber is a function of
;; the user's (a start function with its first argument, called the stack), the
;; continuation in which it runs, and a record of 16 bytes in this module's memory:
;;
;;     +0 generation    the upper half of the valid handle
;;     +4 status        see below; while the record is free, the next free one
;;     +8 stack
;;
;; A handle is the number of the record in the lower half and its generation in the
;; upper one. Record 0 is the main program's, so that no handle is 0. Results that
;; are pairs have the code of fiber.h in the upper half and a value in the lower.
;;
;; While a fiber runs or waits, its continuation is on the stack and its table entry
;; is a used one. Who suspends a fiber puts the new continuation there: the resume
;; site that gets a yield, or the fiber that has been switched to.

(module $wfx_fiber
  (type $start (func (param i32 i32) (result i32)))
  ;; A fiber goes on with a value and, if it was switched to, the continuation of
  ;; whoever has switched.
  (rec
    (type $body (func (param i32 (ref null $fiber)) (result i32)))
    (type $fiber (cont $body)))
  (tag $yield (param i32) (result i32 (ref null $fiber)))
  (tag $switch (result i32))
  (tag $cancel)

  ;; By record. All three grow together, the memory last: it has the capacity.
  (table $continuations 4096 (ref null $fiber))
  (table $starts 4096 funcref)
  (memory $records 1)
  (global $used (mut i32) (i32.const 1))     ;; records that have ever been in use
  (global $free (mut i32) (i32.const 0))     ;; the first free one of these, or 0
  (global $current (mut i32) (i32.const 0))  ;; the running fiber's
  (global $switcher (mut i32) (i32.const 0)) ;; who has switched last

  ;; Status: 0 suspended, 1 running, 2 waiting, 3 finished.
  ;; Results besides: 4 stale, 5 outside, 8 unfinished.

  ;;===--- Records ----------------------------------------------------------===;;

  (func $record (param $number i32) (result i32)
    (i32.shl (local.get $number) (i32.const 4)))
  (func $status (param $number i32) (result i32)
    (i32.load offset=4 (call $record (local.get $number))))
  (func $set_status (param $number i32) (param $status i32)
    (i32.store offset=4 (call $record (local.get $number)) (local.get $status)))
  (func $stack (param $number i32) (result i32)
    (i32.load offset=8 (call $record (local.get $number))))
  (func $handle (param $number i32) (result i64)
    (i64.or
      (i64.extend_i32_u (local.get $number))
      (i64.shl (i64.load32_u (call $record (local.get $number))) (i64.const 32))))

  ;; The number of the fiber, or 0 if the handle is stale.
  (func $find (param $handle i64) (result i32)
    (local $number i32)
    (local.set $number (i32.wrap_i64 (local.get $handle)))
    (if (i32.ge_u (local.get $number) (global.get $used))
      (then (return (i32.const 0))))
    (select (local.get $number) (i32.const 0)
      (i64.eq (call $handle (local.get $number)) (local.get $handle))))

  (func $pair (param $result i32) (param $value i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $result)) (i64.const 32))
      (i64.extend_i32_u (local.get $value))))

  ;; Whether the fiber can go on: 0, or the result that says why not.
  (func $check (param $number i32) (result i32)
    (if (result i32) (local.get $number)
      (then (call $status (local.get $number)))
      (else (i32.const 4))))

  ;; Room for as many records again. False if there is no memory for them.
  (func $grow (result i32)
    (if (i32.lt_s
          (table.grow $continuations (ref.null $fiber) (table.size $continuations))
          (i32.const 0))
      (then (return (i32.const 0))))
    (if (i32.lt_s
          (table.grow $starts (ref.null func) (table.size $starts))
          (i32.const 0))
      (then (return (i32.const 0))))
    (i32.ge_s (memory.grow (memory.size)) (i32.const 0)))

  ;; The number of a free record, or 0.
  (func $allocate (result i32)
    (local $number i32)
    (if (local.tee $number (global.get $free))
      (then
        (global.set $free (call $status (local.get $number)))
        (return (local.get $number))))
    (local.set $number (global.get $used))
    (if (i32.ge_u (local.get $number) (i32.shl (memory.size) (i32.const 12)))
      (then (if (i32.eqz (call $grow)) (then (return (i32.const 0))))))
    (global.set $used (i32.add (local.get $number) (i32.const 1)))
    (local.get $number))

  ;;===--- Running ----------------------------------------------------------===;;

  ;; What every fiber's continuation runs.
  (func $run (type $body) (param $value i32) (param $from (ref null $fiber)) (result i32)
    (drop (call $arrive (local.get $value) (local.get $from)))
    (call_indirect $starts (type $start)
      (call $stack (global.get $current)) (local.get $value) (global.get $current)))
  (elem declare func $run)

  ;; The fiber goes on, after a switch if $from is not null.
  (func $arrive (param $value i32) (param $from (ref null $fiber)) (result i64)
    (if (i32.eqz (ref.is_null (local.get $from)))
      (then (table.set $continuations (global.get $switcher) (local.get $from))))
    (i64.extend_i32_u (local.get $value)))

  ;; The current fiber waits for another one, which runs.
  (func $enter (param $number i32)
    (call $set_status (global.get $current) (i32.const 2))
    (call $set_status (local.get $number) (i32.const 1))
    (global.set $current (local.get $number)))

  ;; The current fiber has stopped with a status, and its resumer goes on.
  (func $leave (param $status i32) (param $resumer i32)
    (call $set_status (global.get $current) (local.get $status))
    (call $set_status (local.get $resumer) (i32.const 1))
    (global.set $current (local.get $resumer)))

  (func $resume (export "resume") (param $handle i64) (param $value i32) (result i64)
    (local $number i32) (local $result i32) (local $resumer i32)
    (local $rest (ref null $fiber))
    (local.set $number (call $find (local.get $handle)))
    (if (local.tee $result (call $check (local.get $number)))
      (then (return (call $pair (local.get $result) (i32.const 0)))))
    (local.set $resumer (global.get $current))
    (call $enter (local.get $number))
    (block $threw (result exnref)
      (block $cancelled
        (block $yielded (result i32 (ref $fiber))
          (try_table (result i32) (catch $cancel $cancelled) (catch_all_ref $threw)
            (resume $fiber (on $yield $yielded) (on $switch switch)
              (local.get $value) (ref.null $fiber)
              (table.get $continuations (local.get $number))))
          (call $leave (i32.const 3) (local.get $resumer))
          (return (i64.extend_i32_u)))
        (local.set $rest)
        (table.set $continuations (global.get $current) (local.get $rest))
        (call $leave (i32.const 0) (local.get $resumer))
        (return (i64.extend_i32_u)))
      ;; It had kept a cancellation before, and lets it go now.
      (call $leave (i32.const 3) (local.get $resumer))
      (return (i64.const 0)))
    (call $leave (i32.const 3) (local.get $resumer))
    (throw_ref))

  (func $yield (export "yield") (param $value i32) (result i64)
    (if (i32.eqz (global.get $current))
      (then (return (call $pair (i32.const 5) (i32.const 0)))))
    (call $arrive (suspend $yield (local.get $value))))

  (func $switch (export "switch") (param $handle i64) (param $value i32) (result i64)
    (local $number i32) (local $result i32)
    (if (i32.eqz (global.get $current))
      (then (return (call $pair (i32.const 5) (i32.const 0)))))
    (local.set $number (call $find (local.get $handle)))
    (if (local.tee $result (call $check (local.get $number)))
      (then (return (call $pair (local.get $result) (i32.const 0)))))
    (call $set_status (global.get $current) (i32.const 0))
    (call $set_status (local.get $number) (i32.const 1))
    (global.set $switcher (global.get $current))
    (global.set $current (local.get $number))
    (call $arrive
      (switch $fiber $switch
        (local.get $value) (table.get $continuations (local.get $number)))))

  ;; The exception leaves the fiber's continuation and is caught here. Code of the
  ;; fiber may run on the way and may even keep it.
  (func $cancel (export "cancel") (param $handle i64) (result i32)
    (local $number i32) (local $result i32) (local $resumer i32)
    (local $rest (ref null $fiber))
    (local.set $number (call $find (local.get $handle)))
    (if (local.tee $result (call $check (local.get $number)))
      (then (return (local.get $result))))
    (local.set $resumer (global.get $current))
    (call $enter (local.get $number))
    (block $threw (result exnref)
      (block $cancelled
        (block $yielded (result i32 (ref $fiber))
          (try_table (result i32) (catch $cancel $cancelled) (catch_all_ref $threw)
            (resume_throw $fiber $cancel (on $yield $yielded) (on $switch switch)
              (table.get $continuations (local.get $number))))
          (drop)
          (br $cancelled))
        (local.set $rest)
        (drop)
        (table.set $continuations (global.get $current) (local.get $rest))
        (call $leave (i32.const 0) (local.get $resumer))
        (return (i32.const 8)))
      (call $leave (i32.const 3) (local.get $resumer))
      (return (i32.const 0)))
    (call $leave (i32.const 3) (local.get $resumer))
    (throw_ref))

  ;;===--- Life -------------------------------------------------------------===;;

  ;; The handle, or 0.
  (func $create (export "create") (param $start funcref) (param $stack i32) (result i64)
    (local $number i32)
    (if (i32.eqz (local.tee $number (call $allocate)))
      (then (return (i64.const 0))))
    (call $set_status (local.get $number) (i32.const 0))
    (i32.store offset=8 (call $record (local.get $number)) (local.get $stack))
    (table.set $starts (local.get $number) (local.get $start))
    (table.set $continuations (local.get $number) (cont.new $fiber (ref.func $run)))
    (call $handle (local.get $number)))

  ;; A pair with the stack.
  (func $free (export "free") (param $handle i64) (result i64)
    (local $number i32) (local $record i32) (local $result i32)
    (if (i32.eqz (local.tee $result (call $check (call $find (local.get $handle)))))
      (then (local.set $result (call $cancel (local.get $handle)))
        (if (i32.eqz (local.get $result)) (then (local.set $result (i32.const 3))))))
    (if (i32.ne (local.get $result) (i32.const 3))
      (then (return (call $pair (local.get $result) (i32.const 0)))))
    (local.set $number (call $find (local.get $handle)))
    (local.set $record (call $record (local.get $number)))
    (i32.store (local.get $record)
      (i32.add (i32.load (local.get $record)) (i32.const 1)))
    (call $set_status (local.get $number) (global.get $free))
    (global.set $free (local.get $number))
    (table.set $starts (local.get $number) (ref.null func))
    (i64.load32_u offset=8 (local.get $record)))

  (func $status_of (export "status") (param $handle i64) (result i32)
    (call $check (call $find (local.get $handle))))

  (func $self (export "self") (result i64)
    (if (result i64) (global.get $current)
      (then (call $handle (global.get $current)))
      (else (i64.const 0))))

  ;; The stack, or 0.
  (func $stack_of (export "stack") (param $handle i64) (result i32)
    (call $stack (call $find (local.get $handle)))))
